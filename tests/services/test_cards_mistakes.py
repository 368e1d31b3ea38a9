"""Reviewing the mistakes of an attempt: which cards, in which order, and until when."""

from __future__ import annotations

from datetime import timedelta

import pytest

from quizapp.domain.errors import NotFoundError
from quizapp.domain.grading.convention import Convention
from quizapp.domain.learning.build import Mode
from quizapp.domain.learning.memory import Grade
from quizapp.extensions import db
from quizapp.services.quizzes.mistakes import find_round
from tests.factories import NOON
from tests.services import exams
from tests.services.made_banks import load, made_item, made_items
from tests.services.studying import (
    again,
    answer,
    ask,
    bank_id,
    grade,
    item_id,
    learn,
    right_answer,
    start,
    state,
    undo,
    wrong_answer,
)

MINUTE = timedelta(minutes=1)
RIGHT, WRONG = right_answer, wrong_answer


def round_of(learner, attempt, *, slug=None):
    bank = bank_id(slug) if slug else bank_id()
    return find_round(
        db.session(), learner_id=learner.id, bank_id=bank, attempt_id=attempt.id, now=NOON
    )


def taken(learner, *answers, mode=Mode.PRACTICE, now=NOON, **wanted):
    """An attempt with these answers, each a way to answer and a confidence, and its items."""
    attempt = start(
        learner, length=len(answers), mode=mode, asks_confidence=True, now=now, **wanted
    )
    items = []
    for position, (way, confidence) in enumerate(answers, start=1):
        question = ask(learner, attempt, position)
        answer(learner, attempt, position, way(question), confidence=confidence, now=now)
        items.append(question.place.item_id)
    return attempt, items


def test_a_round_has_what_was_missed_confident_errors_first(alice):
    load(*made_items(5))
    attempt, (_, unsure, sure, unasked, _) = taken(
        alice, (RIGHT, 3), (WRONG, 1), (WRONG, 3), (WRONG, None), (RIGHT, 1)
    )

    found = round_of(alice, attempt)

    assert found.left == (sure, unsure, unasked)
    assert (found.total, found.done, found.withheld) == (3, 0, 0)


def test_an_answer_that_was_partly_right_is_a_mistake(alice):
    load(made_item("multiple"))

    def partly(question):
        keys = [option.id for option in question.content.keys]
        plain = [option.id for option in question.content.distractors if option.flag is None]
        return exams.ticked(*keys, plain[0])

    attempt, [item] = taken(alice, (partly, 3))

    assert ask(alice, attempt).mark.credit == 0.5
    assert round_of(alice, attempt).left == (item,)


def test_right_at_a_low_level_of_confidence_is_no_mistake_though_it_costs_points(alice):
    load(made_item())
    attempt, _ = taken(alice, (RIGHT, 1), convention=Convention.CONFIDENCE)

    assert round_of(alice, attempt).total == 0


def test_each_mistake_is_done_once_it_was_graded_since_whatever_the_grade(alice):
    load(*made_items(3))
    attempt, (first, second, third) = taken(alice, (WRONG, 1), (WRONG, 1), (WRONG, 1))

    grade(alice, second, Grade.AGAIN, now=NOON + MINUTE)
    found = round_of(alice, attempt)
    assert (found.left, found.done) == ((first, third), 1)

    for item in (first, third):
        grade(alice, item, now=NOON + MINUTE)
    found = round_of(alice, attempt)
    assert (found.left, found.done, found.total) == ((), 3, 3)


def test_a_grade_from_before_the_end_does_not_count(alice):
    load(made_item())
    learn(alice, item_id("go-sba-definition-01"), now=NOON - MINUTE)
    attempt, [item] = taken(alice, (WRONG, 1))

    assert round_of(alice, attempt).left == (item,)


def test_neither_does_another_quiz(alice):
    load(made_item())
    attempt, [item] = taken(alice, (WRONG, 1))
    taken(alice, (RIGHT, 3), now=NOON + MINUTE)

    assert round_of(alice, attempt).left == (item,)


def test_a_grade_taken_back_brings_the_mistake_back(alice):
    load(made_item())
    attempt, [item] = taken(alice, (WRONG, 1))
    grade(alice, item, now=NOON + MINUTE)

    undo(alice, now=NOON + 2 * MINUTE)

    assert round_of(alice, attempt).left == (item,)


def test_the_mistakes_of_a_practice_can_be_reviewed_before_it_ends(alice):
    load(*made_items(3))
    attempt = start(alice, length=3)
    item = ask(alice, attempt).place.item_id
    answer(alice, attempt, 1, wrong_answer(ask(alice, attempt)))

    assert round_of(alice, attempt).left == (item,)
    grade(alice, item, now=NOON + MINUTE)
    assert round_of(alice, attempt).left == ()


@pytest.mark.parametrize("mode", [Mode.MEASURE, Mode.EXAM])
def test_those_of_a_measure_or_an_exam_are_not_known_before_its_end(alice, mode):
    load(*made_items(9))
    attempt = start(alice, mode=mode, length=9)
    if mode is Mode.MEASURE:
        answer(alice, attempt, 1, wrong_answer(ask(alice, attempt)))

    with pytest.raises(NotFoundError):
        round_of(alice, attempt)


def test_a_place_left_empty_in_an_exam_is_a_card_that_begins_with_its_grade(alice):
    load(*made_items(2))
    attempt = exams.begin(alice, length=2)
    empty = ask(alice, attempt, 2).place.item_id
    exams.save(alice, attempt, 1)
    exams.hand_in(alice, attempt, now=NOON + MINUTE)
    assert round_of(alice, attempt).left == (empty,)
    assert state(alice, empty) is None

    grade(alice, empty, now=NOON + 2 * MINUTE)

    assert state(alice, empty).reviews == 1
    assert round_of(alice, attempt).left == ()


def test_an_item_that_another_exam_asks_waits_for_its_end(alice):
    load(*made_items(2))
    attempt, (first, second) = taken(alice, (WRONG, 1), (WRONG, 1))
    exam = exams.begin(alice, length=1)
    asked = ask(alice, exam).place.item_id

    found = round_of(alice, attempt)
    assert found.left == tuple(item for item in (first, second) if item != asked)
    assert (found.withheld, found.done) == (1, 0)

    exams.hand_in(alice, exam, now=NOON + MINUTE)
    assert set(round_of(alice, attempt).left) == {first, second}


def test_a_retired_item_is_no_card_to_review(alice):
    kept, dropped = made_items(2)
    load(kept, dropped)
    attempt, _ = taken(alice, (WRONG, 1), (WRONG, 1))

    load(kept)

    assert round_of(alice, attempt).left == (item_id(kept.id),)


def test_another_learners_attempt_does_not_exist(alice, bob):
    load(made_item())
    attempt, _ = taken(alice, (WRONG, 1))
    assert again(attempt).finished_at is not None

    with pytest.raises(NotFoundError):
        round_of(bob, attempt)


def test_nor_does_one_on_another_bank(alice):
    load(made_item())
    load(made_item("basic"), slug="autre")
    attempt, _ = taken(alice, (WRONG, 1))

    with pytest.raises(NotFoundError):
        round_of(alice, attempt, slug="autre")


def test_another_learners_grades_do_not_end_the_round(alice, bob):
    load(made_item())
    attempt, [item] = taken(alice, (WRONG, 1))

    grade(bob, item, now=NOON + MINUTE)

    assert round_of(alice, attempt).left == (item,)
