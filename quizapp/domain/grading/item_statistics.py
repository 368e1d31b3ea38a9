"""How each question of a paper did, from the marks that learners got for all of them.

Definitions are those of Moodle's quiz statistics report ("Quiz statistics calculations" in its
developer documentation) and of classical test theory. With x the points of one question, each from
one sitting, and s² variances with n − 1:

- facility: mean of x over its maximum. Moodle shows it in percent.
- standard deviation: s of x, in points. The values in Moodle's own tests are thousandths of one.
- intended weight: maximum over the sum of all maxima. Effective weight: √cov(x, total) over the sum
  of these roots. Where a covariance is negative there is no weight, and it adds nothing to the sum.
- discrimination (item–rest): correlation of x with the rest, the points of the other questions.
  r_pbis is that with the total, to which the question itself belongs: it is always the better one.
- discriminative efficiency: cov(x, rest) over the largest covariance that the same points could
  have, were they dealt out anew: both sorted.
- upper–lower index: mean share of the points in the upper 27 % by total, minus that in the lower
  (Kelley 1939).

Learners may have had different questions: each their own draw. Then the points of the others do not
compare, for some had the easy ones. The rest is therefore what a learner earned on the other
questions *above or below the mean of everybody who had them*, over the maximum of these questions.
Where all had the same, that is the points of the other questions on another scale, and every figure
is exactly the classical one. The total goes by the same rule. Weights exist only where all had the
same questions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from math import fsum, sqrt
from operator import itemgetter, mul
from typing import NamedTuple

EXTREME_SHARE = 0.27
_EPSILON = 1e-9


class Marked(NamedTuple):
    """Points of one question in one sitting; a plain tuple does as well.

    Where the maximum of a question differs between sittings, points are scaled to the largest.
    """

    sitting: int
    item: int
    points: float
    maximum: float


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """One question; see the module. Shares and correlations, not percent; ``sd`` in points.

    None where there is nothing to compute it from: fewer than two answers, points that are all the
    same, or, for weights, learners who had different questions.
    """

    n: int
    maximum: float
    facility: float
    sd: float | None
    intended_weight: float | None
    effective_weight: float | None
    r_pbis: float | None
    r_rest: float | None
    efficiency: float | None
    upper_lower: float | None


class MarkTable:
    """Marks of sittings by question, with the sums that all figures are made from."""

    def __init__(self, marks: Iterable[Marked | tuple[int, int, float, float]]) -> None:
        """Raise ValueError for a question twice in a sitting, and for one without a maximum."""
        rows = list(marks)
        self.maxima: dict[int, float] = {}
        for _, item, _, maximum in rows:
            if maximum <= 0:
                raise ValueError(f"item {item} has a maximum of {maximum}: leave it out")
            self.maxima[item] = max(maximum, self.maxima.get(item, 0.0))
        # Points of each question, by sitting.
        self.points: dict[int, dict[int, float]] = {item: {} for item in self.maxima}
        for sitting, item, points, maximum in rows:
            column = self.points[item]
            if sitting in column:
                raise ValueError(f"item {item} is twice in sitting {sitting}")
            column[sitting] = (
                points if maximum == self.maxima[item] else (points * self.maxima[item] / maximum)
            )
        self.means = {
            item: fsum(column.values()) / len(column) for item, column in self.points.items()
        }

    @cached_property
    def sittings(self) -> tuple[int, ...]:
        """All of them, in the order in which they were met."""
        return tuple(dict.fromkeys(one for column in self.points.values() for one in column))

    @cached_property
    def is_complete(self) -> bool:
        """Whether all sittings had the same questions."""
        return all(len(column) == len(self.sittings) for column in self.points.values())

    @cached_property
    def totals(self) -> dict[int, float]:
        """Points of each sitting."""
        return self._sum(self.points)

    @cached_property
    def possible(self) -> dict[int, float]:
        """Sum of the maxima of each sitting's questions."""
        return self._sum(
            {item: dict.fromkeys(column, self.maxima[item]) for item, column in self.points.items()}
        )

    @cached_property
    def _above_mean(self) -> dict[int, float]:
        """Points of each sitting above the means of its questions."""
        return self._sum(
            {
                item: {one: points - self.means[item] for one, points in column.items()}
                for item, column in self.points.items()
            }
        )

    def rests(self, item: int) -> dict[int, float]:
        """How each sitting that had the question did on its other questions; see the module.

        Sittings without another question are left out.
        """
        mean, maximum = self.means[item], self.maxima[item]
        above, possible = self._above_mean, self.possible
        return {
            one: (above[one] - points + mean) / others
            for one, points in self.points[item].items()
            if (others := possible[one] - maximum) > _EPSILON
        }

    def figures(self, item: int) -> ItemFigures:
        """Everything about one question. Raises KeyError for one that nobody had."""
        column, maximum = self.points[item], self.maxima[item]
        rests = self.rests(item)
        beside = [column[one] for one in rests]
        others = list(rests.values())
        whole = [self._above_mean[one] / self.possible[one] for one in column]
        points = list(column.values())
        covariance = _covariance(beside, others)
        largest = _covariance(sorted(beside), sorted(others))
        spread = variance(points)
        return ItemFigures(
            n=len(points),
            maximum=maximum,
            facility=self.means[item] / maximum,
            sd=None if spread is None else sqrt(spread),
            intended_weight=self._intended_weights.get(item),
            effective_weight=self._effective_weights.get(item),
            r_pbis=correlation(points, whole),
            r_rest=correlation(beside, others),
            efficiency=covariance / largest if _varies(beside) and _varies(others) else None,
            upper_lower=upper_lower_index([one / maximum for one in points], whole),
        )

    @cached_property
    def _intended_weights(self) -> dict[int, float]:
        if not self.is_complete:
            return {}
        whole = fsum(self.maxima.values())
        return {item: maximum / whole for item, maximum in self.maxima.items()}

    @cached_property
    def _effective_weights(self) -> dict[int, float]:
        if not self.is_complete or len(self.sittings) < 2:
            return {}
        totals = [self.totals[one] for one in self.sittings]
        found = {
            item: _covariance([column[one] for one in self.sittings], totals)
            for item, column in self.points.items()
        }
        roots = {item: sqrt(max(value, 0.0)) for item, value in found.items() if value >= -_EPSILON}
        whole = fsum(roots.values())
        return {item: root / whole for item, root in roots.items()} if whole > _EPSILON else {}

    @staticmethod
    def _sum(columns: Mapping[int, Mapping[int, float]]) -> dict[int, float]:
        sums: dict[int, float] = {}
        for column in columns.values():
            for sitting, value in column.items():
                sums[sitting] = sums.get(sitting, 0.0) + value
        return sums


def item_statistics(
    marks: Iterable[Marked | tuple[int, int, float, float]],
) -> dict[int, ItemFigures]:
    """The figures of each question, in the order in which they are met."""
    table = MarkTable(marks)
    return {item: table.figures(item) for item in table.points}


def variance(values: Sequence[float]) -> float | None:
    """Sample variance, with n − 1; None for fewer than two values."""
    return _covariance(values, values) if len(values) > 1 else None


def correlation(xs: Sequence[float], ys: Sequence[float]) -> float | None:
    """Pearson's r of two equally long series; None where one of them does not vary."""
    if not (_varies(xs) and _varies(ys)):
        return None
    x, y = _deviations(xs), _deviations(ys)
    r = _product(x, y) / sqrt(_product(x, x) * _product(y, y))
    return max(-1.0, min(r, 1.0))


def upper_lower_index(shares: Sequence[float], totals: Sequence[float]) -> float | None:
    """Mean share in the upper 27 % by total minus that in the lower; None for fewer than two.

    Of learners with the same total of whom only some fit into a group, each counts in part. So the
    index does not hang on the order in which they happen to be listed.
    """
    if len(shares) < 2:
        return None
    size = max(1, int(EXTREME_SHARE * len(shares) + 0.5))
    ranked = sorted(zip(map(tied, totals), shares, strict=True), key=itemgetter(0))
    return _mean_of_first(ranked[::-1], size) - _mean_of_first(ranked, size)


def tied(value: float) -> float:
    """The value to rank by: sums of tenths and thirds that should be equal differ at the end."""
    return round(value, 9)


def _mean_of_first(ranked: Sequence[tuple[float, float]], size: int) -> float:
    found, left = 0.0, float(size)
    for _, group in groupby(ranked, key=itemgetter(0)):
        equals = [share for _, share in group]
        taken = min(left, len(equals))
        found += taken * fsum(equals) / len(equals)
        left -= taken
        if left <= 0:
            break
    return found / size


def _varies(values: Sequence[float]) -> bool:
    return len(values) > 1 and max(values) - min(values) > _EPSILON


def _covariance(xs: Sequence[float], ys: Sequence[float]) -> float:
    """Sample covariance, with n − 1; 0 for fewer than two values."""
    return _product(_deviations(xs), _deviations(ys)) / (len(xs) - 1) if len(xs) > 1 else 0.0


def _deviations(values: Sequence[float]) -> list[float]:
    mean = fsum(values) / len(values)
    return [value - mean for value in values]


def _product(xs: Sequence[float], ys: Sequence[float]) -> float:
    """Sum of products: what all figures spend their time on, hence no loop of our own."""
    return fsum(map(mul, xs, ys))
