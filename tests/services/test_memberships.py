"""Joining and leaving, as the learner."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from quizapp.database import transaction
from quizapp.domain.errors import NotFoundError
from quizapp.models import AuditEvent, Cohort, Membership
from quizapp.services.teaching import memberships
from tests.factories import NOON, make_learner
from tests.services import classes
from tests.services.made_banks import load, made_items

CODE = "CDFGHJKM"


@pytest.fixture
def cohort_id(session):
    made = classes.make_cohort(make_learner("ines", role="instructor"))
    with transaction() as writing:
        writing.get_one(Cohort, made).join_code = CODE
    return made


def join(learner, name="Alice Roy", code=CODE, now=NOON):
    with transaction() as session:
        memberships.join(session, learner_id=learner.id, code=code, name=name, now=now)


def leave(learner, cohort_id, now=NOON):
    with transaction() as session:
        memberships.leave(session, learner_id=learner.id, cohort_id=cohort_id, now=now)


def the_place(session):
    session.rollback()
    return session.scalars(select(Membership)).one()


def test_a_code_gives_a_place_under_the_name_that_was_said(session, cohort_id, alice):
    join(alice)
    found = the_place(session)
    assert (found.user_id, found.name, found.email) == (
        alice.id,
        "Alice Roy",
        "alice@example.org",
    )
    (own,) = memberships.own_cohorts(session, learner_id=alice.id)
    assert [teacher.email for teacher in own.teachers] == ["ines@example.org"]


def test_joining_twice_is_joining_once(session, cohort_id, alice):
    join(alice)
    join(alice, name="Somebody else", now=NOON + timedelta(hours=1))
    found = the_place(session)
    assert (found.name, found.joined_at) == ("Alice Roy", NOON)
    assert session.scalar(select(func.count()).select_from(AuditEvent)) == 1


def test_a_code_that_opens_nothing_is_not_found(cohort_id, alice):
    with pytest.raises(NotFoundError):
        join(alice, code="XXXXXXXX")


def test_leaving_keeps_the_place_and_coming_back_is_to_the_same(session, cohort_id, alice):
    join(alice)
    number = the_place(session).id
    leave(alice, cohort_id)
    leave(alice, cohort_id, now=NOON + timedelta(hours=1))
    assert the_place(session).left_at == NOON
    with pytest.raises(NotFoundError):
        memberships.own_cohort(session, learner_id=alice.id, cohort_id=cohort_id)
    join(alice, now=NOON + timedelta(days=1))
    found = the_place(session)
    assert (found.id, found.left_at) == (number, None)


def test_nobody_leaves_where_they_never_were(cohort_id, alice, bob):
    join(alice)
    for number in (cohort_id, 999_999):
        with pytest.raises(NotFoundError):
            leave(bob, number)


def test_a_learner_sees_how_much_the_cohort_has_of_theirs(session, alice):
    load(*made_items(5))
    cohort_id = classes.make_cohort(make_learner("ivan", role="instructor"), alice)
    classes.begin(alice, classes.assign(cohort_id))
    classes.assign(cohort_id, published_at=None)
    own = memberships.own_cohort(session, learner_id=alice.id, cohort_id=cohort_id)
    assert (own.assignments, own.handed_in, own.going_on) == (1, 0, 1)


def test_an_account_takes_only_the_places_of_its_own_address(session, cohort_id, alice, bob):
    with transaction() as writing:
        writing.add(
            Membership(
                cohort_id=cohort_id, email="zoe@example.org", name="", number="", added_at=NOON
            )
        )
    with transaction() as writing:
        for email in ("alice@example.org", "%", "zoe@example.or", ""):
            count = memberships.claim_places(writing, user_id=alice.id, email=email, now=NOON)
            assert count == 0
    with transaction() as writing:
        assert (
            memberships.claim_places(writing, user_id=bob.id, email="ZOE@example.org", now=NOON)
            == 1
        )
    assert the_place(session).user_id == bob.id
