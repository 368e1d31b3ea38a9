"""Which cards of a bank hold common words, as sets that are kept: bit n stands for item n.

Two words that nearly every card holds may meet in few cards, or in none. The database would have to
look at each card to find that out, tens of milliseconds in a bank of 100,000; the sets tell at once
(12 kB a word there). They are read anew when the bank is loaded anew: its digest is in the key.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from threading import Lock
from typing import TypeGuard

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.domain.learning.query import terms
from quizapp.domain.learning.query.terms import Query
from quizapp.models import Bank, Item
from quizapp.services.search.card_ground import Ground
from quizapp.services.search.card_postings import FEW, listed, postings

KEPT_BYTES = 8_000_000

_Key = tuple[int, str, terms.Term | None]
_kept: OrderedDict[_Key, int] = OrderedDict()
_lock = Lock()


def where_words_meet(query: Query, ground: Ground) -> list[int] | None:
    """The cards in which the words of a query meet, where these are few; else None.

    Only words side by side are looked at, with or without a minus: no other card is found by the
    query, but not all of these need be.
    """
    parts = query.parts if isinstance(query, terms.All) else (query,)
    wanted = [part for part in parts if _is_word(part)]
    negated = [part.part for part in parts if isinstance(part, terms.Not)]
    unwanted = [part for part in negated if _is_word(part)]
    found = _set(ground, None)
    for word in wanted:
        found &= _set(ground, word) | _bits(listed(word, ground))
    for word in unwanted:
        found &= ~_set(ground, word)
    return _items(found) if found.bit_count() <= FEW else None


def _is_word(part: Query) -> TypeGuard[terms.Word | terms.Phrase]:
    return isinstance(part, terms.Word) or (isinstance(part, terms.Phrase) and len(part.words) == 1)


def _set(ground: Ground, word: terms.Term | None) -> int:
    """The items of the bank that hold a word; for None, all of them."""
    key = (ground.bank_id, _digest(ground.session, ground.bank_id), word)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    found = _read(ground, word)
    with _lock:
        _kept[key] = found
        while sum(map(_bytes, _kept.values())) > KEPT_BYTES and len(_kept) > 1:
            _kept.popitem(last=False)
    return found


def _read(ground: Ground, word: terms.Term | None) -> int:
    ids = select(Item.id).where(Item.bank_id == ground.bank_id)
    holders = ids if word is None else postings(word, ground)
    return 0 if holders is None else _bits(ground.session.connection().scalars(holders))


def _bits(items: Iterable[int]) -> int:
    bits = bytearray()
    for item in items:
        place = item >> 3
        if place >= len(bits):
            bits.extend(bytes(place - len(bits) + 1))
        bits[place] |= 1 << (item & 7)
    return int.from_bytes(bits, "little")


def _items(found: int) -> list[int]:
    eights = found.to_bytes(_bytes(found), "little")
    return [
        8 * place + bit
        for place, eight in enumerate(eights)
        if eight
        for bit in range(8)
        if eight >> bit & 1
    ]


def _digest(session: Session, bank_id: int) -> str:
    return session.scalar(select(Bank.digest).where(Bank.id == bank_id)) or ""


def _bytes(found: int) -> int:
    return (found.bit_length() >> 3) + 1
