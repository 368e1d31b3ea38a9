"""The orders of what a search finds, and where a page of it ended.

Where memory decides, the cards that were met come first, then those that were not, in the order of
the bank: two stretches, each with an index of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from quizapp.domain.learning.query import terms
from quizapp.domain.learning.query.terms import CardIs, Comparison, Measure, Query
from quizapp.models import Item, MemoryState
from quizapp.services.search.card_ground import Ground

_ROW = re.compile(r"[0-9]{1,15}")
_UNMET_STATES = frozenset(
    {CardIs.NEW, CardIs.SUSPENDED, CardIs.BURIED, CardIs.FLAGGED, CardIs.NOTED, CardIs.CONFUSED}
)


class Order(StrEnum):
    """Which of the cards found comes first."""

    DUE = "due"
    RECALL = "recall"
    POSITION = "position"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ended: the stretch, the value by which it is ordered, and the last card."""

    stretch: str
    value: str
    item_id: int

    def __str__(self) -> str:
        return f"{self.stretch}_{self.value}_{self.item_id}"


def cursor_in(text: str) -> Cursor:
    """The cursor that was written so.

    Raises:
        ValueError: it is none.
    """
    stretch, _, rest = text.partition("_")
    value, _, item = rest.rpartition("_")
    known = _STRETCHES.get(stretch)
    if known is None or not _ROW.fullmatch(item):
        raise ValueError(f"no cursor: {text}")
    known.read(value)
    return Cursor(stretch, value, int(item))


@dataclass(frozen=True, slots=True)
class Stretch:
    """Cards in one order; ``met``: only those with a memory, only those without, None for all.

    ``read`` and ``write`` are about the value in a cursor.
    """

    name: str
    met: bool | None
    value: Callable[[Ground], ColumnElement[Any]]
    read: Callable[[str], Any]
    write: Callable[[Any], str] = str
    descends: bool = False

    @property
    def is_by_position(self) -> bool:
        return self.name in {"p", "n"}

    def cursor(self, value: Any, item_id: int) -> Cursor:
        return Cursor(self.name, self.write(value), item_id)

    def beyond(self, value: ColumnElement[Any], after: Cursor) -> ColumnElement[bool]:
        """The rows that stand after a cursor; equal values are in the order of the cards."""
        last = self.read(after.value)
        reached, passed = (
            (value <= last, value < last) if self.descends else (value >= last, value > last)
        )
        return and_(reached, or_(passed, Item.id > after.item_id))


def _whole(text: str) -> int:
    if not _ROW.fullmatch(text):
        raise ValueError(f"no cursor: {text}")
    return int(text)


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(f"no cursor: {text}")
    return instant


def _finite(text: str) -> float:
    number = float(text)
    if not 0.0 <= number < 1e12:
        raise ValueError(f"no cursor: {text}")
    return number


_STRETCHES = {
    stretch.name: stretch
    for stretch in (
        Stretch("p", met=None, value=lambda _: Item.position.expression, read=_whole),
        Stretch("n", met=False, value=lambda _: Item.position.expression, read=_whole),
        Stretch("a", met=None, value=lambda _: Item.id.expression, read=_whole, descends=True),
        Stretch(
            "d",
            met=True,
            value=lambda _: MemoryState.due_at.expression,
            read=_instant,
            write=lambda due: str(due.isoformat()),
        ),
        Stretch(
            "r",
            met=True,
            value=lambda ground: ground.age,
            read=_finite,
            write=lambda age: repr(float(age)),
            descends=True,
        ),
    )
}
_OF_ORDER = {
    Order.POSITION: ("p",),
    Order.ADDED: ("a",),
    Order.DUE: ("d", "n"),
    Order.RECALL: ("r", "n"),
}


def stretches(query: Query, order: Order, after: Cursor | None) -> list[Stretch]:
    """The stretches in which the finds of a query stand, from that of the cursor on."""
    found = [_STRETCHES[name] for name in _OF_ORDER[order]]
    if implies_memory(query):
        found = [stretch for stretch in found if stretch.met is not False]
    names = [stretch.name for stretch in found]
    if after is None or after.stretch not in names:
        return found
    return found[names.index(after.stretch) :]


def implies_memory(query: Query) -> bool:
    """Whether a query can only find cards that were met."""
    match query:
        case terms.All(parts):
            return any(map(implies_memory, parts))
        case terms.Any(parts):
            return all(map(implies_memory, parts))
        case terms.State(state):
            return state not in _UNMET_STATES
        case terms.Compare() | terms.Within():
            return True
    return False


def implies_due(query: Query) -> bool:
    """Whether it can only find cards due before some day: few, and the index on due dates tells."""
    match query:
        case terms.All(parts):
            return any(map(implies_due, parts))
        case terms.State(CardIs.DUE):
            return True
        case terms.Compare(Measure.DUE, comparison):
            return comparison in {Comparison.LESS, Comparison.AT_MOST, Comparison.EQUAL}
    return False
