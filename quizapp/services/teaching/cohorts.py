"""Cohorts: making them, what they are called, who may join and who teaches them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from random import Random

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.domain import policies
from quizapp.domain.errors import ConflictError
from quizapp.domain.policies import Person, StaffRole
from quizapp.domain.teaching.join_code import new_code
from quizapp.models import Assignment, Cohort, CohortStaff, Membership, User
from quizapp.services.learners import lock_learner
from quizapp.services.teaching.access import find_cohort, staff_role
from quizapp.services.teaching.audit import Action, record
from quizapp.services.teaching.staff import Teacher, teachers_of

_ROLES = {True: StaffRole.OWNER, False: StaffRole.CO_INSTRUCTOR}


@dataclass(frozen=True, slots=True)
class CohortLine:
    """A cohort in a list. ``owner`` is an address, "" where nobody owns it any more."""

    id: int
    name: str
    archived_at: datetime | None
    role: StaffRole | None
    owner: str
    learners: int
    invited: int
    assignments: int


@dataclass(frozen=True, slots=True)
class CohortPage:
    """A cohort as those see it who run it. ``may_change_staff``: whether the reader may."""

    cohort: Cohort
    staff: list[Teacher]
    assignments: list[Assignment]
    learners: int
    invited: int
    left: int
    may_change_staff: bool


def list_cohorts(session: Session, *, person: Person) -> list[CohortLine]:
    """The cohorts that somebody teaches, the latest first; to an admin, all there are."""
    own = select(CohortStaff).where(CohortStaff.user_id == person.id).subquery()
    owner = (
        select(User.email)
        .join(CohortStaff, CohortStaff.user_id == User.id)
        .where(CohortStaff.cohort_id == Cohort.id, CohortStaff.is_owner)
        .limit(1)
        .scalar_subquery()
    )
    places = select(func.count()).where(
        Membership.cohort_id == Cohort.id, Membership.left_at.is_(None)
    )
    statement = select(
        Cohort,
        own.c.is_owner,
        owner,
        places.where(Membership.joined_at.is_not(None)).scalar_subquery(),
        places.where(Membership.joined_at.is_(None)).scalar_subquery(),
        select(func.count()).where(Assignment.cohort_id == Cohort.id).scalar_subquery(),
    ).order_by(Cohort.id.desc())
    runs_all = policies.may_run_cohort(person.roles, None)
    statement = statement.join(own, own.c.cohort_id == Cohort.id, isouter=runs_all)
    return [
        CohortLine(
            id=cohort.id,
            name=cohort.name,
            archived_at=cohort.archived_at,
            role=None if is_owner is None else _ROLES[is_owner],
            owner=address or "",
            learners=learners,
            invited=invited,
            assignments=assignments,
        )
        for cohort, is_owner, address, learners, invited, assignments in session.execute(statement)
    ]


def create_cohort(
    session: Session, *, person: Person, name: str, client_key: str, rng: Random, now: datetime
) -> Cohort:
    """Make a cohort that its maker owns, open to whoever has its code; once for a form.

    Raises:
        ConflictError: the form was already sent with another name.
    """
    lock_learner(session, person.id)
    made = session.scalar(
        select(Cohort).where(Cohort.created_by == person.id, Cohort.client_key == client_key)
    )
    if made is not None:
        if made.name != name:
            raise ConflictError("this form was already sent with another name")
        return made
    cohort = Cohort(
        name=name,
        join_code=_free_code(session, rng),
        created_by=person.id,
        client_key=client_key,
        created_at=now,
    )
    session.add(cohort)
    session.flush()
    session.add(CohortStaff(cohort_id=cohort.id, user_id=person.id, is_owner=True, added_at=now))
    record(
        session,
        actor_id=person.id,
        action=Action.COHORT_CREATED,
        cohort_id=cohort.id,
        now=now,
        name=name,
    )
    session.flush()
    return cohort


def cohort_page(session: Session, *, person: Person, cohort_id: int) -> CohortPage:
    """A cohort with its staff, its assignments, and how many learners it has.

    Raises:
        NotFoundError: there is none, or it is not theirs to run.
    """
    cohort = find_cohort(session, person=person, cohort_id=cohort_id)
    role = staff_role(session, user_id=person.id, cohort_id=cohort_id)
    joined, invited, left = session.execute(
        select(
            func.count(Membership.id).filter(
                Membership.joined_at.is_not(None), Membership.left_at.is_(None)
            ),
            func.count(Membership.id).filter(
                Membership.joined_at.is_(None), Membership.left_at.is_(None)
            ),
            func.count(Membership.left_at),
        ).where(Membership.cohort_id == cohort_id)
    ).one()
    assignments = session.scalars(
        select(Assignment).where(Assignment.cohort_id == cohort_id).order_by(Assignment.id.desc())
    )
    return CohortPage(
        cohort=cohort,
        staff=teachers_of(session, [cohort_id]).get(cohort_id, []),
        assignments=list(assignments),
        learners=joined,
        invited=invited,
        left=left,
        may_change_staff=policies.may_change_staff(person.roles, role),
    )


def rename_cohort(
    session: Session, *, person: Person, cohort_id: int, name: str, now: datetime
) -> None:
    """Call a cohort something else.

    Raises:
        NotFoundError: there is none, or it is not theirs to run.
    """
    cohort = find_cohort(session, person=person, cohort_id=cohort_id, lock=True)
    if cohort.name == name:
        return
    old, cohort.name = cohort.name, name
    record(
        session,
        actor_id=person.id,
        action=Action.COHORT_RENAMED,
        cohort_id=cohort_id,
        now=now,
        old=old,
        new=name,
    )


def set_archived(
    session: Session, *, person: Person, cohort_id: int, archived: bool, now: datetime
) -> None:
    """Put a cohort away, or take it out again. Nobody can join one that is put away.

    Raises:
        NotFoundError: there is none, or it is not theirs to run.
    """
    cohort = find_cohort(session, person=person, cohort_id=cohort_id, lock=True)
    if (cohort.archived_at is not None) is archived:
        return
    cohort.archived_at = now if archived else None
    action = Action.COHORT_ARCHIVED if archived else Action.COHORT_UNARCHIVED
    record(session, actor_id=person.id, action=action, cohort_id=cohort_id, now=now)


def renew_code(
    session: Session, *, person: Person, cohort_id: int, rng: Random, now: datetime
) -> None:
    """Give a cohort another code; the old one, and its link, lead nowhere from now on.

    Raises:
        NotFoundError: there is none, or it is not theirs to run.
    """
    cohort = find_cohort(session, person=person, cohort_id=cohort_id, lock=True)
    cohort.join_code = _free_code(session, rng)
    record(session, actor_id=person.id, action=Action.CODE_RENEWED, cohort_id=cohort_id, now=now)


def close_joining(session: Session, *, person: Person, cohort_id: int, now: datetime) -> None:
    """Let nobody join by themselves any more.

    Raises:
        NotFoundError: there is none, or it is not theirs to run.
    """
    cohort = find_cohort(session, person=person, cohort_id=cohort_id, lock=True)
    if cohort.join_code is None:
        return
    cohort.join_code = None
    record(session, actor_id=person.id, action=Action.CODE_CLOSED, cohort_id=cohort_id, now=now)


def _free_code(session: Session, rng: Random) -> str:
    """A code that no cohort has. Two made at once are told apart by the unique constraint."""
    while True:
        code = new_code(rng)
        if session.scalar(select(Cohort.id).where(Cohort.join_code == code)) is None:
            return code
