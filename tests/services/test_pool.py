"""The questions a choice is made among: all of a small bank, a fair handful of a large one."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from random import Random

import pytest

from quizapp.domain.learning.build import Filters
from quizapp.extensions import db
from quizapp.models import Item
from quizapp.services.quizzes import pool
from quizapp.services.quizzes.attempts import TOPICS
from tests.factories import NOON
from tests.services.made_banks import load, made_item, made_items
from tests.services.studying import bank_id, finish, item_id, learn, start

DAY = timedelta(days=1)


def draw(learner, *, topics=TOPICS, excluded=(), seed=1, now=NOON):
    return pool.draw_pool(
        db.session(),
        learner=learner,
        bank_id=bank_id(),
        filters=Filters.of(topics),
        excluded=excluded,
        now=now,
        rng=Random(seed),
    )


def ids(drawn):
    return {candidate.item_id for candidate in drawn.candidates}


@pytest.fixture
def large_bank(alice, monkeypatch):
    """A bank of twelve questions, of which no more than four are drawn and two are overdue."""
    monkeypatch.setattr(pool, "DRAWN", 4)
    monkeypatch.setattr(pool, "OVERDUE", 2)
    items = made_items(12)
    load(*items)
    return [item_id(item.id) for item in items]


def test_a_small_bank_is_drawn_whole_from_wherever_the_draw_begins(alice):
    items = made_items(5)
    load(*items, made_item("cloze"), made_item("basic"))

    for seed in range(5):
        assert ids(draw(alice, seed=seed)) == {item_id(item.id) for item in items}


def test_only_asked_for_topics_and_items_not_excluded_are_drawn(alice):
    load(*made_items(2), *made_items(2, topic="causes"))
    excluded = item_id("go-sba-causes-01")

    assert ids(draw(alice, topics=["causes"], excluded={excluded})) == {item_id("go-sba-causes-02")}


def test_a_candidate_tells_what_a_choice_needs(alice):
    load(made_item(expected_success=0.7))
    number = item_id("go-sba-definition-01")
    (new,) = draw(alice).candidates
    learn(alice, number, now=NOON - 10 * DAY)

    (known,) = draw(alice).candidates

    assert (new.item_id, new.topic, new.guessing) == (number, "definition", 0.25)
    assert (new.retrievability, new.last_seen_day) == (None, None)
    assert new.parameters.n == 0
    assert 0.5 < known.retrievability < 1.0
    assert known.last_seen_day == alice.today(NOON - 10 * DAY)
    assert draw(alice).revisions == {number: db.session.get_one(Item, number).revision_id}


def test_what_others_remember_makes_no_difference(alice, bob):
    load(made_item())
    learn(bob, item_id("go-sba-definition-01"))

    assert draw(alice).candidates[0].retrievability is None


def test_of_a_large_bank_a_bounded_handful_is_drawn(alice, large_bank):
    assert all(len(draw(alice, seed=seed).candidates) == 4 for seed in range(10))


def test_in_a_large_bank_too_the_questions_of_a_rare_topic_are_found(alice, monkeypatch):
    monkeypatch.setattr(pool, "DRAWN", 3)
    load(*made_items(9), *made_items(2, topic="causes"))

    responses = finish(alice, start(alice, length=2, topics=["causes"]))

    assert {response.item_id for response in responses} == {
        item_id("go-sba-causes-01"),
        item_id("go-sba-causes-02"),
    }


def test_every_question_of_a_large_bank_has_its_turn(alice, large_bank):
    drawn = Counter(number for seed in range(60) for number in ids(draw(alice, seed=seed)))

    assert set(drawn) == set(large_bank)


def test_the_most_overdue_questions_of_a_large_bank_are_always_among_them(alice, bob, large_bank):
    forgotten, faded, fresh, *others = large_bank
    for number, days in ((fresh, 20), (faded, 50), (forgotten, 90)):
        learn(alice, number, now=NOON - days * DAY)
    for number in others[:3]:
        learn(bob, number, now=NOON - 200 * DAY)

    for seed in range(10):
        drawn = draw(alice, seed=seed)
        assert {forgotten, faded} <= ids(drawn)
        assert len(drawn.candidates) == len(ids(drawn)) <= 6


def test_what_must_not_be_drawn_leaves_room_for_what_may(alice, large_bank):
    """A long quiz nears the end of what matches: the few that are left are found."""
    asked, left = set(large_bank[:9]), set(large_bank[9:])

    for seed in range(20):
        assert ids(draw(alice, excluded=asked, seed=seed)) == left
