"""Grades that a device kept for want of a network: merged at their own instants, counted once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select

from quizapp.database import transaction
from quizapp.domain.errors import ConflictError, NotFoundError
from quizapp.domain.learning.memory import Grade
from quizapp.extensions import db
from quizapp.models import CardMark, MemoryState, Review, StudyDay
from quizapp.services import study_days
from quizapp.services.deck.card_grades import HeldTooLongError
from quizapp.services.memory import domain_state, rebuild
from tests.factories import NOON
from tests.services.made_banks import load, made_item, made_items
from tests.services.studying import at_once, grade, item_id, learn, next_card, plan, state

ITEM = "go-sba-definition-01"
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def reviews():
    return db.session.scalar(select(func.count()).select_from(Review))


def test_a_held_grade_counts_at_the_moment_it_was_given(alice):
    load(made_item())
    number = item_id(ITEM)

    assert grade(alice, number, Grade.EASY, seen=0, held_since=NOON - DAY, now=NOON)

    review = db.session.scalars(select(Review)).one()
    assert (review.reviewed_at, review.local_day) == (NOON - DAY, alice.today(NOON - DAY))
    assert state(alice, number).last_reviewed_at == NOON - DAY
    assert state(alice, number).introduced_on == alice.today(NOON - DAY)


def test_it_ends_as_if_it_had_arrived_at_once(alice, bob):
    load(made_item())
    number = item_id(ITEM)
    for learner, held in ((alice, NOON - 3 * DAY), (bob, None)):
        grade(learner, number, Grade.EASY, now=NOON - 9 * DAY)
        when = NOON if held else NOON - 3 * DAY
        grade(learner, number, Grade.AGAIN, held_since=held, now=when)

    one, other = (domain_state(state(learner, number)) for learner in (alice, bob))
    assert one == other


def test_what_was_graded_elsewhere_meanwhile_is_merged_and_nothing_lost(alice):
    load(made_item())
    number = item_id(ITEM)
    grade(alice, number, Grade.AGAIN, seen=0, now=NOON)

    assert grade(alice, number, Grade.GOOD, seen=0, held_since=NOON - HOUR, now=NOON + HOUR)

    assert reviews() == 2
    assert state(alice, number).reviews == 2
    assert state(alice, number).last_reviewed_at == NOON
    with transaction() as session:
        assert rebuild(session) == (1, 0)
        assert study_days.rebuild(session, check=True) == 0


def test_a_clock_that_is_fast_puts_no_grade_into_the_future(alice):
    load(made_item())

    grade(alice, item_id(ITEM), seen=0, held_since=NOON + 5 * HOUR, now=NOON)

    assert db.session.scalar(select(Review.reviewed_at)) == NOON


def test_a_grade_held_for_more_than_thirty_days_is_refused(alice):
    load(made_item())
    limit = NOON - 30 * DAY

    with pytest.raises(HeldTooLongError):
        grade(alice, item_id(ITEM), seen=0, held_since=limit - MINUTE, now=NOON)
    assert reviews() == 0
    assert grade(alice, item_id(ITEM), seen=0, held_since=limit, now=NOON)


def test_a_held_grade_sent_twice_counts_once_also_where_it_had_arrived_after_all(alice):
    load(*made_items(2))
    first, second = item_id(ITEM), item_id("go-sba-definition-02")
    grade(alice, first, seen=0, key="k1")

    assert grade(alice, first, seen=0, key="k1", held_since=NOON - HOUR)
    for _ in range(2):
        assert grade(alice, second, seen=0, key="k2", held_since=NOON - HOUR)

    assert reviews() == 2
    with pytest.raises(ConflictError):
        grade(alice, first, Grade.EASY, seen=0, key="k1", held_since=NOON - HOUR)


def test_the_same_held_grade_from_two_windows_at_once_counts_once(app, alice):
    load(made_item())
    number = item_id(ITEM)

    told = at_once(
        app, [lambda: grade(alice, number, seen=0, key="k1", held_since=NOON - HOUR)] * 2
    )

    assert told == [True, True]
    db.session.rollback()
    assert reviews() == 1


def test_a_held_grade_on_a_card_that_is_gone_is_not_found(alice):
    gone, kept = made_items(2)
    load(gone, kept)
    load(kept)

    with pytest.raises(NotFoundError):
        grade(alice, item_id(gone.id), seen=0, held_since=NOON - HOUR)


def test_a_card_introduced_by_a_held_grade_is_new_no_more(alice):
    items = made_items(2)
    load(*items)
    first = next_card(alice).item_id
    grade(alice, first, Grade.EASY, seen=0, held_since=NOON - HOUR)

    assert next_card(alice).item_id != first
    assert plan(alice).plan.new == 1


grades = st.lists(
    st.tuples(st.integers(0, 40), st.sampled_from(list(Grade))), min_size=1, max_size=5
)


def forget_all():
    with transaction() as session:
        for table in (CardMark, MemoryState, StudyDay, Review):
            session.execute(delete(table))


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(held=grades, order=st.randoms(use_true_random=False))
def test_the_order_in_which_held_grades_arrive_changes_no_memory(alice, held, order):
    load(made_item())
    number = item_id(ITEM)
    arrivals = [
        (f"held-{n}", NOON - hours * 7 * HOUR, given) for n, (hours, given) in enumerate(held)
    ]
    shuffled = list(arrivals)
    order.shuffle(shuffled)
    ends = []
    for sequence in (arrivals, shuffled):
        forget_all()
        learn(alice, number, now=NOON - 29 * DAY, key="first")
        for key, at, with_grade in sequence:
            grade(alice, number, with_grade, seen=1, key=key, held_since=at, now=NOON)
        ends.append(domain_state(state(alice, number)))
        with transaction() as writing:
            assert rebuild(writing) == (1, 0)
            assert study_days.rebuild(writing, check=True) == 0
    assert ends[0] == ends[1]
