"""Cards on the same fact get out of each other's way; cards forgotten too often are spoken of."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from quizapp.database import transaction
from quizapp.domain.learning.card_actions import ActionKind
from quizapp.domain.learning.memory import Grade
from quizapp.extensions import db
from quizapp.models import CardMark
from quizapp.services.deck.card_actions import act
from quizapp.services.deck.card_grades import grade_card
from quizapp.services.deck.card_marks import find_marks
from quizapp.services.deck.decks import keep_deck
from tests.factories import NOON
from tests.services.made_banks import load, made_item
from tests.services.studying import (
    answer,
    bank_id,
    grade,
    item_id,
    learn,
    next_card,
    plan,
    start,
    state,
    undo,
)

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
MONTHS_AGO = NOON - 90 * DAY


def number(n):
    return item_id(f"go-sba-definition-0{n}")


def load_siblings(*facts):
    """Cards 1, 2, … with the facts given, a string for each."""
    load(*(made_item(number=n, facts=fact.split()) for n, fact in enumerate(facts, start=1)))


def choose(learner, **options):
    with transaction() as session:
        deck = keep_deck(session, learner.id, bank_id())
        for name, value in options.items():
            setattr(deck, name, value)


def marks(learner, item, *, now=NOON):
    today = learner.today(now)
    return find_marks(db.session(), learner_id=learner.id, item_id=item, today=today)


def buried(learner, *, now=NOON):
    db.session.rollback()
    return sorted(
        db.session.scalars(
            select(CardMark.item_id).where(
                CardMark.user_id == learner.id, CardMark.buried_on == learner.today(now)
            )
        )
    )


def test_the_siblings_of_a_graded_card_rest_until_tomorrow(alice, bob):
    load_siblings("F01 F02", "F02", "F03", "F01")
    learn(alice, number(4), now=MONTHS_AGO)

    learn(alice, number(1))

    assert buried(alice) == sorted([number(2), number(4)]), "new and due ones"
    assert next_card(alice).item_id == number(3)
    assert (plan(alice).plan.due, plan(alice).plan.new) == (0, 1)
    assert buried(bob) == []
    tomorrow = NOON + DAY
    assert (plan(alice, now=tomorrow).plan.due, plan(alice, now=tomorrow).plan.new) == (1, 2)


def test_cards_in_minute_steps_and_those_not_due_are_left_alone(alice):
    load_siblings("F01", "F01", "F01")
    choose(alice, bury_siblings=False)
    learn(alice, number(2), now=NOON - DAY)
    grade(alice, number(3), Grade.AGAIN, now=NOON - MINUTE)
    choose(alice, bury_siblings=True)

    grade(alice, number(1))

    assert buried(alice) == []


def test_only_the_first_retrieval_of_a_day_puts_siblings_to_rest(alice):
    load_siblings("F01", "F01")
    grade(alice, number(1), Grade.AGAIN)
    with transaction() as session:
        act(
            session,
            learner=alice,
            bank_id=bank_id(),
            kind=ActionKind.UNBURY,
            item_ids=[number(2)],
            client_key="unbury",
            now=NOON,
        )

    grade(alice, number(1), Grade.AGAIN, now=NOON + MINUTE)

    assert buried(alice) == []


def test_a_quiz_answer_puts_siblings_to_rest_too(alice):
    load(made_item(facts=["F01"]), made_item("basic", facts=["F01"]))

    answer(alice, start(alice))

    assert buried(alice) == [item_id("go-basic-definition-01")]
    assert next_card(alice) is None


def test_who_does_not_want_it_sees_all_siblings_on_one_day(alice):
    load_siblings("F01", "F01")
    choose(alice, bury_siblings=False)

    learn(alice, number(1))

    assert next_card(alice).item_id == number(2)


def test_a_fact_of_another_bank_makes_no_sibling(alice):
    load_siblings("F01")
    load(made_item("basic", facts=["F01"]), slug="autre")

    learn(alice, number(1))

    assert buried(alice) == []


def test_a_suspended_card_is_not_asked_and_not_counted_until_it_is_taken_up_again(alice):
    load_siblings("F01", "F02", "F03")
    learn(alice, number(1), now=MONTHS_AGO)
    who = {"learner": alice, "bank_id": bank_id(), "now": NOON}
    with transaction() as session:
        items = [number(1), number(2)]
        act(session, kind=ActionKind.SUSPEND, item_ids=items, client_key="off", **who)

    assert (plan(alice).plan.due, plan(alice).plan.new) == (0, 1)
    assert next_card(alice).item_id == number(3)
    with transaction() as session:
        act(session, kind=ActionKind.UNSUSPEND, item_ids=items, client_key="on", **who)
    assert (plan(alice).plan.due, plan(alice).plan.new) == (1, 2)
    assert next_card(alice).item_id == number(1)


def lapse(learner, item, *, now):
    """A card forgotten on its day, and learnt again in minutes; what its learner is told."""
    with transaction() as session:
        told = grade_card(
            session,
            learner=learner,
            bank_id=bank_id(),
            item_id=item,
            seen_reviews=state(learner, item).reviews,
            grade=Grade.AGAIN,
            client_key=f"lapse-{now.isoformat()}",
            duration_ms=None,
            now=now,
        )
    grade(learner, item, Grade.GOOD, now=now + 10 * MINUTE)
    return told.leech


def test_a_leech_is_spoken_of_at_the_limit_and_at_every_half_of_it_again(alice):
    load_siblings("F01")
    choose(alice, leech_after=4)
    learn(alice, number(1), now=MONTHS_AGO)

    told = [lapse(alice, number(1), now=MONTHS_AGO + (n + 1) * 10 * DAY) for n in range(8)]

    assert [leech and leech.lapses for leech in told] == [None, None, None, 4, None, 6, None, 8]
    assert not any(leech.suspended for leech in told if leech)
    assert not marks(alice, number(1)).suspended


def test_a_leech_is_suspended_where_the_deck_says_so_and_undo_takes_that_back(alice):
    load_siblings("F01")
    choose(alice, leech_after=2, suspends_leeches=True)
    learn(alice, number(1), now=MONTHS_AGO)
    lapse(alice, number(1), now=NOON - 20 * DAY)
    grade(alice, number(1), Grade.AGAIN, now=NOON)
    assert marks(alice, number(1)).suspended
    assert next_card(alice, now=NOON + MINUTE) is None

    undo(alice, now=NOON + MINUTE)

    assert not marks(alice, number(1)).suspended


def test_what_the_learner_suspended_stays_so_when_a_leech_is_undone(alice):
    load_siblings("F01")
    choose(alice, leech_after=2, suspends_leeches=True)
    learn(alice, number(1), now=MONTHS_AGO)
    lapse(alice, number(1), now=NOON - 20 * DAY)
    who = {"learner": alice, "bank_id": bank_id(), "now": NOON - DAY}
    with transaction() as session:
        act(session, kind=ActionKind.SUSPEND, item_ids=[number(1)], client_key="off", **who)
    grade(alice, number(1), Grade.AGAIN, now=NOON)

    undo(alice, now=NOON + MINUTE)

    assert marks(alice, number(1)).suspended


@pytest.mark.parametrize("graded", [Grade.HARD, Grade.GOOD, Grade.EASY])
def test_a_success_makes_no_leech(alice, graded):
    load_siblings("F01")
    choose(alice, leech_after=2, suspends_leeches=True)
    learn(alice, number(1), now=MONTHS_AGO)
    lapse(alice, number(1), now=NOON - 40 * DAY)
    lapse(alice, number(1), now=NOON - 20 * DAY)
    choose(alice, suspends_leeches=True)

    grade(alice, number(1), graded, now=NOON)

    assert marks(alice, number(1)).suspended, "since the second lapse, not since the success"
