"""What is done to cards besides grading them: each action on one card or many, and its undo.

An action remembers what stood before, for the cards that it changed and no others.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.domain.errors import NotFoundError
from quizapp.domain.learning.card_actions import ActionKind
from quizapp.models import CardAction, Item
from quizapp.services import receipts
from quizapp.services.deck import card_marking, new_cards, rescheduling
from quizapp.services.deck.card_action_log import Before, Done, Scope, chunks, record, repeated
from quizapp.services.learners import Learner, lock_learner


def act(
    session: Session,
    *,
    learner: Learner,
    bank_id: int,
    kind: ActionKind,
    item_ids: Sequence[int],
    client_key: str,
    now: datetime,
    value: str | None = None,
) -> Done:
    """Do one thing to cards of a bank, once; ``value`` is the tag or the note.

    An empty note removes it. `rescheduling` has functions of its own.

    Raises:
        NotFoundError: the bank has no such card in use.
        ConflictError: the client key was used for something else.
    """
    lock_learner(session, learner.id)
    digest = receipts.digest(kind, sorted(item_ids), value)
    again = repeated(session, learner.id, client_key, digest)
    if again is not None:
        return again
    _require_in_use(session, bank_id, item_ids)
    scope = Scope(session, learner, bank_id, tuple(dict.fromkeys(item_ids)), now)
    before = card_marking.DO[kind](scope, kind, value)
    done = record(scope, kind, client_key, digest, before)
    _follow(scope, kind, before)
    return done


def last_action(session: Session, *, learner_id: int, bank_id: int, day: date) -> CardAction | None:
    """The last thing done to cards of a bank on a learning day, and not taken back."""
    return session.scalar(
        select(CardAction)
        .where(
            CardAction.user_id == learner_id,
            CardAction.bank_id == bank_id,
            CardAction.local_day == day,
            CardAction.undone_at.is_(None),
        )
        .order_by(CardAction.id.desc())
        .limit(1)
    )


def undo_action(session: Session, *, learner: Learner, action_id: int, now: datetime) -> CardAction:
    """Put back what stood before an action of the learner's own; a second time changes nothing.

    Raises:
        NotFoundError: there is no such action of theirs.
    """
    lock_learner(session, learner.id)
    action = session.get(CardAction, action_id)
    if action is None or action.user_id != learner.id:
        raise NotFoundError(f"no action {action_id}")
    if action.undone_at is not None:
        return action
    action.undone_at = now
    items = tuple(int(item) for item in action.before["cards"])
    scope = Scope(session, learner, action.bank_id, items, now)
    if action.kind == ActionKind.RESCHEDULE:
        rescheduling.put_back(scope, action)
    else:
        card_marking.UNDO[ActionKind(action.kind)](scope, action)
    session.flush()
    _follow(scope, ActionKind(action.kind), action.before["cards"])
    return action


def _follow(scope: Scope, kind: ActionKind, changed: Before) -> None:
    """A suspended card is no new card: where these begin follows from it."""
    if kind in {ActionKind.SUSPEND, ActionKind.UNSUSPEND} and changed:
        items = [int(item) for item in changed]
        new_cards.follow(scope.session, scope.learner.id, scope.bank_id, items)


def _require_in_use(session: Session, bank_id: int, item_ids: Sequence[int]) -> None:
    wanted = set(item_ids)
    found = sum(
        session.scalar(
            select(func.count()).where(
                Item.bank_id == bank_id, Item.retired_at.is_(None), Item.id.in_(chunk)
            )
        )
        or 0
        for chunk in chunks(wanted)
    )
    if not wanted or found != len(wanted):
        raise NotFoundError(f"bank {bank_id} has no such cards in use")
