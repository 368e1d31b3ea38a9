"""What the end of an assigned attempt adds to it: corrections, its points, what it keeps back."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.models import Assignment, Attempt, Response
from quizapp.services.teaching.reveal import withholds


def lock_assignment(session: Session, attempt: Attempt) -> None:
    """Keep the attempt's assignment from being changed or regraded while something is recorded.

    Learners do not wait for each other. Take it after the learner's lock, and before anything of
    the attempt is written: whoever changes an assignment locks it first and then its attempts.
    """
    if attempt.assignment_id is not None:
        session.execute(
            select(Assignment.id)
            .where(Assignment.id == attempt.assignment_id)
            .with_for_update(read=True)
        )


def settle(session: Session, attempt: Attempt) -> None:
    """Sum up an attempt that is over; nothing for one that nobody assigned."""
    if attempt.assignment_id is None:
        return
    attempt.withholds = withholds(session.get_one(Assignment, attempt.assignment_id))
    session.flush()
    refold_totals(session, [attempt])


def refold_totals(session: Session, attempts: list[Attempt]) -> None:
    """Add up the points of attempts anew, by the current marks of their responses.

    What a practice did not come to, when its time was up, counts a point that was not got.
    """
    rows = session.execute(
        select(
            Response.attempt_id,
            func.sum(Response.points),
            func.sum(Response.maximum),
            func.count(),
        )
        .where(Response.attempt_id.in_([attempt.id for attempt in attempts]))
        .group_by(Response.attempt_id)
    )
    totals = {attempt_id: found for attempt_id, *found in rows}
    for attempt in attempts:
        points, maximum, given = totals.get(attempt.id, (0.0, 0.0, 0))
        not_reached = attempt.length - given if attempt.paper is not None else 0
        attempt.points, attempt.maximum = points, maximum + not_reached
    session.flush()
