"""Signed-in browsers: a row each, so that logging out ends every copy of the cookie at once."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from quizapp.models import LoginSession, User


def open_session(
    session: Session, *, user_id: int, remembered: bool, lifetime: timedelta, now: datetime
) -> str:
    """Sign a browser in; the token goes into its cookie, only a digest into the database."""
    session.execute(delete(LoginSession).where(LoginSession.expires_at <= now))
    token = secrets.token_urlsafe(32)
    session.add(
        LoginSession(
            token_digest=_digest(token),
            user_id=user_id,
            remembered=remembered,
            expires_at=now + lifetime,
        )
    )
    return token


_SIGNED_IN = (
    select(User)
    .join(LoginSession, LoginSession.user_id == User.id)
    .where(
        LoginSession.token_digest == bindparam("token"),
        LoginSession.expires_at > bindparam("now"),
        User.fs_uniquifier == bindparam("uniquifier"),
        User.active.is_(True),
    )
)


def find_user(session: Session, *, token: str, uniquifier: str, now: datetime) -> User | None:
    """The active user whom the token signs in; None after log out, expiry or a new password."""
    values = {"token": _digest(token), "now": now, "uniquifier": uniquifier}
    return session.execute(_SIGNED_IN, values).scalar_one_or_none()


def close_session(session: Session, *, token: str) -> None:
    """Sign a browser out."""
    session.execute(delete(LoginSession).where(LoginSession.token_digest == _digest(token)))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
