"""Flags on items: kept until they are taken off, each learner's own."""

from __future__ import annotations

from datetime import timedelta

import pytest

from quizapp.database import transaction
from quizapp.extensions import db
from quizapp.models import ItemFlag
from quizapp.services.quizzes import flags
from tests.factories import NOON
from tests.services.made_banks import load, made_items
from tests.services.studying import at_once, item_id


@pytest.fixture
def items(session):
    load(*made_items(3))
    return [item_id(item.id) for item in made_items(3)]


def put(learner, item, *, flagged=True, now=NOON):
    with transaction() as session:
        flags.set_flag(session, learner_id=learner.id, item_id=item, flagged=flagged, now=now)


def flagged_by(learner, items):
    return flags.flagged_among(db.session(), learner_id=learner.id, item_ids=items)


def test_a_flag_stays_until_it_is_taken_off(alice, items):
    put(alice, items[0])
    put(alice, items[2])
    assert flagged_by(alice, items) == {items[0], items[2]}

    put(alice, items[0], flagged=False)

    assert flagged_by(alice, items) == {items[2]}


def test_saying_it_twice_is_saying_it_once(alice, items):
    put(alice, items[0], now=NOON)
    put(alice, items[0], now=NOON + timedelta(days=1))
    assert db.session.get_one(ItemFlag, (alice.id, items[0])).flagged_at == NOON

    for _ in range(2):
        put(alice, items[0], flagged=False)

    assert flagged_by(alice, items) == set()


def test_flags_are_each_learners_own(alice, bob, items):
    put(alice, items[0])
    put(bob, items[1])

    put(bob, items[0], flagged=False)

    assert (flagged_by(alice, items), flagged_by(bob, items)) == ({items[0]}, {items[1]})


def test_only_the_items_asked_about_are_told(alice, items):
    put(alice, items[0])

    assert flagged_by(alice, items[1:]) == set()
    assert flagged_by(alice, []) == set()


def test_four_flags_at_the_same_moment_are_one(app, alice, items):
    at_once(app, [lambda: put(alice, items[0])] * 4)

    db.session.rollback()
    assert flagged_by(alice, items) == {items[0]}
