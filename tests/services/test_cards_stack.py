"""Undo over everything done to cards today: grades and actions, the latest first, exactly."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from quizapp.database import transaction
from quizapp.domain.learning.card_actions import ActionKind
from quizapp.domain.learning.memory import Grade
from quizapp.extensions import db
from quizapp.models import CardMark, CardTag, Deck, ItemFlag, MemoryState, StudyDay
from quizapp.services import study_days
from quizapp.services.deck.card_actions import act
from quizapp.services.deck.decks import keep_deck
from quizapp.services.deck.undo import undo_last
from quizapp.services.memory import rebuild
from tests.factories import NOON
from tests.services.made_banks import load, made_item, made_items
from tests.services.studying import bank_id, grade, item_id, learn, next_card, undo

MINUTE = timedelta(minutes=1)
ITEM = "go-sba-definition-01"


def do(learner, kind, *items, value=None, now=NOON):
    with transaction() as session:
        return act(
            session,
            learner=learner,
            bank_id=bank_id(),
            kind=kind,
            item_ids=items,
            client_key=uuid4().hex,
            now=now,
            value=value,
        )


def take_back(learner, *, now):
    with transaction() as session:
        return undo_last(session, learner=learner, bank_id=bank_id(), now=now)


def buried_today(learner, mark):
    """What rested on another day is as good as never buried."""
    return (mark.buried_on, mark.buried_by) if mark.buried_on == learner.today(NOON) else ()


def all_of(learner) -> dict[str, Any]:
    """Everything that grades and actions change, as values; marks that mark nothing left out."""
    session = db.session
    session.rollback()

    def rows(model, *left_out):
        columns = [c for c in model.__table__.columns if c.name not in left_out]
        owned = select(*columns).where(model.user_id == learner.id)
        return sorted(tuple(row) for row in session.execute(owned))

    marks = [
        (mark.item_id, mark.suspended_at, *buried_today(learner, mark), mark.note)
        for mark in session.scalars(select(CardMark).where(CardMark.user_id == learner.id))
    ]
    return {
        "states": rows(MemoryState),
        "days": [row[:-1] for row in rows(StudyDay)],
        "predicted": [round(row[-1], 9) for row in rows(StudyDay)],
        "marks": sorted((mark for mark in marks if any(mark[1:])), key=str),
        "flags": rows(ItemFlag),
        "tags": rows(CardTag),
        "new_from": session.scalar(select(Deck.new_from)),
        "next": getattr(next_card(learner, now=NOON + timedelta(hours=9)), "item_id", None),
    }


def test_grades_and_actions_are_taken_back_in_the_order_they_were_made(alice):
    load(*made_items(3))
    first, second, third = (item_id(f"go-sba-definition-0{n}") for n in (1, 2, 3))
    grade(alice, first, now=NOON)
    do(alice, ActionKind.FLAG, second, now=NOON + MINUTE)
    grade(alice, third, now=NOON + 2 * MINUTE)
    do(alice, ActionKind.SUSPEND, first, second, now=NOON + 3 * MINUTE)

    undone = [take_back(alice, now=NOON + (4 + n) * MINUTE) for n in range(5)]

    assert [(one.kind, one.item_id, one.cards) for one in undone[:4]] == [
        (ActionKind.SUSPEND, None, 2),
        (None, third, 1),
        (ActionKind.FLAG, second, 1),
        (None, first, 1),
    ]
    assert undone[4] is None


def test_an_action_of_yesterday_or_on_another_bank_is_not_taken_back(alice):
    load(made_item())
    do(alice, ActionKind.FLAG, item_id(ITEM), now=NOON - timedelta(days=1))

    assert take_back(alice, now=NOON) is None


def test_an_undone_grade_wakes_the_siblings_that_it_put_to_rest(alice):
    load(*(made_item(number=n, facts=["F77"]) for n in (1, 2, 3)))
    grade(alice, item_id(ITEM))
    assert next_card(alice, now=NOON + MINUTE / 2).item_id == item_id(ITEM), "only the step is left"

    undo(alice, now=NOON + MINUTE)

    assert next_card(alice, now=NOON + MINUTE).item_id == item_id(ITEM)
    grade(alice, item_id("go-sba-definition-02"), Grade.EASY, now=NOON + 2 * MINUTE)
    assert next_card(alice, now=NOON + 3 * MINUTE) is None


ACTIONS = [kind for kind in ActionKind if kind is not ActionKind.RESCHEDULE]
ITEMS = range(6)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("grade"), st.sampled_from(ITEMS), st.sampled_from(list(Grade))),
        st.tuples(st.sampled_from(ACTIONS), st.sampled_from(ITEMS), st.none()),
        st.tuples(st.just("undo"), st.none(), st.none()),
    ),
    min_size=1,
    max_size=10,
)


@pytest.fixture
def deck(alice):
    """Six cards, three of them siblings, two of them known for long; leeches are suspended."""
    facts = {1: "F01", 2: "F01", 3: "F02", 4: "F01", 5: "F03", 6: "F04"}
    load(*(made_item(number=n, facts=[fact]) for n, fact in facts.items()))
    numbers = [item_id(f"go-sba-definition-0{n}") for n in facts]
    for number in numbers[3:5]:
        learn(alice, number, now=NOON - timedelta(days=60))
    with transaction() as session:
        options = keep_deck(session, alice.id, bank_id())
        options.leech_after, options.suspends_leeches = 2, True
    return numbers


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(walk=steps)
def test_undoing_all_that_was_done_leads_back_to_where_it_began_step_by_step(alice, deck, walk):
    clock = (NOON + n * MINUTE for n in range(1, 100))
    stood = [all_of(alice)]
    for what, place, value in walk:
        now = next(clock)
        if what == "undo":
            undone = take_back(alice, now=now)
            assert (undone is None) == (len(stood) == 1)
            if undone is not None:
                stood.pop()
                assert all_of(alice) == stood[-1]
            continue
        if what == "grade":
            assert grade(alice, deck[place], value, now=now)
        elif do(alice, what, deck[place], value="word", now=now).action_id is None:
            continue
        stood.append(all_of(alice))
    while len(stood) > 1:
        assert take_back(alice, now=next(clock)) is not None
        stood.pop()
        assert all_of(alice) == stood[-1]
    assert take_back(alice, now=next(clock)) is None
    with transaction() as session:
        assert rebuild(session)[1] == 0
        assert study_days.rebuild(session, check=True) == 0
