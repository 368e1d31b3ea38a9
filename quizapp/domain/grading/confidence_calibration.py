"""How far being sure goes with being right: a learner's three levels of confidence, compared.

An answer is right here from a credit of one half on (`RIGHT_FROM`). Whole answers are all or
nothing anyway; of those that can be right in part, more right than wrong is what a learner who
says «sure» has claimed. The same line makes an error a confident one. A mean of credits would
need no line, but it has no binomial interval, and no chance of being right to compare with the
chances from which each level pays.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from quizapp.domain.grading.variants import (
    CONFIDENCE_LEVELS,
    LEVEL_2_PAYS_FROM,
    LEVEL_3_PAYS_FROM,
    POINTS_IF_RIGHT,
    POINTS_IF_WRONG,
)

RIGHT_FROM = 0.5
SUREST = CONFIDENCE_LEVELS[-1]
# Between which chances of being right a level pays best.
PAYS_BETWEEN = {
    1: (0.0, LEVEL_2_PAYS_FROM),
    2: (LEVEL_2_PAYS_FROM, LEVEL_3_PAYS_FROM),
    3: (LEVEL_3_PAYS_FROM, 1.0),
}
# Two-sided 90 %.
_Z90 = 1.6448536269514722


@dataclass(frozen=True, slots=True)
class Share:
    """Share of right answers, from 0 to 1, with its 90 % interval."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class LevelReport:
    """All answers that were given at one level of confidence, ``right`` of them right."""

    level: int
    answers: int
    right: int

    @property
    def points(self) -> float:
        """What confidence marking makes of them, out of 3 for each."""
        return self.points_at(self.level)

    def points_at(self, level: int) -> float:
        """What it would have made of them, had all been given at another level."""
        wrong = self.answers - self.right
        return self.right * POINTS_IF_RIGHT[level] + wrong * POINTS_IF_WRONG[level]

    @property
    def share(self) -> Share | None:
        """None where no answer was given at this level."""
        return right_share(self.right, self.answers) if self.answers else None

    @property
    def best_level(self) -> int | None:
        """The level that would have paid best; None without answers, the bolder one of equals."""
        if not self.answers:
            return None
        return max(CONFIDENCE_LEVELS, key=lambda level: (self.points_at(level), level))


@dataclass(frozen=True, slots=True)
class ConfidenceReport:
    """The three levels in order; they are there without answers too."""

    levels: tuple[LevelReport, ...]

    @property
    def answers(self) -> int:
        return sum(level.answers for level in self.levels)

    @property
    def points(self) -> float:
        return sum(level.points for level in self.levels)

    @property
    def maximum(self) -> float:
        return self.answers * POINTS_IF_RIGHT[SUREST]


def is_right(credit: float) -> bool:
    """Whether an answer with this credit counts as right where confidence is judged."""
    return credit >= RIGHT_FROM


def is_confident_error(credit: float, confidence: int | None) -> bool:
    """Whether the learner was sure, and wrong: what is worth most to look at again."""
    return confidence == SUREST and not is_right(credit)


def report(answers: Iterable[tuple[int, float]]) -> ConfidenceReport:
    """The report of answers, each a level from 1 to 3 and a credit from 0 to 1."""
    given = dict.fromkeys(CONFIDENCE_LEVELS, 0)
    right = dict.fromkeys(CONFIDENCE_LEVELS, 0)
    for level, credit in answers:
        given[level] += 1
        right[level] += is_right(credit)
    return ConfidenceReport(
        tuple(LevelReport(level, given[level], right[level]) for level in CONFIDENCE_LEVELS)
    )


def right_share(right: int, answers: int) -> Share:
    """The share ``right`` of ``answers`` with the score interval of Wilson (1927) at 90 %.

    It keeps its promise where answers are few or nearly all right, as the textbook interval does
    not. Raises ValueError unless 0 ≤ ``right`` ≤ ``answers`` and there is an answer.
    """
    if not 0 <= right <= answers or not answers:
        raise ValueError(f"{right} of {answers} answers cannot be right")
    share, z2 = right / answers, _Z90 * _Z90
    centre = (share + z2 / (2 * answers)) / (1 + z2 / answers)
    spread = math.sqrt(share * (1 - share) / answers + z2 / (4 * answers * answers))
    margin = _Z90 * spread / (1 + z2 / answers)
    # Where none or all are right an end is the share itself, but for rounding.
    low, high = min(centre - margin, share), max(centre + margin, share)
    return Share(share, max(0.0, low), min(1.0, high))
