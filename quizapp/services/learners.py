"""Who is learning: the few facts about a person that the use cases need."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.domain.learning.agenda import NORMAL_WEEK, DaysOff
from quizapp.domain.learning.days import learning_day
from quizapp.models import User


@dataclass(frozen=True, slots=True)
class Learner:
    """A person at the moment of one request."""

    id: int
    zone: ZoneInfo
    language: str
    new_per_day: int = 10
    due_per_day: int = 200
    two_grades: bool = False
    types_answers: bool = False
    easy_days: tuple[int, ...] = NORMAL_WEEK
    days_off: DaysOff = ()

    def today(self, now: datetime) -> date:
        return learning_day(now, self.zone)


def as_learner(user: User) -> Learner:
    return Learner(
        id=user.id,
        zone=ZoneInfo(user.time_zone),
        language=user.language,
        new_per_day=user.new_per_day,
        due_per_day=user.due_per_day,
        two_grades=user.two_grades,
        types_answers=user.types_answers,
        easy_days=tuple(user.easy_days),
        days_off=tuple(
            (date.fromisoformat(first), date.fromisoformat(last)) for first, last in user.days_off
        ),
    )


def lock_learner(session: Session, learner_id: int) -> None:
    """Let one recording at a time go on for a learner.

    Two requests of one person (a double click, two devices) then see each other's result, and no
    two people ever wait for each other. On SQLite the writing transaction is already alone. Rows
    that point to the learner can be written meanwhile: an instructor who regrades does not wait.
    """
    if session.get_bind().dialect.name == "sqlite":
        return
    session.execute(select(User.id).where(User.id == learner_id).with_for_update(key_share=True))
