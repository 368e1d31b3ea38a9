"""The statements of the path that every card takes.

They are put together once: building them for each request cost more than running them. Each walks
over what is due, or over what is new from `Deck.new_from` on, never over the deck.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BindParameter,
    Boolean,
    ColumnElement,
    Select,
    and_,
    bindparam,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased

from quizapp.domain.learning.memory import Phase, ReviewKind
from quizapp.models import CardMark, Item, ItemRevision, MemoryState, Review
from quizapp.models.study import CONFIDENT_ERROR
from quizapp.services.review_log import IS_STANDING

_LEARNER: BindParameter[int] = bindparam("learner")
_BANK: BindParameter[int] = bindparam("bank")
# Whether the day still asks for due cards, and for new ones.
_DUE_WANTED, _NEW_WANTED = bindparam("due", type_=Boolean), bindparam("new", type_=Boolean)
_IN_STEPS = MemoryState.phase != Phase.REVIEW
_DUE_TODAY = MemoryState.due_at < bindparam("tomorrow")
_RAN_OUT = and_(_IN_STEPS, MemoryState.due_at <= bindparam("now"))
_LONGEST_DUE = (MemoryState.due_at, MemoryState.item_id)


def _rests(item_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Whether a card is suspended, or buried for today."""
    mark = aliased(CardMark)
    return (
        select(mark.item_id)
        .where(
            mark.user_id == _LEARNER,
            mark.item_id == item_id,
            or_(mark.suspended_at.is_not(None), mark.buried_on == bindparam("today")),
        )
        .exists()
    )


_MINE = and_(
    MemoryState.user_id == _LEARNER,
    MemoryState.bank_id == _BANK,
    Item.retired_at.is_(None),
    ~_rests(MemoryState.item_id),
)
STANDING_TODAY = and_(
    Review.user_id == _LEARNER,
    Review.bank_id == _BANK,
    Review.local_day == bindparam("today"),
    Review.kind == ReviewKind.CARD,
    IS_STANDING,
)
NEXT_DUE = (
    select(MemoryState.due_at)
    .join(Item, Item.id == MemoryState.item_id)
    .where(_MINE)
    .order_by(MemoryState.due_at)
    .limit(1)
)
LAST_DURATIONS = (
    select(Review.duration_ms)
    .where(
        Review.user_id == _LEARNER,
        Review.kind == ReviewKind.CARD,
        Review.duration_ms.is_not(None),
    )
    .order_by(Review.id.desc())
    .limit(50)
)
_DONE = (
    select(
        func.count().label("graded"),
        func.count().filter(Review.was_due).label("graded_due"),
        select(func.count())
        .select_from(MemoryState)
        .where(
            MemoryState.user_id == _LEARNER,
            MemoryState.bank_id == _BANK,
            MemoryState.introduced_on == bindparam("today"),
            MemoryState.introduced_by == ReviewKind.CARD,
        )
        .scalar_subquery()
        .label("introduced"),
    )
    .where(STANDING_TODAY)
    .subquery()
)

# The state is None where the learner has not met the item: an outer join, which types do not show.
CardRow = tuple[int, int, str, MemoryState]
ONE = (
    select(Item.id, ItemRevision.id, ItemRevision.digest, MemoryState)
    .join(ItemRevision, ItemRevision.id == Item.revision_id)
    .outerjoin(MemoryState, and_(MemoryState.item_id == Item.id, MemoryState.user_id == _LEARNER))
    .where(Item.id == bindparam("item"), Item.bank_id == _BANK, Item.retired_at.is_(None))
)


@dataclass(frozen=True, slots=True)
class DeckStatements:
    """What the next card is chosen by.

    ``day``: what is in steps, due and new today (``most`` new ones at most), and what was done.
    ``next``: the item to show, None at the end; see `cards.next_card`.
    """

    day: Select[Any]
    next: Select[Any]


def _put_together(*offered: ColumnElement[bool]) -> DeckStatements:
    """The statements for the cards that are ``offered``, by a condition on the item."""
    known = (
        select(MemoryState.item_id)
        .join(Item, Item.id == MemoryState.item_id)
        .where(_MINE, *offered)
    )
    new = select(Item.id).where(_IS_NEW, *offered)
    urgent = or_(_RAN_OUT, and_(~_IN_STEPS, _DUE_WANTED))
    in_order = (
        known.where(_DUE_TODAY, urgent, CONFIDENT_ERROR).order_by(*_LONGEST_DUE),
        known.where(_RAN_OUT).order_by(*_LONGEST_DUE),
        known.where(_DUE_TODAY, ~_IN_STEPS, _DUE_WANTED).order_by(*_LONGEST_DUE),
        new.where(_NEW_WANTED).order_by(Item.position),
        known.where(_IN_STEPS, MemoryState.due_at <= bindparam("ahead")).order_by(*_LONGEST_DUE),
    )
    asked = (
        select(
            func.count().filter(_IN_STEPS).label("learning"),
            func.count().filter(~_IN_STEPS).label("due"),
        )
        .select_from(MemoryState)
        .join(Item, Item.id == MemoryState.item_id)
        .where(_MINE, _DUE_TODAY, *offered)
        .subquery()
    )
    some_new = select(func.count()).select_from(new.limit(bindparam("most")).subquery())
    return DeckStatements(
        day=select(asked, _DONE, some_new.scalar_subquery().label("new")).select_from(
            asked.join(_DONE, true())
        ),
        next=select(func.coalesce(*(each.limit(1).scalar_subquery() for each in in_order))),
    )


_IS_NEW = and_(
    Item.bank_id == _BANK,
    Item.position >= bindparam("new_from"),
    Item.retired_at.is_(None),
    ~select(MemoryState.item_id)
    .where(MemoryState.user_id == _LEARNER, MemoryState.item_id == Item.id)
    .exists(),
    ~_rests(Item.id),
)
WHOLE_DECK = _put_together()
BUT_WITHHELD = _put_together(Item.id.not_in(bindparam("withheld", expanding=True)))
