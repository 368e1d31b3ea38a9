"""Suspending, burying, flagging, tagging, noting and rescheduling cards; once, and undone whole."""

from __future__ import annotations

import itertools
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import select

from quizapp.database import transaction
from quizapp.domain.errors import ConflictError, NotFoundError
from quizapp.domain.learning.card_actions import ActionKind
from quizapp.domain.learning.memory import Grade
from quizapp.extensions import db
from quizapp.models import CardAction, CardMark, CardTag, DueChange, ItemFlag, MemoryState
from quizapp.services import memory
from quizapp.services.deck import card_actions, rescheduling
from tests.factories import NOON
from tests.services.made_banks import load, made_items
from tests.services.studying import bank_id, grade, item_id, learn, state

_keys = (f"action-{number}" for number in itertools.count(1))


@pytest.fixture
def items(session):
    made = made_items(4)
    load(*made)
    return [item_id(item.id) for item in made]


def act(learner, kind, item_ids, value=None, *, key=None, now=NOON):
    with transaction() as writing:
        return card_actions.act(
            writing,
            learner=learner,
            bank_id=bank_id(),
            kind=kind,
            item_ids=item_ids,
            client_key=key or next(_keys),
            now=now,
            value=value,
        )


def move(learner, dues, *, key=None, now=NOON):
    with transaction() as writing:
        return rescheduling.reschedule(
            writing,
            learner=learner,
            bank_id=bank_id(),
            dues=dues,
            client_key=key or next(_keys),
            now=now,
        )


def undo(learner, action_id, *, now=NOON):
    with transaction() as writing:
        card_actions.undo_action(writing, learner=learner, action_id=action_id, now=now)


def marked():
    """All that stands on cards; a mark that says nothing is no mark."""
    db.session.expire_all()
    marks = {
        (mark.user_id, mark.item_id): (mark.suspended_at, mark.buried_on, mark.note)
        for mark in db.session.scalars(select(CardMark))
    }
    tags = db.session.execute(select(CardTag.user_id, CardTag.item_id, CardTag.tag)).tuples()
    flags = db.session.execute(
        select(ItemFlag.user_id, ItemFlag.item_id, ItemFlag.flagged_at)
    ).tuples()
    dues = db.session.execute(
        select(MemoryState.user_id, MemoryState.item_id, MemoryState.due_at)
    ).tuples()
    said = {key: mark for key, mark in marks.items() if any(mark)}
    return said, sorted(tags), sorted(flags), sorted(dues)


def test_each_action_is_seen_and_its_undo_leaves_what_stood(alice, items):
    first, second, *_ = items
    act(alice, ActionKind.SUSPEND, [first])
    act(alice, ActionKind.TAG, [first], "bone")
    act(alice, ActionKind.FLAG, [first], now=NOON - timedelta(days=1))
    act(alice, ActionKind.NOTE, [first], "an older note")
    before = marked()

    for kind, value in [
        (ActionKind.SUSPEND, None),
        (ActionKind.UNSUSPEND, None),
        (ActionKind.BURY, None),
        (ActionKind.FLAG, None),
        (ActionKind.UNFLAG, None),
        (ActionKind.TAG, "bone"),
        (ActionKind.UNTAG, "bone"),
        (ActionKind.NOTE, "a newer note"),
        (ActionKind.NOTE, ""),
    ]:
        done = act(alice, kind, [first, second], value)
        assert done.changed in (1, 2), kind
        assert marked() != before, kind
        undo(alice, done.action_id)
        assert marked() == before, kind


def test_an_action_that_changes_nothing_is_none(alice, items):
    act(alice, ActionKind.SUSPEND, items[:1])
    assert act(alice, ActionKind.SUSPEND, items[:1]) == card_actions.Done(None, 0)
    assert act(alice, ActionKind.UNFLAG, items) == card_actions.Done(None, 0)


def test_sent_again_with_its_key_an_action_counts_once(alice, items):
    once = act(alice, ActionKind.SUSPEND, items[:2], key="k")
    assert act(alice, ActionKind.SUSPEND, items[:2], key="k") == once
    with pytest.raises(ConflictError):
        act(alice, ActionKind.SUSPEND, items[:3], key="k")
    assert len(db.session.scalars(select(CardAction)).all()) == 1


def test_nobody_touches_or_undoes_what_is_anothers(alice, bob, items):
    done = act(alice, ActionKind.SUSPEND, items[:1])
    before = marked()
    with pytest.raises(NotFoundError):
        undo(bob, done.action_id)
    with pytest.raises(NotFoundError):
        act(alice, ActionKind.SUSPEND, [*items, 999_999])
    with pytest.raises(NotFoundError):
        act(alice, ActionKind.SUSPEND, [])
    assert marked() == before


def test_a_retired_card_is_no_card(alice, items):
    load(*made_items(3))
    with pytest.raises(NotFoundError):
        act(alice, ActionKind.SUSPEND, items[3:])


def test_rescheduling_moves_the_due_date_in_the_log_and_back(alice, items):
    for item in items[:2]:
        learn(alice, item)
    before = marked()
    dues = {item: NOON + timedelta(days=40) for item in items[:2]}

    done = move(alice, dues)

    assert done.changed == 2
    assert {item: state(alice, item).due_at for item in items[:2]} == dues
    assert rebuilt() == 0
    undo(alice, done.action_id)
    assert marked() == before
    assert rebuilt() == 0


def rebuilt():
    """How many memories differ from the fold of their log."""
    return memory.rebuild(db.session(), check=True)[1]


def test_what_was_graded_since_then_keeps_its_day_when_the_rescheduling_is_undone(alice, items):
    learn(alice, items[0])
    learn(alice, items[1])
    done = move(alice, {item: NOON + timedelta(days=1) for item in items[:2]})
    grade(alice, items[0], Grade.GOOD, now=NOON + timedelta(days=1))
    graded = state(alice, items[0]).due_at

    undo(alice, done.action_id, now=NOON + timedelta(days=1))

    assert state(alice, items[0]).due_at == graded
    assert rebuilt() == 0


def test_of_two_reschedulings_the_first_can_be_undone_first(alice, items):
    learn(alice, items[0])
    first = move(alice, {items[0]: NOON + timedelta(days=30)})
    later = NOON + timedelta(minutes=5)
    move(alice, {items[0]: NOON + timedelta(days=60)}, now=later)

    undo(alice, first.action_id, now=later)

    assert state(alice, items[0]).due_at == NOON + timedelta(days=60)
    assert rebuilt() == 0


def test_a_card_without_a_memory_cannot_be_moved(alice, items):
    learn(alice, items[0])
    with pytest.raises(NotFoundError):
        move(alice, {item: NOON + timedelta(days=3) for item in items[:2]})
    assert not db.session.scalars(select(DueChange)).all()


def test_a_clock_that_went_back_does_not_put_a_rescheduling_before_the_review(alice, items):
    learn(alice, items[0])
    due = NOON + timedelta(days=40)
    move(alice, {items[0]: due}, now=NOON - timedelta(hours=3))
    assert state(alice, items[0]).due_at == due
    assert rebuilt() == 0


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_any_actions_undone_from_the_last_to_the_first_leave_nothing(alice, items, seed):
    rng = Random(seed)
    for item in items[:3]:
        learn(alice, item)
    stood = [marked()]
    done = []
    for step in range(12):
        now = NOON + timedelta(minutes=step)
        chosen = rng.sample(items, rng.randint(1, 4))
        kind = rng.choice(list(ActionKind))
        if kind is ActionKind.RESCHEDULE:
            known = [item for item in chosen if item in items[:3]] or items[:1]
            dues = {item: NOON + timedelta(days=rng.randint(1, 50)) for item in known}
            made = move(alice, dues, now=now)
        else:
            made = act(alice, kind, chosen, rng.choice(["bone", "kidney"]), now=now)
        if made.action_id is not None:
            done.append(made.action_id)
            stood.append(marked())
    for action_id in reversed(done):
        assert marked() == stood.pop()
        undo(alice, action_id)
    assert marked() == stood.pop()
