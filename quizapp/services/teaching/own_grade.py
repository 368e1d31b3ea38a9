"""What an assigned attempt comes to for its learner: lateness, and which attempt counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.domain.teaching.assignment import Counting, Shown
from quizapp.domain.teaching.gradebook import Grade, Sitting, grade
from quizapp.models import Assignment, Attempt, Membership
from quizapp.services.teaching.reveal import shown_of
from quizapp.services.teaching.terms import general_terms, terms_for


@dataclass(frozen=True, slots=True)
class OwnGrade:
    """An attempt's own ``grade``, after what lateness cost, and the one that ``counts``.

    ``counts`` is None with one attempt alone, and as long as the score of another may not be shown.
    """

    assignment: Assignment
    number: int
    grade: Grade
    counts: Grade | None


def own_grade(session: Session, attempt: Attempt, now: datetime) -> OwnGrade | None:
    """The grade of an attempt whose score may be shown; None of what nobody assigned."""
    if attempt.assignment_id is None or attempt.finished_at is None:
        return None
    assignment = session.get_one(Assignment, attempt.assignment_id)
    place = session.scalar(
        select(Membership.id).where(
            Membership.cohort_id == assignment.cohort_id, Membership.user_id == attempt.user_id
        )
    )
    terms = general_terms(assignment) if place is None else terms_for(session, assignment, place)
    others = session.scalars(
        select(Attempt).where(
            Attempt.assignment_id == assignment.id,
            Attempt.user_id == attempt.user_id,
            Attempt.finished_at.is_not(None),
        )
    ).all()
    sittings = {
        one.id: Sitting(one.number or 0, one.points, one.maximum, terms.late_by(one.finished_at))
        for one in others
        if one.finished_at is not None
    }
    percent, counting = assignment.late_deduction, Counting(assignment.counting)
    own = grade([sittings[attempt.id]], counting, percent_per_day=percent)
    if own is None:
        return None
    known = all(shown_of(session, one, now) is not Shown.NOTHING for one in others)
    counts = grade(sittings.values(), counting, percent_per_day=percent)
    several = known and len(others) > 1
    return OwnGrade(assignment, attempt.number or 0, own, counts if several else None)
