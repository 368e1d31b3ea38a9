"""The formulas of FSRS-6 written out, for simulations that make a hundred thousand reviews.

They give what `stability.after` and `stability.recall` give, in a tenth of the time: the library
makes a card, two instants and a log for each. Source: the FSRS-6 algorithm as in `fsrs` 6.3 (MIT).
"""

import math
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from quizapp.domain.learning.stability import DEFAULT_WEIGHTS, Grade, Memory, Weights, after

_LEAST_STABILITY = 0.001
_EASIEST, _HARDEST = 1.0, 10.0

Step = Callable[[float, float, int, float], tuple[float, float]]


class QuickMemory(NamedTuple):
    """Formulas for one set of weights.

    ``recall(S, days)`` is R; ``good(S, D, days, R)`` and ``again(S, D, days, R)`` give the next S
    and D, where ``days`` are learning days since the last review and R is the recall then.
    ``first_good`` and ``first_again`` are S and D after a first retrieval.
    """

    recall: Callable[[float, int], float]
    good: Step
    again: Step
    first_good: Memory
    first_again: Memory
    factor: float
    decay: float

    def days_per_stability(self, retention: float) -> float:
        """The interval, in units of S, after which recall has fallen to ``retention``."""
        return float((retention ** (1.0 / self.decay) - 1.0) / self.factor)


@lru_cache(maxsize=8)
def quick_memory(weights: Weights = DEFAULT_WEIGHTS) -> QuickMemory:
    """The formulas with their constants worked out once."""
    w = weights
    decay = -w[20]
    factor = 0.9 ** (1.0 / decay) - 1.0
    # The difficulty that Easy would give at first sight, not held within its bounds: all
    # difficulties drift towards it.
    home = w[7] * (w[4] - math.exp(3.0 * w[5]) + 1.0)
    keep = 1.0 - w[7]
    harder = 2.0 * w[6] / 9.0
    rise, flatten, surprise = math.exp(w[8]), -w[9], w[10]
    same_day_good = math.exp(w[17] * w[18])
    same_day_again = math.exp(w[17] * (w[18] - 2.0))
    exp = math.exp

    def recall(stability: float, days: int) -> float:
        return float((1.0 + factor * days / stability) ** decay)

    def good(stability: float, difficulty: float, days: int, r: float) -> tuple[float, float]:
        if days:
            gain = rise * (11.0 - difficulty) * stability**flatten * (exp((1.0 - r) * surprise) - 1)
            stability += stability * gain
        else:
            stability *= max(same_day_good * stability ** -w[19], 1.0)
        difficulty = home + keep * difficulty
        return max(stability, _LEAST_STABILITY), min(max(difficulty, _EASIEST), _HARDEST)

    def again(stability: float, difficulty: float, days: int, r: float) -> tuple[float, float]:
        if days:
            left = (
                w[11]
                * difficulty ** -w[12]
                * ((stability + 1.0) ** w[13] - 1.0)
                * exp((1.0 - r) * w[14])
            )
            stability = min(left, stability / same_day_good)
        else:
            stability *= same_day_again * stability ** -w[19]
        difficulty = home + keep * (difficulty + (10.0 - difficulty) * harder)
        return max(stability, _LEAST_STABILITY), min(max(difficulty, _EASIEST), _HARDEST)

    return QuickMemory(
        recall=recall,
        good=good,
        again=again,
        first_good=after(None, Grade.GOOD, elapsed=0, weights=weights),
        first_again=after(None, Grade.AGAIN, elapsed=0, weights=weights),
        factor=factor,
        decay=decay,
    )
