"""A learner's place in a cohort: joining by a code, leaving, places that wait for an account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, exists, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from quizapp.domain.errors import NotFoundError
from quizapp.models import Assignment, Attempt, Cohort, Membership, User
from quizapp.services.learners import lock_learner
from quizapp.services.teaching.audit import Action, record
from quizapp.services.teaching.staff import Teacher, teachers_of


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a code leads to. ``place`` is the reader's own in that cohort, where there is one."""

    cohort: Cohort
    teachers: list[Teacher]
    place: Membership | None

    @property
    def is_member(self) -> bool:
        place = self.place
        return place is not None and place.joined_at is not None and place.left_at is None


@dataclass(frozen=True, slots=True)
class OwnCohort:
    """A cohort as one of its learners sees it: who teaches it, and what they did for it."""

    cohort: Cohort
    place: Membership
    teachers: list[Teacher]
    assignments: int
    handed_in: int
    going_on: int


def own_cohorts(session: Session, *, learner_id: int) -> list[OwnCohort]:
    """The cohorts of a learner, those that they have left last."""
    rows = session.execute(
        select(Membership, Cohort)
        .join(Cohort, Cohort.id == Membership.cohort_id)
        .where(Membership.user_id == learner_id, Membership.joined_at.is_not(None))
        .order_by(Membership.left_at.is_not(None), Membership.joined_at.desc(), Membership.id)
    ).all()
    ids = [cohort.id for _, cohort in rows]
    teachers = teachers_of(session, ids)
    given = _count(session, select(Assignment.cohort_id, func.count()), ids)
    attempts = select(Assignment.cohort_id, func.count(Attempt.id.distinct())).join(
        Attempt, and_(Attempt.assignment_id == Assignment.id, Attempt.user_id == learner_id)
    )
    done = _count(session, attempts.where(Attempt.finished_at.is_not(None)), ids)
    going_on = _count(session, attempts.where(Attempt.finished_at.is_(None)), ids)
    return [
        OwnCohort(
            cohort=cohort,
            place=place,
            teachers=teachers.get(cohort.id, []),
            assignments=given.get(cohort.id, 0),
            handed_in=done.get(cohort.id, 0),
            going_on=going_on.get(cohort.id, 0),
        )
        for place, cohort in rows
    ]


def _count(
    session: Session, statement: Select[tuple[int, int]], cohort_ids: list[int]
) -> dict[int, int]:
    """By cohort, how many there are of what is published."""
    counted = statement.where(
        Assignment.cohort_id.in_(cohort_ids), Assignment.published_at.is_not(None)
    ).group_by(Assignment.cohort_id)
    return dict(session.execute(counted).tuples().all())


def own_cohort(session: Session, *, learner_id: int, cohort_id: int) -> OwnCohort:
    """One of them that the learner has not left.

    Raises:
        NotFoundError: they are not in it.
    """
    for own in own_cohorts(session, learner_id=learner_id):
        if own.cohort.id == cohort_id and own.place.left_at is None:
            return own
    raise NotFoundError(f"{learner_id} is not in cohort {cohort_id}")


def look_at_code(session: Session, *, learner_id: int, code: str) -> Invitation:
    """The cohort that a code opens.

    Raises:
        NotFoundError: it opens none, or not any more.
    """
    cohort = _find_open(session, code, lock=False)
    teachers = teachers_of(session, [cohort.id]).get(cohort.id, [])
    return Invitation(cohort, teachers, _place_for(session, cohort.id, learner_id))


def join(session: Session, *, learner_id: int, code: str, name: str, now: datetime) -> Cohort:
    """Take a place in the cohort that a code opens; joining twice is joining once.

    Whoever has left comes back to the same place. A name that the instructors know somebody by
    already stays.

    Raises:
        NotFoundError: the code opens no cohort, or not any more.
    """
    lock_learner(session, learner_id)
    cohort = _find_open(session, code, lock=True)
    place = _place_for(session, cohort.id, learner_id)
    if place is not None and place.joined_at is not None and place.left_at is None:
        return cohort
    if place is None:
        address = session.scalars(select(User.email).where(User.id == learner_id)).one()
        place = Membership(
            cohort_id=cohort.id, email=address.lower(), name=name, number="", added_at=now
        )
        session.add(place)
    place.user_id, place.joined_at, place.left_at = learner_id, now, None
    place.name = place.name or name
    record(
        session,
        actor_id=learner_id,
        action=Action.LEARNER_JOINED,
        cohort_id=cohort.id,
        subject_id=learner_id,
        now=now,
    )
    session.flush()
    return cohort


def leave(session: Session, *, learner_id: int, cohort_id: int, now: datetime) -> None:
    """Leave a cohort: nothing new is assigned, and what was handed in stays a grade.

    Raises:
        NotFoundError: they never were in it.
    """
    lock_learner(session, learner_id)
    place = session.scalar(
        select(Membership)
        .where(
            Membership.cohort_id == cohort_id,
            Membership.user_id == learner_id,
            Membership.joined_at.is_not(None),
        )
        .with_for_update(key_share=True)
    )
    if place is None:
        raise NotFoundError(f"{learner_id} is not in cohort {cohort_id}")
    if place.left_at is not None:
        return
    place.left_at = now
    record(
        session,
        actor_id=learner_id,
        action=Action.LEARNER_LEFT,
        cohort_id=cohort_id,
        subject_id=learner_id,
        now=now,
    )


def claim_places(session: Session, *, user_id: int, email: str, now: datetime) -> int:
    """Give an account the places in cohorts that wait for its address; how many there were."""
    other = aliased(Membership)
    taken = exists().where(other.cohort_id == Membership.cohort_id, other.user_id == user_id)
    claimed = session.scalars(
        update(Membership)
        .where(Membership.email == email.lower(), Membership.user_id.is_(None), ~taken)
        .values(user_id=user_id, joined_at=now)
        .returning(Membership.cohort_id)
        .execution_options(synchronize_session=False)
    ).all()
    for cohort_id in sorted(claimed):
        record(
            session,
            actor_id=user_id,
            action=Action.LEARNER_JOINED,
            cohort_id=cohort_id,
            subject_id=user_id,
            now=now,
        )
    return len(claimed)


def _find_open(session: Session, code: str, *, lock: bool) -> Cohort:
    statement = select(Cohort).where(Cohort.join_code == code, Cohort.archived_at.is_(None))
    cohort = session.scalar(statement.with_for_update(key_share=True) if lock else statement)
    if cohort is None:
        raise NotFoundError("this code opens no cohort")
    return cohort


def _place_for(session: Session, cohort_id: int, learner_id: int) -> Membership | None:
    """The learner's place, or the one that waits for their address."""
    address = session.scalars(select(User.email).where(User.id == learner_id)).one().lower()
    waits = and_(Membership.user_id.is_(None), Membership.email == address)
    places = session.scalars(
        select(Membership)
        .where(Membership.cohort_id == cohort_id, or_(Membership.user_id == learner_id, waits))
        .order_by(Membership.user_id.is_(None))
    )
    return places.first()
