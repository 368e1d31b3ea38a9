"""From the attempts of an assignment to a grade for each learner, and to figures of the group.

A share is points over maximum: 1 is full marks, and it is negative where a convention took away
more than was earned. An item that was dropped adds nothing to either sum, so it changes the
maximum; where nothing is left there is no share.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import floor
from statistics import fmean, median, quantiles

from quizapp.domain.teaching.assignment import Counting

DAY = timedelta(days=1)
BINS = 10
# Thirds and tenths do not add up exactly: 0.7 as a sum must not fall into the bin below.
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Sitting:
    """One attempt as the gradebook sees it; ``number`` counts a learner's attempts from 1.

    ``points`` and ``maximum`` are sums of current marks, None while it goes on. ``late_by`` is how
    long after the learner's own closing date it ended, zero where it was in time.
    """

    number: int
    points: float | None = None
    maximum: float | None = None
    late_by: timedelta = timedelta(0)

    @property
    def days_late(self) -> int:
        """Started days after the closing date."""
        return started_days(self.late_by)


@dataclass(frozen=True, slots=True)
class Grade:
    """What a learner gets: ``points`` of ``maximum`` after what lateness ``deducted`` from them.

    ``number`` is the attempt that counts, None where the mean of several does; ``days_late`` is
    that of the attempt, for a mean the most of any.
    """

    points: float
    maximum: float
    deducted: float
    days_late: int
    number: int | None

    @property
    def share(self) -> float | None:
        """Points over maximum; None where every item was dropped."""
        return share_of(self.points, self.maximum)


@dataclass(frozen=True, slots=True)
class Bin:
    """Shares from ``low`` up to, not including, ``high``; the last one includes full marks.

    ``low`` is None for shares below 0, which have a bin where there are any.
    """

    low: float | None
    high: float
    count: int


@dataclass(frozen=True, slots=True)
class Spread:
    """The shares of a group. Quartiles by linear interpolation (type 7 of Hyndman and Fan 1996)."""

    count: int
    lowest: float
    lower_quartile: float
    median: float
    upper_quartile: float
    highest: float
    mean: float


def share_of(points: float, maximum: float) -> float | None:
    """Points over maximum; None where there was nothing to earn."""
    return points / maximum if maximum > 0 else None


def started_days(late_by: timedelta) -> int:
    """Days of 24 hours begun after a closing date: a second late is one day, two days are two."""
    return max(-(-late_by // DAY), 0)


def deduction(points: float, *, days_late: int, percent_per_day: float) -> float:
    """The points that lateness costs: a percentage of the score a day, never more than all of it.

    A score below zero is left as it is: taking a share of it away would be a reward.
    """
    share = min(days_late * percent_per_day / 100, 1.0)
    return max(points, 0.0) * share


def grade(
    sittings: Iterable[Sitting], counting: Counting, *, percent_per_day: float = 0
) -> Grade | None:
    """What counts of a learner's attempts; None as long as none is finished.

    Lateness is deducted from each attempt before the best is chosen or the mean is taken. Of equal
    bests the earliest counts. The mean is that of the shares, out of the mean of the maxima: where
    all have the same maximum, that is the mean of the points.
    """
    grades = [
        _graded(one, one.points, one.maximum, percent_per_day)
        for one in sorted(sittings, key=lambda one: one.number)
        if one.points is not None and one.maximum is not None
    ]
    if not grades:
        return None
    match counting:
        case Counting.FIRST:
            return grades[0]
        case Counting.LAST:
            return grades[-1]
        case Counting.BEST:
            return max(grades, key=_rank)
        case Counting.MEAN:
            return _mean(grades)


def _graded(one: Sitting, points: float, maximum: float, percent_per_day: float) -> Grade:
    lost = deduction(points, days_late=one.days_late, percent_per_day=percent_per_day)
    return Grade(points - lost, maximum, lost, one.days_late, one.number)


def _rank(one: Grade) -> float:
    """An attempt of which nothing is left after drops counts where there is no other."""
    return float("-inf") if one.share is None else one.share


def _mean(grades: Sequence[Grade]) -> Grade:
    if len(grades) == 1:
        return grades[0]
    counted = [(one, share) for one in grades if (share := one.share) is not None]
    if not counted:
        return Grade(0.0, 0.0, 0.0, max(one.days_late for one in grades), None)
    maximum = fmean(one.maximum for one, _ in counted)
    return Grade(
        points=fmean(share for _, share in counted) * maximum,
        maximum=maximum,
        deducted=fmean(one.deducted / one.maximum for one, _ in counted) * maximum,
        days_late=max(one.days_late for one, _ in counted),
        number=None,
    )


def spread(shares: Iterable[float]) -> Spread | None:
    """The shares of a group summed up; None without any."""
    ordered = sorted(shares)
    if not ordered:
        return None
    lower, _, upper = (
        quantiles(ordered, n=4, method="inclusive") if len(ordered) > 1 else ordered * 3
    )
    return Spread(
        count=len(ordered),
        lowest=ordered[0],
        lower_quartile=lower,
        median=median(ordered),
        upper_quartile=upper,
        highest=ordered[-1],
        mean=fmean(ordered),
    )


def distribution(shares: Iterable[float]) -> tuple[Bin, ...]:
    """How many shares lie in each tenth, lowest first; one more bin where some are below zero."""
    counts = [0] * BINS
    below = 0
    for share in shares:
        if share < -_ROUNDING:
            below += 1
        else:
            counts[min(floor(share * BINS + _ROUNDING), BINS - 1)] += 1
    tenths = tuple(
        Bin(place / BINS, (place + 1) / BINS, count) for place, count in enumerate(counts)
    )
    return (Bin(None, 0.0, below), *tenths) if below else tenths
