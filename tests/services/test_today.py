"""The home page: what to do now in every bank, and when the next thing comes."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from quizapp.domain.learning.memory import Grade
from quizapp.extensions import db
from quizapp.models import Bank
from quizapp.services.today import plan_home
from tests.factories import BANK, NOON
from tests.services.made_banks import SLUG, load, made_item, made_items
from tests.services.studying import finish, grade, item_id, learn, start, state

MONTHS_AGO = NOON - timedelta(days=90)


def home(learner, *, now=NOON):
    return plan_home(db.session(), learner=learner, now=now)


def entry(learner, *, now=NOON, slug=SLUG):
    return next(one for one in home(learner, now=now).banks if one.bank.slug == slug)


def test_a_newcomer_is_offered_new_cards_in_every_bank_and_no_quiz_to_go_on_with(alice):
    load(*made_items(3))

    found = home(alice)

    assert {one.bank.slug for one in found.banks} == {SLUG, BANK}
    assert found.open_attempt is None
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

    assert home(alice).open_attempt[0].id == attempt.id
    assert home(alice).open_attempt[1].slug == SLUG
    assert home(bob).open_attempt is None

    finish(alice, attempt)
    assert home(alice).open_attempt is None


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
