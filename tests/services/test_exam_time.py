"""The time of an exam, by the server's clock: at the boundary, set back, and in other zones."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from quizapp.database import transaction
from quizapp.extensions import db
from quizapp.models import Response, User
from quizapp.services.quizzes import exam
from quizapp.services.quizzes.exam import SaveOutcome
from tests.factories import NOON
from tests.services.exams import (
    begin,
    hand_in,
    hand_in_expired,
    place,
    save,
    saves,
    sheet_of,
    ticked,
)
from tests.services.made_banks import load, made_items
from tests.services.studying import again

SAVED, OVER = SaveOutcome.SAVED, SaveOutcome.OVER
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
MOMENT = timedelta(microseconds=1)
END = NOON + HOUR


@pytest.fixture
def attempt(alice):
    load(*made_items(3))
    return begin(alice, length=3, minutes=60)


def responses(attempt):
    db.session.rollback()
    rows = db.session.query(Response).filter_by(attempt_id=attempt.id)
    return list(rows.order_by(Response.position))


def test_an_answer_is_taken_until_the_last_moment_and_not_at_the_deadline(alice, attempt):
    assert save(alice, attempt, 1, ticked("a"), now=END - MOMENT) is SAVED

    assert save(alice, attempt, 2, ticked("a"), now=END) is OVER

    assert saves(attempt, 2) == []


def test_what_comes_too_late_hands_the_exam_in_with_what_was_saved_before(alice, attempt):
    save(alice, attempt, 1, ticked("b"), now=NOON + 5 * MINUTE)

    assert save(alice, attempt, 1, ticked("a"), now=END + 7 * MINUTE) is OVER

    ended = again(attempt)
    assert (ended.finished_at, ended.ending, ended.answered) == (END, "time", 1)
    first, *empty = responses(attempt)
    assert (first.answer, first.answered_at) == ({"chosen": ["b"]}, NOON + 5 * MINUTE)
    assert [one.answer for one in empty] == [{"chosen": []}] * 2
    assert {one.answered_at for one in empty} == {END}


def test_handing_in_late_ends_an_exam_at_its_deadline(alice, attempt):
    hand_in(alice, attempt, now=END + 9 * HOUR)

    assert (again(attempt).finished_at, again(attempt).ending) == (END, "time")


def test_handing_in_before_the_end_is_said_to_be_so(alice, attempt):
    hand_in(alice, attempt, now=END - MOMENT)

    assert (again(attempt).finished_at, again(attempt).ending) == (END - MOMENT, "handed_in")


def test_a_clock_set_back_gives_no_time_back_and_no_save_goes_back_in_time(alice, attempt):
    save(alice, attempt, 1, ticked("a"), now=NOON + 50 * MINUTE)

    for clock, answer in ((NOON + 10 * MINUTE, "b"), (NOON - 5 * HOUR, "c")):
        assert sheet_of(alice, attempt).timer.remaining(clock) == 10 * MINUTE
        assert save(alice, attempt, 1, ticked(answer), now=clock) is SAVED

    assert save(alice, attempt, 2, ticked("a"), now=NOON + 51 * MINUTE) is SAVED
    times = [one.saved_at for one in (*saves(attempt, 1), *saves(attempt, 2))]
    assert times == [NOON + 50 * MINUTE] * 3 + [NOON + 51 * MINUTE]


def test_an_exam_handed_in_by_a_clock_set_back_does_not_end_before_its_last_answer(alice, attempt):
    save(alice, attempt, 1, ticked("a"), now=NOON + 50 * MINUTE)

    hand_in(alice, attempt, now=NOON + MINUTE)

    assert again(attempt).finished_at == NOON + 50 * MINUTE


def test_without_a_limit_an_answer_is_taken_after_months(alice):
    load(*made_items(1))
    attempt = begin(alice, minutes=None)

    assert attempt.deadline_at is None
    assert save(alice, attempt, 1, ticked("a"), now=NOON + timedelta(days=100)) is SAVED


def test_extra_time_is_a_third_more(alice):
    load(*made_items(1))
    attempt = begin(alice, minutes=60, extra_time=True)

    assert attempt.deadline_at == NOON + 80 * MINUTE
    assert save(alice, attempt, 1, ticked("a"), now=NOON + 80 * MINUTE - MOMENT) is SAVED
    assert save(alice, attempt, 1, ticked("b"), now=NOON + 80 * MINUTE) is OVER


@pytest.mark.parametrize(
    "night",
    [
        pytest.param(datetime(2027, 3, 28, 0, 30, tzinfo=UTC), id="summer begins"),
        pytest.param(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), id="summer ends"),
    ],
)
def test_an_hour_is_an_hour_in_the_nights_in_which_the_clocks_change(alice, night):
    load(*made_items(2))
    attempt = begin(alice, minutes=60, now=night)
    local = [night + 59 * MINUTE, night + HOUR]

    assert attempt.deadline_at == night + HOUR
    assert save(alice, attempt, 1, ticked("a"), now=local[0].astimezone(alice.zone)) is SAVED
    assert save(alice, attempt, 2, ticked("a"), now=local[1].astimezone(alice.zone)) is OVER


def test_moving_to_another_zone_in_the_middle_changes_nothing(alice, attempt):
    save(alice, attempt, 1, ticked("a"), now=NOON + 10 * MINUTE)
    db.session.get_one(User, alice.id).time_zone = "Pacific/Kiritimati"
    db.session.commit()
    there = replace(alice, zone=ZoneInfo("Pacific/Kiritimati"))

    assert sheet_of(there, attempt).timer.remaining(NOON + 20 * MINUTE) == 40 * MINUTE
    assert save(there, attempt, 2, ticked("a"), now=END - MOMENT) is SAVED
    assert save(there, attempt, 3, ticked("a"), now=END) is OVER
    assert place(there, attempt, 1).answer == ticked("a")


def test_an_exam_left_open_is_handed_in_with_what_was_saved_by_then(alice, attempt):
    save(alice, attempt, 1, ticked("b"), now=NOON + MINUTE)
    assert hand_in_expired(now=END - MOMENT) == []

    assert hand_in_expired(now=END) == [attempt.id]

    ended = again(attempt)
    assert (ended.finished_at, ended.ending, ended.answered) == (END, "time", 1)
    assert [one.points for one in responses(attempt)] == [1.0, 0.0, 0.0]
    assert hand_in_expired(now=END + HOUR) == []


def test_an_exam_that_still_has_time_is_not_handed_in_by_mistake(alice, attempt):
    """The list of the expired ones may be older than the exam's last look at the clock."""
    for number in (attempt.id, 999_999):
        with transaction() as session:
            exam.hand_in_expired(session, attempt_id=number, now=END - MOMENT)

    assert again(attempt).finished_at is None


def test_only_exams_whose_time_is_up_are_handed_in_for_their_learners(alice, bob, attempt):
    unlimited = begin(alice, minutes=None)
    later = begin(bob, minutes=90)
    finished = begin(bob, minutes=10)
    hand_in(bob, finished, now=NOON + MINUTE)

    assert hand_in_expired(now=END) == [attempt.id]

    assert [again(one).finished_at for one in (unlimited, later)] == [None, None]
    assert again(finished).finished_at == NOON + MINUTE


def test_a_last_save_at_the_deadlines_moment_is_over_even_if_the_clock_goes_back(alice, attempt):
    assert save(alice, attempt, 1, ticked("a"), now=END) is OVER

    assert save(alice, attempt, 1, ticked("a"), now=NOON) is OVER
    assert saves(attempt) == []


def test_a_save_repeated_after_the_end_is_still_the_save_it_was(alice, attempt):
    save(alice, attempt, 1, ticked("a"), seen=0, key="once", now=END - MOMENT)
    hand_in(alice, attempt, now=END)

    assert save(alice, attempt, 1, ticked("a"), seen=0, key="once", now=END + HOUR) is SAVED
    assert len(saves(attempt)) == 1
