"""What an exam in progress keeps back: its own items, wherever else their keys would be shown."""

from __future__ import annotations

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from quizapp.domain.learning.build import Mode
from quizapp.models import Attempt, AttemptItem

_OPEN_EXAMS = select(Attempt.id).where(
    Attempt.user_id == bindparam("learner"),
    Attempt.finished_at.is_(None),
    Attempt.mode == Mode.EXAM,
)


def items_in_exams(session: Session, learner_id: int) -> frozenset[int]:
    """The items of the exams that the learner has not handed in; nearly always none."""
    exams = list(session.connection().scalars(_OPEN_EXAMS, {"learner": learner_id}))
    if not exams:
        return frozenset()
    return frozenset(
        session.scalars(select(AttemptItem.item_id).where(AttemptItem.attempt_id.in_(exams)))
    )
