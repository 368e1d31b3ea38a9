"""What a learner has marked on one card: flag, tags, note, and whether it rests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session

from quizapp.models import CardMark, CardTag, Item, ItemFlag

_MARKS = (
    select(
        CardMark.note, CardMark.suspended_at, CardMark.buried_on, ItemFlag.flagged_at, CardTag.tag
    )
    .select_from(Item)
    .outerjoin(
        CardMark, and_(CardMark.user_id == bindparam("learner"), CardMark.item_id == Item.id)
    )
    .outerjoin(
        ItemFlag, and_(ItemFlag.user_id == bindparam("learner"), ItemFlag.item_id == Item.id)
    )
    .outerjoin(CardTag, and_(CardTag.user_id == bindparam("learner"), CardTag.item_id == Item.id))
    .where(Item.id == bindparam("item"))
    .order_by(CardTag.tag)
)


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of a card; ``buried`` until the next learning day."""

    flagged: bool
    tags: tuple[str, ...]
    note: str | None
    suspended: bool
    buried: bool


def find_marks(session: Session, *, learner_id: int, item_id: int, today: date) -> Marks:
    """The learner's marks on an item that exists; none where they never made any."""
    rows = session.connection().execute(_MARKS, {"learner": learner_id, "item": item_id}).all()
    mark = rows[0]  # a row for each tag, or one without
    return Marks(
        flagged=mark.flagged_at is not None,
        tags=tuple(row.tag for row in rows if row.tag is not None),
        note=mark.note,
        suspended=mark.suspended_at is not None,
        buried=mark.buried_on == today,
    )
