"""Finding cards: a page of them in some order, how many there are, all of them.

A card that belongs to an exam or a measure in progress is not found: neither its answer nor what
its answer did to the learner's memory is to be seen before the end. Retired items are no cards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, select
from sqlalchemy.orm import Session

from quizapp.domain.learning.query.terms import Query
from quizapp.models import Item, MemoryState
from quizapp.services.deck.card_action_log import chunks
from quizapp.services.learners import Learner
from quizapp.services.search.card_ground import Ground
from quizapp.services.search.card_order import (
    Cursor,
    Order,
    Stretch,
    implies_due,
    implies_memory,
    stretches,
)
from quizapp.services.search.card_postings import Ids
from quizapp.services.search.card_terms import Meaning

PAGE = 50
# Up to here all finds of a search are counted; in a larger bank that may take longer than a page.
LARGE_BANK = 5_000


@dataclass(frozen=True, slots=True)
class Found:
    """A page of finds, in order; ``next`` is None on the last one.

    ``total``: all finds of the search, None where there are more than could be counted at once.
    ``withheld``: finds that an exam or a measure in progress keeps back.
    """

    ids: tuple[int, ...]
    next: Cursor | None
    total: int | None
    withheld: int


class CardSearch:
    """One search in a learner's deck of a bank."""

    def __init__(
        self, session: Session, *, learner: Learner, bank_id: int, query: Query, now: datetime
    ) -> None:
        """Understand the query on this ground.

        Raises:
            QueryError: a phrase of it stands in too many cards to be looked up.
        """
        self.session, self.query = session, query
        self.ground = Ground(session, learner, bank_id, now)
        self._meaning = Meaning(self.ground)
        self._condition = self._meaning.of(query)
        self._few: Ids | list[int] | None = self._meaning.shortest_list(query)

    def page(self, order: Order, *, after: Cursor | None = None, size: int = PAGE) -> Found:
        """The finds that come after a cursor, or the first ones."""
        rows = self._rows(order, after, size + 1)
        goes_on = len(rows) > size
        is_all = after is None and not goes_on
        return Found(
            ids=tuple(row.item_id for row in rows[:size]),
            next=rows[size - 1] if goes_on else None,
            total=len(rows) if is_all else self._total(),
            withheld=self.withheld(),
        )

    def first(self, order: Order, most: int, *conditions: ColumnElement[bool]) -> tuple[int, ...]:
        """The first finds that also fulfil ``conditions``, at most so many."""
        return tuple(row.item_id for row in self._rows(order, None, most, *conditions))

    def count(self) -> int:
        """How many cards the search finds."""
        return self._length(self.finds(Item.id))

    def count_among(self, ids: Sequence[int]) -> int:
        """How many of these cards it finds."""
        return sum(self._length(self.finds(Item.id, short=chunk)) for chunk in chunks(ids))

    def withheld(self) -> int:
        """How many more there would be, if no exam or measure were in progress."""
        if not self.ground.withheld:
            return 0
        kept_back = self._joined(select(Item.id)).where(
            Item.id.in_(self.ground.withheld),
            Item.bank_id == self.ground.bank_id,
            Item.retired_at.is_(None),
            self._condition,
        )
        return self._length(kept_back)

    def _total(self) -> int | None:
        if self._few is not None:
            return self.count()
        beyond = select(Item.id).where(Item.bank_id == self.ground.bank_id)
        is_large = self.session.scalar(beyond.offset(LARGE_BANK).limit(1)) is not None
        return None if is_large else self.count()

    def _length(self, statement: Select[Any]) -> int:
        found = statement.subquery()
        return self.session.scalar(select(func.count()).select_from(found)) or 0

    def _rows(
        self, order: Order, after: Cursor | None, most: int, *conditions: ColumnElement[bool]
    ) -> list[Cursor]:
        """The cursors of the finds after one, at most so many."""
        if self._few is None and order is not Order.RECALL:
            self._few = self._meaning.nearly_forgotten(self.query)
        found: list[Cursor] = []
        for stretch in stretches(self.query, order, after):
            value = stretch.value(self.ground)
            if stretch.is_by_position and self._few is not None:
                value = _without_index(value)
            rows = self.finds(Item.id, value, stretch=stretch).where(*conditions)
            if after is not None and after.stretch == stretch.name:
                rows = rows.where(stretch.beyond(value, after))
            rows = rows.order_by(value.desc() if stretch.descends else value.asc(), Item.id)
            found += [
                stretch.cursor(last, item)
                for item, last in self.session.execute(rows.limit(most - len(found)))
            ]
            if len(found) >= most:
                break
        return found

    def finds(
        self,
        *columns: Any,
        stretch: Stretch | None = None,
        short: Ids | list[int] | None = None,
    ) -> Select[Any]:
        """The cards found: all of them, those of a stretch, or those on a ``short`` list."""
        short = self._few if short is None else short
        is_met = None if stretch is None else stretch.met
        met = is_met or implies_memory(self.query)
        in_bank = Item.bank_id.expression
        conditions: list[ColumnElement[bool]] = []
        if short is not None:
            # The database is not to go through the bank instead of the short list.
            in_bank = _without_index(in_bank)
            conditions.append(Item.id.in_(short))
            if met:
                conditions.append(MemoryState.item_id.in_(short))
        elif is_met or implies_due(self.query):
            conditions.append(MemoryState.bank_id == self.ground.bank_id)
        elif stretch is not None and stretch.name == "a":
            in_bank = _without_index(in_bank)  # in the order of the numbers, from the last one
        conditions.append(in_bank == self.ground.bank_id)
        if is_met is False:
            conditions.append(MemoryState.item_id.is_(None))
        if self.ground.withheld:
            conditions.append(Item.id.not_in(self.ground.withheld))
        found = self._joined(select(*columns), met=met)
        return found.where(*conditions, Item.retired_at.is_(None), self._condition)

    def _joined(self, statement: Select[Any], *, met: bool = False) -> Select[Any]:
        own = and_(MemoryState.item_id == Item.id, MemoryState.user_id == self.ground.learner.id)
        return statement.select_from(Item).join(MemoryState, own, isouter=not met)


def _without_index(column: ColumnElement[int]) -> ColumnElement[int]:
    return column + literal(0)
