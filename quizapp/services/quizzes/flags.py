"""Flags: the items that a learner wants to find again, in every mode, until they take them off."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from quizapp.models import ItemFlag
from quizapp.services.learners import lock_learner


def set_flag(
    session: Session, *, learner_id: int, item_id: int, flagged: bool, now: datetime
) -> None:
    """Put a flag on an item, or take it off. Saying so twice is saying it once.

    Whoever calls has found the item in an attempt or a deck of the learner.
    """
    lock_learner(session, learner_id)
    if not flagged:
        session.execute(
            delete(ItemFlag).where(ItemFlag.user_id == learner_id, ItemFlag.item_id == item_id)
        )
    elif session.get(ItemFlag, (learner_id, item_id)) is None:
        session.add(ItemFlag(user_id=learner_id, item_id=item_id, flagged_at=now))
    session.flush()


def flagged_among(session: Session, *, learner_id: int, item_ids: Collection[int]) -> set[int]:
    """Which of these items the learner has flagged."""
    return set(
        session.scalars(
            select(ItemFlag.item_id).where(
                ItemFlag.user_id == learner_id, ItemFlag.item_id.in_(item_ids)
            )
        )
    )
