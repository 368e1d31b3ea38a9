"""An attempt from its first question to its last, and who may see it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from quizapp.domain.errors import ConflictError, NotFoundError
from quizapp.extensions import db
from quizapp.models import Attempt, AttemptItem
from quizapp.services.quizzes.quiz_result import attempt_result
from tests.factories import NOON
from tests.services.made_banks import load, made_item, made_items
from tests.services.studying import (
    again,
    answer,
    ask,
    at_once,
    finish,
    item_id,
    right_answer,
    start,
)

LATER = NOON + timedelta(minutes=10)


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def result(learner, attempt):
    return attempt_result(db.session(), learner_id=learner.id, attempt_id=attempt.id, now=NOON)


def test_starting_a_quiz_chooses_its_first_question(alice):
    load(*made_items(2))

    attempt = start(alice, length=5)

    assert (attempt.length, attempt.answered, attempt.finished_at) == (5, 0, None)
    assert ask(alice, attempt).content.id.startswith("go-sba-definition-")
    assert not ask(alice, attempt).is_last


def test_starting_twice_with_the_same_key_starts_once(app, alice):
    load(*made_items(2))

    first = start(alice, key="again")
    starts = at_once(app, [lambda: start(alice, key="again")] * 4)

    assert {attempt.id for attempt in starts} == {first.id}
    assert (count(Attempt), count(AttemptItem)) == (1, 1)


def test_four_starts_with_one_key_at_the_same_moment_start_once(app, alice):
    load(*made_items(2))

    starts = at_once(app, [lambda: start(alice, key="at once")] * 4)

    assert len({attempt.id for attempt in starts}) == 1
    assert count(AttemptItem) == 1


@pytest.mark.parametrize("other", [{"length": 2}, {"topics": ["definition"]}])
def test_the_same_key_for_another_quiz_is_a_conflict(alice, other):
    load(*made_items(3))
    first = start(alice, length=3, key="the same key")

    with pytest.raises(ConflictError):
        start(alice, **{"length": 3, **other}, key="the same key")

    assert start(alice, length=3, key="the same key").id == first.id


def test_two_learners_may_use_the_same_key(alice, bob):
    load(*made_items(2))

    assert start(alice, key="same").id != start(bob, key="same").id


@pytest.mark.parametrize(
    "asked", [{"slug": "unknown"}, {"topics": ["prognosis"]}, {"topics": ["no topic"]}]
)
def test_a_quiz_without_a_bank_or_a_question_is_not_begun(alice, asked):
    load(*made_items(2), made_item("basic", topic="prognosis"))

    with pytest.raises(NotFoundError):
        start(alice, **asked)

    assert count(Attempt) == 0


def test_only_the_chosen_topics_are_asked(alice):
    load(*made_items(3), *made_items(3, topic="causes"), *made_items(3, topic="treatment"))

    attempt = start(alice, length=6, topics=["treatment", "causes"])
    finish(alice, attempt)

    assert attempt.topics == ["causes", "treatment"]
    topics = [line.content.topic for line in result(alice, attempt).lines]
    assert sorted(topics) == ["causes"] * 3 + ["treatment"] * 3


def test_no_question_is_asked_twice_in_an_attempt(alice):
    load(*made_items(7))

    attempt = start(alice, length=7)
    responses = finish(alice, attempt)

    assert len({response.item_id for response in responses}) == 7


def test_cards_and_retired_items_are_never_asked(alice):
    kept, *others = made_items(3)
    load(kept, *others)
    load(kept, made_item("cloze"), made_item("basic"))

    attempt = start(alice, length=5)

    assert [response.item_id for response in finish(alice, attempt)] == [item_id(kept.id)]


def test_an_attempt_ends_at_its_length(alice):
    load(*made_items(4))

    attempt = start(alice, length=3)
    assert len(finish(alice, attempt, now=LATER)) == 3

    attempt = again(attempt)
    assert (attempt.answered, attempt.length, attempt.finished_at) == (3, 3, LATER)


def test_an_attempt_gets_shorter_when_its_topics_run_out(alice):
    load(*made_items(3), *made_items(4, topic="causes"))

    attempt = start(alice, length=10, topics=["definition"])
    finish(alice, attempt, now=LATER)

    attempt = again(attempt)
    assert (attempt.answered, attempt.length, attempt.finished_at) == (3, 3, LATER)
    assert ask(alice, attempt, 3).is_last


def test_options_keep_their_order_within_an_attempt(alice):
    load(*made_items(1))
    attempt = start(alice)

    first = ask(alice, attempt).options
    assert ask(alice, attempt).options == first
    answer(alice, attempt)
    assert ask(alice, attempt).options == first
    assert {option.id for option in first} == {"a", "b", "c", "d"}


def test_options_change_their_order_from_attempt_to_attempt(alice):
    load(*made_items(1))

    orders = {tuple(option.id for option in ask(alice, start(alice)).options) for _ in range(6)}

    assert len(orders) > 1


def test_a_place_that_was_not_reached_yet_is_not_found(alice):
    load(*made_items(2))
    attempt = start(alice)

    for position in (0, 2, 99):
        with pytest.raises(NotFoundError):
            ask(alice, attempt, position)
        with pytest.raises(NotFoundError):
            answer(alice, attempt, position, right_answer(ask(alice, attempt)))


def test_another_learners_attempt_is_not_found(alice, bob):
    load(*made_items(2))
    attempt = start(alice)
    given = right_answer(ask(alice, attempt))

    for trespass in (
        lambda: ask(bob, attempt),
        lambda: answer(bob, attempt, 1, given),
        lambda: result(bob, attempt),
    ):
        with pytest.raises(NotFoundError):
            trespass()

    assert ask(alice, attempt).response is None


def test_an_item_retired_meanwhile_can_still_be_answered_in_a_running_attempt(alice):
    kept, *others = made_items(3)
    load(kept, *others)
    attempt = start(alice, length=3)
    load(made_item(number=9))

    response = answer(alice, attempt)

    assert response.points == 1.0
    assert ask(alice, attempt, 2).content.id == "go-sba-definition-09"
