"""Accounts: making them from the command line, and the choices of their owners."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.domain.errors import ConflictError
from quizapp.domain.preferences import Preferences
from quizapp.models import Role, User
from quizapp.models.accounts import ROLES, user_roles
from quizapp.services.teaching.memberships import claim_places


def ensure_roles(session: Session) -> dict[str, Role]:
    """The three roles, made where they are missing."""
    roles = {role.name: role for role in session.scalars(select(Role))}
    for name in ROLES:
        if name not in roles:
            roles[name] = Role(name=name)
            session.add(roles[name])
    session.flush()
    return roles


def create_user(
    session: Session,
    *,
    email: str,
    password_hash: str,
    role: str,
    language: str,
    time_zone: str,
    now: datetime,
) -> User:
    """Make an account.

    Raises:
        ConflictError: the address has one already.
    """
    if session.scalar(select(User.id).where(func.lower(User.email) == email.lower())) is not None:
        raise ConflictError(f"{email} already has an account")
    user = User(
        email=email,
        password=password_hash,
        active=True,
        fs_uniquifier=secrets.token_hex(32),
        create_datetime=now.astimezone(UTC),
        language=language,
        time_zone=time_zone,
        roles=[ensure_roles(session)[role]],
    )
    session.add(user)
    session.flush()
    claim_places(session, user_id=user.id, email=email, now=now)
    return user


def role_names(session: Session, user_id: int) -> frozenset[str]:
    """The names of a person's roles."""
    names = select(Role.name).join(user_roles, user_roles.c.role_id == Role.id)
    return frozenset(session.scalars(names.where(user_roles.c.user_id == user_id)))


def has_users(session: Session) -> bool:
    return session.scalar(select(User.id).limit(1)) is not None


def save_preferences(session: Session, *, user_id: int, preferences: Preferences) -> None:
    """Store a person's choices."""
    user = session.execute(select(User).where(User.id == user_id)).scalar_one()
    user.language = preferences.language
    user.time_zone = preferences.time_zone
    user.theme = preferences.theme
    user.text_size = preferences.text_size
    user.shortcuts = preferences.shortcuts
    user.hide_timer = preferences.hide_timer
    user.new_per_day = preferences.new_per_day
    user.due_per_day = preferences.due_per_day
    user.two_grades = preferences.two_grades
    user.types_answers = preferences.types_answers


def save_language(session: Session, *, user_id: int, language: str) -> None:
    """Store the language that a person switched to."""
    user = session.execute(select(User).where(User.id == user_id)).scalar_one()
    user.language = language
