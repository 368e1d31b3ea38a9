"""What a learner may be shown of an assigned attempt that is over, and when the rest follows."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from quizapp.domain.learning.build import Mode
from quizapp.domain.teaching.assignment import Reveal, Shown, shown
from quizapp.models import Assignment, Attempt
from quizapp.services.teaching.terms import last_closing


def withholds(assignment: Assignment) -> bool:
    """Whether the marks of an attempt that ends now are kept back at first."""
    mode, reveal = Mode(assignment.mode), Reveal(assignment.reveal)
    released = assignment.released_at is not None
    return shown(reveal, mode, results_are_out=released) is not Shown.EVERYTHING


def results_are_out(session: Session, assignment: Assignment, now: datetime) -> bool:
    """Whether an instructor had the results shown, or nobody can sit it any more.

    The date that counts is the last one of all learners: what one is shown, another would be told.
    Where late work is taken there is no such date.
    """
    if assignment.released_at is not None:
        return True
    closing = last_closing(session, assignment)
    return closing is not None and closing <= now


def shown_of(session: Session, attempt: Attempt, now: datetime) -> Shown:
    """What its learner may be shown of an attempt that is over; all of one that nobody assigned."""
    if attempt.assignment_id is None or not attempt.withholds:
        return Shown.EVERYTHING
    assignment = session.get_one(Assignment, attempt.assignment_id)
    return shown(
        Reveal(assignment.reveal),
        Mode(attempt.mode),
        results_are_out=results_are_out(session, assignment, now),
    )


def still_withheld(session: Session, assignment_ids: list[int], now: datetime) -> frozenset[int]:
    """Those assignments whose results are not out."""
    rows = session.scalars(select(Assignment).where(Assignment.id.in_(assignment_ids)))
    return frozenset(row.id for row in rows if not results_are_out(session, row, now))


def reveal_results(session: Session, *, now: datetime) -> int:
    """Clear the mark of attempts whose results are out by now; how many there were.

    Nothing waits for it: it spares every later request the look at the dates.
    """
    waiting = select(Attempt.assignment_id).where(Attempt.withholds).distinct()
    ids = [found for found in session.scalars(waiting) if found is not None]
    out = sorted(set(ids) - still_withheld(session, ids, now))
    cleared = session.scalars(
        update(Attempt)
        .where(Attempt.assignment_id.in_(out), Attempt.withholds)
        .values(withholds=False)
        .returning(Attempt.id)
        .execution_options(synchronize_session=False)
    )
    return len(cleared.all())
