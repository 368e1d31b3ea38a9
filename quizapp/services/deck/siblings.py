"""Siblings: cards on one fact. Who has just recalled one knows the others too well that day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import and_, bindparam, or_, select, update
from sqlalchemy.orm import Session, aliased

from quizapp.domain.learning.days import day_start
from quizapp.domain.learning.memory import Phase
from quizapp.models import CardMark, Item, ItemFact, MemoryState, Review
from quizapp.services.learners import Learner

_OWN, _OTHER = aliased(ItemFact), aliased(ItemFact)
# What the day would still ask for: new cards, and those due. A card in minute steps goes on.
_ASKED = or_(
    MemoryState.item_id.is_(None),
    and_(MemoryState.phase == Phase.REVIEW, MemoryState.due_at < bindparam("tomorrow")),
)
_SIBLINGS = (
    select(_OWN.item_id, _OTHER.item_id, CardMark)
    .select_from(_OWN)
    .join(_OTHER, and_(_OTHER.bank_id == _OWN.bank_id, _OTHER.key == _OWN.key))
    .join(Item, Item.id == _OTHER.item_id)
    .outerjoin(
        MemoryState,
        and_(MemoryState.user_id == bindparam("learner"), MemoryState.item_id == _OTHER.item_id),
    )
    .outerjoin(
        CardMark,
        and_(CardMark.user_id == bindparam("learner"), CardMark.item_id == _OTHER.item_id),
    )
    .where(
        _OWN.item_id.in_(bindparam("items", expanding=True)),
        _OTHER.item_id.not_in(bindparam("items", expanding=True)),
        Item.retired_at.is_(None),
        _ASKED,
    )
    .order_by(_OWN.item_id, _OTHER.item_id)
)


def bury_siblings(session: Session, learner: Learner, reviews: Sequence[Review]) -> int:
    """Let the siblings of items retrieved on one day rest until tomorrow; how many do so by it.

    What is suspended, or rests already, stays as it is. The reviews have their ids.
    """
    if not reviews:
        return 0
    by_item = {review.item_id: review for review in reviews}
    today = reviews[0].local_day
    tomorrow = day_start(today + timedelta(days=1), learner.zone)
    rows = session.execute(
        _SIBLINGS, {"learner": learner.id, "items": sorted(by_item), "tomorrow": tomorrow}
    ).all()
    buried: set[int] = set()
    for own, other, found in rows:
        if other in buried or (found and (found.suspended_at or found.buried_on == today)):
            continue
        review, mark = by_item[own], found
        if mark is None:
            mark = CardMark(user_id=learner.id, item_id=other, bank_id=review.bank_id)
            session.add(mark)
        mark.buried_on, mark.buried_by = today, review.id
        buried.add(other)
    return len(buried)


def wake_siblings(session: Session, review: Review) -> None:
    """Take back what `bury_siblings` did for a review."""
    session.execute(
        update(CardMark)
        .where(CardMark.buried_by == review.id)
        .values(buried_on=None, buried_by=None)
    )
