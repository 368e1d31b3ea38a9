"""Plans for a deck: seen first, made once, undone whole; only the learner's own cards move."""

from __future__ import annotations

import dataclasses
import itertools
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from quizapp.database import transaction
from quizapp.domain.errors import ConflictError, NotFoundError
from quizapp.domain.learning.card_actions import ActionKind
from quizapp.domain.learning.days import day_start, learning_day
from quizapp.domain.learning.deck import DeckOptions
from quizapp.domain.learning.exam_date import TOP_UP, WINDOW_DAYS
from quizapp.domain.learning.memory import Grade
from quizapp.extensions import db
from quizapp.models import Item, MemoryState, User
from quizapp.services import memory
from quizapp.services.deck import card_actions
from quizapp.services.deck.decks import find_deck, options_of
from quizapp.services.learners import as_learner
from quizapp.services.plans import deck_options, exam_dates, moving, planning, week
from quizapp.services.plans.moving import Way
from quizapp.services.plans.workload import workload_curve
from tests.factories import NOON
from tests.services.made_banks import load, made_items
from tests.services.studying import bank_id, grade, item_id, learn, state

_keys = (f"planning-key-{number}" for number in itertools.count(1))
COUNT = 12


@pytest.fixture
def items(session):
    made = made_items(COUNT)
    load(*made)
    return [item_id(item.id) for item in made]


@pytest.fixture
def learnt(items, alice):
    """Alice learnt ten of the twelve cards on ten days in a row, the last one yesterday."""
    for number, item in enumerate(items[:10]):
        learn(alice, item, now=NOON - timedelta(days=10 - number))
    return items[:10]


def who(learner, now=NOON):
    return {"learner": learner, "bank_id": bank_id(), "now": now}


def dues(learner):
    rows = db.session.execute(
        select(MemoryState.item_id, MemoryState.due_at)
        .where(MemoryState.user_id == learner.id)
        .execution_options(populate_existing=True)
    )
    return dict(rows.tuples().all())


def due_days(learner):
    return {item: learning_day(due, learner.zone) for item, due in dues(learner).items()}


def put_on(learner, item, days):
    """Make a card due so many days from today, whatever its log says."""
    due = day_start(learner.today(NOON) + timedelta(days=days), learner.zone)
    with transaction() as writing:
        writing.execute(
            update(MemoryState)
            .where(MemoryState.user_id == learner.id, MemoryState.item_id == item)
            .values(due_at=due)
        )


def move(learner, way, days=7, *, key=None, now=NOON):
    with transaction() as writing:
        return moving.make_moves(
            writing, **who(learner, now), way=way, days=days, client_key=key or next(_keys)
        )


def set_exam(learner, exam_on, *, key=None, now=NOON):
    with transaction() as writing:
        return exam_dates.set_exam(
            writing, **who(learner, now), exam_on=exam_on, client_key=key or next(_keys)
        )


def undo(learner, action_id, *, now=NOON):
    with transaction() as writing:
        card_actions.undo_action(writing, learner=learner, action_id=action_id, now=now)


def save_options(learner, **changes):
    with transaction() as writing:
        return deck_options.save_options(
            writing, learner=learner, bank_id=bank_id(), options=DeckOptions(**changes)
        )


def exam_on(learner):
    db.session.expire_all()
    return options_of(find_deck(db.session(), learner.id, bank_id())).exam_on


def rebuilt(session):
    """How many memories differ from their logs."""
    return memory.rebuild(session, check=True)[1]


def test_a_deck_is_read_without_what_is_suspended_retired_or_anothers(alice, bob, items):
    for item in items[:4]:
        learn(alice, item, now=NOON - timedelta(days=3))
    learn(bob, items[5], now=NOON - timedelta(days=3))
    with transaction() as writing:
        for item in (items[0], items[6]):
            card_actions.act(
                writing,
                learner=alice,
                bank_id=bank_id(),
                kind=ActionKind.SUSPEND,
                item_ids=[item],
                client_key=next(_keys),
                now=NOON,
            )
        writing.execute(
            update(Item).where(Item.id.in_([items[1], items[7]])).values(retired_at=NOON)
        )
    deck = planning.read_deck(db.session(), **who(alice))
    assert [card.item_id for card in deck.met] == items[2:4]
    assert len(deck.unmet) == COUNT - 4 - 2
    first = deck.met[0]
    stored = state(alice, items[2])
    assert (first.stability, first.last_day) == (stored.stability, stored.last_day)
    assert first.due == learning_day(stored.due_at, alice.zone)


def test_cards_in_minute_steps_are_counted_and_stay(alice, items):
    grade(alice, items[0], Grade.AGAIN)
    deck = planning.read_deck(db.session(), **who(alice))
    assert len(deck.met) == 1
    assert deck.in_review() == []
    assert deck.to_place() == []
    assert move(alice, Way.POSTPONE).changed == 0


def test_a_backlog_is_spread_as_it_was_shown_and_put_back_whole(alice, learnt, session):
    for item in learnt:
        put_on(alice, item, -3)
    before = dues(alice)
    shown = moving.preview_moves(db.session(), **who(alice), way=Way.SPREAD, days=5)
    assert dues(alice) == before
    done = move(alice, Way.SPREAD, 5)
    # Two of ten stay today: what was overdue is due today.
    assert shown.moves == done.changed == 8
    assert shown.cost.after < shown.cost.before
    today = alice.today(NOON)
    found = Counter(max(day, today) for day in due_days(alice).values())
    assert dict(found) == shown.after
    assert set(found.values()) == {2}
    undo(alice, done.action_id)
    assert dues(alice) == before


def test_a_move_stands_in_the_log(alice, learnt, session):
    now = NOON + timedelta(days=60)
    done = move(alice, Way.SPREAD, 5, now=now)
    assert done.changed
    assert rebuilt(session) == 0
    undo(alice, done.action_id, now=now)
    assert rebuilt(session) == 0


def test_a_form_sent_twice_moves_cards_once(alice, learnt):
    for item in learnt:
        put_on(alice, item, 0)
    first = move(alice, Way.POSTPONE, 3, key="the-same-key-twice")
    moved = dues(alice)
    for item in learnt[:2]:
        put_on(alice, item, 0)
    again = move(alice, Way.POSTPONE, 3, key="the-same-key-twice")
    assert (
        (again.action_id, again.changed)
        == (first.action_id, first.changed)
        == (
            first.action_id,
            10,
        )
    )
    assert sum(dues(alice)[item] != moved[item] for item in learnt) == 2
    with transaction() as writing:
        card_actions.act(
            writing,
            learner=alice,
            bank_id=bank_id(),
            kind=ActionKind.FLAG,
            item_ids=learnt[:1],
            client_key="a-key-of-a-flag-action",
            now=NOON,
        )
    with pytest.raises(ConflictError):
        move(alice, Way.POSTPONE, 3, key="a-key-of-a-flag-action")


def test_cards_are_advanced_and_only_the_learners_own(alice, bob, learnt):
    learn(bob, learnt[0])
    theirs = dues(bob)
    for number, item in enumerate(learnt):
        put_on(alice, item, number)
    assert move(alice, Way.ADVANCE, 3).changed == 3
    today = alice.today(NOON)
    assert Counter(day <= today for day in due_days(alice).values()) == {True: 4, False: 6}
    assert dues(bob) == theirs


def test_another_learners_move_is_not_taken_back(alice, bob, learnt):
    put_on(alice, learnt[0], 0)
    done = move(alice, Way.POSTPONE)
    with pytest.raises(NotFoundError):
        undo(bob, done.action_id)
    assert planning.last_move(db.session(), **who(bob)) is None
    assert planning.last_move(db.session(), **who(alice)) == done
    undo(alice, done.action_id)
    assert planning.last_move(db.session(), **who(alice)) is None


def test_days_off_are_kept_free_once_cards_have_left_them(alice, learnt):
    today = alice.today(NOON)
    for number, item in enumerate(learnt):
        put_on(alice, item, 5 + number % 2)
    first, last = today + timedelta(days=4), today + timedelta(days=6)
    with transaction() as writing:
        week.add_days_off(writing, learner=alice, first=first, last=last, now=NOON)
    resting = as_learner(db.session.get(User, alice.id, populate_existing=True))
    ((bank, count),) = week.cards_on_days_off(db.session(), learner=resting, now=NOON)
    assert (bank.id, count) == (bank_id(), 10)
    assert move(resting, Way.DAYS_OFF).changed == 10
    assert not any(first <= day <= last for day in due_days(alice).values())
    assert week.cards_on_days_off(db.session(), learner=resting, now=NOON) == []


def test_days_off_are_added_once_not_twice_over_and_forgotten_when_past(alice):
    today = alice.today(NOON)

    def add(first, last, now=NOON):
        with transaction() as writing:
            week.add_days_off(
                writing,
                learner=alice,
                first=today + timedelta(days=first),
                last=today + timedelta(days=last),
                now=now,
            )

    def stored():
        return as_learner(db.session.get(User, alice.id, populate_existing=True)).days_off

    add(10, 12)
    add(1, 2)
    add(10, 12)
    assert [first for first, _ in stored()] == [today + timedelta(days=days) for days in (1, 10)]
    with pytest.raises(week.OverlappingDaysOffError):
        add(12, 13)
    add(20, 20, now=NOON + timedelta(days=5))
    assert len(stored()) == 2
    for number in range(18):
        add(30 + number, 30 + number)
    with pytest.raises(week.TooManyDaysOffError):
        add(99, 99)
    with transaction() as writing:
        week.remove_days_off(writing, learner=alice, first=today + timedelta(days=10), now=NOON)
    assert len(stored()) == 19


def test_an_exam_moves_the_cards_that_have_to_and_is_undone_with_them(alice, learnt, session):
    before, day = dues(alice), alice.today(NOON) + timedelta(days=50)
    shown = exam_dates.preview_exam(db.session(), **who(alice), exam_on=day)
    assert (dues(alice), exam_on(alice)) == (before, None)
    done = set_exam(alice, day)
    assert exam_on(alice) == day
    assert shown.moves == done.changed > 0
    window = day - timedelta(days=WINDOW_DAYS)
    for item, due in due_days(alice).items():
        card = state(alice, item)
        recall = planning.DueCard(item, card.stability, card.last_day, due).recall_on(day)
        assert due < window or (window <= due < day) or (due > day and recall >= TOP_UP)
    assert rebuilt(session) == 0
    undo(alice, done.action_id)
    assert (dues(alice), exam_on(alice)) == (before, None)


def test_undoing_a_change_of_the_date_leaves_the_date_before_it(alice, learnt):
    day = alice.today(NOON) + timedelta(days=50)
    set_exam(alice, day)
    second = set_exam(alice, day + timedelta(days=40))
    assert exam_on(alice) == day + timedelta(days=40)
    assert second.action_id is not None
    undo(alice, second.action_id)
    assert exam_on(alice) == day


def test_a_date_that_is_removed_leaves_the_usual_days(alice, learnt):
    day = alice.today(NOON) + timedelta(days=30)
    set_exam(alice, day)
    shown = exam_dates.preview_exam(db.session(), **who(alice), exam_on=None)
    assert shown.until == day
    done = set_exam(alice, None)
    assert (exam_on(alice), done.changed) == (None, shown.moves)
    assert exam_dates.preview_exam(db.session(), **who(alice), exam_on=None).moves == 0


def test_a_preview_of_an_exam_covers_every_day_until_its_eve(alice, learnt):
    day = alice.today(NOON) + timedelta(days=50)
    shown = exam_dates.preview_exam(db.session(), **who(alice), exam_on=day)
    assert len(shown.without.loads) == len(shown.with_exam.loads) == 50
    assert shown.cards == shown.seen == COUNT
    assert TOP_UP <= shown.with_exam.recall <= 1.0
    assert shown.with_exam.known <= COUNT


def test_exams_ahead_are_those_of_the_learner_up_to_their_day(alice, bob, items):
    day = alice.today(NOON) + timedelta(days=5)
    set_exam(alice, day)
    for today, found in ((day, {bank_id(): day}), (day + timedelta(days=1), {})):
        assert exam_dates.exams_ahead(db.session(), learner_id=alice.id, today=today) == found
    assert exam_dates.exams_ahead(db.session(), learner_id=bob.id, today=day) == {}


def test_saved_options_say_whether_days_already_set_would_be_others(alice, learnt):
    day = alice.today(NOON) + timedelta(days=50)
    set_exam(alice, day)
    assert not save_options(alice, leech_after=4)
    assert save_options(alice, desired_retention=0.8)
    assert save_options(alice, desired_retention=0.8, topic_retention={"causes": 0.95})
    assert not save_options(alice, desired_retention=0.8, topic_retention={"causes": 0.95})
    assert exam_on(alice) == day, "the date of the exam is not one of the options"


def test_days_already_set_follow_new_options_only_when_asked_to(alice, learnt, session):
    before = dues(alice)
    save_options(alice, desired_retention=0.97)
    assert dues(alice) == before
    shown = deck_options.preview_options(db.session(), **who(alice))
    with transaction() as writing:
        done = deck_options.apply_options(writing, **who(alice), client_key=next(_keys))
    assert shown.moves == done.changed > 0
    assert all(due <= before[item] for item, due in dues(alice).items())
    assert deck_options.preview_options(db.session(), **who(alice)).moves == 0
    assert rebuilt(session) == 0
    undo(alice, done.action_id)
    assert dues(alice) == before


def test_the_workload_of_a_deck_rises_with_retention_and_marks_the_one_in_force(alice, learnt):
    save_options(alice, desired_retention=0.83)
    found = workload_curve(db.session(), **who(alice))
    assert (found.cards, found.followed) == (COUNT, COUNT)
    assert [point.retention for point in found.points if point.is_current] == [0.83]
    assert found.points[0].minutes < found.points[-1].minutes
    assert found.points[0].known < found.points[-1].known <= COUNT
    paused = dataclasses.replace(alice, new_per_day=0, due_per_day=0)
    assert {point.minutes for point in workload_curve(db.session(), **who(paused)).points} == {0.0}


def test_a_bank_without_cards_has_no_workload(alice, items, session):
    with transaction() as writing:
        writing.execute(update(Item).where(Item.bank_id == bank_id()).values(retired_at=NOON))
    assert workload_curve(db.session(), **who(alice)) is None
