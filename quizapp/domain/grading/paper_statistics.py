"""How well a whole paper tells learners apart.

The coefficient of internal consistency of Moodle's quiz report, CIC = 100·p/(p−1)·(1 − Σs²/k₂),
with p questions, the variances s² of their points and the variance k₂ of the totals, is 100 times
Cronbach's α (1951). Error ratio: 100·√(1 − CIC/100), the share of the standard deviation that is
chance. Standard error of a total: that share of the standard deviation, in points.

Where learners had different questions there is no total to take a variance of. With v the mean
variance of a question and c the mean covariance of two questions of the same paper, α of p of them
is p·c / (v + (p−1)·c), and the variance of their total p·v + p·(p−1)·c. Where all had the same
questions, these are the very same numbers. Otherwise p is the mean number of questions, and what is
found is an estimate for a paper of so many questions like these, the same for all. It holds for
questions drawn by chance, not for those chosen by earlier answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum, sqrt

from quizapp.domain.grading.item_statistics import MarkTable, variance


@dataclass(frozen=True, slots=True)
class PaperFigures:
    """The paper as a whole. ``mean``, ``sd`` and ``standard_error`` in points of ``maximum``.

    ``items`` and ``maximum`` are means over sittings where not ``same_for_all``. None where it
    cannot be said: fewer than two sittings or two questions, or totals that are all the same.
    """

    sittings: int
    items: float
    maximum: float
    same_for_all: bool
    mean: float
    sd: float | None
    alpha: float | None

    @property
    def cic(self) -> float | None:
        """Coefficient of internal consistency, in percent; 100 at most, it can be negative."""
        return None if self.alpha is None else 100.0 * self.alpha

    @property
    def error_ratio(self) -> float | None:
        """Share of the standard deviation that is chance, in percent; over 100 where α < 0."""
        return None if self.alpha is None else 100.0 * sqrt(max(1.0 - self.alpha, 0.0))

    @property
    def standard_error(self) -> float | None:
        """By how much a total may be off by chance (one standard error), in points."""
        if self.error_ratio is None or self.sd is None:
            return None
        return self.error_ratio / 100.0 * self.sd


def paper_figures(table: MarkTable) -> PaperFigures | None:
    """The figures of a paper; None where nobody sat it."""
    sittings = len(table.sittings)
    if not sittings:
        return None
    items = sum(map(len, table.points.values())) / sittings
    spread = _complete(table) if table.is_complete else _estimated(table, items)
    total, alpha = spread or (None, None)
    return PaperFigures(
        sittings=sittings,
        items=items,
        maximum=fsum(table.possible.values()) / sittings,
        same_for_all=table.is_complete,
        mean=fsum(table.totals.values()) / sittings,
        sd=None if total is None else sqrt(total),
        alpha=alpha,
    )


def _complete(table: MarkTable) -> tuple[float, float | None] | None:
    """Variance of the totals, and α."""
    total = variance(list(table.totals.values()))
    if total is None:
        return None
    p = len(table.points)
    within = fsum(variance(list(column.values())) or 0.0 for column in table.points.values())
    if p < 2 or total < 1e-12:
        return total, None
    return total, p / (p - 1) * (1 - within / total)


def _estimated(table: MarkTable, p: float) -> tuple[float, float | None] | None:
    """Variance of the total of ``p`` such questions, and α, from questions that two had or more."""
    asked = {item: column for item, column in table.points.items() if len(column) > 1}
    deviations: dict[int, list[float]] = {}
    for item, column in asked.items():
        # Squared, this makes n out of n - 1: the mean was taken from the same answers.
        unbiased = sqrt(len(column) / (len(column) - 1))
        for sitting, points in column.items():
            deviations.setdefault(sitting, []).append((points - table.means[item]) * unbiased)
    pairs = sum(len(row) * (len(row) - 1) for row in deviations.values())
    if not pairs:
        return None
    squares = [fsum(one * one for one in row) for row in deviations.values()]
    v = fsum(squares) / sum(map(len, deviations.values()))
    sums = fsum(fsum(row) ** 2 for row in deviations.values())
    c = (sums - fsum(squares)) / pairs
    total = p * v + p * (p - 1) * c
    if p <= 1 or total < 1e-12 or v < 1e-12:
        return None
    return total, p * c / (v + (p - 1) * c)
