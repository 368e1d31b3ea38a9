"""Studying what a search finds: which cards, in which order, what is left, and what is done."""

from __future__ import annotations

from datetime import timedelta

import pytest

from quizapp.database import transaction
from quizapp.domain.learning.card_actions import ActionKind
from quizapp.domain.learning.card_query import QueryError
from quizapp.domain.learning.memory import Grade
from quizapp.extensions import db
from quizapp.services.deck import card_actions
from quizapp.services.deck.study_sets import Order, find_set
from tests.factories import NOON
from tests.services.exams import begin
from tests.services.made_banks import load, made_item, made_items
from tests.services.studying import bank_id, grade, item_id, learn, undo

LATER = NOON + timedelta(minutes=5)


def a_set(learner, query, *, since=NOON, order=Order.POSITION, most=None, now=LATER):
    return find_set(
        db.session(),
        learner=learner,
        bank_id=bank_id(),
        query=query,
        since=since,
        order=order,
        most=most,
        now=now,
    )


@pytest.fixture
def items(session):
    made = [*made_items(4), made_item(topic="treatment")]
    load(*made)
    return [item_id(item.id) for item in made]


def suspend(learner, *ids):
    with transaction() as session:
        card_actions.act(
            session,
            learner=learner,
            bank_id=bank_id(),
            kind=ActionKind.SUSPEND,
            item_ids=ids,
            client_key=f"suspend-{ids}",
            now=NOON,
        )


def test_a_set_holds_what_the_search_finds_in_its_order(alice, items):
    found = a_set(alice, "topic:definition")
    assert found.left == tuple(items[:4])
    assert (found.total, found.done, found.withheld) == (4, 0, 0)


def test_a_card_graded_since_the_beginning_is_done_and_its_undo_brings_it_back(alice, items):
    grade(alice, items[1], now=NOON - timedelta(minutes=1))
    assert a_set(alice, "topic:definition").left == tuple(items[:4])
    grade(alice, items[1], now=LATER)
    found = a_set(alice, "topic:definition")
    assert (found.left, found.done, found.total) == ((items[0], *items[2:4]), 1, 4)
    undo(alice, now=LATER)
    assert a_set(alice, "topic:definition").left == tuple(items[:4])


def test_what_a_grade_makes_the_search_lose_is_still_counted_as_done(alice, items):
    for item in items[:3]:
        learn(alice, item, now=NOON - timedelta(days=400))
    before = a_set(alice, "is:due retrievability<0.9")
    assert set(before.left) == set(items[:3])
    grade(alice, items[0], now=LATER)
    found = a_set(alice, "is:due retrievability<0.9")
    assert (set(found.left), found.done, found.total) == (set(items[1:3]), 1, 3)


def test_grades_on_other_topics_do_not_count_as_done(alice, items):
    grade(alice, items[4], now=LATER)
    assert a_set(alice, "topic:definition -is:leech").done == 0
    assert a_set(alice, "topic:treatment or is:due").done == 1


def test_a_limited_set_ends_after_that_many_cards(alice, items):
    assert a_set(alice, "topic:definition", most=2).left == tuple(items[:2])
    grade(alice, items[0], now=LATER)
    found = a_set(alice, "topic:definition", most=2)
    assert (found.left, found.done, found.total) == ((items[1],), 1, 2)
    grade(alice, items[1], now=LATER)
    found = a_set(alice, "topic:definition", most=2)
    assert (found.left, found.done, found.total) == ((), 2, 2)


def test_the_weakest_come_first_in_the_order_of_recall(alice, items):
    learn(alice, items[2], now=NOON - timedelta(days=30))
    learn(alice, items[0], now=NOON - timedelta(days=60))
    assert a_set(alice, "topic:definition", order=Order.RECALL).left == (
        items[0],
        items[2],
        items[1],
        items[3],
    )


def test_suspended_cards_are_in_only_where_they_are_asked_for(alice, items):
    suspend(alice, items[0], items[2])
    assert a_set(alice, "topic:definition").left == (items[1], items[3])
    assert a_set(alice, "topic:definition is:suspended").left == (items[0], items[2])


def test_a_card_that_its_grade_suspends_is_done_all_the_same(alice, items):
    grade(alice, items[0], Grade.AGAIN, now=LATER)
    suspend(alice, items[0])
    found = a_set(alice, "topic:definition")
    assert (found.done, found.total) == (1, 4)


def test_cards_of_an_exam_in_progress_wait_and_are_told_of(alice, items):
    begin(alice, length=5)
    found = a_set(alice, "")
    assert (found.left, found.withheld, found.total, found.done) == ((), 5, 5, 0)


def test_a_beginning_in_the_future_does_not_show_the_same_card_for_ever(alice, items):
    grade(alice, items[0], now=LATER)
    found = a_set(alice, "topic:definition", since=LATER + timedelta(days=9), now=LATER)
    assert items[0] not in found.left


def test_a_set_is_ones_own(alice, bob, items):
    grade(bob, items[0], now=LATER)
    suspend(bob, items[1])
    assert a_set(alice, "topic:definition").left == tuple(items[:4])


def test_a_search_that_cannot_be_understood_is_refused(alice, items):
    with pytest.raises(QueryError):
        a_set(alice, "is:duo")
