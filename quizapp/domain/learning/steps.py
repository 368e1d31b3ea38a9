"""The steps of minutes that a card takes before its intervals are counted in days."""

from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple

from quizapp.domain.learning.stability import Grade

LEARNING_STEPS = (timedelta(minutes=1), timedelta(minutes=10))
RELEARNING_STEPS = (timedelta(minutes=10),)


class Phase(StrEnum):
    """Where a card stands: in minute steps (new, or after a lapse) or in whole days."""

    LEARNING = "learning"
    REVIEW = "review"
    RELEARNING = "relearning"


class Place(NamedTuple):
    """A phase, the step in it (None in review), and the wait (None: whole days, by stability)."""

    phase: Phase
    step: int | None
    wait: timedelta | None


IN_REVIEW = Place(Phase.REVIEW, None, None)


def next_place(phase: Phase, step: int | None, grade: Grade) -> Place:
    """Where a grade leads to from ``step`` of ``phase``; a new card is at step 0 of learning.

    Again goes back to the first step, Hard repeats its own, Good takes the next one and after the
    last one leaves for review, as Easy does at once. A lapse in review begins relearning.
    """
    if phase is Phase.REVIEW:
        if grade is Grade.AGAIN:
            return Place(Phase.RELEARNING, 0, RELEARNING_STEPS[0])
        return IN_REVIEW
    steps = LEARNING_STEPS if phase is Phase.LEARNING else RELEARNING_STEPS
    # A state made under longer steps than today's stands at the last one.
    current = min(step or 0, len(steps) - 1)
    if grade is Grade.AGAIN:
        return Place(phase, 0, steps[0])
    if grade is Grade.HARD:
        return Place(phase, current, _hard_wait(steps, current))
    if grade is Grade.GOOD and current + 1 < len(steps):
        return Place(phase, current + 1, steps[current + 1])
    return IN_REVIEW


def _hard_wait(steps: tuple[timedelta, ...], step: int) -> timedelta:
    """The wait of the step again; at the first one more than Again's and less than Good's."""
    if step > 0:
        return steps[step]
    return (steps[0] + steps[1]) / 2 if len(steps) > 1 else steps[0] * 1.5
