"""Whose cohort, assignment, place or attempt it is; somebody else's does not exist.

All rights follow from ``domain.policies``; here is where they are asked for.
"""

from __future__ import annotations

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session, contains_eager

from quizapp.domain import policies
from quizapp.domain.errors import NotFoundError
from quizapp.domain.policies import Person, StaffRole
from quizapp.models import Assignment, Attempt, Cohort, CohortStaff, Membership


def staff_role(session: Session, *, user_id: int, cohort_id: int) -> StaffRole | None:
    """What somebody is to a cohort that they teach; None for nothing."""
    row = session.get(CohortStaff, (cohort_id, user_id))
    if row is None:
        return None
    return StaffRole.OWNER if row.is_owner else StaffRole.CO_INSTRUCTOR


def find_cohort(session: Session, *, person: Person, cohort_id: int, lock: bool = False) -> Cohort:
    """A cohort that the person may run; ``lock`` keeps others from changing it meanwhile.

    Raises:
        NotFoundError: there is none, or it is not theirs to run.
    """
    statement = select(Cohort).where(Cohort.id == cohort_id)
    cohort = session.scalar(statement.with_for_update(key_share=True) if lock else statement)
    if cohort is None or not _may_run(session, person, cohort_id):
        raise NotFoundError(f"no cohort {cohort_id}")
    return cohort


def find_assignment(
    session: Session, *, person: Person, assignment_id: int, lock: bool = False
) -> Assignment:
    """An assignment of a cohort that the person may run, with its cohort and bank loaded.

    ``lock`` keeps others from changing it, and learners from beginning or handing in, meanwhile.

    Raises:
        NotFoundError: there is none, or it is not theirs.
    """
    statement = _assignments().where(Assignment.id == assignment_id)
    found = session.scalar(
        statement.with_for_update(of=Assignment, key_share=True) if lock else statement
    )
    if found is None or not _may_run(session, person, found.cohort_id):
        raise NotFoundError(f"no assignment {assignment_id}")
    return found


def lock_assignments(session: Session, cohort_id: int) -> list[Assignment]:
    """All assignments of a cohort, kept from being begun, handed in or changed meanwhile."""
    return list(
        session.scalars(
            select(Assignment)
            .where(Assignment.cohort_id == cohort_id)
            .order_by(Assignment.id)
            .with_for_update(key_share=True)
        )
    )


def find_membership(
    session: Session, *, person: Person, cohort_id: int, membership_id: int
) -> Membership:
    """A learner's place in a cohort that the person may run.

    Raises:
        NotFoundError: there is none in this cohort, or the cohort is not theirs.
    """
    find_cohort(session, person=person, cohort_id=cohort_id)
    row = session.get(Membership, membership_id)
    if row is None or row.cohort_id != cohort_id:
        raise NotFoundError(f"no place {membership_id} in cohort {cohort_id}")
    return row


def find_attempt_of(
    session: Session, *, person: Person, assignment_id: int, attempt_id: int
) -> Attempt:
    """An attempt at an assignment that the person may look at.

    Raises:
        NotFoundError: it is none of this assignment, or the assignment is not theirs.
    """
    find_assignment(session, person=person, assignment_id=assignment_id)
    row = session.get(Attempt, attempt_id)
    if row is None or row.assignment_id != assignment_id:
        raise NotFoundError(f"no attempt {attempt_id} at assignment {assignment_id}")
    return row


def find_assigned(
    session: Session, *, learner_id: int, assignment_id: int
) -> tuple[Assignment, Membership]:
    """An assignment that was given to the learner, and their place in its cohort.

    Whoever has left can look back on what they handed in, and at nothing else.

    Raises:
        NotFoundError: it is not published, or not given to them.
    """
    row = session.execute(
        _assignments()
        .add_columns(Membership)
        .join(
            Membership,
            and_(
                Membership.cohort_id == Assignment.cohort_id,
                Membership.user_id == learner_id,
                Membership.joined_at.is_not(None),
            ),
        )
        .where(Assignment.id == assignment_id, Assignment.published_at.is_not(None))
    ).one_or_none()
    if row is None or (
        row.Membership.left_at is not None and not has_attempts(session, assignment_id, learner_id)
    ):
        raise NotFoundError(f"no assignment {assignment_id}")
    return row.Assignment, row.Membership


def has_attempts(session: Session, assignment_id: int, user_id: int | None = None) -> bool:
    """Whether anybody, or this learner, has begun."""
    statement = select(Attempt.id).where(Attempt.assignment_id == assignment_id)
    if user_id is not None:
        statement = statement.where(Attempt.user_id == user_id)
    return session.scalar(statement.limit(1)) is not None


def _assignments() -> Select[tuple[Assignment]]:
    return (
        select(Assignment)
        .join(Assignment.cohort)
        .join(Assignment.bank)
        .options(contains_eager(Assignment.cohort), contains_eager(Assignment.bank))
    )


def _may_run(session: Session, person: Person, cohort_id: int) -> bool:
    role = staff_role(session, user_id=person.id, cohort_id=cohort_id)
    return policies.may_run_cohort(person.roles, role)
