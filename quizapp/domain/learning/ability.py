"""What a learner can do: one ability for each topic, known together, and item difficulties.

A one-parameter logistic model with guessing, learned online after every first exposure. What is
not known of θ and b flattens the curve (MacKay 1992): with κ = 1/√(1 + π·a²(v_θ + v_b)/8) and
η = κ·a(θ − b) the success to expect is p = σ(η), and P = c + (1−c)·p with the guessing chance c.
θ and b move along the logarithm of that averaged P, and the variances shrink by its curvature:

    g = (x − P)·p/P        slope in η                (c = 0: x − p)
    w = p(1−p)·(1−c)·p/P   Fisher information in η   (c = 0: p(1−p))
    θ += C_t·κa·g          C_t: column of the topic in the covariance C
    b −= v_b·κa·g
    C −= C_t·C_tᵀ·(κa)²·w  v_b −= v_b²·(κa)²·w

These are the steps of the exact mean and variance of θ and b to .015 and 3 % without guessing (.03
and 8 % with it). A Laplace step, with d = 1/(1 + w·a²(v_θ + v_b)) in place of κ and a²·w·d in place
of (κa)²·w, takes an answer for more than it is worth: 95 % intervals held 93 % of the abilities,
and difficulties started cold spread .80 times as wide as the true ones after 50 learners, in place
of 95 % and .85 (`benchmarks/adaptive_precision.py`, `benchmarks/cold_start.py`).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

PRIOR_VARIANCE = 1.0
TOPIC_CORRELATION = 0.8
# Authors' guesses correlate with the difficulty found later by .11 to .2 (published): granting them
# more makes them worse than no guess at all.
AUTHOR_WEIGHT = 0.15
# Two-sided 90 %.
_Z90 = 1.6448536269514722


@dataclass(frozen=True, slots=True)
class ItemParameters:
    """Difficulty b in logits with its variance, discrimination a, and answers counted so far."""

    difficulty: float
    variance: float
    discrimination: float = 1.0
    n: int = 0

    def as_json(self) -> dict[str, Any]:
        """A dictionary of JSON numbers."""
        return {
            "difficulty": self.difficulty,
            "variance": self.variance,
            "discrimination": self.discrimination,
            "n": self.n,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """The parameters that `as_json` wrote."""
        return cls(**data)


@dataclass(frozen=True, slots=True)
class Ability:
    """Topic abilities θ in logits: means and covariance in the order of ``topics``."""

    topics: tuple[str, ...]
    means: tuple[float, ...]
    covariance: tuple[tuple[float, ...], ...]
    n: int

    def at(self, topic: str) -> tuple[float, float]:
        """Mean and variance of θ for a topic; ValueError for one that is not in ``topics``."""
        index = self.topics.index(topic)
        return self.means[index], self.covariance[index][index]

    def as_json(self) -> dict[str, Any]:
        """A dictionary of JSON lists and numbers."""
        return {
            "topics": list(self.topics),
            "means": list(self.means),
            "covariance": [list(row) for row in self.covariance],
            "n": self.n,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """The ability that `as_json` wrote."""
        return cls(
            topics=tuple(data["topics"]),
            means=tuple(data["means"]),
            covariance=tuple(tuple(row) for row in data["covariance"]),
            n=data["n"],
        )


@dataclass(frozen=True, slots=True)
class Mastery:
    """Expected success on an average item of a topic, with its 90 % interval."""

    mean: float
    low: float
    high: float


def prior(topics: Sequence[str], *, rho: float = TOPIC_CORRELATION) -> Ability:
    """A learner of whom nothing is known: θ ~ N(0, 1) in each topic, correlated by ``rho``."""
    return Ability(
        topics=tuple(topics),
        means=tuple(0.0 for _ in topics),
        covariance=tuple(
            tuple(PRIOR_VARIANCE * (1.0 if row == column else rho) for column in topics)
            for row in topics
        ),
        n=0,
    )


def author_prior(expected_success: float) -> ItemParameters:
    """Parameters of an item never answered, from its author's guess of the success.

    With the guess worth a correlation r = `AUTHOR_WEIGHT`, b has mean r·logit(1 − guess) and
    variance 1 − r². Raises ValueError unless 0 < ``expected_success`` < 1.
    """
    if not 0.0 < expected_success < 1.0:
        raise ValueError(f"an expected success lies between 0 and 1: {expected_success}")
    return ItemParameters(
        difficulty=AUTHOR_WEIGHT * math.log((1.0 - expected_success) / expected_success),
        variance=PRIOR_VARIANCE * (1.0 - AUTHOR_WEIGHT**2),
    )


def expected_success(ability: Ability, topic: str, item: ItemParameters, guessing: float) -> float:
    """Probability of a right answer, uncertainty of learner and item included."""
    mean, variance = ability.at(topic)
    return success(mean, variance, item, guessing)


def success(theta: float, variance: float, item: ItemParameters, guessing: float) -> float:
    """The same for an ability ``theta`` that is known to ``variance``."""
    knows = logistic(averaged_slope(item, variance) * (theta - item.difficulty))
    return guessing + (1.0 - guessing) * knows


def averaged_slope(item: ItemParameters, variance: float) -> float:
    """κ·a, of the curve averaged over the ``variance`` of an ability and that of the difficulty."""
    a = item.discrimination
    return a / math.sqrt(1.0 + math.pi * a * a * (variance + item.variance) / 8.0)


def logistic(x: float) -> float:
    """σ(x), from 0 to 1, for any number."""
    if x < 0.0:
        grown = math.exp(x)
        return grown / (1.0 + grown)
    return 1.0 / (1.0 + math.exp(-x))


def update(
    ability: Ability, item: ItemParameters, *, topic: str, score: float, guessing: float
) -> tuple[Ability, ItemParameters]:
    """Learner and item after a first exposure with a ``score`` from 0 to 1.

    ``guessing`` is the chance of a right answer without knowledge (1/options for a single best
    answer), under 1. Later exposures tell of memory, not of ability: leave them out.
    """
    if not 0.0 <= score <= 1.0:
        raise ValueError(f"a score is from 0 to 1: {score}")
    index = ability.topics.index(topic)
    column = ability.covariance[index]
    slope = averaged_slope(item, column[index])
    p = logistic(slope * (ability.means[index] - item.difficulty))
    chance = guessing + (1.0 - guessing) * p
    known = p / chance if guessing else 1.0
    shift = slope * (score - chance) * known
    shrink = slope * slope * p * (1.0 - p) * (1.0 - guessing) * known
    return (
        Ability(
            topics=ability.topics,
            means=tuple(m + c * shift for m, c in zip(ability.means, column, strict=True)),
            covariance=tuple(
                tuple(value - column[i] * column[j] * shrink for j, value in enumerate(row))
                for i, row in enumerate(ability.covariance)
            ),
            n=ability.n + 1,
        ),
        ItemParameters(
            difficulty=item.difficulty - item.variance * shift,
            variance=item.variance - item.variance**2 * shrink,
            discrimination=item.discrimination,
            n=item.n + 1,
        ),
    )


def mastery(ability: Ability, topic: str) -> Mastery:
    """Success to expect on an item of average difficulty, without guessing."""
    return _mastery(*ability.at(topic))


def overall_mastery(ability: Ability, weights: Mapping[str, float]) -> Mastery:
    """The same of θ averaged over topics by ``weights``, of which at least one is positive.

    Topics are known together: the variance of the average is wᵀCw, not the mean of theirs.
    """
    total = sum(weights.get(topic, 0.0) for topic in ability.topics)
    shares = [weights.get(topic, 0.0) / total for topic in ability.topics]
    mean = sum(w * m for w, m in zip(shares, ability.means, strict=True))
    variance = sum(
        w * v * value
        for w, row in zip(shares, ability.covariance, strict=True)
        for v, value in zip(shares, row, strict=True)
    )
    return _mastery(mean, variance)


def _mastery(mean: float, variance: float) -> Mastery:
    margin = _Z90 * math.sqrt(variance)
    low, high = logistic(mean - margin), logistic(mean + margin)
    # Averaging pulls the expectation towards .5: for an extreme θ even out of the interval.
    expected = logistic(mean / math.sqrt(1.0 + math.pi * variance / 8.0))
    return Mastery(mean=min(max(expected, low), high), low=low, high=high)
