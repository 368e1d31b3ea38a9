"""How much to study today: limits, minutes, and the way back after an absence."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

DEFAULT_SECONDS_PER_CARD = 20.0
# A median of fewer answers says more of the first cards than of the learner.
ENOUGH_DURATIONS = 10
# A page left open is not study time, nor is a key pressed twice.
_PLAUSIBLE_SECONDS = (2.0, 120.0)


@dataclass(frozen=True, slots=True)
class Limits:
    """Daily limits of a learner: cards never seen, and reviews of cards already seen."""

    new: int = 10
    reviews: int = 100


@dataclass(frozen=True, slots=True)
class Plan:
    """What is left to do today, and how the rest is spread.

    ``due`` + ``new`` cards now, about ``minutes`` (0 only when there is nothing to do). ``later``
    due cards wait for the ``days_to_clear`` days that follow, at the daily limit.
    """

    due: int
    new: int
    minutes: int
    later: int
    days_to_clear: int


def seconds_per_card(durations_ms: Sequence[int]) -> float:
    """A learner's median time for a card, in seconds, from the last reviews; 20 s until known."""
    if len(durations_ms) < ENOUGH_DURATIONS:
        return DEFAULT_SECONDS_PER_CARD
    shortest, longest = _PLAUSIBLE_SECONDS
    return min(max(median(durations_ms) / 1000.0, shortest), longest)


def plan_today(  # noqa: PLR0917 - six numbers make a day
    due: int,
    new_available: int,
    new_today: int,
    reviews_today: int,
    limits: Limits,
    seconds: float = DEFAULT_SECONDS_PER_CARD,
) -> Plan:
    """The plan for the rest of today.

    ``due`` cards are due now, ``new_available`` were never seen; ``new_today`` and
    ``reviews_today`` have been done since the learning day began. While due cards have to wait
    for another day, no new one is added: a backlog is not to grow.
    """
    due_now = min(due, max(0, limits.reviews - reviews_today))
    later = due - due_now
    new_now = 0 if later else min(new_available, max(0, limits.new - new_today))
    return Plan(
        due=due_now,
        new=new_now,
        minutes=math.ceil((due_now + new_now) * seconds / 60.0),
        later=later,
        # A limit of 0 is a pause: there is then no day on which the rest would be done.
        days_to_clear=math.ceil(later / limits.reviews) if limits.reviews > 0 else 0,
    )
