"""What a learner's log adds up to: the load to come, mastery, confidence, answers per day."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.domain.content.vocabulary import Topic
from quizapp.domain.grading.confidence_calibration import ConfidenceReport
from quizapp.domain.learning import ability
from quizapp.domain.learning.ability import Mastery
from quizapp.domain.learning.days import day_start, learning_day
from quizapp.models import Item, MemoryState, Response, Review
from quizapp.services.attempts import ability_of
from quizapp.services.confidence import confidence_report
from quizapp.services.learners import Learner
from quizapp.services.measuring import MeasureResult, last_measures
from quizapp.services.review_log import IS_STANDING

FORECAST_DAYS = 14
HISTORY_DAYS = 28
ENOUGH_ANSWERS = 10


@dataclass(frozen=True, slots=True)
class TopicMastery:
    """Expected success on a topic; None while there are too few first answers to say."""

    topic: str
    answers: int
    mastery: Mastery | None


@dataclass(frozen=True, slots=True)
class Progress:
    """A learner's progress on a bank.

    ``overall`` is the mastery of its topics together, each as important as it has items; None
    while there are too few first answers to say. ``measures``: the last ones with their learning
    day, the newest first.
    """

    seen: int
    items: int
    answers: int
    forecast: list[tuple[date, int]]
    history: list[tuple[date, int]]
    topics: list[TopicMastery]
    overall: Mastery | None
    measures: list[tuple[date, MeasureResult]]
    confidence: ConfidenceReport


def bank_progress(session: Session, *, learner: Learner, bank_id: int, now: datetime) -> Progress:
    """Everything the progress page shows of one bank."""
    today = learner.today(now)
    first_exposures = dict(
        session.execute(
            select(Item.topic, func.count())
            .select_from(Response)
            .join(Item, Item.id == Response.item_id)
            .where(
                Response.user_id == learner.id,
                Item.bank_id == bank_id,
                Response.first_exposure.is_(True),
            )
            .group_by(Item.topic)
        )
        .tuples()
        .all()
    )
    able = ability_of(session, learner.id, bank_id)
    enough = sum(first_exposures.values()) >= ENOUGH_ANSWERS
    items = _count_items(session, bank_id)
    measures = last_measures(session, learner_id=learner.id, bank_id=bank_id)
    return Progress(
        seen=_count_seen(session, learner.id, bank_id),
        items=sum(items.values()),
        answers=_count_answers(session, learner.id, bank_id),
        forecast=_forecast(session, learner, bank_id, today),
        history=_history(session, learner.id, bank_id, today),
        topics=[
            TopicMastery(
                topic,
                first_exposures.get(topic, 0),
                ability.mastery(able, topic) if enough else None,
            )
            for topic in Topic
        ],
        overall=ability.overall_mastery(able, items) if enough and items else None,
        measures=[
            (learner.today(found.attempt.finished_at), found)
            for found in measures
            if found.attempt.finished_at is not None
        ],
        confidence=confidence_report(session, learner_id=learner.id, bank_id=bank_id),
    )


def _count_items(session: Session, bank_id: int) -> dict[str, int]:
    """The items in use by topic."""
    rows = session.execute(
        select(Item.topic, func.count())
        .where(Item.bank_id == bank_id, Item.retired_at.is_(None))
        .group_by(Item.topic)
    )
    return dict(rows.tuples().all())


def _count_seen(session: Session, learner_id: int, bank_id: int) -> int:
    query = (
        select(func.count())
        .select_from(MemoryState)
        .join(Item, Item.id == MemoryState.item_id)
        .where(
            MemoryState.user_id == learner_id,
            MemoryState.bank_id == bank_id,
            Item.retired_at.is_(None),
        )
    )
    return session.scalar(query) or 0


def _count_answers(session: Session, learner_id: int, bank_id: int) -> int:
    query = select(func.count()).where(
        Review.user_id == learner_id,
        Review.bank_id == bank_id,
        IS_STANDING,
    )
    return session.scalar(query) or 0


def _forecast(
    session: Session, learner: Learner, bank_id: int, today: date
) -> list[tuple[date, int]]:
    """Cards that come due on each of the next days; what is overdue counts for today."""
    days = [today + timedelta(days=number) for number in range(FORECAST_DAYS)]
    until = day_start(days[-1] + timedelta(days=1), learner.zone)
    instants = session.scalars(
        select(MemoryState.due_at)
        .join(Item, Item.id == MemoryState.item_id)
        .where(
            MemoryState.user_id == learner.id,
            MemoryState.bank_id == bank_id,
            MemoryState.due_at < until,
            Item.retired_at.is_(None),
        )
    )
    counts = Counter(max(today, learning_day(instant, learner.zone)) for instant in instants)
    return [(day, counts[day]) for day in days]


def _history(
    session: Session, learner_id: int, bank_id: int, today: date
) -> list[tuple[date, int]]:
    """Answers, by card and by quiz, on each of the last learning days."""
    days = [today - timedelta(days=number) for number in reversed(range(HISTORY_DAYS))]
    counts = dict(
        session.execute(
            select(Review.local_day, func.count())
            .where(
                Review.user_id == learner_id,
                Review.bank_id == bank_id,
                Review.local_day >= days[0],
                IS_STANDING,
            )
            .group_by(Review.local_day)
        )
        .tuples()
        .all()
    )
    return [(day, counts.get(day, 0)) for day in days]
