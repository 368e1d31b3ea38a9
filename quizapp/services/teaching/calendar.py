"""The secret address of somebody's calendar of due dates, and what stands in it."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, or_, select
from sqlalchemy.orm import Session, contains_eager

from quizapp.domain import policies
from quizapp.domain.errors import NotFoundError
from quizapp.domain.policies import StaffRole
from quizapp.models import Assignment, CalendarLink, Cohort, CohortStaff, Membership, User
from quizapp.services.accounts import role_names
from quizapp.services.learners import lock_learner
from quizapp.services.teaching.terms import terms_for

# What is over stays for so long: a calendar is looked through backwards too.
KEPT = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class DueDate:
    """When an assignment closes for the reader; ``teaches``: they are among its instructors."""

    assignment: Assignment
    closes_at: datetime
    teaches: bool


def make_link(session: Session, *, user_id: int, now: datetime) -> str:
    """A new secret for somebody's calendar, told this once; the one before opens nothing more."""
    lock_learner(session, user_id)
    token = secrets.token_urlsafe(32)
    link = session.get(CalendarLink, user_id) or CalendarLink(user_id=user_id)
    link.token_digest, link.created_at = _digest(token), now
    session.add(link)
    session.flush()
    return token


def revoke_link(session: Session, *, user_id: int) -> None:
    """Let the secret open nothing more."""
    session.execute(delete(CalendarLink).where(CalendarLink.user_id == user_id))


def link_made_at(session: Session, *, user_id: int) -> datetime | None:
    """When the secret in force was made; None where there is none."""
    return session.scalar(select(CalendarLink.created_at).where(CalendarLink.user_id == user_id))


def find_reader(session: Session, token: str) -> User:
    """Whose calendar a secret opens.

    Raises:
        NotFoundError: nobody's.
    """
    user = session.scalar(
        select(User)
        .join(CalendarLink, CalendarLink.user_id == User.id)
        .where(CalendarLink.token_digest == _digest(token), User.active)
    )
    if user is None:
        raise NotFoundError("no such calendar")
    return user


def due_dates(session: Session, *, user_id: int, now: datetime) -> list[DueDate]:
    """When the assignments of somebody's cohorts close: for them, and for those they teach."""
    return [*_own(session, user_id, now), *_taught(session, user_id, now)]


def _own(session: Session, user_id: int, now: datetime) -> list[DueDate]:
    rows = session.execute(
        _published(now)
        .add_columns(Membership.id)
        .join(Membership, Membership.cohort_id == Cohort.id)
        .where(
            Membership.user_id == user_id,
            Membership.joined_at.is_not(None),
            Membership.left_at.is_(None),
        )
    ).all()
    found = []
    for assignment, membership_id in rows:
        closes_at = terms_for(session, assignment, membership_id).closes_at
        if closes_at is not None:
            found.append(DueDate(assignment, closes_at, teaches=False))
    return found


def _taught(session: Session, user_id: int, now: datetime) -> list[DueDate]:
    roles = role_names(session, user_id)
    rows = session.execute(
        _published(now)
        .add_columns(CohortStaff.is_owner)
        .join(CohortStaff, CohortStaff.cohort_id == Cohort.id)
        .where(CohortStaff.user_id == user_id, Assignment.closes_at.is_not(None))
    )
    return [
        DueDate(assignment, assignment.closes_at, teaches=True)
        for assignment, is_owner in rows
        if assignment.closes_at is not None
        and policies.may_run_cohort(roles, StaffRole.OWNER if is_owner else StaffRole.CO_INSTRUCTOR)
    ]


def _published(now: datetime) -> Select[tuple[Assignment]]:
    """Published assignments of cohorts that are not put away, and not long over."""
    return (
        select(Assignment)
        .join(Assignment.cohort)
        .options(contains_eager(Assignment.cohort))
        .where(
            Assignment.published_at.is_not(None),
            Cohort.archived_at.is_(None),
            or_(Assignment.closes_at.is_(None), Assignment.closes_at > now - KEPT),
        )
        .order_by(Assignment.id)
    )


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
