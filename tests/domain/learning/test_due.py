"""Which day a card comes back on: the load of the days, an exam to come, the day of reading."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.learning.agenda import Agenda
from quizapp.domain.learning.days import learning_day
from quizapp.domain.learning.due import DuePolicy
from quizapp.domain.learning.exam_date import TOP_UP, WINDOW_DAYS
from quizapp.domain.learning.history import fold
from quizapp.domain.learning.memory import DayRule, Grade, LoggedReview, ReviewKind, Scheduler
from quizapp.domain.learning.memory_state import DueChange
from quizapp.domain.learning.stability import DEFAULT_WEIGHTS, recall

TODAY = date(2026, 11, 2)  # a Monday
NOW = datetime(2026, 11, 2, 12, tzinfo=ZoneInfo("UTC"))
PARIS = ZoneInfo("Europe/Paris")
stabilities = st.floats(0.1, 1000)
loads = st.dictionaries(
    st.integers(1, 400).map(lambda n: TODAY + timedelta(days=n)), st.integers(0, 300)
)


def put(stability, *, exam_on=None, agenda=None, seed="1:1:1", since=TODAY, earliest=None):
    policy = DuePolicy(0.9, DEFAULT_WEIGHTS, exam_on, agenda)
    span = policy.span(stability, since=since, earliest=earliest or since + timedelta(days=1))
    chosen = policy.choose(span, seed=seed)
    assert span.first <= chosen.day <= span.last
    return chosen


@given(stability=stabilities, loads=loads, seed=st.text())
def test_the_spread_that_is_logged_gives_the_same_day_without_the_agenda(stability, loads, seed):
    chosen = put(stability, agenda=Agenda(loads), seed=seed)
    policy = DuePolicy(0.9, DEFAULT_WEIGHTS)
    span = policy.span(stability, since=TODAY, earliest=TODAY + timedelta(days=1))
    assert policy.choose(span, seed="another", spread=chosen.spread).day == chosen.day


@given(one=stabilities, other=stabilities, loads=loads, seed=st.text())
def test_whatever_the_load_a_stronger_memory_never_comes_earlier(one, other, loads, seed):
    weaker, stronger = sorted((one, other))
    agenda = Agenda(loads, easy_days=(100, 50, 0, 100, 100, 20, 0))
    assert put(weaker, agenda=agenda, seed=seed).day <= put(stronger, agenda=agenda, seed=seed).day


def test_lightly_loaded_days_are_preferred():
    crowded = {TODAY + timedelta(days=n): 200 for n in range(1, 100) if n != 12}
    days = [put(10, agenda=Agenda(crowded), seed=f"{n}").day for n in range(200)]
    assert days.count(TODAY + timedelta(days=12)) > 190


def test_days_off_and_days_to_avoid_stay_free_where_another_day_is_allowed():
    weekend_free = Agenda(easy_days=(100, 100, 100, 100, 100, 0, 0))
    assert all(put(10, agenda=weekend_free, seed=f"{n}").day.weekday() < 5 for n in range(300))
    off = Agenda(days_off=((date(2026, 11, 10), date(2026, 11, 12)),))
    assert {put(10, agenda=off, seed=f"{n}").day for n in range(300)} == {
        date(2026, 11, 13),
        date(2026, 11, 14),
    }


def test_where_every_day_should_stay_free_the_card_comes_back_all_the_same():
    off = Agenda(days_off=((TODAY, TODAY + timedelta(days=60)),))
    assert put(10, agenda=off).day <= TODAY + timedelta(days=12)


@given(stability=stabilities, ahead=st.integers(1, 200), seed=st.text())
def test_before_an_exam_a_card_is_due_before_its_day_or_well_remembered_on_it(
    stability, ahead, seed
):
    exam = TODAY + timedelta(days=ahead)
    chosen = put(stability, exam_on=exam, seed=seed)
    if chosen.rule is DayRule.EXAM_TOP_UP:
        assert chosen.day <= max(exam - timedelta(days=1), TODAY + timedelta(days=1))
        assert chosen.day >= min(exam - timedelta(days=WINDOW_DAYS), exam)
    elif chosen.rule is DayRule.AFTER_EXAM:
        assert recall(stability, elapsed=ahead) >= TOP_UP
        assert chosen.day > exam
    else:
        assert chosen.rule is DayRule.INTERVAL


def test_on_the_day_of_the_exam_and_after_it_the_usual_interval_holds():
    for past in (TODAY, TODAY - timedelta(days=3)):
        assert put(50, exam_on=past) == put(50)


def outcome(state, grade=Grade.GOOD, *, now=NOW, after_reading=False, **options):
    return Scheduler(**options).grade(
        state, grade, now=now, zone=PARIS, seed="1:1:1", after_reading=after_reading
    )


def known():
    first = outcome(None, Grade.EASY).state
    return outcome(first, now=NOW + timedelta(days=20)).state


def test_a_success_on_the_day_of_reading_counts_as_if_no_day_had_passed():
    state = known()
    later = NOW + timedelta(days=60)
    read, not_read = (outcome(state, now=later, after_reading=flag) for flag in (True, False))
    assert state.stability <= read.state.stability < not_read.state.stability
    assert read.state.due_at < not_read.state.due_at
    quizzed = [
        Scheduler().quiz(
            state, score=1.0, guessing=0.2, now=later, zone=PARIS, seed="s", after_reading=flag
        )
        for flag in (True, False)
    ]
    assert quizzed[0].state.stability < quizzed[1].state.stability


def test_a_failure_on_the_day_of_reading_is_a_failure():
    state, later = known(), NOW + timedelta(days=60)
    read = outcome(state, Grade.AGAIN, now=later, after_reading=True)
    assert read == outcome(state, Grade.AGAIN, now=later)


@pytest.mark.parametrize("grade", [Grade.GOOD, Grade.EASY])
def test_an_item_first_met_on_the_day_of_reading_comes_back_the_next_day(grade):
    first = outcome(None, grade, after_reading=True)
    last = first if grade is Grade.EASY else outcome(first.state, after_reading=True)
    assert (last.rule, last.interval_days) == (DayRule.AFTER_READING, 1)
    assert learning_day(last.state.due_at, PARIS) == TODAY + timedelta(days=1)


def test_a_change_of_the_due_date_moves_it_and_nothing_else():
    review = LoggedReview(
        ReviewKind.CARD, NOW, TODAY, "Europe/Paris", Grade.EASY, None, None, 0.9, "1:1:0"
    )
    due_at = NOW + timedelta(days=99)
    change = DueChange(NOW + timedelta(hours=1), due_at)
    before, after = fold([review]), fold([review, change])
    assert after.due_at == due_at
    assert after.as_json() | {"due_at": 0} == before.as_json() | {"due_at": 0}
    assert fold([change]) is None
    assert fold([change, review]) == before


@given(stability=stabilities, days=st.integers(0, 400))
def test_a_card_put_anew_is_never_due_before_today(stability, days):
    today = TODAY + timedelta(days=days)
    assert put(stability, since=TODAY, earliest=today).day >= today
