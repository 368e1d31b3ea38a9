"""Guessing passwords is slowed down, without locking out those who know theirs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from quizapp.database import transaction
from quizapp.models import LoginFailure
from quizapp.services import throttle
from tests.factories import NOON

HERE, THERE = "192.0.2.1", "198.51.100.7"
ALICE, BOB = "alice@example.org", "bob@example.org"
SECOND = timedelta(seconds=1)


def fail(times=1, *, account=ALICE, address=HERE, now=NOON):
    with transaction() as session:
        for _ in range(times):
            throttle.record_failure(session, account=account, address=address, now=now)


@pytest.fixture
def blocked(session):
    def ask(account=ALICE, address=HERE, now=NOON):
        return throttle.is_blocked(session, account=account, address=address, now=now)

    return ask


def test_ten_failures_block_an_account_from_where_they_came(blocked):
    fail(9)
    assert not blocked()

    fail()
    assert blocked()


def test_the_owner_is_still_heard_from_an_address_that_did_not_fail(blocked):
    fail(10)

    assert not blocked(address=THERE)
    fail(address=THERE)
    assert blocked(address=THERE)


def test_ten_addresses_with_one_failure_each_are_blocked_all_the_same(blocked):
    addresses = [f"192.0.2.{number}" for number in range(10)]
    for address in addresses:
        fail(address=address)

    assert all(blocked(address=address) for address in addresses)


def test_another_account_is_not_touched(blocked):
    fail(10)

    assert not blocked(account=BOB)


@pytest.mark.parametrize("spelling", ["Alice@Example.ORG", " alice@example.org "])
def test_an_account_spelled_otherwise_is_the_same_account(blocked, spelling):
    fail(10)

    assert blocked(account=spelling)


def test_a_hundred_failures_block_an_address_for_every_account(blocked):
    for number in range(33):
        fail(3, account=f"learner{number}@example.org")
    assert not blocked(account=BOB)

    fail(account="last@example.org")
    assert blocked(account=BOB)
    assert not blocked(account=BOB, address=THERE)


def test_an_account_is_heard_again_after_a_quarter_of_an_hour(blocked):
    fail(10)

    assert blocked(now=NOON + timedelta(minutes=15) - SECOND)
    assert not blocked(now=NOON + timedelta(minutes=15))


def test_an_address_is_heard_again_after_an_hour(blocked):
    for number in range(50):
        fail(2, account=f"learner{number}@example.org")

    assert blocked(account=BOB, now=NOON + timedelta(hours=1) - SECOND)
    assert not blocked(account=BOB, now=NOON + timedelta(hours=1))


def test_success_forgives_the_account_but_not_the_address(session, blocked):
    fail(10)
    fail(90, account=BOB)

    with transaction() as writing:
        throttle.forgive(writing, account=ALICE)

    assert not blocked()
    fail(10, account=BOB)
    assert blocked()


def test_what_is_too_old_to_matter_is_removed(session):
    fail(5)

    fail(now=NOON + timedelta(hours=1))

    assert session.scalar(select(func.count()).select_from(LoginFailure)) == 1


def test_what_was_typed_is_not_kept(session):
    fail(account="my password in the wrong field")

    failure = session.execute(select(LoginFailure)).scalar_one()
    assert "password" not in failure.account_digest
    assert (failure.address, failure.failed_at) == (HERE, NOON)


@pytest.mark.parametrize("typed", ["", "\x00", "\ud800", "é" * 5000])
def test_nothing_that_can_be_typed_upsets_it(blocked, typed):
    fail(10, account=typed)

    assert blocked(account=typed)
