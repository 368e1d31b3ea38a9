"""Grading a card: once, on the card that was shown, with the interval that its button promised."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from quizapp.domain.errors import ConflictError, NotFoundError
from quizapp.domain.learning.memory import Grade
from quizapp.extensions import db
from quizapp.models import MemoryState, Review
from quizapp.services.deck import cards
from quizapp.services.deck.card_summary import summarize_day
from quizapp.services.memory import domain_state
from tests.factories import BANK, NOON
from tests.services.made_banks import load, made_item, made_items
from tests.services.studying import (
    at_once,
    bank_id,
    grade,
    item_id,
    learn,
    next_card,
    state,
    undo,
)

ITEM = "go-sba-definition-01"


def reviews():
    return db.session.scalar(select(func.count()).select_from(Review))


def summary(learner, *, now=NOON):
    return summarize_day(db.session(), learner=learner, bank_id=bank_id(), now=now)


@pytest.mark.parametrize("known", [False, True])
def test_a_grade_does_just_what_its_button_said(alice, known):
    items = made_items(4)
    load(*items)

    for item, chosen in zip(items, Grade, strict=True):
        number = item_id(item.id)
        if known:
            learn(alice, number, now=NOON - timedelta(days=20))
        card = cards.find_card(db.session(), learner=alice, bank_id=bank_id(), item_id=number)
        promised = cards.preview_grades(db.session(), alice, bank_id(), card, NOON)[chosen]

        assert grade(alice, number, chosen)

        assert domain_state(state(alice, number)) == promised.state


def test_a_grade_is_logged_with_all_that_its_decision_rests_on(alice):
    load(made_item())
    number = item_id(ITEM)
    learn(alice, number, now=NOON - timedelta(days=20))
    card = next_card(alice)
    promised = cards.preview_grades(db.session(), alice, bank_id(), card, NOON)[Grade.GOOD]

    grade(alice, number, Grade.GOOD, key="k1", duration_ms=4321)

    review = db.session.execute(select(Review).where(Review.client_key == "k1")).scalar_one()
    assert (review.user_id, review.item_id, review.bank_id) == (alice.id, number, bank_id())
    assert (review.kind, review.grade, review.score) == ("card", Grade.GOOD, None)
    assert review.revision_id == card.revision_id
    assert (review.reviewed_at, review.local_day) == (NOON, alice.today(NOON))
    assert (review.time_zone, review.duration_ms) == ("Europe/Paris", 4321)
    assert review.retrievability == promised.retrievability_before
    assert review.interval_days == promised.interval_days
    assert (review.desired_retention, review.weights_version) == (0.9, "fsrs-6.3-default")


def test_the_same_grade_sent_again_with_its_key_counts_once(alice):
    load(made_item())

    assert grade(alice, item_id(ITEM), seen=0, key="k1")
    assert grade(alice, item_id(ITEM), seen=0, key="k1")

    assert reviews() == 1
    assert state(alice, item_id(ITEM)).reviews == 1


def test_a_key_used_again_for_another_grade_is_a_conflict(alice):
    load(*made_items(2))
    grade(alice, item_id(ITEM), Grade.GOOD, seen=0, key="k1")

    with pytest.raises(ConflictError):
        grade(alice, item_id(ITEM), Grade.EASY, seen=0, key="k1")
    with pytest.raises(ConflictError):
        grade(alice, item_id("go-sba-definition-02"), Grade.GOOD, seen=0, key="k1")

    assert reviews() == 1


def test_a_card_graded_in_another_tab_meanwhile_is_not_graded_again(alice):
    load(made_item())
    grade(alice, item_id(ITEM), Grade.AGAIN, seen=0)
    before = domain_state(state(alice, item_id(ITEM)))

    assert not grade(alice, item_id(ITEM), Grade.EASY, seen=0)

    assert reviews() == 1
    assert domain_state(state(alice, item_id(ITEM))) == before


def test_the_same_key_from_two_threads_counts_once(app, alice):
    load(made_item())
    number = item_id(ITEM)

    told = at_once(app, [lambda: grade(alice, number, seen=0, key="k1")] * 2)

    assert told == [True, True]
    db.session.rollback()
    assert reviews() == 1
    assert state(alice, number).reviews == 1


def test_of_eight_devices_that_grade_a_card_at_once_one_is_heard(app, alice):
    load(made_item())
    number = item_id(ITEM)

    told = at_once(app, [lambda: grade(alice, number, seen=0)] * 8)

    assert sorted(told) == [False] * 7 + [True]
    db.session.rollback()
    assert reviews() == 1


def test_a_card_that_is_not_in_the_bank_any_more_or_never_was_is_not_found(alice):
    gone, kept = made_items(2)
    load(gone, kept)
    load(kept)
    elsewhere = next_card_of_the_shipped_bank(alice)

    for number in (item_id(gone.id), elsewhere, 0):
        with pytest.raises(NotFoundError):
            grade(alice, number, seen=0)
        with pytest.raises(NotFoundError):
            cards.find_card(db.session(), learner=alice, bank_id=bank_id(), item_id=number)

    assert reviews() == 0


def next_card_of_the_shipped_bank(learner):
    shipped = bank_id(BANK)
    today = cards.plan_bank(db.session(), learner=learner, bank_id=shipped, now=NOON)
    card = cards.next_card(db.session(), learner=learner, bank_id=shipped, today=today, now=NOON)
    return card.item_id


def test_a_card_shows_what_the_item_says_now(alice):
    load(made_item("basic"))
    learn(alice, item_id("go-basic-definition-01"), now=NOON - timedelta(days=60))

    load(made_item("basic", back__fr="Une vessie de glace"))

    card = next_card(alice)
    assert card.content.back["fr"] == "Une vessie de glace"
    assert card.options == ()
    grade(alice, card.item_id)
    latest = select(Review.revision_id).order_by(Review.id.desc()).limit(1)
    assert db.session.scalar(latest) == card.revision_id


def test_options_stand_elsewhere_at_each_showing_but_not_when_the_page_is_loaded_again(alice):
    load(made_item())
    orders = []
    for minute in range(5):
        now = NOON + timedelta(minutes=minute)
        card, again = next_card(alice, now=now), next_card(alice, now=now)
        assert card.options == again.options
        orders.append(tuple(option.id for option in card.options))
        grade(alice, card.item_id, Grade.AGAIN, now=now)

    assert len(set(orders)) > 1


def test_the_summary_counts_the_grades_of_the_day_that_stand(alice, bob):
    items = made_items(4)
    load(*items)
    first, second, third, fourth = (item_id(item.id) for item in items)
    grade(alice, fourth, Grade.HARD, now=NOON - timedelta(days=1))
    grade(alice, first, Grade.EASY, duration_ms=50_000)
    grade(alice, second, Grade.EASY, duration_ms=None)
    grade(alice, third, Grade.AGAIN, duration_ms=20_000)
    grade(bob, third, Grade.HARD)
    grade(alice, third, Grade.GOOD, now=NOON + timedelta(minutes=1))
    undo(alice, now=NOON + timedelta(minutes=2))

    found = summary(alice)

    assert found.grades == {Grade.AGAIN: 1, Grade.HARD: 0, Grade.GOOD: 0, Grade.EASY: 2}
    assert (found.total, found.minutes) == (3, 2)
    earliest = select(func.min(MemoryState.due_at)).where(MemoryState.user_id == alice.id)
    assert found.next_due == db.session.scalar(earliest)


def test_the_summary_of_a_day_without_cards_is_empty(alice):
    load(made_item())

    assert (summary(alice).total, summary(alice).minutes, summary(alice).next_due) == (0, 0, None)
