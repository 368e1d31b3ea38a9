"""What a learner's log adds up to: the load to come, retention, mastery, confidence, time spent."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from quizapp.domain.content.vocabulary import Topic
from quizapp.domain.grading.confidence_calibration import ConfidenceReport
from quizapp.domain.learning import ability
from quizapp.domain.learning.ability import Mastery
from quizapp.domain.learning.days import day_start, learning_day
from quizapp.models import CardMark, Item, MemoryState, Response
from quizapp.services.learners import Learner
from quizapp.services.quizzes.attempts import ability_of
from quizapp.services.quizzes.confidence import confidence_report
from quizapp.services.quizzes.measuring import MeasureResult, last_measures
from quizapp.services.statistics import Year, count_answers, year_of_study

FORECAST_DAYS = 30
ENOUGH_ANSWERS = 10


@dataclass(frozen=True, slots=True)
class TopicMastery:
    """Expected success on a topic; None while there are too few first answers to say."""

    topic: str
    answers: int
    mastery: Mastery | None


@dataclass(frozen=True, slots=True)
class Forecast:
    """Cards due on each of the next days, today first; ``overdue`` ones waited before today."""

    overdue: int
    days: list[tuple[date, int]]

    @property
    def total(self) -> int:
        return self.overdue + sum(count for _, count in self.days)


@dataclass(frozen=True, slots=True)
class Progress:
    """A learner's progress on a bank.

    ``year``: what was done, and what was remembered. ``overall`` is the mastery of its topics
    together, each as important as it has items; None while there are too few first answers to say.
    ``measures``: the last ones with their learning day, the newest first.
    """

    seen: int
    items: int
    answers: int
    forecast: Forecast
    year: Year
    topics: list[TopicMastery]
    overall: Mastery | None
    measures: list[tuple[date, MeasureResult]]
    confidence: ConfidenceReport


# Cards in whole days are due at the first instant of a day: there are few different instants.
_DUE = (
    select(MemoryState.due_at, func.count())
    .join(Item, Item.id == MemoryState.item_id)
    .where(
        MemoryState.user_id == bindparam("learner"),
        MemoryState.bank_id == bindparam("bank"),
        MemoryState.due_at < bindparam("until"),
        Item.retired_at.is_(None),
        MemoryState.item_id.not_in(
            select(CardMark.item_id).where(
                CardMark.user_id == bindparam("learner"),
                CardMark.bank_id == bindparam("bank"),
                CardMark.suspended_at.is_not(None),
            )
        ),
    )
    .group_by(MemoryState.due_at)
)


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
        answers=count_answers(session, learner_id=learner.id, bank_id=bank_id),
        forecast=_forecast(session, learner, bank_id, today),
        year=year_of_study(session, learner_id=learner.id, bank_id=bank_id, until=today),
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


def _forecast(session: Session, learner: Learner, bank_id: int, today: date) -> Forecast:
    """Cards that come due by day; suspended ones do not come."""
    days = [today + timedelta(days=number) for number in range(FORECAST_DAYS)]
    until = day_start(days[-1] + timedelta(days=1), learner.zone)
    rows = session.execute(_DUE, {"learner": learner.id, "bank": bank_id, "until": until})
    counts: Counter[date] = Counter()
    for instant, count in rows:
        counts[learning_day(instant, learner.zone)] += count
    overdue = sum(count for day, count in counts.items() if day < today)
    return Forecast(overdue, [(day, counts[day]) for day in days])
