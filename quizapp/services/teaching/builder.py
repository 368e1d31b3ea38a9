"""What the page needs on which an assignment is put together."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.domain.policies import Person
from quizapp.domain.teaching.assignment import Plan
from quizapp.models import Assignment, Cohort, CohortStaff, Membership
from quizapp.services.teaching.access import find_assignment, find_cohort, has_attempts
from quizapp.services.teaching.assignments import plan_of


@dataclass(frozen=True, slots=True)
class Builder:
    """What the page of an assignment needs besides the form; no assignment: a new one.

    ``begun``: somebody has begun. ``others``: the cohorts (id, name) that it could be given too.
    """

    cohort: Cohort
    learners: int
    assignment: Assignment | None = None
    plan: Plan | None = None
    begun: bool = False
    others: tuple[tuple[int, str], ...] = ()


def builder_for_new(session: Session, *, person: Person, cohort_id: int) -> Builder:
    """What the page of a new assignment needs.

    Raises:
        NotFoundError: no such cohort that the person may run.
    """
    cohort = find_cohort(session, person=person, cohort_id=cohort_id)
    return Builder(cohort, _count_learners(session, cohort_id))


def builder_for(session: Session, *, person: Person, assignment_id: int) -> Builder:
    """What the page of an assignment needs.

    Raises:
        NotFoundError: no such assignment that the person may run.
    """
    row = find_assignment(session, person=person, assignment_id=assignment_id)
    others = session.execute(
        select(Cohort.id, Cohort.name)
        .join(CohortStaff, CohortStaff.cohort_id == Cohort.id)
        .where(CohortStaff.user_id == person.id, Cohort.archived_at.is_(None))
        .order_by(Cohort.name, Cohort.id)
    )
    return Builder(
        cohort=row.cohort,
        learners=_count_learners(session, row.cohort_id),
        assignment=row,
        plan=plan_of(session, row),
        begun=has_attempts(session, assignment_id),
        others=tuple(others.tuples().all()),
    )


def _count_learners(session: Session, cohort_id: int) -> int:
    statement = select(func.count(Membership.id)).where(
        Membership.cohort_id == cohort_id, Membership.left_at.is_(None)
    )
    return session.scalars(statement).one()
