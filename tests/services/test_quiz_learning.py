"""What an answer teaches: of the learner, of the item, and of the memory of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from quizapp.domain.grading.answers import ChosenOptions
from quizapp.domain.learning import ability
from quizapp.domain.learning.memory import Grade, Scheduler
from quizapp.extensions import db
from quizapp.models import Ability, ItemParameters, Review
from quizapp.services.memory import domain_state
from quizapp.services.quizzes.attempts import TOPICS, ability_of
from tests.factories import NOON
from tests.services.made_banks import load, made_item, made_items
from tests.services.studying import (
    answer,
    ask,
    finish,
    grade,
    item_id,
    learn,
    right_answer,
    start,
    state,
    undo,
    wrong_answer,
)

ITEM = "go-sba-definition-01"


def parameters(item):
    row = db.session.get(ItemParameters, item, populate_existing=True)
    return ability.ItemParameters(row.difficulty, row.variance, row.discrimination, row.answers)


def latest_review(learner):
    query = select(Review).where(Review.user_id == learner.id).order_by(Review.id.desc())
    return db.session.execute(query.limit(1)).scalar_one()


def mean(learner, topic="definition"):
    attempt_bank = db.session.scalar(select(Ability.bank_id).where(Ability.user_id == learner.id))
    db.session.expire_all()
    return ability_of(db.session(), learner.id, attempt_bank or 0).at(topic)[0]


def test_a_place_keeps_the_parameters_that_its_question_was_chosen_by(alice, bob):
    load(made_item(expected_success=0.6))
    attempt = start(alice)
    before = parameters(item_id(ITEM))

    answer(bob, start(bob))

    assert parameters(item_id(ITEM)) != before
    kept = ask(alice, attempt).place.parameters
    assert ability.ItemParameters.from_json(kept["item"]) == before
    assert kept["guessing"] == 0.25
    expected = ability.expected_success(ability.prior(TOPICS), "definition", before, 0.25)
    assert kept["expected_success"] == pytest.approx(expected, abs=1e-4)
    assert ask(alice, attempt).place.reason in {"new", "weak_topic"}


def test_a_right_answer_raises_the_ability_and_lowers_the_difficulty(alice):
    load(made_item())
    before = parameters(item_id(ITEM))

    answer(alice, start(alice))

    expected_ability, expected_item = ability.update(
        ability.prior(TOPICS), before, topic="definition", score=1.0, guessing=0.25
    )
    assert mean(alice) == expected_ability.at("definition")[0] > 0
    assert parameters(item_id(ITEM)) == expected_item
    assert expected_item.difficulty < before.difficulty


def test_a_wrong_answer_lowers_the_ability_and_raises_the_difficulty(alice):
    load(made_item())
    before = parameters(item_id(ITEM))
    attempt = start(alice)

    answer(alice, attempt, given=wrong_answer(ask(alice, attempt)))

    assert mean(alice) < 0
    assert parameters(item_id(ITEM)).difficulty > before.difficulty


def test_the_difficulty_moves_on_from_where_others_have_brought_it(alice, bob):
    load(made_item())
    attempt = start(alice)
    answer(bob, start(bob))
    brought = parameters(item_id(ITEM))

    answer(alice, attempt)

    _, expected = ability.update(
        ability.prior(TOPICS), brought, topic="definition", score=1.0, guessing=0.25
    )
    assert parameters(item_id(ITEM)) == expected
    assert expected.n == 2


def test_ability_and_difficulty_move_on_the_first_exposure_only(alice):
    load(made_item())
    assert answer(alice, start(alice)).first_exposure
    able, difficult = mean(alice), parameters(item_id(ITEM))

    assert not answer(alice, start(alice), now=NOON + timedelta(days=40)).first_exposure

    assert (mean(alice), parameters(item_id(ITEM))) == (able, difficult)


def test_an_item_first_met_as_a_card_says_nothing_of_ability_any_more(alice):
    load(made_item())
    before = parameters(item_id(ITEM))
    learn(alice, item_id(ITEM))

    response = answer(alice, start(alice))

    assert not response.first_exposure
    assert (mean(alice), parameters(item_id(ITEM))) == (0.0, before)


def test_a_card_that_was_taken_back_leaves_the_quiz_the_first_exposure(alice):
    load(made_item())
    learn(alice, item_id(ITEM))
    undo(alice)

    assert answer(alice, start(alice)).first_exposure


def test_the_ability_folds_again_from_the_attempts_own_parameters(alice, bob):
    load(*made_items(6))
    attempt = start(alice, length=6)
    able = ability.prior(TOPICS)
    finish(bob, start(bob, length=6))

    for position in range(1, 7):
        question = ask(alice, attempt, position)
        given = right_answer(question) if position % 2 else wrong_answer(question)
        response = answer(alice, attempt, position, given)
        able, _ = ability.update(
            able,
            ability.ItemParameters.from_json(question.place.parameters["item"]),
            topic=question.content.topic,
            score=response.points,
            guessing=question.place.parameters["guessing"],
        )

    row = db.session.execute(select(Ability).where(Ability.user_id == alice.id)).scalar_one()
    assert ability.Ability.from_json(row.state) == able
    assert row.answers == 6


@pytest.mark.parametrize(
    ("kind", "chosen", "points"), [("sba", "b", 1.0), ("sba", "", 0.0), ("multiple", "bc", 0.5)]
)
def test_an_answer_moves_the_memory_of_its_item_as_the_domain_says(alice, kind, chosen, points):
    new, known = made_item(kind, topic="causes"), made_item(kind, topic="treatment")
    load(new, known)
    learn(alice, item_id(known.id), now=NOON - timedelta(days=30))

    for item, number in ((new, 0), (known, 1)):
        before = domain_state(state(alice, item_id(item.id)))
        given = ChosenOptions(frozenset(chosen))
        answer(alice, start(alice, length=1, topics=[item.topic]), given=given)

        outcome = Scheduler().quiz(
            before,
            score=points,
            guessing=0.25 if kind == "sba" else 0.0,
            now=NOON,
            zone=alice.zone,
            seed=f"{alice.id}:{item_id(item.id)}:{number}",
        )
        assert domain_state(state(alice, item_id(item.id))) == outcome.state
        review = latest_review(alice)
        assert (review.kind, review.score, review.grade) == ("quiz", points, None)
        assert review.retrievability == outcome.retrievability_before
        assert review.interval_days == outcome.interval_days
        assert (review.local_day, review.time_zone) == (alice.today(NOON), "Europe/Paris")


def test_a_wrong_answer_brings_a_known_card_back_today(alice):
    load(made_item())
    number = item_id(ITEM)
    learn(alice, number, now=NOON - timedelta(days=10))
    attempt = start(alice)

    answer(alice, attempt, given=wrong_answer(ask(alice, attempt)))

    assert state(alice, number).due_at == NOON + timedelta(minutes=10)
    assert state(alice, number).lapses == 1
    assert grade(alice, number, Grade.GOOD, seen=2, now=NOON + timedelta(minutes=10))
