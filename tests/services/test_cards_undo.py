"""Taking a grade back: as if it had never been given, though the log keeps both."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from quizapp.domain.learning.memory import Grade
from quizapp.extensions import db
from quizapp.models import MemoryState, Review, ReviewUndo
from tests.factories import NOON
from tests.services.made_banks import load, made_item, made_items
from tests.services.studying import (
    answer,
    at_once,
    grade,
    item_id,
    learn,
    start,
    state,
    undo,
)

ITEM = "go-sba-definition-01"
MINUTE = timedelta(minutes=1)


def stored(learner, item):
    """The row of a memory, every column of it; None where there is none."""
    row = state(learner, item)
    return row and {column.name: getattr(row, column.name) for column in row.__table__.columns}


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_undo_restores_the_memory_exactly(alice):
    load(made_item())
    number = item_id(ITEM)
    learn(alice, number, now=NOON - timedelta(days=30))
    grade(alice, number, Grade.AGAIN, now=NOON - 20 * MINUTE)
    before = stored(alice, number)

    for taken_back in Grade:
        grade(alice, number, taken_back)
        assert stored(alice, number) != before

        assert undo(alice) == number

        assert stored(alice, number) == before


def test_undoing_the_first_grade_makes_the_card_new_again(alice):
    load(made_item())
    number = item_id(ITEM)
    grade(alice, number)

    assert undo(alice) == number

    assert state(alice, number) is None
    assert grade(alice, number, seen=0)


def test_the_log_keeps_the_grade_and_that_it_was_taken_back(alice):
    load(made_item())
    grade(alice, item_id(ITEM), Grade.HARD)

    undo(alice, now=NOON + MINUTE)

    review = db.session.execute(select(Review)).scalar_one()
    taken_back = db.session.execute(select(ReviewUndo)).scalar_one()
    assert review.grade == Grade.HARD
    assert (taken_back.review_id, taken_back.undone_at) == (review.id, NOON + MINUTE)


def test_grading_after_undo_ends_where_grading_at_once_would_have(alice, bob):
    load(made_item())
    number = item_id(ITEM)
    grade(alice, number, Grade.AGAIN)
    grade(alice, number, Grade.AGAIN, now=NOON + MINUTE)
    undo(alice, now=NOON + MINUTE)
    learn(alice, number, now=NOON + 2 * MINUTE)
    after_undo = stored(alice, number)

    undo(alice, now=NOON + 3 * MINUTE)
    learn(alice, number, now=NOON + 2 * MINUTE)

    assert stored(alice, number) == after_undo


def test_several_grades_are_taken_back_one_after_the_other(alice):
    load(*made_items(2))
    first, second = item_id(ITEM), item_id("go-sba-definition-02")
    for number, minutes in ((first, 0), (second, 1), (first, 2)):
        grade(alice, number, Grade.AGAIN, now=NOON + minutes * MINUTE)

    assert [undo(alice, now=NOON + 3 * MINUTE) for _ in range(4)] == [first, second, first, None]

    assert count(MemoryState) == 0
    assert count(ReviewUndo) == 3


def test_a_grade_on_which_a_quiz_answer_has_built_stays(alice):
    load(made_item())
    number = item_id(ITEM)
    learn(alice, number)
    answer(alice, start(alice), now=NOON + MINUTE)
    before = stored(alice, number)

    assert undo(alice, now=NOON + 2 * MINUTE) is None

    assert stored(alice, number) == before
    assert count(ReviewUndo) == 0


def test_a_quiz_answer_on_another_item_is_no_obstacle(alice):
    asked, graded = made_item(), made_item("basic")
    load(asked, graded)
    grade(alice, item_id(graded.id))
    answer(alice, start(alice), now=NOON + MINUTE)

    assert undo(alice, now=NOON + 2 * MINUTE) == item_id(graded.id)


def test_a_quiz_answer_is_never_taken_back(alice):
    load(made_item())
    answer(alice, start(alice))

    assert undo(alice) is None

    assert state(alice, item_id(ITEM)).reviews == 1


def test_only_ones_own_grades_of_this_bank_are_taken_back(alice, bob):
    load(made_item())
    load(made_item("basic"), slug="autre")
    elsewhere = item_id("go-basic-definition-01")
    grade(bob, item_id(ITEM))
    grade(alice, elsewhere, slug="autre")

    assert undo(alice) is None

    assert state(bob, item_id(ITEM)) is not None
    assert state(alice, elsewhere) is not None


def test_a_grade_of_yesterday_stays(alice):
    load(made_item())
    before_four = datetime(2026, 11, 3, 2, 59, tzinfo=UTC)  # 3:59 in Paris
    grade(alice, item_id(ITEM), now=before_four)

    assert undo(alice, now=before_four + MINUTE) is None
    assert undo(alice, now=before_four + MINUTE / 2) == item_id(ITEM)


def test_undo_pressed_twice_at_once_takes_one_grade_back_each_time(app, alice):
    load(*made_items(2))
    first, second = item_id(ITEM), item_id("go-sba-definition-02")
    grade(alice, first)
    grade(alice, second, now=NOON + MINUTE)
    later = NOON + 2 * MINUTE

    taken_back = at_once(app, [lambda: undo(alice, now=later)] * 3)

    assert sorted(taken_back, key=str) == [first, second, None]
    db.session.rollback()
    assert (count(ReviewUndo), count(MemoryState)) == (2, 0)
