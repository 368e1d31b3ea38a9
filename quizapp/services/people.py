"""Accounts as administrators see them: who there is, and what each may do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from quizapp.domain import policies
from quizapp.domain.errors import NotFoundError, RarissimeError
from quizapp.domain.policies import ADMIN, Person
from quizapp.models import Role, User
from quizapp.models.accounts import ROLES
from quizapp.services.accounts import ensure_roles
from quizapp.services.teaching.audit import Action, record

PAGE = 50


class LastAdminError(RarissimeError):
    """Without this one, nobody could give a role any more."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account in a list; ``role`` is the highest that it has, "" for none."""

    id: int
    email: str
    role: str
    active: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Accounts:
    """A page of them: ``found`` fit what was looked for."""

    accounts: list[Account]
    found: int
    page: int
    pages: int


def find_accounts(session: Session, *, person: Person, find: str = "", page: int = 1) -> Accounts:
    """Accounts whose address has what is looked for, by address.

    Raises:
        NotFoundError: this is not for them to see.
    """
    _require_admin(person)
    wanted = func.lower(User.email).contains(find.strip().lower(), autoescape=True)
    found = session.scalar(select(func.count()).select_from(User).where(wanted)) or 0
    pages = max(1, -(-found // PAGE))
    page = min(max(page, 1), pages)
    users = session.scalars(
        select(User)
        .options(selectinload(User.roles))
        .where(wanted)
        .order_by(func.lower(User.email), User.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return Accounts([_account(user) for user in users], found, page, pages)


def find_account(session: Session, *, person: Person, user_id: int) -> Account:
    """One account.

    Raises:
        NotFoundError: there is none, or this is not for them to see.
    """
    _require_admin(person)
    return _account(_find(session, user_id))


def change_role(
    session: Session, *, person: Person, user_id: int, role: str, now: datetime
) -> bool:
    """Give somebody this role instead of theirs, from their next request on; whether it is new.

    Raises:
        NotFoundError: there is no such account, or this is not theirs to do.
        LastAdminError: they are the only administrator who can log in.
    """
    _require_admin(person)
    roles = ensure_roles(session)
    # One change at a time: two admins who step down at once would each count on the other.
    session.execute(select(Role.id).where(Role.name == ADMIN).with_for_update())
    user = _find(session, user_id)
    old = _account(user).role
    if [one.name for one in user.roles] == [role]:
        return False
    if old == ADMIN and not _other_admins(session, user_id):
        raise LastAdminError("somebody has to administer the site")
    user.roles = [roles[role]]
    record(
        session,
        actor_id=person.id,
        action=Action.ROLE_CHANGED,
        subject_id=user_id,
        now=now,
        old=old,
        new=role,
    )
    session.flush()
    return True


def _other_admins(session: Session, user_id: int) -> bool:
    others = select(User.id).where(
        User.roles.any(Role.name == ADMIN), User.active, User.id != user_id
    )
    return session.scalar(others.limit(1)) is not None


def _find(session: Session, user_id: int) -> User:
    user = session.scalar(select(User).options(selectinload(User.roles)).where(User.id == user_id))
    if user is None:
        raise NotFoundError(f"no account {user_id}")
    return user


def _account(user: User) -> Account:
    names = {role.name for role in user.roles}
    highest = next((role for role in reversed(ROLES) if role in names), "")
    return Account(user.id, user.email, highest, user.active, user.create_datetime)


def _require_admin(person: Person) -> None:
    if not policies.may_administer(person.roles):
        raise NotFoundError("for administrators")
