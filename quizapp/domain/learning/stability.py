"""Stability and difficulty by FSRS-6; days, steps and fuzz are not its business here.

The `fsrs` package counts days in UTC, draws from the global random generator, and sleeps when it
has to invent a card id. So it is only ever asked for the next S and D, with an id and with two
made-up instants a whole number of learning days apart.
"""

import math
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from fsrs import Card, Rating, State
from fsrs import Scheduler as Library
from fsrs.scheduler import DEFAULT_PARAMETERS

Weights = tuple[float, ...]

DEFAULT_WEIGHTS: Weights = DEFAULT_PARAMETERS
DEFAULT_WEIGHTS_VERSION = "fsrs-6.3-default"
MAXIMUM_INTERVAL = 36_500

_ORIGIN = datetime(2000, 1, 1, tzinfo=UTC)


class Grade(IntEnum):
    """What a learner says of one retrieval; the numbers stand in the review log."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


_RATINGS = {grade: Rating(grade.value) for grade in Grade}


class Memory(NamedTuple):
    """Stability S in days (recall is .9 after S days) and difficulty D from 1 to 10."""

    stability: float
    difficulty: float


def after(
    memory: Memory | None, grade: Grade, *, elapsed: int, weights: Weights = DEFAULT_WEIGHTS
) -> Memory:
    """S and D after a retrieval graded ``grade``, ``elapsed`` learning days after the last one.

    ``memory`` is None for the first retrieval ever; ``elapsed`` is then without effect.
    """
    if memory is None:
        card = Card(card_id=0, state=State.Learning, step=0, due=_ORIGIN)
    else:
        card = Card(
            card_id=0,
            state=State.Review,
            stability=memory.stability,
            difficulty=memory.difficulty,
            due=_ORIGIN,
            last_review=_ORIGIN,
        )
    reviewed, _ = _library(weights).review_card(
        card, _RATINGS[grade], review_datetime=_ORIGIN + timedelta(days=elapsed)
    )
    if reviewed.stability is None or reviewed.difficulty is None:
        raise TypeError("a reviewed card has a stability and a difficulty")
    return Memory(reviewed.stability, reviewed.difficulty)


def recall(stability: float, *, elapsed: int, weights: Weights = DEFAULT_WEIGHTS) -> float:
    """Predicted recall after ``elapsed`` days: R = (1 + F·t/S)^-decay, with R(S) = .9 (FSRS-6)."""
    factor, decay = _curve(weights)
    return math.pow(1.0 + factor * elapsed / stability, decay)


def ideal_interval(
    stability: float, *, retention: float, weights: Weights = DEFAULT_WEIGHTS
) -> int:
    """Whole days, at least 1, after which recall has fallen to ``retention``; no fuzz."""
    factor, decay = _curve(weights)
    days = stability / factor * (math.pow(retention, 1.0 / decay) - 1.0)
    return min(max(round(days), 1), MAXIMUM_INTERVAL)


def age_at(recall_left: float, *, weights: Weights = DEFAULT_WEIGHTS) -> float:
    """Elapsed days, as a multiple of S, after which recall has fallen to ``recall_left``.

    The curve of `recall` turned round: t/S = (R^(1/-decay) - 1) / F. Infinite for 0.
    """
    factor, decay = _curve(weights)
    if recall_left <= 0.0:
        return math.inf
    return (math.pow(recall_left, 1.0 / decay) - 1.0) / factor


@lru_cache(maxsize=32)
def _library(weights: Weights) -> Library:
    return Library(parameters=weights, learning_steps=(), relearning_steps=(), enable_fuzzing=False)


@lru_cache(maxsize=32)
def _curve(weights: Weights) -> tuple[float, float]:
    decay = -weights[20]
    return math.pow(0.9, 1.0 / decay) - 1.0, decay
