"""Which questions a quiz is drawn from: by topic, type, difficulty, and what they are to a learner.

Weighing a whole bank at every answer would cost more the larger the bank is. The pool is bounded:
the learner's most overdue items, and a handful drawn at random by a range scan. Where no more
questions pass the filters than are drawn, it is all of them.

A case is in the pool by its first question: it is chosen as a whole. What is counted is what can be
drawn, by the same conditions.

The statements are put together once for each kind of filter: on this path building them cost more
than running them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from random import Random
from typing import Any

from sqlalchemy import Select, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import Session

from quizapp.domain.errors import NotFoundError
from quizapp.domain.learning.ability import ItemParameters as Parameters
from quizapp.domain.learning.build import Filters, Status
from quizapp.domain.learning.days import day_start, elapsed_days
from quizapp.domain.learning.selection import Candidate
from quizapp.domain.learning.stability import recall
from quizapp.models import Item, ItemParameters, MemoryState
from quizapp.services.learners import Learner
from quizapp.services.quizzes.pool_conditions import IS_STEP, STEP, conditions_of

DRAWN = 80
OVERDUE = 20
SAMPLE_KEYS = 2**31


class NoQuestionError(NotFoundError):
    """No question passes the filters, or only cases longer than the quiz is to be."""


# What every statement asks for, whatever the filters; what must not be drawn is ``excluded``.
_IN_USE = and_(
    Item.topic.in_(bindparam("topics", expanding=True)),
    Item.retired_at.is_(None),
    or_(Item.case_position.is_(None), Item.case_position == 1),
    Item.id.not_in(bindparam("excluded", expanding=True)),
)
# A case is as long as it has questions in use: one may have been retired.
_SIZE = case(
    (Item.case_key.is_(None), 1),
    else_=select(func.count())
    .select_from(STEP)
    .where(IS_STEP, STEP.id.not_in(bindparam("excluded", expanding=True)))
    .scalar_subquery(),
)
# What is read of an item whenever it may be asked.
_ITEM = (
    Item.id,
    Item.topic,
    Item.guessing,
    Item.revision_id,
    ItemParameters.difficulty,
    ItemParameters.variance,
    ItemParameters.discrimination,
    ItemParameters.answers,
)
_QUESTIONS = (
    select(
        *_ITEM,
        Item.case_key,
        _SIZE.label("size"),
        MemoryState.stability,
        MemoryState.last_day,
    )
    .join(ItemParameters, ItemParameters.item_id == Item.id)
    .where(_IN_USE)
)
_OF_LEARNER = and_(MemoryState.item_id == Item.id, MemoryState.user_id == bindparam("learner"))
_DRAWN = (
    _QUESTIONS.outerjoin(MemoryState, _OF_LEARNER)
    .where(Item.bank_id == bindparam("bank"))
    .order_by(Item.sample_key)
    .limit(bindparam("most"))
)
_OVERDUE = (
    _QUESTIONS.join(MemoryState, MemoryState.item_id == Item.id)
    .where(
        MemoryState.user_id == bindparam("learner"),
        MemoryState.bank_id == bindparam("bank"),
    )
    .order_by(MemoryState.due_at)
    .limit(bindparam("most"))
)
_COUNT = (
    select(func.coalesce(func.sum(_SIZE), 0))
    .select_from(Item)
    .join(ItemParameters, ItemParameters.item_id == Item.id)
    .where(_IN_USE, Item.bank_id == bindparam("bank"))
)


@dataclass(frozen=True, slots=True)
class _Statements:
    after: Select[Any]
    before: Select[Any]
    overdue: Select[Any]
    count: Select[Any]


@lru_cache(maxsize=128)
def _statements(filters: Filters) -> _Statements:
    """The statements for what ``filters`` leave open or not; their topics are bound, not built."""
    conditions = conditions_of(filters)
    counted = _COUNT.outerjoin(MemoryState, _OF_LEARNER) if filters.statuses else _COUNT
    return _Statements(
        after=_DRAWN.where(*conditions, Item.sample_key >= bindparam("start")),
        before=_DRAWN.where(*conditions, Item.sample_key < bindparam("start")),
        overdue=_OVERDUE.where(*conditions),
        count=counted.where(*conditions),
    )


@dataclass(frozen=True, slots=True)
class Pool:
    """The candidates, the revision that each would be asked in, and the case it begins."""

    candidates: list[Candidate]
    revisions: dict[int, int]
    cases: dict[int, str] = field(default_factory=dict)


def draw_pool(
    session: Session,
    *,
    learner: Learner,
    bank_id: int,
    filters: Filters,
    excluded: Collection[int],
    now: datetime,
    rng: Random,
    most: int | None = None,
) -> Pool:
    """Candidates among the bank's questions that pass ``filters``, without ``excluded`` items."""
    connection, most = session.connection(), most or DRAWN
    statements = _statements(_without_topics(filters))
    start = rng.randrange(SAMPLE_KEYS)
    whose = _whose(learner, bank_id, filters, excluded, now)
    rows = list(connection.execute(statements.after, {**whose, "start": start, "most": most}))
    if len(rows) < most:
        around = {**whose, "start": start, "most": most - len(rows)}
        rows += connection.execute(statements.before, around)
    if len(rows) == most:
        rows += connection.execute(statements.overdue, {**whose, "most": OVERDUE})
    by_item = {row.id: row for row in rows}
    today = learner.today(now)
    return Pool(
        [_candidate(row, today) for row in by_item.values()],
        {item_id: row.revision_id for item_id, row in by_item.items()},
        {item_id: row.case_key for item_id, row in by_item.items() if row.case_key},
    )


_STEPS = (
    select(*_ITEM)
    .join(ItemParameters, ItemParameters.item_id == Item.id)
    .where(
        Item.bank_id == bindparam("bank"),
        Item.case_key == bindparam("case"),
        Item.case_position > bindparam("after"),
        Item.retired_at.is_(None),
    )
    .order_by(Item.case_position)
)


_THESE = (
    select(*_ITEM)
    .join(ItemParameters, ItemParameters.item_id == Item.id)
    .where(Item.id.in_(bindparam("items", expanding=True)))
)


def these_items(session: Session, item_ids: Sequence[int]) -> Pool:
    """The questions of these ids in their order, retired ones too."""
    rows = session.connection().execute(_THESE, {"items": list(item_ids)})
    by_item = {row.id: row for row in rows}
    return _fresh([by_item[item_id] for item_id in item_ids if item_id in by_item])


def case_steps(session: Session, bank_id: int, case_key: str, *, after: int) -> Pool:
    """The questions of a case that follow its ``after``-th one, in order."""
    values = {"bank": bank_id, "case": case_key, "after": after}
    rows = session.connection().execute(_STEPS, values).all()
    return _fresh(rows)


def _fresh(rows: Sequence[Any]) -> Pool:
    """A pool of questions that are asked whatever the learner remembers of them."""
    return Pool(
        [
            Candidate(
                item_id=row.id,
                topic=row.topic,
                parameters=_parameters(row),
                guessing=row.guessing,
                retrievability=None,
                last_seen_day=None,
            )
            for row in rows
        ],
        {row.id: row.revision_id for row in rows},
    )


def count_questions(
    session: Session,
    *,
    learner: Learner,
    bank_id: int,
    filters: Filters,
    now: datetime,
    excluded: Collection[int] = (),
) -> int:
    """How many questions of a bank pass the filters; a case counts all of its own."""
    whose = _whose(learner, bank_id, filters, excluded, now)
    statement = _statements(_without_topics(filters)).count
    return int(session.connection().execute(statement, whose).scalar_one())


def _without_topics(filters: Filters) -> Filters:
    return Filters((), filters.types, filters.difficulties, filters.statuses)


def _whose(
    learner: Learner, bank_id: int, filters: Filters, excluded: Collection[int], now: datetime
) -> dict[str, Any]:
    values: dict[str, Any] = {
        "learner": learner.id,
        "bank": bank_id,
        "topics": list(filters.topics),
        "excluded": sorted(excluded),
    }
    if Status.DUE in filters.statuses:
        tomorrow = learner.today(now) + timedelta(days=1)
        values["tomorrow"] = day_start(tomorrow, learner.zone)
    return values


def _parameters(row: Any) -> Parameters:
    return Parameters(row.difficulty, row.variance, row.discrimination, row.answers)


def _candidate(row: Any, today: date) -> Candidate:
    return Candidate(
        item_id=row.id,
        topic=row.topic,
        parameters=_parameters(row),
        guessing=row.guessing,
        retrievability=(
            None
            if row.stability is None
            else recall(row.stability, elapsed=elapsed_days(row.last_day, today))
        ),
        last_seen_day=row.last_day,
        size=row.size,
    )
