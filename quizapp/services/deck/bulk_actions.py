"""Doing one thing to many cards: those that were ticked, or all that a search finds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.domain.errors import RarissimeError
from quizapp.domain.learning.card_actions import ActionKind
from quizapp.domain.learning.card_query import parse
from quizapp.domain.learning.days import day_start
from quizapp.domain.learning.memory import Phase
from quizapp.models import CardTag, Item, MemoryState
from quizapp.services.deck.card_action_log import Done, chunks, done_before
from quizapp.services.deck.card_actions import act
from quizapp.services.deck.rescheduling import reschedule
from quizapp.services.learners import Learner, lock_learner
from quizapp.services.search.card_order import Order
from quizapp.services.search.card_search import CardSearch

MOST_AT_ONCE = 10_000


class TooManyCardsError(RarissimeError):
    """More cards than `MOST_AT_ONCE`: in one transaction all others would have to wait for it."""


class Bulk(StrEnum):
    """What can be done to many cards."""

    SUSPEND = "suspend"
    UNSUSPEND = "unsuspend"
    BURY = "bury"
    UNBURY = "unbury"
    FLAG = "flag"
    UNFLAG = "unflag"
    TAG = "tag"
    UNTAG = "untag"
    POSTPONE = "postpone"
    ADVANCE = "advance"


@dataclass(frozen=True, slots=True)
class Wish:
    """What to do; ``tag`` and ``days`` belong to the kinds that have them."""

    kind: Bulk
    tag: str = ""
    days: int = 0


def matching_cards(
    session: Session, *, learner: Learner, bank_id: int, find: str, now: datetime
) -> tuple[int, ...]:
    """All cards that a search finds, in the order of the bank.

    Raises:
        QueryError: the search cannot be understood.
        TooManyCardsError: there are more than can be dealt with at once.
    """
    search = CardSearch(session, learner=learner, bank_id=bank_id, query=parse(find), now=now)
    ids = search.first(Order.POSITION, MOST_AT_ONCE + 1)
    if len(ids) > MOST_AT_ONCE:
        raise TooManyCardsError(f"more than {MOST_AT_ONCE} cards match")
    return ids


def carry_out(
    session: Session,
    *,
    learner: Learner,
    bank_id: int,
    wish: Wish,
    item_ids: Sequence[int] | None,
    find: str,
    client_key: str,
    now: datetime,
) -> Done:
    """Do it once, to the cards given or, for None, to all that ``find`` finds now.

    Raises:
        NotFoundError: the bank has no such card in use.
        ConflictError: the client key was used for something else.
        QueryError, TooManyCardsError: as for `matching_cards`.
    """
    repeated = _done_before(session, learner, bank_id, wish, client_key)
    if repeated is not None:
        return repeated
    if item_ids is None:
        item_ids = matching_cards(session, learner=learner, bank_id=bank_id, find=find, now=now)
    if not item_ids:
        return Done(None, 0)
    if wish.kind in {Bulk.POSTPONE, Bulk.ADVANCE}:
        states = _in_review(session, learner, bank_id, item_ids)
        dues = _moved(states, wish, learner, now)
        return reschedule(
            session, learner=learner, bank_id=bank_id, dues=dues, client_key=client_key, now=now
        )
    return act(
        session,
        learner=learner,
        bank_id=bank_id,
        kind=ActionKind(wish.kind),
        item_ids=item_ids,
        value=wish.tag or None,
        client_key=client_key,
        now=now,
    )


def rename_tag(
    session: Session,
    *,
    learner: Learner,
    bank_id: int,
    tag: str,
    new: str,
    client_key: str,
    now: datetime,
) -> int:
    """Give all cards of a tag another one instead; how many there were. Two actions, two undos.

    Raises:
        ConflictError: the client key was used for something else.
    """
    lock_learner(session, learner.id)
    items = _tagged(session, learner, bank_id, tag)
    if not items or tag == new:
        return 0
    for kind, value, part in ((ActionKind.TAG, new, "a"), (ActionKind.UNTAG, tag, "b")):
        act(
            session,
            learner=learner,
            bank_id=bank_id,
            kind=kind,
            item_ids=items,
            value=value,
            client_key=f"{client_key[:62]}-{part}",
            now=now,
        )
    return len(items)


def remove_tag(
    session: Session, *, learner: Learner, bank_id: int, tag: str, client_key: str, now: datetime
) -> Done:
    """Take a tag off all cards of a bank that have it.

    Raises:
        ConflictError: the client key was used for something else.
    """
    wish = Wish(Bulk.UNTAG, tag)
    repeated = _done_before(session, learner, bank_id, wish, client_key)
    if repeated is not None:
        return repeated
    return carry_out(
        session,
        learner=learner,
        bank_id=bank_id,
        wish=wish,
        item_ids=_tagged(session, learner, bank_id, tag),
        find="",
        client_key=client_key,
        now=now,
    )


def _done_before(
    session: Session, learner: Learner, bank_id: int, wish: Wish, client_key: str
) -> Done | None:
    """What the same form has done: afterwards, its search may find other cards, or none."""
    is_move = wish.kind in {Bulk.POSTPONE, Bulk.ADVANCE}
    kind = ActionKind.RESCHEDULE if is_move else ActionKind(wish.kind)
    return done_before(session, learner=learner, bank_id=bank_id, kind=kind, client_key=client_key)


def _in_review(
    session: Session, learner: Learner, bank_id: int, item_ids: Sequence[int]
) -> dict[int, datetime]:
    """When the cards in review are due; those never met or in minute steps are left out."""
    dues: dict[int, datetime] = {}
    for chunk in chunks(item_ids):
        rows = session.execute(
            select(MemoryState.item_id, MemoryState.due_at)
            .join(Item, Item.id == MemoryState.item_id)
            .where(
                MemoryState.user_id == learner.id,
                MemoryState.bank_id == bank_id,
                MemoryState.phase == Phase.REVIEW,
                MemoryState.item_id.in_(chunk),
                Item.retired_at.is_(None),
            )
        )
        dues.update(rows.tuples().all())
    return dues


def _moved(
    dues: Mapping[int, datetime], wish: Wish, learner: Learner, now: datetime
) -> dict[int, datetime]:
    """The new due dates. What is overdue counts as due today; nothing is put before today."""
    today = learner.today(now)
    shift = timedelta(days=wish.days if wish.kind is Bulk.POSTPONE else -wish.days)
    moved: dict[int, datetime] = {}
    for item, due_at in dues.items():
        due = max(learner.today(due_at), today)
        day = max(due + shift, today)
        if day != due:
            moved[item] = day_start(day, learner.zone)
    return moved


def _tagged(session: Session, learner: Learner, bank_id: int, tag: str) -> list[int]:
    return list(
        session.scalars(
            select(CardTag.item_id)
            .join(Item, Item.id == CardTag.item_id)
            .where(
                CardTag.user_id == learner.id,
                CardTag.bank_id == bank_id,
                CardTag.tag == tag,
                Item.retired_at.is_(None),
            )
            .order_by(CardTag.item_id)
        )
    )
