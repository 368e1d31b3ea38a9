"""Where a deck's new cards begin: `Deck.new_from`.

No item that could come as a new card stands before it. Without it, the next new card would be
found only by walking past everything the learner knows. Suspended cards are walked past too.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from quizapp.models import CardMark, Deck, Item, MemoryState
from quizapp.services.deck.card_action_log import chunks
from quizapp.services.deck.decks import find_deck, keep_deck

_NEW_FROM = select(Deck.new_from).where(
    Deck.user_id == bindparam("learner"), Deck.bank_id == bindparam("bank")
)
_FIRST_FREE = (
    select(Item.position)
    .where(
        Item.bank_id == bindparam("bank"),
        Item.position >= bindparam("new_from"),
        Item.retired_at.is_(None),
        ~select(MemoryState.item_id)
        .where(MemoryState.user_id == bindparam("learner"), MemoryState.item_id == Item.id)
        .exists(),
        ~select(CardMark.item_id)
        .where(
            CardMark.user_id == bindparam("learner"),
            CardMark.item_id == Item.id,
            CardMark.suspended_at.is_not(None),
        )
        .exists(),
    )
    .order_by(Item.position)
    .limit(1)
)


def keep_up(session: Session, learner_id: int, bank_id: int, *, introduced: bool) -> None:
    """Follow a retrieval: an introduction moves the beginning, and so does any after a reload."""
    whose = {"learner": learner_id, "bank": bank_id}
    if introduced or not session.connection().scalar(_NEW_FROM, whose):
        advance(session, learner_id, bank_id)


def advance(session: Session, learner_id: int, bank_id: int) -> None:
    """Move the beginning forward to the first card that is new still, or past the end."""
    deck = keep_deck(session, learner_id, bank_id)
    session.flush()
    free = session.scalar(
        _FIRST_FREE, {"learner": learner_id, "bank": bank_id, "new_from": deck.new_from}
    )
    if free is None:
        last = session.scalar(select(func.max(Item.position)).where(Item.bank_id == bank_id))
        free = 0 if last is None else last + 1
    deck.new_from = free


def follow(session: Session, learner_id: int, bank_id: int, items: Iterable[int]) -> None:
    """Find the beginning again after items became new, or may have: undone or suspended no more."""
    deck = find_deck(session, learner_id, bank_id)
    for chunk in chunks(items if deck else ()):
        position = session.scalar(select(func.min(Item.position)).where(Item.id.in_(chunk)))
        if deck is not None and position is not None:
            deck.new_from = min(deck.new_from, position)
    advance(session, learner_id, bank_id)
