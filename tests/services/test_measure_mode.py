"""A measure: it chooses what tells the most, stops by itself, and says nothing before its end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from quizapp.database import transaction
from quizapp.domain.errors import ConflictError, NotFoundError
from quizapp.domain.learning.build import Ending, Mode
from quizapp.domain.learning.measure import MAX_ITEMS, MIN_ITEMS, PRECISION
from quizapp.extensions import db
from quizapp.models import AttemptItem, ItemParameters, Response
from quizapp.services.quizzes.attempts import marks_may_be_known
from quizapp.services.quizzes.measuring import measure_so_far
from tests.domain.content import samples
from tests.factories import NOON
from tests.services.made_banks import load, made_item, made_items
from tests.services.studying import (
    again,
    answer,
    ask,
    at_once,
    finish,
    right_answer,
    start,
    wrong_answer,
)

LATER = NOON + timedelta(minutes=10)


def measure(learner, **wanted):
    return start(learner, mode=Mode.MEASURE, **{"length": MAX_ITEMS, **wanted})


def sharpen(discrimination):
    """Give every item of the bank a known difficulty, and as much to tell as this."""
    with transaction() as session:
        session.execute(
            update(ItemParameters).values(
                difficulty=0.0, variance=0.01, discrimination=discrimination
            )
        )


def take(learner, attempt, *, right=lambda position: position % 2):
    """Answer to the end; the standard error after each question."""
    errors = []
    while (attempt := again(attempt)).finished_at is None:
        position = attempt.answered + 1
        choose = right_answer if right(position) else wrong_answer
        answer(learner, attempt, position, choose(ask(learner, attempt, position)))
        errors.append(measure_so_far(db.session(), attempt.id).standard_error)
    return errors


def test_it_stops_when_it_is_precise_enough(alice):
    load(*made_items(30, "short_answer"))
    sharpen(1.3)

    attempt = measure(alice)
    errors = take(alice, attempt)

    attempt = again(attempt)
    assert attempt.ending == Ending.PRECISION
    assert MIN_ITEMS < len(errors) < MAX_ITEMS
    assert errors[-1] <= PRECISION == 0.45 < errors[-2]
    assert (attempt.answered, attempt.length, attempt.finished_at) == (len(errors),) * 2 + (NOON,)


def test_it_does_not_stop_before_eight_questions_however_precise_it_is(alice):
    load(*made_items(30, "short_answer"))
    sharpen(3.0)

    attempt = measure(alice)
    errors = take(alice, attempt)

    assert errors[MIN_ITEMS - 2] <= PRECISION, "it was precise one question earlier"
    assert len(errors) == MIN_ITEMS == 8
    assert again(attempt).ending == Ending.PRECISION


@pytest.mark.parametrize("wanted", [20, 100])
def test_it_stops_at_twenty_questions_however_uncertain_it_is(alice, wanted):
    load(*made_items(30))
    sharpen(0.3)

    attempt = measure(alice, length=wanted)
    errors = take(alice, attempt)

    assert len(errors) == MAX_ITEMS == 20
    assert errors[-1] > PRECISION
    assert again(attempt).ending == Ending.LENGTH


def test_it_stops_where_the_bank_is_exhausted(alice):
    load(*made_items(5))

    attempt = measure(alice)
    errors = take(alice, attempt)

    assert len(errors) == 5
    assert again(attempt).ending == Ending.EXHAUSTED
    assert again(attempt).length == 5


def test_it_asks_no_further_question_once_the_time_is_up(alice):
    load(*made_items(30))
    attempt = measure(alice, minutes=10)
    answer(alice, attempt, 1, now=NOON + timedelta(minutes=9, seconds=59))
    assert again(attempt).finished_at is None

    answer(alice, attempt, 2, now=LATER)

    attempt = again(attempt)
    assert (attempt.ending, attempt.answered, attempt.finished_at) == (Ending.TIME, 2, LATER)


def test_it_never_asks_a_case_or_a_concordance_question(alice):
    kinds = ("sba", "multiple", "short_menu", "long_menu", "short_answer", "concordance")
    load(*(made_item(kind) for kind in kinds), *samples.case().items)

    attempt = measure(alice)
    responses = finish(alice, attempt)

    contents = [ask(alice, attempt, response.position).content for response in responses]
    assert sorted(content.type for content in contents) == sorted(kinds[:-1])
    assert not any(content.case for content in contents)


def test_it_is_not_begun_on_what_cannot_measure(alice):
    load(made_item("sba"), made_item("concordance"), *samples.case().items)

    for types in (["concordance"], ["case"], ["concordance", "case"]):
        with pytest.raises(NotFoundError):
            measure(alice, types=types)

    asked = ask(alice, measure(alice, types=["concordance", "sba"])).content
    assert asked.type == "sba"


def known(learner, attempt):
    question = ask(learner, attempt, 1)
    return marks_may_be_known(db.session(), question.attempt, NOON)


def test_nothing_may_be_explained_before_its_end_and_everything_after(alice):
    load(*made_items(3))
    attempt = measure(alice)

    answer(alice, attempt, 1)
    answer(alice, attempt, 2)
    assert not known(alice, attempt)

    answer(alice, attempt, 3)
    assert known(alice, attempt)


def test_every_question_says_why_it_was_asked(alice):
    load(*made_items(4), *made_items(12, topic="causes"), *made_items(4, topic="treatment"))

    attempt = measure(alice)
    responses = finish(alice, attempt)

    reasons = [ask(alice, attempt, one.position).place.reason for one in responses]
    assert reasons[0] == "first"
    assert set(reasons[1:]) == {"most_informative", "topic_quota"}


def test_no_question_is_asked_twice(alice):
    load(*made_items(25))

    responses = finish(alice, measure(alice))

    assert len({response.item_id for response in responses}) == len(responses) == MAX_ITEMS


def test_it_goes_on_at_the_same_question_on_another_device(alice):
    load(*made_items(12))
    attempt = measure(alice)
    answer(alice, attempt, 1)
    open_now = ask(alice, attempt, 2)
    item, options = open_now.place.item_id, [option.id for option in open_now.options]

    db.session.remove()

    resumed = again(attempt)
    assert resumed.answered == 1
    question = ask(alice, resumed, 2)
    assert (question.place.item_id, [option.id for option in question.options]) == (item, options)
    assert answer(alice, resumed, 2).points == 1.0


def test_two_tabs_cannot_answer_twice_or_differently(alice):
    load(*made_items(12))
    attempt = measure(alice)
    question = ask(alice, attempt)

    first = answer(alice, attempt, given=wrong_answer(question), key="tab-1")
    second = answer(alice, attempt, given=right_answer(question), key="tab-2")

    assert (second.id, second.points) == (first.id, 0.0)
    with pytest.raises(ConflictError):
        answer(alice, attempt, given=right_answer(question), key="tab-1")
    assert measure_so_far(db.session(), attempt.id).n == 1
    assert db.session.scalar(select(func.count()).select_from(AttemptItem)) == 2


def test_eight_devices_at_once_answer_a_question_once(app, alice):
    load(*made_items(12))
    attempt = measure(alice).id
    question = ask(alice, attempt)
    answers = [right_answer(question), wrong_answer(question)] * 4

    responses = at_once(
        app, [lambda given=given: answer(alice, attempt, 1, given) for given in answers]
    )

    assert len({response.id for response in responses}) == 1
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Response)) == 1
    assert db.session.scalar(select(func.count()).select_from(AttemptItem)) == 2


def test_a_better_learner_measures_higher(alice, bob):
    load(*made_items(25))
    good, poor = measure(alice), measure(bob)
    take(alice, good, right=lambda _: True)
    take(bob, poor, right=lambda _: False)

    better, worse = (measure_so_far(db.session(), one.id) for one in (good, poor))
    assert better.theta > 0 > worse.theta


def test_a_place_is_measured_by_the_parameters_it_was_asked_with(alice):
    load(*made_items(12))
    attempt = measure(alice)
    answer(alice, attempt, 1)
    before = measure_so_far(db.session(), attempt.id)

    sharpen(3.0)

    assert measure_so_far(db.session(), attempt.id) == before
