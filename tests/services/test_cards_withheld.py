"""Cards whose items an exam in progress asks: kept back until it is handed in."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from quizapp.domain.errors import NotFoundError
from quizapp.domain.learning.memory import Grade
from quizapp.extensions import db
from quizapp.services.deck import cards
from tests.factories import NOON
from tests.services import exams
from tests.services.made_banks import load, made_item, made_items
from tests.services.studying import (
    ask,
    bank_id,
    grade,
    item_id,
    learn,
    next_card,
    plan,
)

MONTHS_AGO = NOON - timedelta(days=90)
MINUTE = timedelta(minutes=1)


def reveal(learner, item):
    return cards.reveal_card(
        db.session(), learner=learner, bank_id=bank_id(), item_id=item, today=plan(learner)
    )


def asked_by(learner, exam):
    return {place.item_id for place in exams.sheet_of(learner, exam).places}


def shown(learner, *, now=NOON):
    """Go through the cards until none is left; the items."""
    items = []
    while (card := next_card(learner, now=now)) is not None:
        items.append(card.item_id)
        grade(learner, card.item_id, Grade.EASY, now=now)
    return items


@pytest.mark.parametrize("known", ["new", "due", "in steps", "steps ahead"])
def test_a_card_of_an_exam_is_not_offered_in_whatever_state_it_is(alice, known):
    asked, free = made_item(), made_item("basic")
    load(asked, free)
    for item in (item_id(asked.id), item_id(free.id)):
        if known == "due":
            learn(alice, item, now=MONTHS_AGO)
        elif known == "in steps":
            grade(alice, item, Grade.AGAIN, now=NOON - 30 * MINUTE)
        elif known == "steps ahead":
            grade(alice, item, Grade.AGAIN)
    exam = exams.begin(alice, length=1)
    assert asked_by(alice, exam) == {item_id(asked.id)}

    today = plan(alice)
    assert today.left == 1, "what is kept back is not counted either"
    assert shown(alice) == [item_id(free.id)]

    exams.hand_in(alice, exam, now=NOON + 5 * MINUTE)
    assert item_id(asked.id) in shown(alice, now=NOON + 20 * MINUTE)


def test_its_back_is_not_revealed_before_the_end(alice):
    load(made_item(), made_item("basic"))
    exam = exams.begin(alice, length=1)
    asked = ask(alice, exam).place.item_id

    with pytest.raises(cards.WithheldCardError):
        reveal(alice, asked)
    assert reveal(alice, item_id("go-basic-definition-01")).content.type == "basic"

    exams.hand_in(alice, exam)
    assert reveal(alice, asked).item_id == asked


def test_a_card_that_does_not_exist_is_not_called_part_of_an_exam(alice):
    load(made_item())
    exams.begin(alice, length=1)

    with pytest.raises(NotFoundError):
        reveal(alice, 999_999)


def test_the_exam_of_somebody_else_keeps_nothing_back(alice, bob):
    load(*made_items(2))
    exams.begin(bob, length=2)

    assert len(shown(alice)) == 2


def test_new_cards_begun_before_the_exam_still_count_for_the_day(alice):
    load(*made_items(4))
    alice = replace(alice, new_per_day=2)
    assert len(shown(alice)) == 2

    exams.begin(alice, length=4)
    load(*made_items(4), made_item("basic"))

    assert plan(alice).plan.new == 0
