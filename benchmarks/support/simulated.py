"""Made-up banks and learners that answer as the model says, and the posterior worked out apart."""

import math
from collections.abc import Sequence
from random import Random

import numpy as np
from numpy.typing import NDArray

from quizapp.domain.learning.ability import ItemParameters
from quizapp.domain.learning.selection import Candidate

TOPICS = (
    "definition",
    "epidemiology",
    "causes",
    "presentation",
    "diagnosis",
    "treatment",
    "prognosis",
)
# Discriminations of written items spread by about this much around 1, on a log scale.
SLOPE_SPREAD = 0.3
_FINE = np.linspace(-6.0, 6.0, 601)


def unseen(item_id: int, parameters: ItemParameters, guessing: float = 0.0) -> Candidate:
    """An item that the learner never met; the topics take turns."""
    topic = TOPICS[item_id % len(TOPICS)]
    return Candidate(item_id, topic, parameters, guessing, None, None)


def made_bank(rng: Random, size: int, *, guessing: float = 0.0) -> list[Candidate]:
    """``size`` known 2PL items: b ~ N(0, 1), ln a ~ N(0, .3), balanced over the topics."""
    return [
        unseen(
            item_id,
            ItemParameters(rng.gauss(0.0, 1.0), 0.0, math.exp(rng.gauss(0.0, SLOPE_SPREAD))),
            guessing,
        )
        for item_id in range(size)
    ]


def answered(rng: Random, theta: float, item: Candidate) -> float:
    """1.0 or 0.0, by the truth in ``item``."""
    slope, difficulty = item.parameters.discrimination, item.parameters.difficulty
    knows = 1.0 / (1.0 + math.exp(-slope * (theta - difficulty)))
    return float(rng.random() < item.guessing + (1.0 - item.guessing) * knows)


def exact_posterior(
    items: Sequence[Candidate], scores: Sequence[float]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Points and weights of θ ~ N(0, 1) after the answers, by the truth in ``items``.

    Nothing of the code under test has a part in it. As θ and answers were drawn from this very
    model, the weighted square of (estimate − θ) is the squared error to expect given the answers:
    averaged over learners it has the mean of the plain squared errors with far less noise (Rao
    and Blackwell).
    """
    slope = np.array([item.parameters.discrimination for item in items])[:, None]
    difficulty = np.array([item.parameters.difficulty for item in items])[:, None]
    guessing = np.array([item.guessing for item in items])[:, None]
    success = guessing + (1.0 - guessing) / (1.0 + np.exp(-slope * (_FINE - difficulty)))
    chances = np.where(np.array(scores)[:, None] > 0.5, success, 1.0 - success)
    weights = np.exp(-(_FINE**2) / 2.0) * chances.prod(axis=0)
    return _FINE, weights / weights.sum()
