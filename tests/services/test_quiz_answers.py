"""Recording an answer: once, with its mark, whatever is sent how often from how many devices."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from quizapp.domain.errors import ConflictError
from quizapp.domain.grading.answers import ChosenOptions, TypedText
from quizapp.domain.grading.fit import AnswerDoesNotFitError
from quizapp.extensions import db
from quizapp.models import Ability, AttemptItem, ItemParameters, MemoryState, Response, Review
from quizapp.services.quizzes.attempts import TOPICS
from tests.factories import NOON, make_learner
from tests.services.made_banks import load, made_item, made_items
from tests.services.studying import (
    answer,
    ask,
    at_once,
    grade,
    item_id,
    right_answer,
    start,
    wrong_answer,
)

BLANK = ChosenOptions(frozenset())


def options(*ids):
    return ChosenOptions(frozenset(ids))


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def assert_counted_once(learner, item):
    """One answer left one trace in every table that it moves."""
    session = db.session()
    session.rollback()  # or it would go on seeing what it saw before
    assert (count(Response), count(Review), count(AttemptItem)) == (1, 1, 2)
    assert session.get_one(MemoryState, (learner.id, item)).reviews == 1
    assert session.scalar(select(Ability.answers)) == 1
    assert session.get_one(ItemParameters, item).answers == 1


def test_an_answer_is_stored_with_all_that_its_mark_rests_on(alice):
    load(*made_items(2))
    attempt = start(alice)
    place = ask(alice, attempt).place

    response = answer(alice, attempt, given=options("b"), key="k1", duration_ms=1234)

    assert response.revision_id == place.revision_id
    assert response.answer == {"chosen": ["b"]}
    assert (response.points, response.maximum, response.rule) == (1.0, 1.0, "sba")
    assert (response.client_key, response.duration_ms) == ("k1", 1234)
    assert (response.answered_at, response.local_day) == (NOON, alice.today(NOON))
    question = ask(alice, attempt)
    assert question.answer == options("b")
    assert question.mark.reason.code == "right"
    assert question.attempt.answered == 1


MARKS = [
    ("sba", options("b"), 1.0, "right"),
    ("sba", options("a"), 0.0, "wrong"),
    ("sba", BLANK, 0.0, "blank"),
    ("multiple", options("b", "c", "e"), 1.0, "right"),
    ("multiple", options("b", "c"), 0.5, "discordances"),
    ("multiple", options("b", "d", "c"), 0.2, "discordances"),
    ("multiple", options("c", "e"), 0.0, "indispensable_missed"),
    ("multiple", options("a", "b", "c", "e"), 0.0, "inacceptable_chosen"),
    ("multiple", BLANK, 0.0, "blank"),
    ("short_menu", options("b", "c", "e"), 1.0, "right"),
    ("short_menu", options("b", "c"), 2 / 3, "menu"),
    ("short_menu", options("a", "b", "c"), 2 / 3, "menu"),
    ("short_menu", options("a", "d"), 0.0, "menu"),
    ("short_menu", options("a", "b", "c", "e"), 0.0, "too_many"),
    ("short_menu", BLANK, 0.0, "blank"),
    ("long_menu", options("b", "e"), 1.0, "right"),
    ("long_menu", options("a", "e"), 0.5, "menu"),
    ("long_menu", options("a", "b", "e"), 0.0, "too_many"),
    ("long_menu", BLANK, 0.0, "blank"),
    ("concordance", options("p1"), 1.0, "panel"),
    ("concordance", options("p2"), 0.5, "panel"),
    ("concordance", options("m2"), 0.0, "panel"),
    ("concordance", BLANK, 0.0, "blank"),
    ("short_answer", TypedText("la COLCHICINE", "fr"), 1.0, "accepted"),
    ("short_answer", TypedText("colchicne", "fr"), 1.0, "accepted_typo"),
    ("short_answer", TypedText("pénicilline", "fr"), 0.0, "rejected"),
    ("short_answer", TypedText("aspirine", "fr"), 0.0, "wrong"),
    ("short_answer", TypedText(" ", "fr"), 0.0, "blank"),
]


def test_every_type_of_question_is_marked_by_its_rule(alice):
    kinds = ("sba", "multiple", "short_menu", "long_menu", "concordance", "short_answer")
    load(*(made_item(kind, topic=topic) for kind, topic in zip(kinds, TOPICS, strict=False)))

    for kind, given, points, code in MARKS:
        attempt = start(alice, length=1, topics=[TOPICS[kinds.index(kind)]])
        response = answer(alice, attempt, given=given)

        assert (response.points, response.mark["reason"]["code"]) == (points, code), given
        assert ask(alice, attempt).answer == given


def test_confidence_is_stored_with_the_answer_and_with_what_memory_learns_of_it(alice):
    load(*made_items(3))
    attempt = start(alice, length=3, asks_confidence=True)
    given = [answer(alice, attempt, position, confidence=position) for position in (1, 2)]
    given.append(answer(alice, attempt, 3))

    assert [response.confidence for response in given] == [1, 2, None]
    logged = db.session.scalars(select(Review.confidence).order_by(Review.id)).all()
    assert logged == [1, 2, None]


def test_the_same_key_with_another_confidence_is_a_conflict(alice):
    load(*made_items(2))
    attempt = start(alice, asks_confidence=True)
    answer(alice, attempt, confidence=1, key="k1")

    with pytest.raises(ConflictError):
        answer(alice, attempt, confidence=3, key="k1")


def test_an_answer_that_does_not_fit_its_question_records_nothing(alice):
    load(
        made_item("sba", topic="causes"),
        made_item("short_answer", topic="treatment"),
        made_item("concordance", topic="prognosis"),
    )
    topics = ("causes", "treatment", "prognosis")
    choice, text, scale = (start(alice, topics=[topic]) for topic in topics)

    for attempt, given in (
        (choice, options("z")),
        (choice, TypedText("le gros orteil", "fr")),
        (text, options("a")),
        (text, TypedText("Gicht", "de")),
        (scale, options("a")),
        (scale, options("p1", "p2")),
        (scale, TypedText("p1", "fr")),
    ):
        with pytest.raises(AnswerDoesNotFitError):
            answer(alice, attempt, given=given)

    assert (count(Response), count(Review)) == (0, 0)


def test_the_same_answer_sent_again_with_its_key_counts_once(alice):
    load(*made_items(2))
    attempt = start(alice)
    item = ask(alice, attempt).place.item_id

    first = answer(alice, attempt, key="k1")
    again = answer(alice, attempt, key="k1")

    assert again.id == first.id
    assert_counted_once(alice, item)


def test_a_key_used_again_for_another_answer_is_a_conflict(alice):
    load(*made_items(2))
    attempt = start(alice)
    answer(alice, attempt, given=options("b"), key="k1")

    with pytest.raises(ConflictError):
        answer(alice, attempt, given=options("c"), key="k1")
    with pytest.raises(ConflictError):
        answer(alice, attempt, position=2, given=options("b"), key="k1")

    assert ask(alice, attempt).answer == options("b")
    assert ask(alice, attempt, 2).response is None


def test_a_key_used_for_a_card_cannot_be_used_for_an_answer_nor_the_other_way_round(alice):
    load(*made_items(2))
    attempt = start(alice)
    asked = ask(alice, attempt).place.item_id
    other = next(number for item in made_items(2) if (number := item_id(item.id)) != asked)

    grade(alice, other, key="card")
    with pytest.raises(ConflictError):
        answer(alice, attempt, key="card")

    answer(alice, attempt, key="quiz")
    with pytest.raises(ConflictError):
        grade(alice, other, key="quiz")

    assert count(Review) == 2


def test_a_second_answer_with_another_key_does_not_replace_the_first(alice):
    load(*made_items(2))
    attempt = start(alice)
    question = ask(alice, attempt)

    first = answer(alice, attempt, given=wrong_answer(question), key="k1")
    second = answer(alice, attempt, given=right_answer(question), key="k2")

    assert (second.id, second.points) == (first.id, 0.0)
    assert_counted_once(alice, question.place.item_id)


def test_two_learners_may_use_the_same_key(alice, bob):
    load(*made_items(2))

    one = answer(alice, start(alice), key="same")
    other = answer(bob, start(bob), key="same")

    assert one.id != other.id


def test_the_same_key_from_two_threads_counts_once(app, alice):
    load(*made_items(2))
    attempt = start(alice).id
    question = ask(alice, attempt)
    item, given = question.place.item_id, right_answer(question)

    responses = at_once(app, [lambda: answer(alice, attempt, 1, given, key="k1")] * 2)

    assert len({response.id for response in responses}) == 1
    assert_counted_once(alice, item)


def test_eight_devices_with_eight_keys_answer_a_question_once(app, alice):
    load(*made_items(2))
    attempt = start(alice).id
    question = ask(alice, attempt)
    item, answers = question.place.item_id, [right_answer(question), wrong_answer(question)] * 4

    responses = at_once(
        app, [lambda given=given: answer(alice, attempt, 1, given) for given in answers]
    )

    assert len({response.id for response in responses}) == 1
    assert_counted_once(alice, item)


def test_eight_learners_at_once_all_count_for_the_items_difficulty(app, session):
    load(made_item())
    learners = [make_learner(f"learner{number}") for number in range(8)]
    attempts = [start(learner).id for learner in learners]
    given = right_answer(ask(learners[0], attempts[0]))

    at_once(
        app,
        [
            lambda learner=learner, attempt=attempt: answer(learner, attempt, 1, given)
            for learner, attempt in zip(learners, attempts, strict=True)
        ],
    )

    session.rollback()  # or it would go on seeing what it saw before
    assert session.get_one(ItemParameters, item_id("go-sba-definition-01")).answers == 8
    assert count(Response) == 8
