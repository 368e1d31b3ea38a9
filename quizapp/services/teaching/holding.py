"""What holds for one learner of an assignment, or of all of a cohort, and what was granted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from quizapp.domain.policies import Person
from quizapp.domain.teaching.accommodation import Terms
from quizapp.models import Accommodation, Assignment, Attempt, Cohort, Membership
from quizapp.services.teaching.access import find_assignment, find_membership
from quizapp.services.teaching.terms import general_terms, terms_of


@dataclass(frozen=True, slots=True)
class Held:
    """What holds for a learner of one assignment.

    ``own`` was granted for this one alone, ``general`` for all; ``terms`` follow from both. Without
    what was granted for this one alone, it is ``without``.
    """

    assignment: Assignment
    place: Membership
    general: Accommodation | None
    own: Accommodation | None
    attempts: tuple[Attempt, ...]

    @property
    def terms(self) -> Terms:
        return terms_of(self.assignment, [row for row in (self.general, self.own) if row])

    @property
    def without(self) -> Terms:
        if self.general is None:
            return general_terms(self.assignment)
        return terms_of(self.assignment, [self.general])

    @property
    def going_on(self) -> Attempt | None:
        """The attempt that was begun and is not over."""
        return next((one for one in self.attempts if one.finished_at is None), None)

    @property
    def lacking(self) -> int:
        """How many further attempts they need so that one can be begun."""
        allowed = self.terms.attempts
        return 0 if allowed is None else max(len(self.attempts) + 1 - allowed, 0)


@dataclass(frozen=True, slots=True)
class Overview:
    """What was granted to a learner for all assignments of a cohort, and what each comes to."""

    cohort: Cohort
    place: Membership
    general: Accommodation | None
    assignments: tuple[Held, ...]


def for_all(session: Session, *, person: Person, cohort_id: int, membership_id: int) -> Overview:
    """What holds for a learner, assignment by assignment.

    Raises:
        NotFoundError: there is no such learner in this cohort, or it is not theirs to run.
    """
    place = find_membership(
        session, person=person, cohort_id=cohort_id, membership_id=membership_id
    )
    cohort = session.get_one(Cohort, cohort_id)
    assignments = session.scalars(
        select(Assignment).where(Assignment.cohort_id == cohort_id).order_by(Assignment.id)
    ).all()
    general = session.scalar(
        select(Accommodation).where(
            Accommodation.membership_id == place.id, Accommodation.assignment_id.is_(None)
        )
    )
    return Overview(cohort, place, general, tuple(held_by(session, place, assignments)))


def for_one(session: Session, *, person: Person, assignment_id: int, membership_id: int) -> Held:
    """What holds for a learner of one assignment.

    Raises:
        NotFoundError: there is no such assignment or learner, or it is not theirs to run.
    """
    assignment = find_assignment(session, person=person, assignment_id=assignment_id)
    place = find_membership(
        session, person=person, cohort_id=assignment.cohort_id, membership_id=membership_id
    )
    [held] = held_by(session, place, [assignment])
    return held


def held_by(session: Session, place: Membership, assignments: Sequence[Assignment]) -> list[Held]:
    """What holds for a learner of some assignments of their cohort."""
    ids = [one.id for one in assignments]
    rows = session.scalars(
        select(Accommodation).where(
            Accommodation.membership_id == place.id,
            or_(Accommodation.assignment_id.is_(None), Accommodation.assignment_id.in_(ids)),
        )
    )
    granted = {row.assignment_id: row for row in rows}
    attempts = session.scalars(
        select(Attempt)
        .where(Attempt.user_id == place.user_id, Attempt.assignment_id.in_(ids))
        .order_by(Attempt.number)
    )
    made: dict[int | None, list[Attempt]] = {}
    for attempt in attempts:
        made.setdefault(attempt.assignment_id, []).append(attempt)
    return [
        Held(one, place, granted.get(None), granted.get(one.id), tuple(made.get(one.id, ())))
        for one in assignments
    ]
