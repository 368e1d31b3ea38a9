"""Signed-in browsers: found by their token until they are signed out, in whatever way."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from quizapp.database import transaction
from quizapp.models import LoginSession, User
from quizapp.services import sessions
from tests.factories import NOON

LIFETIME = timedelta(hours=12)


@pytest.fixture
def signed_in(session, alice):
    """Open a session for alice: its token."""

    def sign_in(*, now=NOON, remembered=False):
        with transaction() as writing:
            return sessions.open_session(
                writing, user_id=alice.id, remembered=remembered, lifetime=LIFETIME, now=now
            )

    return sign_in


@pytest.fixture
def find(session, alice):
    """Who is signed in by a token: the number of the account, or None."""
    uniquifier = session.get_one(User, alice.id).fs_uniquifier

    def find_by(token, *, uniquifier=uniquifier, now=NOON):
        user = sessions.find_user(session, token=token, uniquifier=uniquifier, now=now)
        return user and user.id

    return find_by


def test_a_token_signs_its_owner_in(alice, signed_in, find):
    token = signed_in()

    assert find(token) == alice.id
    assert find(token + "x") is None
    assert find("") is None


def test_two_browsers_have_two_tokens_and_one_signs_out_without_the_other(alice, signed_in, find):
    here, there = signed_in(), signed_in()
    assert here != there

    with transaction() as session:
        sessions.close_session(session, token=here)

    assert find(here) is None
    assert find(there) == alice.id


def test_a_session_ends_with_its_lifetime(alice, signed_in, find):
    token = signed_in()

    assert find(token, now=NOON + LIFETIME - timedelta(seconds=1)) == alice.id
    assert find(token, now=NOON + LIFETIME) is None


def test_a_deactivated_account_is_signed_out_everywhere(session, alice, signed_in, find):
    token = signed_in()

    with transaction() as writing:
        writing.get_one(User, alice.id).active = False

    assert find(token) is None


def test_a_changed_password_signs_every_browser_out(session, alice, signed_in, find):
    token = signed_in()

    with transaction() as writing:
        writing.get_one(User, alice.id).fs_uniquifier = "made anew with the password"

    assert find(token, uniquifier="made anew with the password") == alice.id
    assert find(token) is None


def test_a_token_does_not_sign_in_another_account(session, bob, signed_in, find):
    token = signed_in()

    assert find(token, uniquifier=session.get_one(User, bob.id).fs_uniquifier) is None


def test_a_deleted_account_takes_its_sessions_along(session, alice, signed_in, find):
    token = signed_in()

    with transaction() as writing:
        writing.delete(writing.get_one(User, alice.id))

    assert find(token) is None
    assert session.scalar(select(func.count()).select_from(LoginSession)) == 0


def test_sessions_that_ended_are_removed_when_somebody_signs_in(session, signed_in):
    signed_in()

    signed_in(now=NOON + LIFETIME, remembered=True)

    assert session.execute(select(LoginSession.remembered)).scalars().all() == [True]


def test_the_database_does_not_hold_the_token_itself(session, signed_in):
    token = signed_in()

    row = session.execute(select(LoginSession)).scalar_one()
    assert token not in row.token_digest
    assert len(row.token_digest) == 64
