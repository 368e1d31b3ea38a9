"""Giving an assignment to its cohort, taking it back, deleting a draft, showing the results."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from quizapp.domain.errors import ConflictError
from quizapp.domain.policies import Person
from quizapp.domain.teaching.plan_flaws import closed_already
from quizapp.models import Assignment, AssignmentItem
from quizapp.services.teaching.access import find_assignment, has_attempts
from quizapp.services.teaching.assignments import ArchivedError, Draft, plan_of, sound_plan
from quizapp.services.teaching.audit import Action, record


class BegunError(ConflictError):
    """Somebody has begun: it cannot be withdrawn any more."""


class ClosedAlreadyError(ConflictError):
    """Nobody could sit it: its closing date is past."""


def publish(session: Session, *, person: Person, assignment_id: int, now: datetime) -> bool:
    """Give the assignment to its cohort; whether it was a draft until now.

    Raises:
        NotFoundError: no such assignment that the person may run.
        ArchivedError, ClosedAlreadyError: nobody could sit it.
        FlawedPlanError: the bank has changed since, and the plan cannot be any more.
    """
    row = find_assignment(session, person=person, assignment_id=assignment_id, lock=True)
    if row.published_at is not None:
        return False
    if row.cohort.archived_at is not None:
        raise ArchivedError(f"cohort {row.cohort_id} is archived")
    plan = plan_of(session, row)
    if closed_already(plan, now):
        raise ClosedAlreadyError(f"assignment {assignment_id} closed at {plan.closes_at}")
    sound_plan(session, Draft(row.title, row.note, row.bank_id, plan), kept=plan.items)
    row.published_at = now
    _record(session, person, row, Action.ASSIGNMENT_PUBLISHED, now)
    session.flush()
    return True


def unpublish(session: Session, *, person: Person, assignment_id: int, now: datetime) -> bool:
    """Take the assignment back to a draft; whether it was published until now.

    Raises:
        NotFoundError: no such assignment that the person may run.
        BegunError: somebody has begun.
    """
    row = find_assignment(session, person=person, assignment_id=assignment_id, lock=True)
    if row.published_at is None:
        return False
    if has_attempts(session, assignment_id):
        raise BegunError(f"assignment {assignment_id} has attempts")
    row.published_at = row.released_at = None
    _record(session, person, row, Action.ASSIGNMENT_WITHDRAWN, now)
    session.flush()
    return True


def delete_draft(session: Session, *, person: Person, assignment_id: int, now: datetime) -> int:
    """Delete an assignment that is not published; the cohort that it was for.

    Raises:
        NotFoundError: no such assignment that the person may run.
        ConflictError: it is published.
    """
    row = find_assignment(session, person=person, assignment_id=assignment_id, lock=True)
    if row.published_at is not None or has_attempts(session, assignment_id):
        raise ConflictError(f"assignment {assignment_id} is published")
    cohort_id = row.cohort_id
    record(
        session,
        actor_id=person.id,
        action=Action.ASSIGNMENT_DELETED,
        cohort_id=cohort_id,
        now=now,
        title=row.title,
    )
    session.execute(delete(AssignmentItem).where(AssignmentItem.assignment_id == assignment_id))
    session.delete(row)
    session.flush()
    return cohort_id


def release_results(session: Session, *, person: Person, assignment_id: int, now: datetime) -> bool:
    """Show all results from now on, whatever the dates say; whether they were held until now.

    Raises:
        NotFoundError: no such assignment that the person may run.
        ConflictError: it is a draft.
    """
    row = find_assignment(session, person=person, assignment_id=assignment_id, lock=True)
    if row.published_at is None:
        raise ConflictError(f"assignment {assignment_id} is a draft")
    if row.released_at is not None:
        return False
    row.released_at = now
    _record(session, person, row, Action.RESULTS_RELEASED, now)
    session.flush()
    return True


def _record(
    session: Session, person: Person, row: Assignment, action: Action, now: datetime, **data: Any
) -> None:
    record(
        session,
        actor_id=person.id,
        action=action,
        cohort_id=row.cohort_id,
        assignment_id=row.id,
        now=now,
        **data,
    )
