"""Slowing down those who guess passwords, counted in the database because workers share nothing.

An account takes 10 failures in 15 minutes, an address 100 in an hour. An account under attack does
not lock its owner out: an address that has not failed on it lately is still heard.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from quizapp.models import LoginFailure

ACCOUNT_FAILURES, ACCOUNT_WINDOW = 10, timedelta(minutes=15)
ADDRESS_FAILURES, ADDRESS_WINDOW = 100, timedelta(hours=1)


def is_blocked(session: Session, *, account: str, address: str, now: datetime) -> bool:
    """Whether a log-in to this account from this address must wait."""
    from_address = session.scalar(
        select(func.count()).where(
            LoginFailure.address == address, LoginFailure.failed_at > now - ADDRESS_WINDOW
        )
    )
    if (from_address or 0) >= ADDRESS_FAILURES:
        return True
    on_account, on_account_from_here = session.execute(
        select(func.count(), func.count().filter(LoginFailure.address == address)).where(
            LoginFailure.account_digest == _account_digest(account),
            LoginFailure.failed_at > now - ACCOUNT_WINDOW,
        )
    ).one()
    return bool(on_account >= ACCOUNT_FAILURES and on_account_from_here > 0)


def record_failure(session: Session, *, account: str, address: str, now: datetime) -> None:
    """Count a failed log-in, and forget those too old to matter."""
    session.execute(delete(LoginFailure).where(LoginFailure.failed_at <= now - ADDRESS_WINDOW))
    session.add(
        LoginFailure(account_digest=_account_digest(account), address=address[:64], failed_at=now)
    )


def forgive(session: Session, *, account: str) -> None:
    """Forget the failures on an account whose owner has just proved to be one."""
    session.execute(
        delete(LoginFailure).where(LoginFailure.account_digest == _account_digest(account))
    )


def _account_digest(account: str) -> str:
    """What was typed as an address may be a password typed in the wrong field: keep no text."""
    return hashlib.sha256(account.strip().casefold().encode(errors="replace")).hexdigest()
