"""Who teaches a cohort: its owner, and those whom the owner asks to help."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from quizapp.domain import policies
from quizapp.domain.errors import NotFoundError, RarissimeError
from quizapp.domain.policies import Person
from quizapp.models import CohortStaff, Role, User
from quizapp.models.accounts import user_roles
from quizapp.services.teaching.access import find_cohort, staff_role
from quizapp.services.teaching.audit import Action, record


class NoSuchTeacherError(RarissimeError):
    """The address has no account whose role lets it teach."""


class OwnerStaysError(RarissimeError):
    """Somebody has to own a cohort: another one has to become its owner first."""


@dataclass(frozen=True, slots=True)
class Teacher:
    """Somebody who was asked to teach a cohort. ``active``: account and role still let them."""

    user_id: int
    email: str
    is_owner: bool
    active: bool


def teachers_of(session: Session, cohort_ids: Iterable[int]) -> dict[int, list[Teacher]]:
    """Who teaches each of some cohorts: the owner first, then by address."""
    rows = session.execute(
        select(CohortStaff, User.id, User.email, User.active)
        .join(User, User.id == CohortStaff.user_id)
        .where(CohortStaff.cohort_id.in_(list(cohort_ids)))
        .order_by(CohortStaff.is_owner.desc(), User.email)
    ).all()
    roles = _roles_of(session, {user_id for _, user_id, _, _ in rows})
    found: dict[int, list[Teacher]] = {}
    for place, user_id, email, active in rows:
        may_teach = active and policies.may_teach(roles.get(user_id, ()))
        teacher = Teacher(user_id, email, place.is_owner, may_teach)
        found.setdefault(place.cohort_id, []).append(teacher)
    return found


def _roles_of(session: Session, user_ids: Collection[int]) -> dict[int, set[str]]:
    rows = session.execute(
        select(user_roles.c.user_id, Role.name)
        .join(Role, Role.id == user_roles.c.role_id)
        .where(user_roles.c.user_id.in_(user_ids))
    )
    found: dict[int, set[str]] = {}
    for user_id, name in rows:
        found.setdefault(user_id, set()).add(name)
    return found


def add_teacher(
    session: Session, *, person: Person, cohort_id: int, email: str, now: datetime
) -> bool:
    """Let somebody help to teach a cohort; whether they did not already.

    Raises:
        NotFoundError: there is no such cohort, or its staff is not theirs to change.
        NoSuchTeacherError: the address has no account that may teach.
    """
    _require_staff(session, person, cohort_id)
    address = email.strip().lower()
    user = session.scalar(
        select(User).where(
            or_(func.lower(User.email) == address, User.email == email.strip()), User.active
        )
    )
    if user is None or not policies.may_teach(_roles_of(session, [user.id]).get(user.id, ())):
        raise NoSuchTeacherError(f"{email} has no account that may teach")
    if session.get(CohortStaff, (cohort_id, user.id)) is not None:
        return False
    session.add(CohortStaff(cohort_id=cohort_id, user_id=user.id, is_owner=False, added_at=now))
    _record(session, Action.STAFF_ADDED, person, (cohort_id, user.id), now)
    return True


def remove_teacher(
    session: Session, *, person: Person, cohort_id: int, user_id: int, now: datetime
) -> None:
    """Let somebody teach a cohort no more. Everybody but its owner may also go by themselves.

    Raises:
        NotFoundError: they do not teach it, or its staff is not theirs to change.
        OwnerStaysError: they own it.
    """
    find_cohort(session, person=person, cohort_id=cohort_id, lock=True)
    if user_id != person.id:
        _require_staff(session, person, cohort_id)
    place = session.get(CohortStaff, (cohort_id, user_id))
    if place is None:
        raise NotFoundError(f"{user_id} does not teach cohort {cohort_id}")
    if place.is_owner:
        raise OwnerStaysError("the owner of a cohort cannot be removed")
    session.delete(place)
    _record(session, Action.STAFF_REMOVED, person, (cohort_id, user_id), now)
    session.flush()


def hand_over(
    session: Session, *, person: Person, cohort_id: int, user_id: int, now: datetime
) -> None:
    """Make somebody who teaches a cohort its owner; the owner so far goes on as co-instructor.

    Raises:
        NotFoundError: they do not teach it, or its staff is not theirs to change.
        NoSuchTeacherError: their account may not teach any more.
    """
    _require_staff(session, person, cohort_id)
    place = session.get(CohortStaff, (cohort_id, user_id))
    if place is None:
        raise NotFoundError(f"{user_id} does not teach cohort {cohort_id}")
    (teacher,) = [
        one for one in teachers_of(session, [cohort_id])[cohort_id] if one.user_id == user_id
    ]
    if not teacher.active:
        raise NoSuchTeacherError(f"{teacher.email} may not teach any more")
    if place.is_owner:
        return
    owners = session.scalars(
        select(CohortStaff).where(CohortStaff.cohort_id == cohort_id, CohortStaff.is_owner)
    )
    for owner in owners:
        owner.is_owner = False
    place.is_owner = True
    _record(session, Action.OWNER_CHANGED, person, (cohort_id, user_id), now)
    session.flush()


def _require_staff(session: Session, person: Person, cohort_id: int) -> None:
    """Keep others from changing the staff meanwhile, and let nobody do it who may not."""
    find_cohort(session, person=person, cohort_id=cohort_id, lock=True)
    role = staff_role(session, user_id=person.id, cohort_id=cohort_id)
    if not policies.may_change_staff(person.roles, role):
        raise NotFoundError(f"the staff of cohort {cohort_id} is not theirs to change")


def _record(
    session: Session, action: Action, person: Person, about: tuple[int, int], now: datetime
) -> None:
    cohort_id, user_id = about
    record(
        session,
        actor_id=person.id,
        action=action,
        cohort_id=cohort_id,
        subject_id=user_id,
        now=now,
    )
