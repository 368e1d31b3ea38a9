"""A year of study, read off its days: answers and time by day, true retention by topic.

The days were added up as the answers came (`study_days`), so a year costs the same whether it holds
a thousand answers or a million.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from quizapp.domain.content.vocabulary import Topic
from quizapp.domain.grading.confidence_calibration import Share, right_share
from quizapp.models import StudyDay

YEAR = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Day:
    """What was done on one learning day."""

    cards: int = 0
    quizzes: int = 0
    milliseconds: int = 0

    @property
    def answers(self) -> int:
        return self.cards + self.quizzes


@dataclass(frozen=True, slots=True)
class Tested:
    """Cards that tested what was to be remembered (`Review.tested_as`), and how many were recalled.

    ``predicted`` adds up their predicted recall; None where it is not known of these alone.
    """

    tests: int
    recalled: int
    predicted: float | None = None

    @property
    def retention(self) -> Share | None:
        """True retention with its 90 % interval; None without a test."""
        return right_share(self.recalled, self.tests) if self.tests else None

    @property
    def expected(self) -> float | None:
        """Mean predicted recall, from 0 to 1."""
        if self.predicted is None or not self.tests:
            return None
        return self.predicted / self.tests


@dataclass(frozen=True, slots=True)
class TopicRetention:
    """True retention on a topic (None: on all of them), by the age of the memory."""

    topic: str | None
    young: Tested
    mature: Tested
    predicted: float

    @property
    def together(self) -> Tested:
        return Tested(
            self.young.tests + self.mature.tests,
            self.young.recalled + self.mature.recalled,
            self.predicted,
        )


@dataclass(frozen=True, slots=True)
class Year:
    """The learning days from ``first`` to ``last``; days without an answer are left out."""

    first: date
    last: date
    days: dict[date, Day]
    topics: list[TopicRetention]

    @property
    def retention(self) -> TopicRetention:
        """Of all topics together."""
        return TopicRetention(
            None,
            _sum(topic.young for topic in self.topics),
            _sum(topic.mature for topic in self.topics),
            sum(topic.predicted for topic in self.topics),
        )


_OF_YEAR = (
    StudyDay.user_id == bindparam("learner"),
    StudyDay.bank_id == bindparam("bank"),
    StudyDay.local_day.between(bindparam("first"), bindparam("last")),
)
_BY_DAY = (
    select(
        StudyDay.local_day,
        func.sum(StudyDay.cards),
        func.sum(StudyDay.quizzes),
        func.sum(StudyDay.milliseconds),
    )
    .where(*_OF_YEAR)
    .group_by(StudyDay.local_day)
    .order_by(StudyDay.local_day)
)
_BY_TOPIC = (
    select(
        StudyDay.topic,
        func.sum(StudyDay.young),
        func.sum(StudyDay.young_recalled),
        func.sum(StudyDay.mature),
        func.sum(StudyDay.mature_recalled),
        func.sum(StudyDay.predicted),
    )
    .where(*_OF_YEAR)
    .group_by(StudyDay.topic)
)
_IN_ALL = select(func.coalesce(func.sum(StudyDay.cards + StudyDay.quizzes), 0)).where(*_OF_YEAR[:2])


def year_of_study(session: Session, *, learner_id: int, bank_id: int, until: date) -> Year:
    """The year that ends with the learning day ``until``; topics in the order of the bank."""
    first = until - YEAR + timedelta(days=1)
    values = {"learner": learner_id, "bank": bank_id, "first": first, "last": until}
    connection = session.connection()
    days = {
        day: Day(int(cards), int(quizzes), int(milliseconds))
        for day, cards, quizzes, milliseconds in connection.execute(_BY_DAY, values)
    }
    topics = {
        topic: TopicRetention(
            topic,
            Tested(int(young), int(young_recalled)),
            Tested(int(mature), int(mature_recalled)),
            float(predicted),
        )
        for topic, young, young_recalled, mature, mature_recalled, predicted in connection.execute(
            _BY_TOPIC, values
        )
    }
    return Year(first, until, days, [topics[topic] for topic in Topic if topic in topics])


def count_answers(session: Session, *, learner_id: int, bank_id: int) -> int:
    """All answers ever, by card and by quiz."""
    values = {"learner": learner_id, "bank": bank_id}
    return int(session.connection().scalar(_IN_ALL, values) or 0)


def _sum(parts: Iterable[Tested]) -> Tested:
    found = list(parts)
    return Tested(sum(part.tests for part in found), sum(part.recalled for part in found))
