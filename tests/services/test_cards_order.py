"""Which card comes next, and how many a day asks for."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from quizapp.domain.grading.answers import ChosenOptions
from quizapp.domain.learning.memory import Grade
from quizapp.extensions import db
from quizapp.models import Item
from tests.factories import NOON
from tests.services.made_banks import load, made_item, made_items
from tests.services.studying import (
    answer,
    ask,
    grade,
    item_id,
    learn,
    next_card,
    plan,
    right_answer,
    start,
    state,
    undo,
    wrong_answer,
)

MONTHS_AGO = NOON - timedelta(days=90)
MINUTE = timedelta(minutes=1)


def ids(*items):
    return [item_id(item.id) for item in items]


def by_position(*items):
    """The numbers of items in the order in which the bank presents them."""
    return sorted(ids(*items), key=lambda number: db.session.get_one(Item, number).position)


def session_of(learner, *, now=NOON, with_grade=Grade.EASY):
    """Go through the cards until none is left; the items in the order they came."""
    shown = []
    while (card := next_card(learner, now=now)) is not None:
        shown.append(card.item_id)
        grade(learner, card.item_id, with_grade, now=now)
    return shown


def test_new_cards_come_in_the_order_of_the_bank(alice):
    items = made_items(3)
    load(*items)

    assert session_of(alice) == by_position(*items)


def test_steps_run_out_come_first_then_due_then_new_then_steps_ahead(alice):
    items = made_items(4)
    load(*items)
    due, ran_out, ahead, _ = numbers = ids(*items)
    learn(alice, due, now=MONTHS_AGO)
    grade(alice, ahead, Grade.GOOD)
    grade(alice, ran_out, Grade.AGAIN, now=NOON - 2 * MINUTE)

    assert session_of(alice) == [ran_out, due, numbers[3], ahead]


def test_the_card_due_for_longest_comes_first(alice):
    items = made_items(3)
    load(*items)
    first, second, third = ids(*items)
    for number, days in ((third, 80), (first, 60), (second, 70)):
        learn(alice, number, now=NOON - timedelta(days=days))

    assert session_of(alice) == [third, second, first]


def test_a_card_learned_is_left_alone_until_its_day(alice):
    load(made_item())
    number = item_id("go-sba-definition-01")
    learn(alice, number)
    due = state(alice, number).due_at

    assert next_card(alice, now=NOON + timedelta(hours=6)) is None
    assert next_card(alice, now=due - timedelta(days=1, seconds=1)) is None
    assert next_card(alice, now=due).item_id == number
    assert plan(alice, now=due).plan.due == 1


def test_a_card_in_steps_waits_its_minutes_while_there_are_others(alice):
    items = made_items(2)
    load(*items)
    first, second = by_position(*items)
    grade(alice, first, Grade.AGAIN)

    assert next_card(alice, now=NOON + timedelta(seconds=59)).item_id == second
    assert next_card(alice, now=NOON + MINUTE).item_id == first


def test_every_type_of_item_comes_as_a_card(alice):
    kinds = ("sba", "multiple", "short_answer", "cloze", "basic")
    load(*(made_item(kind) for kind in kinds))

    shown = {db.session.get_one(Item, number).type for number in session_of(alice)}
    assert shown == set(kinds)


def test_a_retired_item_is_no_card_any_more(alice):
    kept, known, new = made_items(3)
    load(kept, known, new)
    learn(alice, item_id(known.id), now=MONTHS_AGO)

    load(kept)

    assert session_of(alice) == ids(kept)
    assert plan(alice).left == 0


def test_only_ones_own_memory_counts(alice, bob):
    load(*made_items(2))
    learn(bob, item_id("go-sba-definition-01"), now=MONTHS_AGO)

    assert (plan(alice).plan.due, plan(alice).plan.new) == (0, 2)
    assert (plan(bob).plan.due, plan(bob).plan.new) == (1, 1)


def test_every_bank_has_cards_of_its_own(alice):
    load(*made_items(2))
    load(made_item("basic"), made_item("cloze"), slug="autre")
    for key in ("go-basic-definition-01", "go-cloze-definition-01"):
        grade(alice, item_id(key), Grade.EASY, slug="autre", now=MONTHS_AGO)

    today = plan(alice)

    assert (today.plan.due, today.plan.new, today.left) == (0, 2, 2)
    assert session_of(alice) == by_position(*made_items(2))


def test_no_more_new_cards_than_the_daily_limit(alice):
    load(*made_items(5))
    alice = replace(alice, new_per_day=2)

    assert plan(alice).plan.new == 2
    assert len(session_of(alice)) == 2
    assert plan(alice).plan.new == 0
    assert len(session_of(alice, now=NOON + timedelta(days=1))) == 2


def test_a_new_card_taken_back_can_be_replaced_by_another(alice):
    load(*made_items(3))
    alice = replace(alice, new_per_day=1)
    session_of(alice)

    undo(alice)

    assert plan(alice).plan.new == 1


def test_an_item_met_in_a_quiz_is_no_new_card_of_the_day(alice):
    load(*made_items(3))
    alice = replace(alice, new_per_day=2)

    answer(alice, start(alice))

    assert plan(alice).plan.new == 2
    assert plan(alice).done == 0


@pytest.mark.parametrize("limit", [0, 1, 2])
def test_no_more_due_cards_than_the_daily_limit(alice, limit):
    items = made_items(4)
    load(*items)
    for number in ids(*items[:3]):
        learn(alice, number, now=MONTHS_AGO)
    alice = replace(alice, due_per_day=limit)

    today = plan(alice).plan
    assert (today.due, today.later) == (limit, 3 - limit)
    assert len(session_of(alice)) == limit
    assert plan(alice).plan.later == 3 - limit


def test_repeating_a_card_on_its_day_leaves_the_limit_of_due_cards_as_it_was(alice):
    items = made_items(2)
    load(*items)
    due, repeated = ids(*items)
    learn(alice, due, now=MONTHS_AGO)
    for minute in range(3):
        grade(alice, repeated, Grade.AGAIN, now=NOON + minute * MINUTE)

    assert plan(replace(alice, due_per_day=1), now=NOON + 3 * MINUTE).plan.due == 1


def test_while_due_cards_have_to_wait_no_new_one_is_added(alice):
    items = made_items(4)
    load(*items)
    for number in ids(*items[:2]):
        learn(alice, number, now=MONTHS_AGO)

    assert plan(replace(alice, due_per_day=1)).plan.new == 0
    assert plan(replace(alice, due_per_day=2)).plan.new == 2


def test_a_limit_of_no_new_cards_is_a_pause(alice):
    items = made_items(2)
    load(*items)
    learn(alice, item_id(items[0].id), now=MONTHS_AGO)

    assert session_of(replace(alice, new_per_day=0)) == ids(items[0])


def test_cards_in_steps_come_whatever_the_limits_say(alice):
    load(*made_items(3))
    number = item_id("go-sba-definition-01")
    grade(alice, number, Grade.AGAIN)
    alice = replace(alice, new_per_day=0, due_per_day=0)

    today = plan(alice, now=NOON + MINUTE)
    assert (today.learning, today.left) == (1, 1)
    assert next_card(alice, now=NOON + MINUTE).item_id == number


def test_the_plan_tells_what_was_done_and_what_is_left(alice):
    items = made_items(4)
    load(*items)
    due, other_due, new, again = ids(*items)
    learn(alice, due, now=MONTHS_AGO)
    learn(alice, other_due, now=MONTHS_AGO)
    grade(alice, due)
    grade(alice, new, Grade.EASY)
    grade(alice, again, Grade.AGAIN)

    today = plan(alice)

    assert (today.done, today.learning) == (3, 1)
    assert (today.plan.due, today.plan.new) == (1, 0)
    assert today.left == 2


def test_the_minutes_follow_the_learners_own_pace(alice):
    items = made_items(11)
    load(*items)
    first, *others = ids(*items)
    grade(alice, first, Grade.EASY, duration_ms=None)
    assert plan(alice, paced=True).plan.minutes == 3  # 9 new cards at 20 seconds

    for number in others:
        grade(alice, number, Grade.EASY, duration_ms=60_000)
    long_after = NOON + timedelta(days=100)
    assert plan(alice, now=long_after, paced=True).plan.minutes == 11


def quizzed(learner, *, confidence, given=wrong_answer, now=NOON, **wanted):
    """Answer one question, wrong where nothing else is said; its item."""
    attempt = start(learner, length=1, asks_confidence=True, now=now, **wanted)
    question = ask(learner, attempt)
    answer(learner, attempt, 1, given(question), confidence=confidence, now=now)
    return question.place.item_id


def test_what_one_was_sure_of_and_wrong_comes_first_among_the_steps(alice):
    load(*made_items(3))
    unsure = quizzed(alice, confidence=1, now=NOON - 60 * MINUTE)
    unasked = quizzed(alice, confidence=None, now=NOON - 50 * MINUTE)
    sure = quizzed(alice, confidence=3, now=NOON - 40 * MINUTE)

    assert session_of(alice) == [sure, unsure, unasked]


def test_it_comes_before_cards_due_for_longer_and_only_until_it_was_graded(alice):
    partly, other = made_item("multiple"), made_item()
    load(partly, other)
    longer = item_id(other.id)
    learn(alice, longer, now=MONTHS_AGO - timedelta(days=30))
    learn(alice, item_id(partly.id), now=MONTHS_AGO)
    sure = quizzed(alice, confidence=3, given=two_discordances, types=["multiple"])
    assert (state(alice, sure).phase, state(alice, sure).last_score) == ("review", 0.2)
    assert state(alice, longer).due_at < state(alice, sure).due_at < NOON

    assert next_card(alice).item_id == sure

    grade(alice, sure, Grade.AGAIN)
    assert next_card(alice).item_id == longer


def two_discordances(question):
    """A credit of .2: the card stays in review, due when it was."""
    keys, distractors = question.content.keys, question.content.distractors
    left_out = next(option.id for option in keys if option.flag is None)
    added = next(option.id for option in distractors if option.flag is None)
    chosen = {option.id for option in keys} - {left_out} | {added}
    return ChosenOptions(frozenset(chosen))


def test_being_sure_and_right_changes_nothing(alice):
    load(*made_items(2))
    sure = quizzed(alice, confidence=3, given=right_answer, now=MONTHS_AGO)
    [longer] = {item_id(item.id) for item in made_items(2)} - {sure}
    learn(alice, longer, now=MONTHS_AGO - timedelta(days=30))
    assert state(alice, longer).due_at < state(alice, sure).due_at < NOON

    assert session_of(alice) == [longer, sure]
