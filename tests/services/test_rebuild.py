"""Memories are folds of the log: rebuilding changes none, and mends what something else broke."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, select

from quizapp.database import transaction
from quizapp.domain.grading.answers import ChosenOptions
from quizapp.domain.learning.memory import Grade
from quizapp.extensions import db
from quizapp.models import MemoryState, ReviewUndo
from quizapp.services import memory
from tests.factories import NOON
from tests.services.made_banks import load, made_item, made_items
from tests.services.studying import (
    again,
    answer,
    ask,
    grade,
    item_id,
    learn,
    next_card,
    start,
    state,
    undo,
)

ITEM = "go-sba-definition-01"
ZONES = [ZoneInfo(name) for name in ("Europe/Paris", "Asia/Tokyo", "America/Havana")]


def rebuild():
    with transaction() as session:
        return memory.rebuild(session)


def memories():
    db.session.expire_all()
    columns = MemoryState.__table__.columns
    return sorted(map(tuple, db.session.execute(select(*columns))))


def live(learners, rng, *, steps):
    """Let learners study for weeks, anywhere, at any hour: cards, quizzes, second thoughts."""
    now = NOON
    attempts = {learner.id: start(learner, length=6) for learner in learners}
    for _ in range(steps):
        now += timedelta(minutes=rng.choice([0, 1, 12, 700, 3000, 20_000]))
        learner = replace(rng.choice(learners), zone=rng.choice(ZONES), new_per_day=99)
        attempt = again(attempts[learner.id])
        deed = rng.choice(["card", "card", "card", "quiz", "undo"])
        if deed == "quiz" and attempt.finished_at is None:
            given = rng.choice([[], ["a"], ["b"], ["b", "c"]])
            place = attempt.answered + 1
            answer(learner, attempt, place, ChosenOptions(frozenset(given)), now=now)
        elif deed == "undo":
            undo(learner, now=now)
        elif (card := next_card(learner, now=now)) is not None:
            grade(learner, card.item_id, rng.choice(list(Grade)), now=now)


@pytest.mark.parametrize("seed", [1, 2])
def test_folding_the_log_of_any_history_gives_the_stored_memories(alice, bob, seed):
    load(*made_items(3), *made_items(2, kind="multiple", topic="treatment"), made_item("cloze"))
    live([alice, bob], Random(seed), steps=40)
    before = memories()
    assert len(before) > 5
    assert db.session.scalars(select(ReviewUndo.review_id)).all()

    seen, mended = rebuild()

    assert mended == 0
    assert seen >= len(before)
    assert memories() == before


def test_a_damaged_memory_is_mended_and_counted(alice):
    load(*made_items(2))
    learn(alice, item_id(ITEM))
    learn(alice, item_id("go-sba-definition-02"))
    before = memories()

    for column, value in (
        ("stability", 99.0),
        ("due_at", NOON + timedelta(days=999)),
        ("reviews", 7),
        ("introduced_on", NOON.date() + timedelta(days=3)),
        ("introduced_by", "quiz"),
    ):
        with transaction():
            setattr(state(alice, item_id(ITEM)), column, value)

        assert rebuild() == (2, 1), column
        assert memories() == before, column


def test_a_lost_memory_is_made_again(alice):
    load(made_item())
    learn(alice, item_id(ITEM))
    before = memories()
    with transaction() as session:
        session.execute(delete(MemoryState))

    assert rebuild() == (1, 1)

    assert memories() == before


def test_a_memory_without_a_log_is_removed(alice, bob):
    load(made_item())
    learn(alice, item_id(ITEM))
    before = memories()
    with transaction() as session:
        row = state(alice, item_id(ITEM))
        values = {column.name: getattr(row, column.name) for column in row.__table__.columns}
        session.add(MemoryState(**values | {"user_id": bob.id}))

    assert rebuild() == (2, 1)

    assert memories() == before


def test_what_is_answered_while_memories_are_rebuilt_is_not_lost(app, alice, monkeypatch):
    load(made_item())
    number = item_id(ITEM)
    learn(alice, number)
    folding, fold = [], memory.fold

    def answer_meanwhile():
        with app.app_context():
            grade(alice, number, Grade.AGAIN, seen=1, now=NOON + timedelta(days=9))

    def fold_slowly(events):
        if not folding:
            folding.append(threading.Thread(target=answer_meanwhile))
            folding[0].start()
            folding[0].join(timeout=0.5)
        return fold(events)

    monkeypatch.setattr(memory, "fold", fold_slowly)
    assert rebuild() == (1, 0)
    folding[0].join()

    db.session.rollback()
    assert state(alice, number).reviews == 2
    monkeypatch.undo()
    assert rebuild() == (1, 0)


def test_an_attempts_question_is_not_a_memory_before_it_is_answered(alice):
    load(made_item())
    assert ask(alice, start(alice)).response is None

    assert rebuild() == (0, 0)
