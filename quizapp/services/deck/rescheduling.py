"""Putting cards on other days, and taking that back. The due dates stand in the log of reviews."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from quizapp.domain.errors import NotFoundError
from quizapp.domain.learning.card_actions import ActionKind
from quizapp.models import CardAction, DueChange, MemoryState
from quizapp.services import memory, receipts
from quizapp.services.deck.card_action_log import Done, Scope, chunks, record, repeated
from quizapp.services.deck.decks import keep_deck
from quizapp.services.learners import Learner, lock_learner


def reschedule(
    session: Session,
    *,
    learner: Learner,
    bank_id: int,
    dues: Mapping[int, datetime],
    client_key: str,
    now: datetime,
) -> Done:
    """Put cards that have a memory on other days: item -> the instant it becomes due.

    Raises:
        NotFoundError: a card of another bank, or one without a memory.
        ConflictError: the client key was used for something else.
    """
    lock_learner(session, learner.id)
    digest = receipts.digest(
        ActionKind.RESCHEDULE, sorted((item, due.isoformat()) for item, due in dues.items())
    )
    again = repeated(session, learner.id, client_key, digest)
    if again is not None:
        return again
    states = _states(session, learner.id, bank_id, dues)
    if len(states) != len(dues):
        raise NotFoundError(f"bank {bank_id} has no memory of some of {len(dues)} cards")
    moved = {item: due for item, due in dues.items() if states[item].due_at != due}
    if not moved:
        return Done(None, 0)
    scope = Scope(session, learner, bank_id, tuple(moved), now)
    # In the log the change stands after all that it changes, even where the clock went back.
    latest = max(states[item].last_reviewed_at for item in moved)
    made_at = max(now, latest + timedelta(microseconds=1))
    before = {str(item): states[item].due_at.isoformat() for item in moved}
    done = record(scope, ActionKind.RESCHEDULE, client_key, digest, before, made_at=made_at)
    session.execute(
        insert(DueChange),
        [
            {
                "action_id": done.action_id,
                "item_id": item,
                "user_id": learner.id,
                "due_at": due,
            }
            for item, due in moved.items()
        ],
    )
    for item, due in moved.items():
        states[item].due_at = due
    session.flush()
    return done


def put_back(scope: Scope, action: CardAction) -> None:
    """The due dates as they were; where a card was retrieved since then, its log decides.

    Where the date of an exam was set with them (`exam_dates`), it is what it was as well.
    """
    states = _states(scope.session, scope.learner.id, scope.bank_id, scope.items)
    later = set(
        scope.session.scalars(
            select(DueChange.item_id)
            .join(CardAction, CardAction.id == DueChange.action_id)
            .where(
                DueChange.user_id == scope.learner.id,
                CardAction.undone_at.is_(None),
                CardAction.made_at > action.made_at,
            )
        )
    )
    if "exam_on" in action.before:
        exam_on = action.before["exam_on"]
        deck = keep_deck(scope.session, scope.learner.id, scope.bank_id)
        deck.exam_on = exam_on and date.fromisoformat(exam_on)
    scope.session.flush()
    for item, state in states.items():
        if state.last_reviewed_at < action.made_at and item not in later:
            state.due_at = datetime.fromisoformat(action.before["cards"][str(item)])
        else:
            memory.refold(scope.session, scope.learner.id, item)


def _states(
    session: Session, learner_id: int, bank_id: int, items: Iterable[int]
) -> dict[int, MemoryState]:
    found: dict[int, MemoryState] = {}
    for chunk in chunks(items):
        states = memory.find_states(session, learner_id, chunk)
        found |= {item: state for item, state in states.items() if state.bank_id == bank_id}
    return found
