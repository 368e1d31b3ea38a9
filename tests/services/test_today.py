"""The home page: what to do now in every bank, and when the next thing comes."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from quizapp.database import transaction
from quizapp.domain.learning.build import Mode
from quizapp.domain.learning.memory import Grade
from quizapp.extensions import db
from quizapp.models import Bank
from quizapp.services.quizzes.flags import set_flag
from quizapp.services.today import MOST_OPEN, open_attempts, plan_home
from tests.factories import BANK, NOON
from tests.services.exams import begin, hand_in, save
from tests.services.made_banks import SLUG, load, made_item, made_items
from tests.services.studying import (
    answer,
    ask,
    finish,
    grade,
    item_id,
    learn,
    start,
    state,
    wrong_answer,
)

MINUTE = timedelta(minutes=1)
MONTHS_AGO = NOON - timedelta(days=90)


def home(learner, *, now=NOON):
    return plan_home(db.session(), learner=learner, now=now)


def entry(learner, *, now=NOON, slug=SLUG):
    return next(one for one in home(learner, now=now).banks if one.bank.slug == slug)


def flag(learner, number):
    with transaction() as session:
        set_flag(session, learner_id=learner.id, item_id=number, flagged=True, now=NOON)


def test_a_newcomer_is_offered_new_cards_in_every_bank_and_no_quiz_to_go_on_with(alice):
    load(*made_items(3))

    found = home(alice)

    assert {one.bank.slug for one in found.banks} == {SLUG, BANK}
    assert found.open_attempts == []
    gout = entry(alice)
    assert (gout.cards.plan.due, gout.cards.plan.new, gout.seen) == (0, 3, 0)
    assert gout.next_due is None


def test_the_bank_with_most_to_review_comes_first(alice):
    load(*made_items(2))
    assert [one.bank.slug for one in home(alice).banks] == [BANK, SLUG]

    learn(alice, item_id("go-sba-definition-01"), now=MONTHS_AGO)

    assert [one.bank.slug for one in home(alice).banks] == [SLUG, BANK]


def test_a_quiz_left_open_is_offered_again_until_it_is_finished(alice, bob):
    load(*made_items(2))
    attempt = start(alice, length=2)

    (waiting,) = home(alice).open_attempts
    assert (waiting.attempt.id, waiting.bank.slug, waiting.position) == (attempt.id, SLUG, 1)
    assert (waiting.remaining, waiting.minutes, waiting.is_over) == (None, None, False)
    assert home(bob).open_attempts == []

    answer(alice, attempt)
    assert home(alice).open_attempts[0].position == 2
    finish(alice, attempt)
    assert home(alice).open_attempts == []


def test_of_several_that_are_open_the_soonest_deadline_comes_first_then_exams_then_the_latest(
    alice,
):
    load(*made_items(9))
    practice = start(alice, length=2)
    later = begin(alice, length=2, minutes=90)
    timeless = begin(alice, length=2, minutes=None, now=NOON + MINUTE)
    sooner = begin(alice, length=2, minutes=30, now=NOON + 2 * MINUTE)
    measure = start(alice, mode=Mode.MEASURE, length=20, now=NOON + 3 * MINUTE)

    found = open_attempts(db.session(), learner_id=alice.id, now=NOON + 3 * MINUTE)

    order = [one.attempt.id for one in found]
    assert order == [sooner.id, later.id, timeless.id, measure.id, practice.id]
    assert [one.minutes for one in found] == [29, 87, None, None, None]


def test_who_leaves_every_quiz_half_way_is_shown_the_latest(alice):
    load(*made_items(2))
    started = [start(alice, length=1, now=NOON + n * MINUTE).id for n in range(MOST_OPEN + 2)]

    shown = [one.attempt.id for one in home(alice).open_attempts]
    assert shown == started[::-1][:MOST_OPEN]


def test_an_exam_shows_what_is_left_of_its_time_and_that_it_is_over(alice):
    load(*made_items(4))
    attempt = begin(alice, length=4, minutes=30)
    save(alice, attempt, 2, now=NOON + 10 * MINUTE)
    second = timedelta(seconds=1)

    for now, minutes, over in (
        (NOON + 10 * MINUTE, 20, False),
        (NOON + 10 * MINUTE + second, 19, False),
        (NOON + 30 * MINUTE - second, 0, False),
        (NOON + 30 * MINUTE, 0, True),
        (NOON + 99 * MINUTE, 0, True),
        (NOON, 20, False),  # the clock was set back behind the last save
    ):
        (waiting,) = home(alice, now=now).open_attempts
        assert (waiting.minutes, waiting.is_over) == (minutes, over), now
        assert waiting.attempt.answered == 1

    hand_in(alice, attempt, now=NOON + 31 * MINUTE)
    assert home(alice).open_attempts == []


def test_mistakes_and_flags_are_counted_as_a_quiz_would_find_them(alice, bob):
    items = made_items(6)
    load(*items, made_item("cloze"), *made_items(2, topic="causes"))
    wrong, made_good, retired, *_ = (item_id(item.id) for item in items)
    card = item_id("go-cloze-definition-01")
    for number in (wrong, made_good, retired, card):
        grade(alice, number, Grade.AGAIN)
        flag(alice, number)
    learn(alice, made_good)
    grade(bob, item_id(items[4].id), Grade.AGAIN)

    assert (entry(alice).mistakes, entry(alice).flagged) == (2, 3), "a cloze is no question"
    load(*(item for item in items if item_id(item.id) != retired))
    assert (entry(alice).mistakes, entry(alice).flagged) == (1, 2)
    assert (entry(bob).mistakes, entry(bob).flagged) == (1, 0)
    assert (entry(alice, slug=BANK).mistakes, entry(alice, slug=BANK).flagged) == (0, 0)


def test_mistakes_leave_out_what_an_exam_keeps_back_and_what_a_measure_is_not_to_tell(alice):
    load(*made_items(3))
    for item in made_items(3):
        grade(alice, item_id(item.id), Grade.AGAIN, now=MONTHS_AGO)
        flag(alice, item_id(item.id))
    begin(alice, length=1)
    assert (entry(alice).mistakes, entry(alice).flagged) == (2, 2)

    attempt = start(alice, mode=Mode.MEASURE, length=20)
    answer(alice, attempt, given=wrong_answer(ask(alice, attempt)))

    # The first one answered, and the second one asked.
    assert entry(alice).mistakes == 0
    assert entry(alice).flagged == 2


def test_the_next_card_is_the_earliest_that_is_not_due_yet(alice, bob):
    items = made_items(3)
    load(*items)
    overdue, soon, later = (item_id(item.id) for item in items)
    learn(alice, overdue, now=MONTHS_AGO)
    learn(alice, later)
    grade(alice, soon, Grade.GOOD)
    grade(bob, soon, Grade.AGAIN)

    assert entry(alice).next_due == state(alice, soon).due_at == NOON + timedelta(minutes=10)


def test_retired_items_count_neither_as_seen_nor_as_due(alice):
    items = made_items(3)
    load(*items)
    for item in items[:2]:
        learn(alice, item_id(item.id), now=MONTHS_AGO)
    grade(alice, item_id(items[2].id), Grade.GOOD)

    load(items[0])

    found = entry(alice)
    assert (found.seen, found.bank.items) == (1, 1)
    assert (found.cards.learning, found.cards.plan.due, found.cards.plan.new) == (0, 1, 0)
    assert found.next_due is None


def test_a_bank_without_an_item_in_use_is_left_out(alice):
    load(made_item())
    load()

    assert db.session.scalar(select(Bank.id).where(Bank.slug == SLUG))
    assert [one.bank.slug for one in home(alice).banks] == [BANK]
