"""What a learner can do: one ability for each topic, known together, and item difficulties.

A one-parameter logistic model with guessing, learned online by a Laplace step after every first
exposure. With η = κ·a(θ − b), κ = 1/√(1 + π·a²(v_θ + v_b)/8), p = σ(η), P = c + (1−c)·p:

    g = (x − P)·p/P        slope of the log likelihood in η      (c = 0: x − p)
    w = p(1−p)·(1−c)·p/P   Fisher information in η                (c = 0: p(1−p))
    d = 1/(1 + w·a²(v_θ + v_b))
    θ += C_t·a·d·g         C_t: column of the topic in the covariance C
    b −= v_b·a·d·g
    C −= C_t·C_tᵀ·a²·w·d   v_b −= v_b²·a²·w·d

κ averages the success over the uncertainty of θ and b (MacKay's probit approximation).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

PRIOR_VARIANCE = 1.0
TOPIC_CORRELATION = 0.8
# Authors' guesses correlate with the difficulty found later by .1 to .2: at most .3 is granted.
AUTHOR_WEIGHT = 0.3
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
    return guessing + (1.0 - guessing) * _success(mean, variance, item)


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
    mean, variance = ability.means[index], column[index]
    a = item.discrimination
    p = _success(mean, variance, item)
    chance = guessing + (1.0 - guessing) * p
    slope = a * (score - chance) * p / chance
    information = a * a * p * (1.0 - p) * (1.0 - guessing) * p / chance
    damping = 1.0 / (1.0 + information * (variance + item.variance))
    shift, shrink = damping * slope, damping * information
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
            discrimination=a,
            n=item.n + 1,
        ),
    )


def mastery(ability: Ability, topic: str) -> Mastery:
    """Success to expect on an item of average difficulty, without guessing."""
    mean, variance = ability.at(topic)
    margin = _Z90 * math.sqrt(variance)
    low, high = _logistic(mean - margin), _logistic(mean + margin)
    # Averaging pulls the expectation towards .5: for an extreme θ even out of the interval.
    expected = _logistic(mean / math.sqrt(1.0 + math.pi * variance / 8.0))
    return Mastery(mean=min(max(expected, low), high), low=low, high=high)


def _success(mean: float, variance: float, item: ItemParameters) -> float:
    a = item.discrimination
    kappa = 1.0 / math.sqrt(1.0 + math.pi * a * a * (variance + item.variance) / 8.0)
    return _logistic(kappa * a * (mean - item.difficulty))


def _logistic(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-x))
