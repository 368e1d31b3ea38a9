"""A case in practice: asked to its end, step by step, once it is begun."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from quizapp.database import transaction
from quizapp.domain.errors import NotFoundError
from quizapp.domain.learning.build import Ending, Mode
from quizapp.extensions import db
from quizapp.models import AttemptItem, Item, Response
from tests.domain.content import samples
from tests.factories import NOON
from tests.services.made_banks import load, made_items
from tests.services.studying import (
    again,
    answer,
    ask,
    at_once,
    finish,
    item_id,
    right_answer,
    start,
    wrong_answer,
)

CASE = samples.case()
STEPS = [step.id for step in CASE.items]
LATER = NOON + timedelta(minutes=10)


def asked(learner, attempt):
    """The keys of the items asked so far, in order."""
    last = again(attempt).answered + (again(attempt).finished_at is None)
    return [ask(learner, attempt, position).content.id for position in range(1, last + 1)]


def retire(*keys):
    with transaction() as session:
        session.execute(update(Item).where(Item.key.in_(keys)).values(retired_at=NOON))


def begin_the_case(learner, *, length=5):
    """An attempt whose open question is the first of the case."""
    for _ in range(30):
        attempt = start(learner, length=length, topics=["definition"])
        if ask(learner, attempt).content.id == STEPS[0]:
            return attempt
    raise AssertionError("the case is never chosen")


def test_a_case_is_asked_to_its_end_in_order_and_then_the_quiz_goes_on(alice):
    load(*made_items(6), *CASE.items)

    attempt = begin_the_case(alice, length=6)
    finish(alice, attempt)

    keys = asked(alice, attempt)
    assert keys[:3] == STEPS
    assert all(key.startswith("go-sba-") for key in keys[3:])
    assert len(keys) == 6
    reasons = [ask(alice, attempt, position).place.reason for position in (1, 2, 3, 4)]
    assert reasons[1:3] == ["case", "case"]
    assert "case" not in {reasons[0], reasons[3]}


def test_each_step_knows_what_was_revealed_by_then_and_no_more(alice):
    load(*CASE.items)
    attempt = start(alice)

    told = []
    for position in (1, 2, 3):
        case = ask(alice, attempt, position).content.case
        told.append((case.position, case.length, len(case.information)))
        answer(alice, attempt, position)

    assert told == [(1, 3, 1), (2, 3, 2), (3, 3, 2)]


def test_the_next_step_is_not_there_before_the_one_before_is_answered(alice):
    load(*CASE.items)
    attempt = start(alice)

    for position in (2, 3):
        with pytest.raises(NotFoundError):
            ask(alice, attempt, position)
        with pytest.raises(NotFoundError):
            answer(alice, attempt, position, right_answer(ask(alice, attempt)))


def test_a_wrong_answer_does_not_end_a_case(alice):
    load(*CASE.items)
    attempt = start(alice)

    answer(alice, attempt, given=wrong_answer(ask(alice, attempt)))

    assert ask(alice, attempt, 2).content.id == STEPS[1]


def test_a_case_that_does_not_fit_the_length_is_not_begun(alice):
    load(*made_items(1), *CASE.items)

    for _ in range(5):
        attempt = start(alice, length=2, topics=["definition"])
        finish(alice, attempt)
        assert asked(alice, attempt) == ["go-sba-definition-01"]
        assert again(attempt).ending == Ending.EXHAUSTED


def test_a_case_is_begun_as_long_as_it_fits_to_the_last_question(alice):
    load(*made_items(2), *CASE.items)

    for _ in range(8):
        attempt = start(alice, length=5)
        finish(alice, attempt)
        keys = asked(alice, attempt)
        assert sorted(keys) == sorted(["go-sba-definition-01", "go-sba-definition-02", *STEPS])
        begun = keys.index(STEPS[0])
        assert keys[begun : begun + 3] == STEPS, "no question of another patient in between"


def test_a_quiz_too_short_for_the_only_case_is_not_begun(alice):
    load(*CASE.items)

    with pytest.raises(NotFoundError):
        start(alice, length=2)

    assert start(alice, length=3).length == 3


def test_a_case_is_never_entered_in_its_middle(alice):
    load(*CASE.items)
    retire(STEPS[0])

    with pytest.raises(NotFoundError):
        start(alice)


def test_a_step_that_is_retired_meanwhile_is_passed_over(alice):
    load(*CASE.items)
    attempt = start(alice)
    retire(STEPS[1])

    finish(alice, attempt)

    assert asked(alice, attempt) == [STEPS[0], STEPS[2]]
    assert again(attempt).ending == Ending.EXHAUSTED


def test_a_step_that_was_passed_over_is_not_asked_later(alice):
    load(*CASE.items)
    attempt = start(alice)
    retire(STEPS[1])
    answer(alice, attempt)
    assert ask(alice, attempt, 2).content.id == STEPS[2]
    load(*CASE.items)

    answer(alice, attempt, 2)

    assert again(attempt).ending == Ending.EXHAUSTED


def test_a_case_whose_other_steps_are_all_retired_makes_room_for_the_rest(alice):
    load(*made_items(3), *CASE.items)
    attempt = begin_the_case(alice, length=4)
    retire(*STEPS[1:])

    finish(alice, attempt)

    keys = asked(alice, attempt)
    assert keys[0] == STEPS[0]
    assert sorted(keys[1:]) == [f"go-sba-definition-0{number}" for number in (1, 2, 3)]


def test_the_open_step_can_be_answered_though_it_was_retired(alice):
    load(*CASE.items)
    attempt = start(alice)
    answer(alice, attempt)
    retire(*STEPS)

    assert answer(alice, attempt, 2).points == 1.0
    assert again(attempt).ending == Ending.EXHAUSTED


def test_a_case_goes_on_at_the_same_step_after_a_break(alice):
    load(*CASE.items)
    attempt = start(alice)
    answer(alice, attempt)
    options = [option.id for option in ask(alice, attempt, 2).options]

    db.session.remove()  # another device, another day

    resumed = again(attempt)
    assert resumed.answered == 1
    assert ask(alice, resumed, 2).content.id == STEPS[1]
    assert [option.id for option in ask(alice, resumed, 2).options] == options
    finish(alice, resumed, now=NOON + timedelta(days=2))
    assert asked(alice, resumed) == STEPS


def test_two_tabs_answer_a_step_once_and_neither_can_go_back(alice):
    load(*CASE.items)
    attempt = start(alice)
    question = ask(alice, attempt)

    first = answer(alice, attempt, given=wrong_answer(question), now=NOON)
    late = answer(alice, attempt, given=right_answer(question), now=LATER)
    answer(alice, attempt, 2)
    much_later = answer(alice, attempt, given=right_answer(question), now=LATER)

    assert late.id == much_later.id == first.id
    assert (first.points, again(attempt).answered) == (0.0, 2)
    assert asked(alice, attempt) == STEPS


def test_two_tabs_at_the_same_moment_place_the_next_step_once(app, alice):
    load(*CASE.items)
    attempt = start(alice).id
    question = ask(alice, attempt)
    both = [right_answer(question), wrong_answer(question)]

    responses = at_once(
        app, [lambda given=given: answer(alice, attempt, 1, given) for given in both]
    )

    assert len({response.id for response in responses}) == 1
    db.session.rollback()
    counts = [
        db.session.scalar(select(func.count()).select_from(model))
        for model in (Response, AttemptItem)
    ]
    assert counts == [1, 2]


def test_a_step_that_an_exam_keeps_back_is_passed_over(alice):
    load(*CASE.items)
    attempt = start(alice)
    start(alice, mode=Mode.EXAM, length=3, now=LATER)

    answer(alice, attempt, now=LATER)

    assert again(attempt).ending == Ending.EXHAUSTED
    assert again(attempt).answered == 1


def test_the_steps_of_a_case_are_items_of_their_own_for_memory(alice):
    load(*CASE.items)
    finish(alice, start(alice))

    met = set(db.session.scalars(select(Response.item_id)))
    assert met == {item_id(step) for step in STEPS}
