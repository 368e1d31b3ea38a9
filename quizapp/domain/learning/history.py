"""A memory as the fold of its log: the reviews and the changes of its due date, in their order."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from quizapp.domain.learning.memory import Scheduler
from quizapp.domain.learning.memory_state import DueChange, LoggedEvent, MemoryState, Outcome
from quizapp.domain.learning.stability import DEFAULT_WEIGHTS, DEFAULT_WEIGHTS_VERSION, Weights


def history(
    events: Iterable[LoggedEvent],
    *,
    weights: Weights = DEFAULT_WEIGHTS,
    weights_version: str = DEFAULT_WEIGHTS_VERSION,
) -> Iterator[tuple[LoggedEvent, MemoryState, Outcome | None]]:
    """Each event of a log of one item, in order, with the state after it and what a review did.

    A change of the due date before the first review is left out: there was no memory to move.
    """
    state: MemoryState | None = None
    for event in events:
        if isinstance(event, DueChange):
            if state is not None:
                state = replace(state, due_at=event.due_at)
                yield event, state, None
            continue
        scheduler = Scheduler(event.desired_retention, weights, weights_version, event.exam_on)
        outcome = scheduler.replay(state, event)
        state = outcome.state
        yield event, state, outcome


def fold(
    events: Iterable[LoggedEvent],
    *,
    weights: Weights = DEFAULT_WEIGHTS,
    weights_version: str = DEFAULT_WEIGHTS_VERSION,
) -> MemoryState | None:
    """The state that a log of one item, in order, leads to; None where nothing was retrieved.

    With other ``weights`` it is the state that it would have led to.
    """
    state: MemoryState | None = None
    for _, after, _ in history(events, weights=weights, weights_version=weights_version):
        state = after
    return state
