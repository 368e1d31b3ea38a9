"""The arithmetic of `calibration`: items on a grid of abilities, and the way up the likelihood.

Marginal maximum likelihood by EM (Bock & Aitkin 1981). θ ~ N(0, 1) is summed over on a grid, so
that only items have parameters: P = c + (1−c)·σ(η), η = a(θ − b). Only `calibration` imports this:
numpy has no place where pages are served.
"""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from quizapp.domain.learning.ability import ItemParameters

Floats = NDArray[np.float64]
Row = tuple[int, int, float]

_GRID: Floats = np.linspace(-5.0, 5.0, 41)
_LOG_WEIGHTS: Floats = -(_GRID**2) / 2.0 - np.log(np.exp(-(_GRID**2) / 2.0).sum())
# Rows of the log weighed at a time: bounds the memory to some tens of megabytes.
_ROWS = 32_768
_PASSES = 600
_TOLERANCE = 1e-5
# Without a prior, what everybody answers right has no finite difficulty.
_FARTHEST = 15.0
_STEEPEST = 2.0
_EPSILON = 1e-12


class Curves:
    """Items on the grid (items x points): ln P, ln(1−P), slope and information in η = a(θ − b)."""

    def __init__(self, slope: Floats, difficulty: Floats, guessing: Floats) -> None:
        chance = guessing[:, None]
        self.eta: Floats = slope[:, None] * (_GRID - difficulty[:, None])
        knows: Floats = -np.logaddexp(0.0, -self.eta)
        self.wrong: Floats = np.log1p(-chance) - np.logaddexp(0.0, self.eta)
        self.success: Floats = chance + (1.0 - chance) * np.exp(knows)
        self.right: Floats = np.where(chance > 0.0, np.log(self.success + 1e-300), knows)
        # Share of knowledge among right answers: guesses do not rise with η.
        self.known: Floats = np.exp(knows - self.right)
        self.information: Floats = np.exp(self.wrong + knows) * self.known


class Log:
    """Responses as arrays in the order of persons; only ``seen`` ones tell of a person's ability.

    Raises ValueError for scores or guessing chances out of bounds.
    """

    def __init__(
        self,
        responses: Sequence[Row],
        guessing: Mapping[int, float],
        seen: NDArray[np.bool_] | None = None,
    ) -> None:
        persons, items, scores = zip(*responses, strict=True)
        person, item = np.array(persons, dtype=np.int64), np.array(items, dtype=np.int64)
        score: Floats = np.array(scores, dtype=np.float64)
        if not ((score >= 0.0) & (score <= 1.0)).all():
            raise ValueError("a score is from 0 to 1")
        order = np.lexsort((score, item, person))
        self.score: Floats = score[order]
        self.seen = np.ones(len(order), dtype=np.bool_) if seen is None else seen[order]
        self.persons, self.starts, self.person = np.unique(
            person[order], return_index=True, return_inverse=True
        )
        self.items, self.item, self.answers = np.unique(
            item[order], return_inverse=True, return_counts=True
        )
        self.guessing: Floats = np.array([guessing.get(int(i), 0.0) for i in self.items])
        if not ((self.guessing >= 0.0) & (self.guessing < 1.0)).all():
            raise ValueError("a guessing chance is from 0 to under 1")

    def posteriors(self, curves: Curves) -> Iterator[tuple[slice, Floats, float]]:
        """Rows of some persons, weights of θ for each row, and the persons' log likelihood."""
        ends = np.append(self.starts[1:], len(self.item))
        gain = curves.right - curves.wrong
        first = 0
        while first < len(ends):
            begin = int(self.starts[first])
            last = max(first + 1, int(np.searchsorted(ends, begin + _ROWS, side="right")))
            rows = slice(begin, int(ends[last - 1]))
            item = self.item[rows]
            logs = curves.wrong[item] + self.score[rows, None] * gain[item]
            logs *= self.seen[rows, None]
            by_person = _LOG_WEIGHTS + np.add.reduceat(logs, self.starts[first:last] - begin)
            top = by_person.max(axis=1, keepdims=True)
            weights = np.exp(by_person - top)
            sums = weights.sum(axis=1, keepdims=True)
            likelihood = float((top + np.log(sums)).sum())
            yield rows, (weights / sums)[self.person[rows] - first], likelihood
            first = last

    def by_item(self, rows: slice, values: Floats) -> Floats:
        """Sums of the rows' values for each item (items x columns)."""
        columns = values.shape[1]
        cells = self.item[rows, None] * columns + np.arange(columns)
        sums = np.bincount(cells.ravel(), values.ravel(), len(self.items) * columns)
        return sums.reshape(-1, columns).astype(np.float64)


class Expected(NamedTuple):
    """At a point: log likelihood, and answers and right ones by item and θ (items x points)."""

    likelihood: float
    answers: Floats
    right: Floats


class Information(NamedTuple):
    """About b, about b and ln a together (both by item), and about ln a alone (by group)."""

    bb: Floats
    ab: Floats
    aa: Floats


class Climb:
    """A way up the posterior. A point holds ln a of each group of items, then b of each item.

    Items in ``shared`` are one group, the others have one each. The priors are b ~ N(0,
    1/``precision_b``) and ln a ~ N(0, 1/``precision_a``); a precision of 0 is no prior.
    """

    def __init__(
        self, log: Log, shared: Collection[int], *, precision_a: float, precision_b: float
    ) -> None:
        self.log = log
        self.precision_a, self.precision_b = precision_a, precision_b
        own = ~np.isin(log.items, list(shared))
        self.group = np.where(own, np.cumsum(own) - int(own.all()), 0)
        self.groups = int(self.group.max()) + 1
        self.limits = np.full(self.groups + len(log.items), _FARTHEST)
        self.limits[: self.groups] = _STEEPEST

    def top(self) -> tuple[Floats, int, bool]:
        """The highest point, passes through the log, and whether the climb stands still there.

        Plain EM creeps; two of its steps show where it is heading (SQUAREM; Varadhan & Roland
        2008). A leap that does not lead upwards is not taken.
        """
        point: Floats = np.zeros(len(self.limits))
        for passes in range(3, _PASSES + 1, 3):
            one = self.improve(point, self.expect(point))
            middle = self.expect(one)
            two = self.improve(one, middle)
            step, bend = one - point, two - 2.0 * one + point
            if np.abs(step).max() < _TOLERANCE:
                return two, passes, True
            length = max(1.0, math.sqrt(float(step @ step) / max(float(bend @ bend), _EPSILON)))
            leap = self.bounded(point + 2.0 * length * step + length**2 * bend)
            landed = self.expect(leap)
            higher = self.height(leap, landed) > self.height(one, middle)
            point = self.improve(leap, landed) if higher else two
        return point, _PASSES, False

    def expect(self, point: Floats) -> Expected:
        curves = self.curves(point)
        likelihood, answers, right = 0.0, np.zeros_like(curves.eta), np.zeros_like(curves.eta)
        for rows, weights, part in self.log.posteriors(curves):
            likelihood += part
            answers += self.log.by_item(rows, weights)
            right += self.log.by_item(rows, weights * self.log.score[rows, None])
        return Expected(likelihood, answers, right)

    def improve(self, point: Floats, expected: Expected) -> Floats:
        """A point that explains the expected answers better: two steps of Fisher scoring."""
        for _ in range(2):
            curves, slope = self.curves(point), self.slopes(point)
            residual = (expected.right - expected.answers * curves.success) * curves.known
            bb, ab, aa = self.information(slope, _complete(expected.answers, curves))
            pull_b = -slope * residual.sum(axis=1) - self.precision_b * point[self.groups :]
            pull_a = (residual * curves.eta).sum(axis=1) - ab * pull_b / bb - self.given_away(bb)
            pull_a = self.by_group(pull_a) - self.precision_a * point[: self.groups]
            move_a = (pull_a / aa).clip(-1.0, 1.0)
            move_b = ((pull_b - ab * move_a[self.group]) / bb).clip(-2.0, 2.0)
            point = self.bounded(point + np.concatenate((move_a, move_b)))
        return point

    def parameters(self, point: Floats) -> dict[int, ItemParameters]:
        """Estimates at the top, with the variance of b.

        Information is that of complete data less what is missing of it, as θ is not known (Louis
        1982), item by item: what the errors of different items have in common is left out.
        """
        curves, slope = self.curves(point), self.slopes(point)
        whole = _complete(self.expect(point).answers, curves)
        missing = np.zeros_like(whole)
        for rows, weights, _ in self.log.posteriors(curves):
            item = self.log.item[rows]
            push = (self.log.score[rows, None] - curves.success[item]) * curves.known[item]
            turn = push * curves.eta[item]
            mean_push, mean_turn = (weights * push).sum(axis=1), (weights * turn).sum(axis=1)
            spread = np.stack(
                (
                    (weights * push * push).sum(axis=1) - mean_push * mean_push,
                    (weights * push * turn).sum(axis=1) - mean_push * mean_turn,
                    (weights * turn * turn).sum(axis=1) - mean_turn * mean_turn,
                ),
                axis=1,
            )
            missing += self.log.by_item(rows, spread)
        found = whole - missing
        # With a few answers more may seem missing than there is.
        found[:, ::2] = np.maximum(found[:, ::2], whole[:, ::2] / 20.0)
        bb, ab, aa = self.information(slope, found)
        variance = 1.0 / bb + (ab / bb) ** 2 / aa[self.group]
        columns = (self.log.items, point[self.groups :], variance, slope, self.log.answers)
        return {
            int(item): ItemParameters(float(b), float(v), float(a), int(n))
            for item, b, v, a, n in zip(*columns, strict=True)
        }

    def information(self, slope: Floats, about_eta: Floats) -> Information:
        """From information about η, η's product and its square, that about b and ln a."""
        bb = slope**2 * about_eta[:, 0] + self.precision_b + _EPSILON
        ab = -slope * about_eta[:, 1]
        alone = self.by_group(about_eta[:, 2] - ab**2 / bb).clip(min=0.0)
        return Information(bb, ab, alone + self.precision_a + _EPSILON)

    def given_away(self, bb: Floats) -> Floats:
        """What ln a loses, by item, for being estimated over all b and not with the best ones.

        Steep curves would bring the b nearer to what their prior expects: estimated together with
        60 difficulties, from 17 answers each, a = 1 became 1.5. This is the slope in ln a of
        −½·ln of the information about b, which sums b out (Laplace). Without a prior it has no say.
        """
        return 1.0 - self.precision_b / bb if self.precision_b else np.zeros_like(bb)

    def height(self, point: Floats, expected: Expected) -> float:
        """Log likelihood plus what the priors add to it."""
        a, b = point[: self.groups], point[self.groups :]
        height = (
            expected.likelihood - float(self.precision_a * a @ a + self.precision_b * b @ b) / 2
        )
        if not self.precision_b:
            return height
        about_eta = _complete(expected.answers, self.curves(point))
        return height - float(np.log(self.information(self.slopes(point), about_eta).bb).sum()) / 2

    def curves(self, point: Floats) -> Curves:
        return Curves(self.slopes(point), point[self.groups :], self.log.guessing)

    def slopes(self, point: Floats) -> Floats:
        return np.exp(point[: self.groups])[self.group]

    def by_group(self, values: Floats) -> Floats:
        return np.bincount(self.group, values, self.groups).astype(np.float64)

    def bounded(self, point: Floats) -> Floats:
        return point.clip(-self.limits, self.limits)


def _complete(answers: Floats, curves: Curves) -> Floats:
    """Information in answers whose θ is known: w, w·η and w·η² (items x 3)."""
    weight = answers * curves.information
    return np.stack([(weight * curves.eta**power).sum(axis=1) for power in range(3)], axis=1)
