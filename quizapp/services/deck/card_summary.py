"""The cards of a learning day, summed up."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.domain.learning.memory import Grade
from quizapp.models import Review
from quizapp.services.deck.card_statements import NEXT_DUE, STANDING_TODAY
from quizapp.services.learners import Learner


@dataclass(frozen=True, slots=True)
class Summary:
    """The cards of a learning day, and when the next one comes."""

    grades: dict[Grade, int]
    minutes: int
    next_due: datetime | None

    @property
    def total(self) -> int:
        return sum(self.grades.values())


def summarize_day(session: Session, *, learner: Learner, bank_id: int, now: datetime) -> Summary:
    """What was done with the cards of a bank on this learning day."""
    whose = {"learner": learner.id, "bank": bank_id, "today": learner.today(now)}
    rows = session.execute(
        select(Review.grade, func.count(), func.coalesce(func.sum(Review.duration_ms), 0))
        .where(STANDING_TODAY)
        .group_by(Review.grade),
        whose,
    ).all()
    counts = {grade: count for grade, count, _ in rows}
    milliseconds = sum(duration for _, _, duration in rows)
    return Summary(
        grades={grade: counts.get(grade, 0) for grade in Grade},
        minutes=math.ceil(milliseconds / 60_000),
        next_due=session.scalar(NEXT_DUE, whose),
    )
