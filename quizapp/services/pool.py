"""Which questions the next choice of a quiz is made among.

Weighing a whole bank at every answer would cost more the larger the bank is. The pool is bounded:
the learner's most overdue items, and a handful drawn at random by a range scan. For banks of up
to ``DRAWN`` questions it is the whole bank.

The statements are put together once: on this path building them cost more than running them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session

from quizapp.domain.content.schema import QUIZ_TYPES
from quizapp.domain.learning.ability import ItemParameters as Parameters
from quizapp.domain.learning.days import elapsed_days
from quizapp.domain.learning.selection import Candidate
from quizapp.domain.learning.stability import recall
from quizapp.models import Item, ItemParameters, MemoryState

DRAWN = 80
OVERDUE = 20
SAMPLE_KEYS = 2**31

_QUESTIONS = (
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
    .where(
        Item.topic.in_(bindparam("topics", expanding=True)),
        Item.type.in_(QUIZ_TYPES),
        Item.retired_at.is_(None),
    )
)
_DRAWN = (
    _QUESTIONS.outerjoin(
        MemoryState,
        and_(MemoryState.item_id == Item.id, MemoryState.user_id == bindparam("learner")),
    )
    .where(Item.bank_id == bindparam("bank"))
    .order_by(Item.sample_key)
    .limit(bindparam("most"))
)
_AFTER = _DRAWN.where(Item.sample_key >= bindparam("start"))
_BEFORE = _DRAWN.where(Item.sample_key < bindparam("start"))
_OVERDUE = (
    _QUESTIONS.join(MemoryState, MemoryState.item_id == Item.id)
    .where(
        MemoryState.user_id == bindparam("learner"),
        MemoryState.bank_id == bindparam("bank"),
    )
    .order_by(MemoryState.due_at)
    .limit(bindparam("most"))
)


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
    connection = session.connection()
    start = rng.randrange(SAMPLE_KEYS)
    whose = {"learner": learner_id, "bank": bank_id, "topics": list(topics)}
    rows = list(connection.execute(_AFTER, {**whose, "start": start, "most": DRAWN}))
    if len(rows) < DRAWN:
        around = {**whose, "start": start, "most": DRAWN - len(rows)}
        rows += connection.execute(_BEFORE, around)
    if len(rows) == DRAWN:
        rows += connection.execute(_OVERDUE, {**whose, "most": OVERDUE})
    by_item = {row.id: row for row in rows if row.id not in excluded}
    return Pool(
        [_candidate(row, today) for row in by_item.values()],
        {item_id: row.revision_id for item_id, row in by_item.items()},
    )


def _candidate(row: Any, today: date) -> Candidate:
    item, topic, guessing, _, difficulty, variance, discrimination, answers, stability, last = row
    return Candidate(
        item_id=item,
        topic=topic,
        parameters=Parameters(difficulty, variance, discrimination, answers),
        guessing=guessing,
        retrievability=(
            None if stability is None else recall(stability, elapsed=elapsed_days(last, today))
        ),
        last_seen_day=last,
    )
