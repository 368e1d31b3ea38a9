"""An exam's time: by one clock, at the boundary, through nights of 23 and 25 hours."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.learning.timer import Timer

START = datetime(2026, 11, 2, 12, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
MOMENT = timedelta(microseconds=1)
PARIS = ZoneInfo("Europe/Paris")


def timer(*, minutes=60, latest=None):
    return Timer(START, START + minutes * MINUTE, latest)


def test_the_time_is_up_at_the_deadline_itself_and_not_before():
    assert not timer().is_over(START)
    assert not timer().is_over(START + HOUR - MOMENT)
    assert timer().is_over(START + HOUR)
    assert timer().is_over(START + HOUR + MOMENT)


def test_what_is_left_runs_from_the_whole_to_nothing_and_never_below():
    assert timer().remaining(START) == HOUR
    assert timer().remaining(START + 59 * MINUTE) == MINUTE
    assert timer().remaining(START + HOUR) == timedelta(0)
    assert timer().remaining(START + 5 * HOUR) == timedelta(0)


def test_without_a_limit_time_is_never_up():
    unlimited = Timer(START, None)
    assert not unlimited.is_over(START + timedelta(days=400))
    assert unlimited.remaining(START) is None
    assert unlimited.announced == ()


def test_a_clock_set_back_gives_no_time_back():
    saved = START + 50 * MINUTE
    assert timer(latest=saved).at(START + 20 * MINUTE) == saved
    assert timer(latest=saved).remaining(START + 20 * MINUTE) == 10 * MINUTE
    assert timer(latest=saved).remaining(saved + MINUTE) == 9 * MINUTE


def test_a_clock_set_back_to_before_the_exam_gives_no_more_than_the_whole():
    assert timer().at(START - 5 * HOUR) == START
    assert timer().remaining(START - 5 * HOUR) == HOUR


def test_what_was_saved_at_the_deadline_keeps_an_exam_over_when_the_clock_goes_back():
    assert timer(latest=START + HOUR).is_over(START + MINUTE)


@pytest.mark.parametrize(
    ("night", "shown"),
    [
        # The clock says 01:30, and an hour later 03:30.
        pytest.param(datetime(2027, 3, 28, 1, 30, tzinfo=PARIS), "03:30", id="summer begins"),
        # It says 02:30, and an hour later 02:30 again.
        pytest.param(datetime(2026, 10, 25, 2, 30, tzinfo=PARIS), "02:30", id="summer ends"),
    ],
)
def test_an_hour_is_an_hour_in_both_nights_in_which_the_clocks_change(night, shown):
    start = night.astimezone(UTC)
    exam = Timer(start, start + HOUR)
    assert exam.deadline_at.astimezone(PARIS).strftime("%H:%M") == shown
    for elapsed in (0 * MINUTE, 29 * MINUTE, 31 * MINUTE, 59 * MINUTE):
        local = (start + elapsed).astimezone(PARIS)
        assert exam.remaining(local) == HOUR - elapsed
        assert not exam.is_over(local)
    assert exam.is_over((start + HOUR).astimezone(PARIS))


def test_half_five_minutes_and_one_minute_are_announced():
    assert timer(minutes=60).announced == (30 * MINUTE, 5 * MINUTE, MINUTE)
    assert timer(minutes=90).announced == (45 * MINUTE, 5 * MINUTE, MINUTE)


def test_what_is_announced_comes_in_order_once_and_after_the_beginning():
    assert timer(minutes=10).announced == (5 * MINUTE, MINUTE)
    assert timer(minutes=8).announced == (5 * MINUTE, 4 * MINUTE, MINUTE)
    assert timer(minutes=5).announced == (2.5 * MINUTE, MINUTE)
    assert timer(minutes=1).announced == (MINUTE / 2,)


instants = st.integers(-7200, 14_400).map(lambda seconds: START + timedelta(seconds=seconds))


@given(instants, st.one_of(st.none(), instants))
def test_what_is_left_is_within_the_limit_and_nothing_exactly_when_the_time_is_up(clock, latest):
    exam = timer(latest=latest)
    left = exam.remaining(clock)
    assert timedelta(0) <= left <= HOUR
    assert (left == timedelta(0)) == exam.is_over(clock)
    assert exam.at(clock) >= max(clock, START)


@given(st.lists(instants, min_size=2, max_size=8))
def test_as_answers_are_saved_time_only_goes_on_whatever_the_clock_does(clocks):
    """Each save records the instant that counted; what is left never grows from one to the next."""
    latest, lefts = None, []
    for clock in clocks:
        lefts.append(timer(latest=latest).remaining(clock))
        latest = timer(latest=latest).at(clock)
    assert lefts == sorted(lefts, reverse=True)
