"""What time does to assignments by itself: attempts whose time is up end, results come out."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.domain.learning.build import Mode
from quizapp.models import Attempt
from quizapp.services.learners import lock_learner
from quizapp.services.quizzes.quiz import finish_late
from quizapp.services.teaching.settling import lock_assignment


def expired_attempts(session: Session, *, now: datetime) -> list[int]:
    """The assigned practices and measures whose time is up; exams are handed in by themselves."""
    return list(
        session.scalars(
            select(Attempt.id)
            .where(
                Attempt.finished_at.is_(None),
                Attempt.deadline_at <= now,
                Attempt.mode != Mode.EXAM,
                Attempt.assignment_id.is_not(None),
            )
            .order_by(Attempt.id)
        )
    )


def end_expired(session: Session, *, attempt_id: int, now: datetime) -> None:
    """End an assigned practice or measure if its time is still up; once."""
    learner_id = session.scalar(select(Attempt.user_id).where(Attempt.id == attempt_id))
    if learner_id is None:
        return
    lock_learner(session, learner_id)
    attempt = session.get_one(Attempt, attempt_id, populate_existing=True)
    lock_assignment(session, attempt.assignment_id)
    session.refresh(attempt)  # more time may have been granted while we waited
    if attempt.deadline_at is not None and attempt.deadline_at <= now:
        finish_late(session, attempt, now=now)
    session.flush()
