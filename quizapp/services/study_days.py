"""The days of study: what the log adds up to by learner, bank, learning day and topic.

Each recording moves its day, each undo moves it back; `rebuild` adds the whole log up anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from quizapp.domain.learning.memory import Grade, ReviewKind
from quizapp.domain.learning.memory_state import MemoryAge
from quizapp.models import Review, StudyDay
from quizapp.services.review_log import IS_STANDING

_KEY = ("user_id", "bank_id", "local_day", "topic")
# Added up in another order, sums of predicted recall differ in their last digits.
_TOLERANCE = 1e-6
# A page that was left open is not study time; a case with its report may well take a few minutes.
MOST_MS = 300_000


def add(session: Session, reviews: Iterable[Review]) -> None:
    """Count reviews on their days."""
    days: dict[tuple[Any, ...], Counter[str]] = {}
    for review in reviews:
        key = (review.user_id, review.bank_id, review.local_day, review.topic)
        days.setdefault(key, Counter()).update(_counts(review))
    if not days:
        return
    rows = [{**dict(zip(_KEY, key, strict=True)), **counts} for key, counts in days.items()]
    connection = session.connection()
    # Nearly always the day has begun, and this statement is compiled once: the other each time.
    if len(rows) == 1 and connection.execute(_MORE, _renamed(rows[0])).rowcount:
        return
    connection.execute(_adding(session.get_bind().dialect.name), rows)


def _renamed(row: dict[str, Any]) -> dict[str, Any]:
    """The values of a row under names that are no columns, as an UPDATE asks for."""
    return {f"_{name}": value for name, value in row.items()}


@lru_cache(maxsize=2)
def _adding(dialect: str) -> Any:
    """What adds a row to its day; put together once, for that takes longer than running it."""
    upsert: Any = sqlite.insert if dialect == "sqlite" else postgresql.insert
    statement = upsert(StudyDay)
    return statement.on_conflict_do_update(
        index_elements=list(_KEY),
        set_={name: getattr(StudyDay, name) + statement.excluded[name] for name in _SUMS},
    )


def remove(session: Session, review: Review) -> None:
    """Take a review back from its day."""
    day = session.get(
        StudyDay,
        (review.user_id, review.bank_id, review.local_day, review.topic),
        populate_existing=True,
    )
    if day is None:
        return
    for name, count in _counts(review).items():
        setattr(day, name, getattr(day, name) - count)
    if not day.cards and not day.quizzes:
        session.delete(day)
    session.flush()


def rebuild(session: Session, *, check: bool = False) -> int:
    """How many days differ from what the log adds up to; they are mended unless ``check``."""
    logged = {tuple(row)[:4]: tuple(row)[4:] for row in session.execute(_added_up())}
    columns = [getattr(StudyDay, name) for name in (*_KEY, *_SUMS)]
    stored = {tuple(row)[:4]: tuple(row)[4:] for row in session.execute(select(*columns))}
    different = [
        key
        for key in logged.keys() | stored.keys()
        if key not in logged or key not in stored or not _alike(logged[key], stored[key])
    ]
    if different and not check:
        session.execute(delete(StudyDay))
        session.execute(insert(StudyDay).from_select([*_KEY, *_SUMS], _added_up()))
        session.expire_all()
    return len(different)


def _alike(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    return all(abs(a - b) <= _TOLERANCE for a, b in zip(one, other, strict=True))


def _counts(review: Review) -> dict[str, Any]:
    """What one review adds to its day."""
    is_card = review.kind == ReviewKind.CARD
    recalled = is_card and review.grade != Grade.AGAIN
    young = review.tested_as == MemoryAge.YOUNG
    mature = review.tested_as == MemoryAge.MATURE
    return {
        "cards": int(is_card),
        "quizzes": int(not is_card),
        **{grade.name.lower(): int(review.grade == grade) for grade in Grade},
        "milliseconds": min(review.duration_ms or 0, MOST_MS),
        "young": int(young),
        "young_recalled": int(young and recalled),
        "mature": int(mature),
        "mature_recalled": int(mature and recalled),
        "predicted": (review.retrievability or 0.0) if young or mature else 0.0,
    }


def _count(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((and_(*conditions), 1)))


_RECALLED = Review.grade != Grade.AGAIN
_SUMS: dict[str, ColumnElement[Any]] = {
    "cards": _count(Review.kind == ReviewKind.CARD),
    "quizzes": _count(Review.kind == ReviewKind.QUIZ),
    **{grade.name.lower(): _count(Review.grade == grade) for grade in Grade},
    "milliseconds": func.coalesce(
        func.sum(case((Review.duration_ms > MOST_MS, MOST_MS), else_=Review.duration_ms)), 0
    ),
    "young": _count(Review.tested_as == MemoryAge.YOUNG),
    "young_recalled": _count(Review.tested_as == MemoryAge.YOUNG, _RECALLED),
    "mature": _count(Review.tested_as == MemoryAge.MATURE),
    "mature_recalled": _count(Review.tested_as == MemoryAge.MATURE, _RECALLED),
    "predicted": func.coalesce(
        func.sum(case((Review.tested_as.is_not(None), Review.retrievability))), 0.0
    ),
}


_MORE = (
    update(StudyDay)
    .where(*(getattr(StudyDay, name) == bindparam(f"_{name}") for name in _KEY))
    .values({name: getattr(StudyDay, name) + bindparam(f"_{name}") for name in _SUMS})
)


def _added_up() -> Select[Any]:
    keys = [getattr(Review, name) for name in _KEY]
    return (
        select(*keys, *(column.label(name) for name, column in _SUMS.items()))
        .where(IS_STANDING)
        .group_by(*keys)
    )
