"""The statements of the path that every card takes.

They are put together once: building them for each request cost more than running them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, func, or_, select

from quizapp.domain.grading.confidence_calibration import RIGHT_FROM, SUREST
from quizapp.domain.learning.memory import Phase, ReviewKind
from quizapp.models import Item, ItemRevision, MemoryState, Review
from quizapp.services.review_log import IS_STANDING

_IN_STEPS = MemoryState.phase != Phase.REVIEW
_DUE_TODAY = MemoryState.due_at < bindparam("tomorrow")
# The learner was sure, and wrong. What is retrieved as a card since then is no such error any more:
# a grade has no confidence.
_CONFIDENT_ERROR = and_(MemoryState.last_score < RIGHT_FROM, MemoryState.last_confidence == SUREST)
STANDING_TODAY = and_(
    Review.user_id == bindparam("learner"),
    Review.bank_id == bindparam("bank"),
    Review.local_day == bindparam("today"),
    Review.kind == ReviewKind.CARD,
    IS_STANDING,
)
IN_DECK = and_(
    MemoryState.user_id == bindparam("learner"),
    MemoryState.bank_id == bindparam("bank"),
    Item.retired_at.is_(None),
)
DONE = select(func.count().label("cards"), func.count().filter(Review.was_due).label("due")).where(
    STANDING_TODAY
)
LAST_DURATIONS = (
    select(Review.duration_ms)
    .where(
        Review.user_id == bindparam("learner"),
        Review.kind == ReviewKind.CARD,
        Review.duration_ms.is_not(None),
    )
    .order_by(Review.id.desc())
    .limit(50)
)

# The state is None where the learner has not met the item: an outer join, which types do not show.
CardRow = tuple[int, int, str, MemoryState]

_MET = (
    select(Item.id, ItemRevision.id, ItemRevision.digest, MemoryState)
    .select_from(MemoryState)
    .join(Item, Item.id == MemoryState.item_id)
    .join(ItemRevision, ItemRevision.id == Item.revision_id)
    .where(IN_DECK)
    .limit(1)
)
_ANY = (
    select(Item.id, ItemRevision.id, ItemRevision.digest, MemoryState)
    .join(ItemRevision, ItemRevision.id == Item.revision_id)
    .outerjoin(
        MemoryState,
        and_(MemoryState.item_id == Item.id, MemoryState.user_id == bindparam("learner")),
    )
    .where(Item.bank_id == bindparam("bank"), Item.retired_at.is_(None))
    .limit(1)
)
ONE = _ANY.where(Item.id == bindparam("item"))


@dataclass(frozen=True, slots=True)
class DeckStatements:
    """What the next card is chosen by."""

    counts: Select[Any]
    items: Select[Any]
    steps: Select[Any]
    steps_or_due: Select[Any]
    new: Select[Any]


def _put_together(offered: ColumnElement[bool] | None = None) -> DeckStatements:
    """The statements for the cards that are ``offered``; None: all of the deck."""
    whole_deck = [] if offered is None else [offered]
    in_order = (
        case((_CONFIDENT_ERROR, 0), (_IN_STEPS, 1), else_=2),
        MemoryState.due_at,
        MemoryState.item_id,
    )
    ran_out = and_(_IN_STEPS, MemoryState.due_at <= bindparam("now"))
    return DeckStatements(
        counts=select(
            func.count().filter(_IN_STEPS, _DUE_TODAY, *whole_deck).label("learning"),
            func.count().filter(~_IN_STEPS, _DUE_TODAY, *whole_deck).label("due"),
            _count(*whole_deck).label("seen"),
            func.count()
            .filter(
                MemoryState.introduced_on == bindparam("today"),
                MemoryState.introduced_by == ReviewKind.CARD,
            )
            .label("introduced"),
        )
        .select_from(MemoryState)
        .join(Item, Item.id == MemoryState.item_id)
        .where(IN_DECK),
        items=select(func.count()).where(
            Item.bank_id == bindparam("bank"), Item.retired_at.is_(None), *whole_deck
        ),
        steps=_MET.where(ran_out, *whole_deck).order_by(*in_order),
        # What has run out is due today as well: said apart, the index on due_at can be used.
        steps_or_due=_MET.where(_DUE_TODAY, or_(ran_out, ~_IN_STEPS), *whole_deck).order_by(
            *in_order
        ),
        new=_ANY.where(MemoryState.item_id.is_(None), *whole_deck).order_by(Item.position),
    )


def _count(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
    """How many rows; without conditions the plain count, which needs not look at each."""
    return func.count().filter(*conditions) if conditions else func.count()


WHOLE_DECK = _put_together()
BUT_WITHHELD = _put_together(Item.id.not_in(bindparam("withheld", expanding=True)))
