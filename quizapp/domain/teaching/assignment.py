"""What an instructor decides about a quiz that a cohort is to take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Self

from quizapp.domain.grading.convention import Convention
from quizapp.domain.learning.build import LONGEST, LONGEST_MINUTES, Mode
from quizapp.domain.learning.measure import MAX_ITEMS

MOST_ATTEMPTS = 20
LONGEST_TITLE = 120
LONGEST_NOTE = 2_000

__all__ = [
    "LONGEST",
    "LONGEST_MINUTES",
    "LONGEST_NOTE",
    "LONGEST_TITLE",
    "MOST_ATTEMPTS",
    "Counting",
    "Late",
    "PaperKind",
    "Plan",
    "Reveal",
    "Shown",
    "shown",
]


class PaperKind(StrEnum):
    """Where the questions come from: the same for all, drawn for each, or chosen by the answers."""

    FIXED = "fixed"
    DRAW = "draw"
    ADAPTIVE = "adaptive"


class Late(StrEnum):
    """What becomes of work after the closing date: refused, or taken and marked as late."""

    REFUSE = "refuse"
    ACCEPT = "accept"


class Counting(StrEnum):
    """Which of several attempts is the grade."""

    BEST = "best"
    LAST = "last"
    FIRST = "first"
    MEAN = "mean"


class Reveal(StrEnum):
    """What learners see before all have closed; afterwards they see everything."""

    CLOSED = "closed"
    SCORE = "score"
    EVERYTHING = "everything"


class Shown(StrEnum):
    """What may be shown of one attempt now: that it was handed in, its score, or all of it."""

    NOTHING = "nothing"
    SCORE = "score"
    EVERYTHING = "everything"


def shown(reveal: Reveal, mode: Mode, *, results_are_out: bool) -> Shown:
    """What a learner may see of an attempt that is over; practice explains every answer at once."""
    if results_are_out or mode is Mode.PRACTICE or reveal is Reveal.EVERYTHING:
        return Shown.EVERYTHING
    return Shown.SCORE if reveal is Reveal.SCORE else Shown.NOTHING


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that is decided about an assignment; instants are aware, None is no limit.

    ``items`` are the ids of a fixed paper in its order, ``draw`` maps topics to how many questions
    of each are drawn, ``length`` is the most that an adaptive one asks. ``shuffles``: a fixed paper
    comes in another order for each learner. ``late_deduction`` is the share of the score, in
    percent, that each started day after the closing date costs.
    """

    mode: Mode
    paper: PaperKind
    items: tuple[int, ...] = ()
    draw: Mapping[str, int] = field(default_factory=dict)
    topics: tuple[str, ...] = ()
    length: int = MAX_ITEMS
    shuffles: bool = False
    convention: Convention = Convention.EDN
    asks_confidence: bool = False
    minutes: int | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    late: Late = Late.REFUSE
    late_deduction: int = 0
    attempts_allowed: int | None = 1
    counting: Counting = Counting.BEST
    reveal: Reveal = Reveal.EVERYTHING

    def settled(self) -> Self:
        """The same without what its mode and paper do not have.

        A measure is adaptive, and nothing else is; marking is an exam's; practice explains every
        answer at once. ``length`` is that of the paper. Confidence marking has to ask.
        """
        adaptive = self.mode is Mode.MEASURE
        paper = PaperKind.ADAPTIVE if adaptive else self.paper
        if not adaptive and paper is PaperKind.ADAPTIVE:
            paper = PaperKind.DRAW
        items = self.items if paper is PaperKind.FIXED else ()
        draw = dict(self.draw) if paper is PaperKind.DRAW else {}
        lengths = {
            PaperKind.FIXED: len(items),
            PaperKind.DRAW: sum(draw.values()),
            PaperKind.ADAPTIVE: MAX_ITEMS,
        }
        is_exam = self.mode is Mode.EXAM
        convention = self.convention if is_exam else Convention.EDN
        return replace(
            self,
            paper=paper,
            items=items,
            draw=draw,
            topics=self.topics if adaptive else (),
            length=lengths[paper],
            shuffles=self.shuffles and paper is PaperKind.FIXED,
            convention=convention,
            asks_confidence=self.asks_confidence or convention is Convention.CONFIDENCE,
            late_deduction=self.late_deduction if self.late is Late.ACCEPT else 0,
            reveal=Reveal.EVERYTHING if self.mode is Mode.PRACTICE else self.reveal,
        )
