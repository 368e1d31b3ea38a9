"""What a search means in the database: a condition on an item joined with the memory of it.

The memory is NULL for a card never met. No condition is ever NULL, so that «not» finds all other
cards.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from operator import ge, gt, le, lt
from typing import Any as Column

from sqlalchemy import ColumnElement, and_, false, not_, or_, select, true

from quizapp.domain.learning.memory import Phase
from quizapp.domain.learning.memory_state import MATURE_FROM
from quizapp.domain.learning.query import terms
from quizapp.domain.learning.query.terms import CardIs, Comparison, Measure, Query
from quizapp.domain.learning.stability import age_at
from quizapp.models import Item, ItemWord, MemoryState
from quizapp.services.search.card_ground import Ground
from quizapp.services.search.card_order import implies_due
from quizapp.services.search.card_postings import (
    FEW,
    Ids,
    buried_ids,
    how_many,
    listed,
    postings,
    suspended_ids,
    word_begins,
)
from quizapp.services.search.word_sets import where_words_meet

FEW_FORGOTTEN = 500  # cards: they are read into the statement

Condition = ColumnElement[bool]

MET = MemoryState.item_id.is_not(None)
_IN_REVIEW = and_(MET, MemoryState.phase == Phase.REVIEW)
_OPERATORS: Mapping[Comparison, Callable[[Column, Column], Condition]] = {
    Comparison.LESS: lt,
    Comparison.AT_MOST: le,
    Comparison.MORE: gt,
    Comparison.AT_LEAST: ge,
}
# What is remembered shrinks as the age grows.
_MIRRORED = {lt: gt, le: ge, gt: lt, ge: le}
_COLUMNS: Mapping[Measure, Column] = {
    Measure.STABILITY: MemoryState.stability,
    Measure.DIFFICULTY: MemoryState.difficulty,
    Measure.LAPSES: MemoryState.lapses,
    Measure.REVIEWS: MemoryState.reviews,
}
# How far from the value «=» still finds: half a unit of what pages show.
_HALF_UNIT = {
    Measure.RETRIEVABILITY: 0.005,
    Measure.STABILITY: 0.5,
    Measure.DIFFICULTY: 0.05,
    Measure.LAPSES: 0.5,
    Measure.REVIEWS: 0.5,
}


class Meaning:
    """The conditions of one search; how common its words are is asked once."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self._lengths: dict[terms.Term, int] = {}

    def of(self, query: Query) -> Condition:
        """The condition that the cards fulfil which a query finds.

        Raises:
            QueryError: a phrase of it stands in too many cards to be looked up.
        """
        match query:
            case terms.Everything():
                return true()
            case terms.Not(part):
                return not_(self.of(part))
            case terms.All(parts):
                return and_(*map(self.of, parts))
            case terms.Any(parts):
                return or_(*map(self.of, parts))
            case _:
                return self._term(query)

    def shortest_list(self, query: Query) -> Ids | list[int] | None:
        """A list of at most `FEW` cards among which are all that the query finds, if it has one.

        It is to be asked for once the conditions have been.
        """
        parts = query.parts if isinstance(query, terms.All) else (query,)
        lists: list[tuple[int, int, Ids]] = []
        for part in parts:
            if isinstance(part, terms.Everything | terms.Not | terms.All | terms.Any):
                continue
            ids = postings(part, self.ground)
            if ids is not None and self._length(part, ids) <= FEW and not listed(part, self.ground):
                lists.append((self._length(part, ids), len(lists), ids))
        if lists:
            return min(lists)[2]
        common = sum(map(self._is_common, parts)) > 1
        return where_words_meet(query, self.ground) if common else None

    def nearly_forgotten(self, query: Query) -> list[int] | None:
        """The cards recalled less than the query says, where they are few and due dates do not say.

        In the order of recall the database finds them as fast by itself.
        """
        parts = query.parts if isinstance(query, terms.All) else (query,)
        for part in () if implies_due(query) else parts:
            if not (isinstance(part, terms.Compare) and part.measure is Measure.RETRIEVABILITY):
                continue
            if part.comparison in {Comparison.LESS, Comparison.AT_MOST}:
                found = self.ground.session.scalars(
                    select(MemoryState.item_id)
                    .where(
                        MemoryState.user_id == self.ground.learner.id,
                        MemoryState.bank_id == self.ground.bank_id,
                        _compare(self.ground, part.measure, part.comparison, part.value),
                    )
                    .limit(FEW_FORGOTTEN + 1)
                ).all()
                if len(found) <= FEW_FORGOTTEN:
                    return list(found)
        return None

    def _is_common(self, part: Query) -> bool:
        term = part.part if isinstance(part, terms.Not) else part
        if not isinstance(term, terms.Word | terms.Phrase):
            return False
        return self._lengths.get(term, 0) > FEW

    def _length(self, term: terms.Term, ids: Ids) -> int:
        if term not in self._lengths:
            self._lengths[term] = how_many(self.ground, ids)
        return self._lengths[term]

    def _term(self, term: terms.Term) -> Condition:
        ids = postings(term, self.ground)
        if ids is None:
            condition = self._row(term)
        elif self._length(term, ids) > FEW and isinstance(term, terms.Word):
            # Half of a large bank would be listed before the first card is shown.
            holds = select(ItemWord.word).where(
                ItemWord.item_id == Item.id, word_begins(term.prefix)
            )
            condition = holds.exists()
        else:
            condition = Item.id.in_(ids)
        more = listed(term, self.ground)
        return or_(condition, Item.id.in_(more)) if more else condition

    def _row(self, term: terms.Term) -> Condition:
        condition: Condition = false()  # all that it finds is listed
        match term:
            case terms.OnTopic(topic):
                condition = Item.topic == topic
            case terms.OfType(kind):
                condition = Item.type == kind
            case terms.Refers(_, key):
                condition = Item.key == key
            case terms.State(state) if state in _STATES:
                condition = _STATES[state](self.ground)
            case terms.Within(_, days):
                since = self.ground.today - timedelta(days=days)
                condition = and_(MET, MemoryState.introduced_on > since)
            case terms.Compare(measure, comparison, value):
                condition = and_(MET, _compare(self.ground, measure, comparison, value))
            case _:
                pass
        return condition


def _is_due(ground: Ground) -> Condition:
    """Due by the end of today, and in the queue: neither suspended nor put off until tomorrow."""
    return and_(
        MET,
        MemoryState.due_at < ground.day_begins(1),
        Item.id.not_in(suspended_ids(ground)),
        Item.id.not_in(buried_ids(ground)),
    )


_STATES: Mapping[CardIs, Callable[[Ground], Condition]] = {
    CardIs.DUE: _is_due,
    CardIs.NEW: lambda _: MemoryState.item_id.is_(None),
    CardIs.LEARNING: lambda _: and_(MET, MemoryState.phase != Phase.REVIEW),
    CardIs.REVIEW: lambda _: _IN_REVIEW,
    CardIs.YOUNG: lambda _: and_(_IN_REVIEW, MemoryState.stability < MATURE_FROM),
    CardIs.MATURE: lambda _: and_(_IN_REVIEW, MemoryState.stability >= MATURE_FROM),
    CardIs.LEECH: lambda ground: and_(MET, MemoryState.lapses >= ground.leech_after),
}


def _compare(ground: Ground, measure: Measure, comparison: Comparison, value: float) -> Condition:
    if measure is Measure.DUE:
        return _compare_due(ground, comparison, int(value))
    if comparison is Comparison.EQUAL:
        half = _HALF_UNIT[measure]
        return and_(
            _compare(ground, measure, Comparison.AT_LEAST, value - half),
            _compare(ground, measure, Comparison.LESS, value + half),
        )
    operator = _OPERATORS[comparison]
    if measure is not Measure.RETRIEVABILITY:
        return operator(_COLUMNS[measure], value)
    if value <= 0.0:  # recall never falls to nothing
        return true() if operator in {gt, ge} else false()
    condition: Condition = _MIRRORED[operator](ground.age, age_at(value))
    return condition


def _compare_due(ground: Ground, comparison: Comparison, days: int) -> Condition:
    """Compare whole learning days: who is due at any hour of a day is due on that day."""
    begins, ends = ground.day_begins(days), ground.day_begins(days + 1)
    due = MemoryState.due_at
    match comparison:
        case Comparison.LESS:
            return due < begins
        case Comparison.AT_MOST:
            return due < ends
        case Comparison.MORE:
            return due >= ends
        case Comparison.AT_LEAST:
            return due >= begins
        case _:
            return and_(due >= begins, due < ends)
