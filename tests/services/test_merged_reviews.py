"""Grades that a device held back for want of a network come in late, at their own instants."""

from __future__ import annotations

import itertools
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import select

from quizapp.database import transaction
from quizapp.domain.learning.memory import Grade
from quizapp.extensions import db
from quizapp.models import Item, MemoryState, Review, StudyDay
from quizapp.services import memory, study_days
from quizapp.services.deck.decks import deck_now
from quizapp.services.review_log import standing_reviews
from tests.factories import NOON
from tests.services.made_banks import load, made_item
from tests.services.studying import bank_id, grade, item_id, undo

ITEM = "go-sba-definition-01"


def merge(learner, item, chosen, at, key):
    with transaction() as session:
        row = session.get_one(Item, item)
        on = memory.Occasion(
            deck=deck_now(session, learner, row.bank_id, at),
            item_id=item,
            revision_id=row.revision_id,
            topic=row.topic,
            client_key=key,
            body_digest="d" * 64,
            duration_ms=5000,
            now=at,
        )
        memory.merge_card(session, learner, chosen, on)


def folded():
    db.session.expire_all()
    columns = [column for column in MemoryState.__table__.columns if column.name != "user_id"]
    return db.session.execute(select(*columns)).tuples().all()


def test_whatever_the_order_of_their_arrival_the_memory_is_the_same(alice, bob):
    load(made_item())
    item = item_id(ITEM)
    held = [
        (Grade.EASY, NOON, "a"),
        (Grade.AGAIN, NOON + timedelta(days=9), "b"),
        (Grade.GOOD, NOON + timedelta(days=9, minutes=12), "c"),
        (Grade.GOOD, NOON + timedelta(days=12), "d"),
    ]
    results = set()
    for number, order in enumerate(itertools.permutations(held)):
        for chosen, at, key in order:
            merge(alice, item, chosen, at, f"{key}{number:02}")
        [row] = folded()
        results.add(row)
        assert memory.rebuild(db.session(), check=True) == (1, 0)
        while undo_any(alice):
            pass
        assert folded() == []
    assert len(results) == 1


def undo_any(learner):
    with transaction() as session:
        standing = session.scalars(standing_reviews(learner.id)).all()
        if not standing:
            return False
        memory.take_back(session, Random(1).choice(standing), now=NOON)
        return True


def test_one_that_comes_between_two_grades_is_folded_between_them(alice):
    load(made_item())
    item = item_id(ITEM)
    grade(alice, item, Grade.EASY, now=NOON)
    grade(alice, item, Grade.GOOD, now=NOON + timedelta(days=10))
    [before] = folded()

    merge(alice, item, Grade.AGAIN, NOON + timedelta(days=5), "late")

    [after] = folded()
    assert after != before
    row = db.session.execute(select(MemoryState)).scalar_one()
    assert (row.reviews, row.lapses) == (3, 1)
    assert row.last_reviewed_at == NOON + timedelta(days=10)
    assert memory.rebuild(db.session(), check=True) == (1, 0)


def test_it_counts_on_the_day_on_which_it_was_given(alice):
    load(made_item())
    merge(alice, item_id(ITEM), Grade.GOOD, NOON - timedelta(days=3), "late")

    [day] = db.session.scalars(select(StudyDay)).all()
    assert day.local_day == alice.today(NOON - timedelta(days=3))
    assert (day.cards, day.good, day.milliseconds) == (1, 1, 5000)
    state = db.session.execute(select(MemoryState)).scalar_one()
    assert state.introduced_on == day.local_day


@pytest.mark.parametrize("seed", [1, 2])
def test_the_days_of_study_are_the_sum_of_the_log_whatever_happens(alice, seed):
    load(made_item())
    item, rng = item_id(ITEM), Random(seed)
    for step in range(14):
        now = NOON + timedelta(days=step)
        chosen = rng.choice(list(Grade))
        if rng.random() < 0.3:
            merge(alice, item, chosen, now - timedelta(days=2, minutes=step), f"h{step}")
        elif rng.random() < 0.3:
            undo(alice, now=now - timedelta(days=1))
        else:
            grade(alice, item, chosen, now=now)
    assert db.session.scalars(select(Review)).all()
    assert study_days.rebuild(db.session(), check=True) == 0
    assert bank_id()


def test_a_card_in_days_tests_what_was_to_be_remembered_once_a_day(alice):
    load(made_item())
    item = item_id(ITEM)
    grade(alice, item, Grade.EASY)
    grade(alice, item, Grade.GOOD, now=NOON + timedelta(days=10))
    grade(alice, item, Grade.AGAIN, now=NOON + timedelta(days=10, hours=1))
    grade(alice, item, Grade.GOOD, now=NOON + timedelta(days=10, hours=2))
    grade(alice, item, Grade.GOOD, now=NOON + timedelta(days=60))
    grade(alice, item, Grade.EASY, now=NOON + timedelta(days=120))
    grade(alice, item, Grade.AGAIN, now=NOON + timedelta(days=200))

    tested = [row.tested_as for row in db.session.scalars(select(Review).order_by(Review.id))]

    assert tested == [None, "young", None, None, "young", "mature", "mature"]
    sums = [
        sum(getattr(day, name) for day in db.session.scalars(select(StudyDay)))
        for name in ("young", "young_recalled", "mature", "mature_recalled")
    ]
    assert sums == [2, 2, 2, 1]
