"""The results of an assignment, put into words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from math import ceil
from typing import Self, TypeVar
from urllib.parse import quote

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from quizapp.domain.teaching.gradebook import Grade, Spread, distribution
from quizapp.services.teaching.progress import Progress
from quizapp.services.teaching.results import Gradebook, LearnerLine, Order, Stage
from quizapp.web import build_words, charts, words
from quizapp.web.change_words import score_text
from quizapp.web.locale import moment
from quizapp.web.result_words import percent

PER_PAGE = 100
# Longer addresses are cut by some mail programs.
LONGEST_MAILTO = 1_800
LONGEST_SEARCH = 120

_STAGES = {
    Stage.NOT_STARTED: _l("Not started"),
    Stage.IN_PROGRESS: _l("In progress"),
    Stage.DONE: _l("Handed in"),
}
_SHAPES = {
    "own": _l("Everything: dates, lateness, points, a column for each question"),
    "moodle": _l("For the gradebook of Moodle"),
    "canvas": _l("For the gradebook of Canvas"),
    "answers": _l("Every answer in a line of its own"),
}

E = TypeVar("E", bound=StrEnum)


def stage_name(stage: Stage) -> str:
    """How far somebody has come, in words."""
    return str(_STAGES[stage])


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines of a gradebook are looked at, and in which order."""

    order: Order = Order.NAME
    stage: Stage | None = None
    find: str = ""
    page: int = 1

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Self:
        """What an address asks for; where it asks for nothing that exists, the default."""
        page = query.get("page", "")
        return cls(
            order=_member(Order, query.get("order")) or Order.NAME,
            stage=_member(Stage, query.get("stage")),
            find=query.get("find", "")[:LONGEST_SEARCH],
            page=int(page) if page.isascii() and page.isdecimal() and len(page) < 6 else 1,
        )

    def query(self, **changes: object) -> dict[str, object]:
        """The arguments of the same address, with some of them changed; the first page of it."""
        values = {"order": self.order, "stage": self.stage, "find": self.find} | changes
        return {name: value for name, value in values.items() if value}


def _member(kind: type[E], value: str | None) -> E | None:
    return next((member for member in kind if member == value), None)


@dataclass(frozen=True, slots=True)
class LineView:
    """A line of the table; ``attempts`` are (number, id)."""

    membership_id: int
    name: str
    details: str
    state: str
    notes: tuple[str, ...]
    handed_in: datetime | None
    score: str
    percent: str
    attempts: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class GradebookPage:
    """All that the page of results says; ``mailto`` is empty where the addresses are too many."""

    book: Gradebook
    progress: Progress
    wanted: Wanted
    facts: tuple[str, ...]
    said: str
    median: str
    spread: str
    chart: charts.BarChart
    distribution: str
    not_started: tuple[LearnerLine, ...]
    addresses: str
    mailto: str
    lines: tuple[LineView, ...]
    found: int
    page: int
    pages: int
    stages: tuple[tuple[str, str], ...]
    shapes: tuple[tuple[str, str], ...]


def gradebook_page(book: Gradebook, progress: Progress, wanted: Wanted) -> GradebookPage:
    """Put a gradebook into words; a page number beyond the last is the last."""
    lines = book.selected(order=wanted.order, stage=wanted.stage, find=wanted.find)
    pages = max(ceil(len(lines) / PER_PAGE), 1)
    page = min(max(wanted.page, 1), pages)
    waiting = tuple(line for line in book.current if line.stage is Stage.NOT_STARTED)
    mailto = "mailto:?bcc=" + ",".join(quote(line.email, safe="@") for line in waiting)
    return GradebookPage(
        book=book,
        progress=progress,
        wanted=wanted,
        facts=tuple(_facts(book)),
        said=progress_text(progress),
        median=median_text(book.spread),
        spread=_spread(book.spread) if book.spread else "",
        chart=distribution_chart(book.shares),
        distribution=_distribution(book.shares),
        not_started=waiting,
        addresses=", ".join(line.email for line in waiting),
        mailto=mailto if waiting and len(mailto) <= LONGEST_MAILTO else "",
        lines=tuple(_line(line) for line in lines[(page - 1) * PER_PAGE : page * PER_PAGE]),
        found=len(lines),
        page=page,
        pages=pages,
        stages=tuple((stage.value, str(name)) for stage, name in _STAGES.items()),
        shapes=tuple((shape, str(name)) for shape, name in _SHAPES.items()),
    )


def _facts(book: Gradebook) -> list[str]:
    """What kind of work it is, and its dates."""
    assignment = book.assignment
    facts = [build_words.mode_name(assignment.mode)]
    if assignment.published_at is None:
        facts.append(gettext("draft: learners do not see it"))
    if assignment.opens_at is not None:
        facts.append(gettext("opens %(when)s", when=moment(assignment.opens_at)))
    if assignment.closes_at is not None:
        facts.append(gettext("closes %(when)s", when=moment(assignment.closes_at)))
    return [str(fact) for fact in facts]


def progress_text(progress: Progress) -> str:
    """«Handed in: 19 of 24.»."""
    done, learners = progress.done, progress.learners
    return str(gettext("Handed in: %(done)s of %(learners)s.", done=done, learners=learners))


def median_text(spread: Spread | None) -> str:
    """The median in per cent; a dash without any."""
    return percent(spread.median) if spread else "–"


def progress_json(progress: Progress, spread: Spread | None) -> dict[str, object]:
    """What the page follows; ``said`` is announced when somebody has handed in."""
    return {
        "learners": progress.learners,
        "not_started": progress.not_started,
        "in_progress": progress.in_progress,
        "done": progress.done,
        "median": median_text(spread),
        "said": progress_text(progress),
    }


def distribution_chart(shares: Sequence[float]) -> charts.BarChart:
    """How many learners in each tenth of the points."""
    bins = distribution(shares)
    labels = [
        gettext("below 0") if one.low is None else f"{one.low * 100:.0f}–{one.high * 100:.0f}"
        for one in bins
    ]
    return charts.bar_chart(labels, {gettext("Learners"): [one.count for one in bins]})


def _distribution(shares: Sequence[float]) -> str:
    """The plot in a sentence."""
    fullest = max(distribution(shares), key=lambda one: one.count)
    if fullest.low is None:
        return str(gettext("Most learners are below zero."))
    low, high = percent(fullest.low), percent(fullest.high)
    return str(
        ngettext(
            "The fullest tenth is the one from %(low)s to %(high)s, with %(num)s learner.",
            "The fullest tenth is the one from %(low)s to %(high)s, with %(num)s learners.",
            fullest.count,
            low=low,
            high=high,
        )
    )


def _spread(spread: Spread) -> str:
    if spread.count == 1:
        return str(gettext("One learner has a score: %(share)s.", share=percent(spread.median)))
    return str(
        gettext(
            "%(count)s learners have a score. The median is %(median)s; the middle half lies "
            "between %(lower)s and %(upper)s, all of them between %(lowest)s and %(highest)s.",
            count=spread.count,
            median=percent(spread.median),
            lower=percent(spread.lower_quartile),
            upper=percent(spread.upper_quartile),
            lowest=percent(spread.lowest),
            highest=percent(spread.highest),
        )
    )


def _line(line: LearnerLine) -> LineView:
    share = line.share
    return LineView(
        membership_id=line.membership_id,
        name=line.called,
        details=" · ".join(filter(None, (line.number, line.email if line.name else ""))),
        state=stage_name(line.stage),
        notes=tuple(line_notes(line)),
        handed_in=line.handed_in_at,
        score=grade_text(line.grade) if line.grade else "",
        percent="" if share is None else percent(share),
        attempts=tuple((one.number, one.id) for one in line.attempts),
    )


def grade_text(grade: Grade) -> str:
    """«8.5 of 10», after what lateness cost."""
    return score_text(grade.points, grade.maximum)


def late_text(grade: Grade) -> str:
    """How late the work was and what that cost; empty where it was in time."""
    if not grade.days_late:
        return ""
    late = ngettext("%(num)s day late", "%(num)s days late", grade.days_late)
    if not grade.deducted:
        return str(late)
    cost = gettext("minus %(points)s", points=words.points(grade.deducted))
    return f"{late}, {cost}"


def line_notes(line: LearnerLine) -> list[str]:
    """What is out of the ordinary about a learner's work."""
    notes = []
    if line.has_left:
        notes.append(gettext("has left the cohort"))
    elif not line.has_joined:
        notes.append(gettext("has not joined yet"))
    if line.is_accommodated:
        notes.append(gettext("own time, dates or attempts"))
    if line.grade:
        notes.append(late_text(line.grade))
    if line.going_on is not None:
        done, length = line.going_on.answered, line.going_on.length
        notes.append(gettext("%(done)s of %(length)s answered", done=done, length=length))
    if line.grade and len(line.attempts) > 1:
        number = line.grade.number
        notes.append(
            gettext("the mean counts")
            if number is None
            else gettext("attempt %(number)s counts", number=number)
        )
    return [str(note) for note in notes if note]
