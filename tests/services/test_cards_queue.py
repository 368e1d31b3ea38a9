"""The queue of a day: found without walking over the deck, within limits, not on days off."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import event, select

from quizapp.database import transaction
from quizapp.domain.learning.card_actions import ActionKind
from quizapp.extensions import db
from quizapp.models import Deck, Item
from quizapp.services.deck.card_actions import act
from quizapp.services.deck.decks import keep_deck
from tests.factories import NOON
from tests.services.made_banks import load, made_items
from tests.services.studying import (
    answer,
    bank_id,
    grade,
    item_id,
    learn,
    next_card,
    plan,
    start,
    undo,
)

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


def numbers(items):
    """The items' numbers in the order of the bank."""
    ids = [item_id(item.id) for item in items]
    return sorted(ids, key=lambda number: db.session.get_one(Item, number).position)


def new_from():
    db.session.rollback()
    return db.session.scalar(select(Deck.new_from))


def position(number):
    return db.session.get_one(Item, number).position


@pytest.fixture
def five(session):
    items = made_items(5)
    load(*items)
    return numbers(items)


def test_new_cards_begin_behind_those_that_were_begun(alice, five):
    learn(alice, five[0])
    assert new_from() == position(five[1])
    learn(alice, five[2])
    assert new_from() == position(five[1]), "what is new still stands in front"
    learn(alice, five[1])
    assert new_from() == position(five[3])
    assert next_card(alice).item_id == five[3]


def test_an_undone_introduction_is_new_again(alice, five):
    for number in five[:3]:
        learn(alice, number)

    undo(alice)

    assert new_from() == position(five[2])
    assert next_card(alice).item_id == five[2]


def test_a_bank_loaded_anew_is_looked_through_from_the_start(alice):
    items = made_items(4)
    load(*items[1:])
    for number in numbers(items[1:]):
        learn(alice, number)
    assert next_card(alice) is None

    load(*items)

    assert next_card(alice).item_id == item_id(items[0].id)
    grade(alice, next_card(alice).item_id)
    assert new_from() > 0


def test_a_suspended_new_card_is_walked_past_and_found_again(alice, five):
    who = {"learner": alice, "bank_id": bank_id(), "now": NOON}
    with transaction() as session:
        act(session, kind=ActionKind.SUSPEND, item_ids=five[:2], client_key="off", **who)
    assert new_from() == position(five[2])
    learn(alice, five[2])

    with transaction() as session:
        act(session, kind=ActionKind.UNSUSPEND, item_ids=[five[1]], client_key="on", **who)

    assert new_from() == position(five[1])
    assert next_card(alice).item_id == five[1]


def test_what_a_quiz_has_asked_is_no_new_card_wherever_it_stands(alice, five):
    answer(alice, start(alice, length=5), now=NOON)

    met = plan(alice).plan.new
    shown = next_card(alice)

    assert met == 4
    assert shown.memory is None


def test_a_deck_has_limits_of_its_own(alice, five):
    for number in five[:3]:
        learn(alice, number, now=NOON - 90 * DAY)
    with transaction() as session:
        deck = keep_deck(session, alice.id, bank_id())
        deck.new_per_day, deck.due_per_day = 1, 3

    assert (plan(alice).plan.due, plan(alice).plan.new) == (3, 1)
    with transaction() as session:
        keep_deck(session, alice.id, bank_id()).due_per_day = 2
    assert (plan(alice).plan.due, plan(alice).plan.later, plan(alice).plan.new) == (2, 1, 0)
    with transaction() as session:
        deck = keep_deck(session, alice.id, bank_id())
        deck.new_per_day = deck.due_per_day = None
    limited = replace(alice, new_per_day=1)
    assert (plan(limited).plan.due, plan(limited).plan.new) == (3, 1)


def test_on_a_day_off_cards_wait_until_one_of_them_is_graded_all_the_same(alice, five):
    resting = replace(alice, days_off=((date(2026, 11, 2), date(2026, 11, 3)),))

    assert plan(resting).is_free
    assert plan(resting).left == 5
    assert plan(resting, now=NOON + DAY).is_free
    assert not plan(resting, now=NOON + 2 * DAY).is_free
    grade(resting, five[0])
    assert not plan(resting).is_free


def statements(work):
    """The statements that a piece of work sends, with their parameters."""
    sent = []

    def note(_connection, _cursor, statement, parameters, *_):
        sent.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        work()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return sent


# PostgreSQL plans by the sizes of tables, and these are small.
@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_no_statement_of_the_queue_walks_over_the_deck(alice, five):
    for number in five[:2]:
        learn(alice, number, now=NOON - 90 * DAY)
    today = plan(alice)
    sent = [
        (statement, parameters)
        for statement, parameters in statements(lambda: (plan(alice), next_card(alice)))
        if "memory_states" in statement or "items" in statement
    ]
    assert today.left
    assert len(sent) >= 4
    for statement, parameters in sent:
        connection = db.session.connection()
        steps = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
        assert not [step[-1] for step in steps if step[-1] in {"SCAN memory_states", "SCAN items"}]
        for step in (step[-1] for step in steps if "memory_states" in step[-1]):
            searched = step.split("(user_id=? AND ")[-1]
            assert searched.startswith(("bank_id=? AND ", "item_id=?")), step
