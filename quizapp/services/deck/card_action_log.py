"""The record of what is done to cards: whose cards, once per client key, with what stood before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.domain.errors import ConflictError
from quizapp.domain.learning.card_actions import ActionKind
from quizapp.models import CardAction
from quizapp.services import receipts
from quizapp.services.learners import Learner, lock_learner

_CHUNK = 500  # values of one IN list


@dataclass(frozen=True, slots=True)
class Done:
    """What an action changed; ``action_id`` is None where everything stood so already."""

    action_id: int | None
    changed: int


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose cards an action is about."""

    session: Session
    learner: Learner
    bank_id: int
    items: tuple[int, ...]
    now: datetime


# Item -> what stood before, as JSON; only the items that change.
Before = dict[str, Any]


def repeated(session: Session, learner_id: int, client_key: str, digest: str) -> Done | None:
    """What was done under a client key.

    Raises:
        ConflictError: the key was used for something else.
    """
    action = _under_key(session, learner_id, client_key)
    if action is None:
        return None
    receipts.require_same(action, digest)
    return _done(action)


def done_before(
    session: Session, *, learner: Learner, bank_id: int, kind: ActionKind, client_key: str
) -> Done | None:
    """What a form that was already sent has done; the learner is locked from here on.

    For forms whose cards are worked out when they are sent: a second time they would be others.

    Raises:
        ConflictError: the key was used for something else.
    """
    lock_learner(session, learner.id)
    action = _under_key(session, learner.id, client_key)
    if action is None:
        return None
    if (action.kind, action.bank_id) != (kind, bank_id):
        raise ConflictError("this form was already sent for something else")
    return _done(action)


def _under_key(session: Session, learner_id: int, client_key: str) -> CardAction | None:
    return session.scalar(
        select(CardAction).where(
            CardAction.user_id == learner_id, CardAction.client_key == client_key
        )
    )


def _done(action: CardAction) -> Done:
    return Done(action.id, len(action.before["cards"]))


def record(
    scope: Scope,
    kind: ActionKind,
    client_key: str,
    digest: str,
    before: Before,
    *,
    made_at: datetime | None = None,
) -> Done:
    """Write an action down, where it changed anything."""
    if not before:
        return Done(None, 0)
    action = CardAction(
        user_id=scope.learner.id,
        bank_id=scope.bank_id,
        client_key=client_key,
        body_digest=digest,
        kind=kind,
        before={"cards": before},
        local_day=scope.learner.today(scope.now),
        made_at=made_at or scope.now,
    )
    scope.session.add(action)
    scope.session.flush()
    return Done(action.id, len(before))


def chunks(items: Iterable[int]) -> Iterable[list[int]]:
    """Items in lists that a statement can take."""
    listed = list(items)
    return (listed[start : start + _CHUNK] for start in range(0, len(listed), _CHUNK))
