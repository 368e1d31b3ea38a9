"""Which questions the next choice of a quiz is made among.

Weighing a whole bank at every answer would cost more the larger the bank is. The pool is bounded:
the learner's most overdue items, and a handful drawn at random by a range scan. For banks of up
to ``DRAWN`` questions it is the whole bank.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session

from quizapp.domain.content.schema import QUIZ_TYPES
from quizapp.domain.learning.ability import ItemParameters as Parameters
from quizapp.domain.learning.days import elapsed_days
from quizapp.domain.learning.selection import Candidate
from quizapp.domain.learning.stability import recall
from quizapp.models import Item, ItemParameters, MemoryState

OVERDUE = 40
DRAWN = 120
SAMPLE_KEYS = 2**31


@dataclass(frozen=True, slots=True)
class Pool:
    """The candidates, and the revision that each would be asked in."""

    candidates: list[Candidate]
    revisions: dict[int, int]


def draw_pool(
    session: Session,
    *,
    learner_id: int,
    bank_id: int,
    topics: Collection[str],
    excluded: Collection[int],
    today: date,
    rng: Random,
) -> Pool:
    """Candidates among the bank's quiz questions on ``topics``, without the ``excluded`` items."""
    query = _questions(learner_id, bank_id, topics)
    start = rng.randrange(SAMPLE_KEYS)
    rows = list(session.execute(_after(query, start)))
    if len(rows) < DRAWN:
        around = query.where(Item.sample_key < start).order_by(Item.sample_key)
        rows += session.execute(around.limit(DRAWN - len(rows)))
    if len(rows) == DRAWN:
        overdue = query.where(MemoryState.due_at.is_not(None)).order_by(MemoryState.due_at)
        rows += session.execute(overdue.limit(OVERDUE))
    by_item = {row.id: row for row in rows if row.id not in excluded}
    return Pool(
        [_candidate(row, today) for row in by_item.values()],
        {row.id: row.revision_id for row in by_item.values()},
    )


def _after(query: Select[Any], start: int) -> Select[Any]:
    return query.where(Item.sample_key >= start).order_by(Item.sample_key).limit(DRAWN)


def _questions(learner_id: int, bank_id: int, topics: Collection[str]) -> Select[Any]:
    return (
        select(
            Item.id,
            Item.topic,
            Item.guessing,
            Item.revision_id,
            ItemParameters.difficulty,
            ItemParameters.variance,
            ItemParameters.discrimination,
            ItemParameters.answers,
            MemoryState.stability,
            MemoryState.last_day,
        )
        .join(ItemParameters, ItemParameters.item_id == Item.id)
        .outerjoin(
            MemoryState, and_(MemoryState.item_id == Item.id, MemoryState.user_id == learner_id)
        )
        .where(
            Item.bank_id == bank_id,
            Item.topic.in_(topics),
            Item.type.in_(QUIZ_TYPES),
            Item.retired_at.is_(None),
        )
    )


def _candidate(row: Any, today: date) -> Candidate:
    recalled = None
    if row.stability is not None:
        recalled = recall(row.stability, elapsed=elapsed_days(row.last_day, today))
    return Candidate(
        item_id=row.id,
        topic=row.topic,
        parameters=Parameters(row.difficulty, row.variance, row.discrimination, row.answers),
        guessing=row.guessing,
        retrievability=recalled,
        last_seen_day=row.last_day,
    )
