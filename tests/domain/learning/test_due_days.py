"""The day a card comes back on, among the days that an interval allows."""

from collections import Counter
from datetime import date, timedelta
from random import Random
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.learning.agenda import Agenda
from quizapp.domain.learning.days import day_start, learning_day
from quizapp.domain.learning.due import DuePolicy
from quizapp.domain.learning.exam_date import BEFORE, WINDOW_DAYS
from quizapp.domain.learning.memory import DEFAULT_WEIGHTS, DayRule, Grade, Scheduler
from quizapp.domain.learning.stability import ideal_interval
from tests.domain.learning.histories import gaps, logs, retentions, zones

TODAY = date(2026, 11, 2)  # a Monday
BETTER = (Grade.HARD, Grade.GOOD, Grade.EASY)


@st.composite
def agendas(draw, start):
    """Any loads, easy days and holidays in the half year that follows ``start``."""
    loads = draw(st.lists(st.integers(0, 300), max_size=40))
    days_off = [
        (start + timedelta(days=first), start + timedelta(days=first + length))
        for first, length in draw(
            st.lists(st.tuples(st.integers(0, 180), st.integers(0, 20)), max_size=3)
        )
    ]
    return Agenda(
        {start + timedelta(days=day): load for day, load in enumerate(loads)},
        tuple(draw(st.lists(st.sampled_from([0, 50, 100]), min_size=7, max_size=7))),
        tuple(days_off),
    )


@given(
    data=st.data(),
    log=logs(),
    moment=st.tuples(zones, gaps),
    retention=retentions,
    exam_in=st.none() | st.integers(-5, 150),
)
def test_a_better_grade_never_comes_back_earlier_whatever_the_days_hold(
    data, log, moment, retention, exam_in
):
    state, (zone, gap) = log[1][-1], moment
    now = state.last_reviewed_at + gap
    today = learning_day(now, zone)
    scheduler = Scheduler(
        retention,
        exam_on=None if exam_in is None else today + timedelta(days=exam_in),
        agenda=data.draw(st.none() | agendas(today)),
    )

    shown = scheduler.preview(state, now=now, zone=zone, seed="1:1:9")

    due = [shown[grade].state.due_at for grade in BETTER]
    assert due == sorted(due)
    assert all(at > now for at in due) or gap < timedelta(0)


@given(log=logs(), zone=zones, data=st.data(), exam_in=st.none() | st.integers(1, 150))
def test_the_day_lies_among_those_that_the_agenda_was_asked_to_cover(log, zone, data, exam_in):
    state = log[1][-1]
    now = state.last_reviewed_at
    today = learning_day(now, zone)
    exam_on = None if exam_in is None else today + timedelta(days=exam_in)
    scheduler = Scheduler(exam_on=exam_on, agenda=data.draw(agendas(today)))

    spans = scheduler.spans(state, now=now, zone=zone)

    shown = scheduler.preview(state, now=now, zone=zone, seed="1:1:9")
    for grade, span in zip(BETTER, spans, strict=True):
        outcome = shown[grade]
        if outcome.interval_days is not None:
            day = outcome.state.last_day + timedelta(days=outcome.interval_days)
            assert span.first <= day <= span.last
            assert outcome.state.due_at == day_start(day, zone)


@pytest.mark.parametrize("stability", [3.0, 10.0, 45.0])
def test_balancing_does_not_shift_the_mean_interval(stability):
    rng, policy = Random(3), DuePolicy(0.9, DEFAULT_WEIGHTS)
    errors = []
    for card in range(12_000):
        loads = {TODAY + timedelta(days=day): rng.randrange(40) for day in range(60)}
        span = policy.span(stability, since=TODAY, earliest=TODAY + timedelta(days=1))
        chosen = DuePolicy(0.9, DEFAULT_WEIGHTS, agenda=Agenda(loads)).choose(span, seed=f"{card}")
        errors.append((chosen.day - TODAY).days - stability)
    assert abs(mean(errors)) <= 0.05


def put(agenda, *, stability=10.0, cards=2000):
    """How many of ``cards`` alike cards come on each day."""
    policy = DuePolicy(0.9, DEFAULT_WEIGHTS, agenda=agenda)
    span = policy.span(stability, since=TODAY, earliest=TODAY + timedelta(days=1))
    days = [policy.choose(span, seed=f"{card}:1").day for card in range(cards)]
    return Counter((day - TODAY).days for day in days)


def test_cards_avoid_full_days():
    found = put(Agenda({TODAY + timedelta(days=day): 20 for day in (8, 9, 11, 12)}))
    assert found[10] > 0.95 * found.total()
    found = put(Agenda({TODAY + timedelta(days=10): 20}))
    assert found[10] < 0.01 * found.total()


def test_a_day_with_twice_the_cards_gets_a_quarter_of_the_new_ones():
    found = put(Agenda({TODAY + timedelta(days=day): 39 if day == 10 else 19 for day in range(20)}))
    assert found[10] / found[9] == pytest.approx(0.25, abs=0.06)


def test_no_card_comes_on_a_day_off_or_an_easy_day_of_nothing_while_another_day_is_near():
    holidays = Agenda(days_off=((TODAY + timedelta(days=8), TODAY + timedelta(days=11)),))
    assert set(put(holidays)) == {12}
    no_thursday = Agenda(easy_days=(100, 100, 100, 0, 100, 100, 100))
    assert set(put(no_thursday)) == {8, 9, 11, 12}


def test_an_easy_day_gets_fewer_cards():
    found = put(Agenda(easy_days=(100, 100, 100, 50, 100, 100, 100)))
    assert found[10] / found[9] == pytest.approx(0.25, abs=0.06)


def test_where_no_day_is_free_a_card_still_comes_within_its_range():
    away = Agenda(days_off=((TODAY, TODAY + timedelta(days=60)),))
    assert set(put(away)) == {8, 9, 10, 11, 12}


def test_an_interval_that_starts_before_an_exam_window_ends_before_the_exam():
    exam_on = TODAY + timedelta(days=46 + WINDOW_DAYS)
    for seed in range(200):
        policy = DuePolicy(0.9, DEFAULT_WEIGHTS, exam_on)
        span = policy.span(12.0, since=TODAY, earliest=TODAY + timedelta(days=1))
        assert span.rule is DayRule.INTERVAL
        assert TODAY < policy.choose(span, seed=f"{seed}").day < exam_on


@given(
    stability=st.floats(0.1, 3000.0),
    exam_in=st.integers(1, 400),
    retention=retentions,
    seed=st.text(max_size=8),
)
def test_no_card_misses_an_exam_that_it_is_not_sure_of(stability, exam_in, retention, seed):
    policy = DuePolicy(retention, DEFAULT_WEIGHTS, TODAY + timedelta(days=exam_in))
    span = policy.span(stability, since=TODAY, earliest=TODAY + timedelta(days=1))
    day = policy.choose(span, seed=seed).day
    assert day > TODAY
    if span.rule is not DayRule.AFTER_EXAM:
        assert day <= policy.exam_on


@pytest.mark.parametrize("stability", [30.0, 114.0, 200.0, 400.0])
def test_an_interval_that_ends_before_the_window_is_not_spread_beyond_the_exam(stability):
    days = ideal_interval(stability, retention=BEFORE)
    exam_on = TODAY + timedelta(days=days + WINDOW_DAYS + 1)
    span = DuePolicy(0.9, DEFAULT_WEIGHTS, exam_on).span(
        stability, since=TODAY, earliest=TODAY + timedelta(days=1)
    )
    assert span.rule is DayRule.INTERVAL
    assert span.first < span.last < exam_on
