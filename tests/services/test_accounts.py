"""Accounts and the choices of their owners."""

from __future__ import annotations

from dataclasses import asdict
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from quizapp.database import transaction
from quizapp.domain.errors import ConflictError
from quizapp.domain.preferences import Preferences
from quizapp.models import Role, User
from quizapp.models.accounts import ROLES
from quizapp.services import accounts
from quizapp.services.learners import as_learner
from tests.factories import NOON, make_learner

CHOSEN = Preferences(
    language="en",
    time_zone="Asia/Tokyo",
    theme="dark",
    text_size="large",
    shortcuts=False,
    hide_timer=True,
    new_per_day=0,
    due_per_day=35,
)


def create(email, *, role="student"):
    with transaction() as session:
        return accounts.create_user(
            session,
            email=email,
            password_hash="a hash",
            role=role,
            language="fr",
            time_zone="Europe/Paris",
            now=NOON,
        )


@pytest.mark.parametrize("role", ROLES)
def test_an_account_has_the_role_it_was_made_with(session, role):
    user = create("alice@example.org", role=role)

    assert [one.name for one in user.roles] == [role]
    assert user.active
    assert user.create_datetime == NOON


def test_an_address_has_one_account_however_it_is_spelled(session):
    create("Alice@example.org")

    with pytest.raises(ConflictError, match=r"alice@EXAMPLE\.org already has an account"):
        create("alice@EXAMPLE.org")

    assert session.scalar(select(func.count()).select_from(User)) == 1


def test_every_account_has_an_identity_of_its_own(session):
    assert create("alice@example.org").fs_uniquifier != create("bob@example.org").fs_uniquifier


def test_the_roles_are_made_once(session):
    for _ in range(2):
        with transaction() as writing:
            assert sorted(accounts.ensure_roles(writing)) == sorted(ROLES)

    assert session.scalar(select(func.count()).select_from(Role)) == len(ROLES)


def test_an_installation_knows_whether_anybody_is_there(session):
    assert not accounts.has_users(session)

    make_learner("alice")

    assert accounts.has_users(session)


def test_preferences_are_stored_for_their_owner_alone(session, alice, bob):
    with transaction() as writing:
        accounts.save_preferences(writing, user_id=alice.id, preferences=CHOSEN)

    session.expire_all()
    stored = session.get_one(User, alice.id)
    assert {name: getattr(stored, name) for name in asdict(CHOSEN)} == asdict(CHOSEN)
    assert session.get_one(User, bob.id).theme == "auto"


def test_a_language_switched_to_is_kept(session, alice):
    with transaction() as writing:
        accounts.save_language(writing, user_id=alice.id, language="en")

    session.expire_all()
    assert session.get_one(User, alice.id).language == "en"


def test_a_learner_studies_by_their_own_preferences(session, alice):
    with transaction() as writing:
        accounts.save_preferences(writing, user_id=alice.id, preferences=CHOSEN)

    learner = as_learner(session.get_one(User, alice.id))

    assert (learner.id, learner.language) == (alice.id, "en")
    assert learner.zone == ZoneInfo("Asia/Tokyo")
    assert (learner.new_per_day, learner.due_per_day) == (0, 35)
