"""What holds for each learner of an assignment: its dates and limits, and what was granted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, and_, or_, select, update
from sqlalchemy.orm import Session

from quizapp.domain.teaching import accommodation as rules
from quizapp.domain.teaching.accommodation import Limits, Terms
from quizapp.domain.teaching.assignment import Late
from quizapp.models import Accommodation, Assignment, Attempt, Membership


def limits_of(assignment: Assignment) -> Limits:
    """What an assignment sets for all of its cohort."""
    return Limits(
        opens_at=assignment.opens_at,
        closes_at=assignment.closes_at,
        minutes=assignment.minutes,
        attempts=assignment.attempts_allowed,
        late=Late(assignment.late),
    )


def terms_of(assignment: Assignment, granted: Iterable[Accommodation]) -> Terms:
    """What holds for a learner by what was granted to them: for this assignment, and for all."""
    found = {row.assignment_id is None: _granted(row) for row in granted}
    return rules.terms(limits_of(assignment), general=found.get(True), own=found.get(False))


def terms_for(session: Session, assignment: Assignment, membership_id: int) -> Terms:
    """What holds for one place in the cohort."""
    rows = session.scalars(
        select(Accommodation).where(
            Accommodation.membership_id == membership_id, _is_about(assignment)
        )
    )
    return terms_of(assignment, rows)


def accommodated_terms(session: Session, assignment: Assignment) -> dict[int, Terms]:
    """What holds for the places that something was granted to, by membership.

    For all others it is `general_terms`.
    """
    rows = session.scalars(
        select(Accommodation)
        .join(Membership, Membership.id == Accommodation.membership_id)
        .where(Membership.cohort_id == assignment.cohort_id, _is_about(assignment))
    )
    granted: dict[int, list[Accommodation]] = {}
    for row in rows:
        granted.setdefault(row.membership_id, []).append(row)
    return {place: terms_of(assignment, found) for place, found in granted.items()}


def general_terms(assignment: Assignment) -> Terms:
    """What holds for everybody that nothing was granted to."""
    return rules.terms(limits_of(assignment))


def last_closing(session: Session, assignment: Assignment) -> datetime | None:
    """When the assignment closes for the last of its learners; None: never by a date."""
    if assignment.closes_at is None or assignment.late == Late.ACCEPT:
        return None
    closings = [terms.closes_at for terms in accommodated_terms(session, assignment).values()]
    return max([assignment.closes_at, *(one for one in closings if one is not None)])


def refresh_deadlines(
    session: Session, assignment: Assignment, *, membership_id: int | None = None
) -> int:
    """Move the ends of the attempts that are going on to what holds by now; how many moved.

    Call it after dates, limit or accommodations have changed, with the assignment locked: of one
    learner, or of all. No learner is locked here: they lock themselves first, the assignment then.
    """
    open_attempts = (
        select(Attempt, Membership.id)
        .join(
            Membership,
            and_(
                Membership.cohort_id == assignment.cohort_id,
                Membership.user_id == Attempt.user_id,
            ),
        )
        .where(Attempt.assignment_id == assignment.id, Attempt.finished_at.is_(None))
        .order_by(Attempt.user_id)
    )
    if membership_id is not None:
        open_attempts = open_attempts.where(Membership.id == membership_id)
    session.flush()
    granted, general, moved = accommodated_terms(session, assignment), general_terms(assignment), 0
    for attempt, place in session.execute(open_attempts).all():
        deadline = granted.get(place, general).deadline(attempt.started_at)
        if attempt.deadline_at != deadline:
            # In one statement: it may have been handed in since it was read.
            moving = session.execute(
                update(Attempt)
                .where(Attempt.id == attempt.id, Attempt.finished_at.is_(None))
                .values(deadline_at=deadline)
            )
            moved += cast("CursorResult[Any]", moving).rowcount
    return moved


def _is_about(assignment: Assignment) -> ColumnElement[bool]:
    return or_(Accommodation.assignment_id == assignment.id, Accommodation.assignment_id.is_(None))


def _granted(row: Accommodation) -> rules.Accommodation:
    return rules.Accommodation(row.time_factor, row.opens_at, row.closes_at, row.extra_attempts)
