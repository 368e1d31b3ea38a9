"""Steps, days, previews, and the state as a fold of the log."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.learning.days import day_start, learning_day
from quizapp.domain.learning.history import fold
from quizapp.domain.learning.memory import (
    Grade,
    LoggedReview,
    MemoryState,
    Phase,
    ReviewKind,
    Scheduler,
)
from quizapp.domain.learning.stability import DEFAULT_WEIGHTS
from tests.domain.learning.histories import grades, logs, zones

PARIS = ZoneInfo("Europe/Paris")
MORNING = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def graded(*grades, state=None, now=MORNING):
    """The last outcome of a card graded each time it is due."""
    outcome = None
    for grade in grades:
        number = state.reviews if state else 0
        outcome = Scheduler().grade(state, grade, now=now, zone=PARIS, seed=f"1:{number}")
        state = outcome.state
        now = max(state.due_at, now + timedelta(seconds=5))
    return outcome


@pytest.mark.parametrize(
    ("grades", "phase", "step", "minutes"),
    [
        ([Grade.AGAIN], Phase.LEARNING, 0, 1),
        ([Grade.HARD], Phase.LEARNING, 0, 5.5),
        ([Grade.GOOD], Phase.LEARNING, 1, 10),
        ([Grade.GOOD, Grade.HARD], Phase.LEARNING, 1, 10),
        ([Grade.GOOD, Grade.AGAIN], Phase.LEARNING, 0, 1),
        ([Grade.EASY, Grade.AGAIN], Phase.RELEARNING, 0, 10),
        ([Grade.EASY, Grade.AGAIN, Grade.AGAIN], Phase.RELEARNING, 0, 10),
        ([Grade.EASY, Grade.AGAIN, Grade.HARD], Phase.RELEARNING, 0, 15),
    ],
)
def test_a_card_in_steps_comes_back_after_minutes(grades, phase, step, minutes):
    outcome = graded(*grades)
    state = outcome.state
    assert (state.phase, state.step) == (phase, step)
    assert state.due_at - state.last_reviewed_at == timedelta(minutes=minutes)
    assert outcome.interval_days is None


@pytest.mark.parametrize(
    "grades",
    [
        [Grade.EASY],
        [Grade.GOOD, Grade.GOOD],
        [Grade.GOOD, Grade.EASY],
        [Grade.EASY, Grade.AGAIN, Grade.GOOD],
        [Grade.EASY, Grade.AGAIN, Grade.EASY],
        [Grade.EASY, Grade.HARD],
    ],
)
def test_a_card_past_its_last_step_comes_back_at_the_start_of_a_learning_day(grades):
    outcome = graded(*grades)
    state = outcome.state
    assert (state.phase, state.step) == (Phase.REVIEW, None)
    assert outcome.interval_days >= 1
    assert state.due_at == day_start(state.last_day + timedelta(days=outcome.interval_days), PARIS)


def test_a_state_made_under_more_steps_stands_at_the_last_one():
    state = replace(graded(Grade.GOOD).state, step=4)
    assert graded(Grade.GOOD, state=state, now=state.due_at).state.phase is Phase.REVIEW
    assert graded(Grade.HARD, state=state, now=state.due_at).state.step == 1


def test_only_forgetting_in_review_is_a_lapse():
    assert graded(Grade.AGAIN, Grade.AGAIN).state.lapses == 0
    assert graded(Grade.EASY, Grade.AGAIN, Grade.AGAIN).state.lapses == 1
    assert graded(Grade.EASY, Grade.AGAIN, Grade.GOOD, Grade.AGAIN).state.lapses == 2


def test_recall_before_a_review_is_told_except_for_the_first():
    assert graded(Grade.GOOD).retrievability_before is None
    assert graded(Grade.GOOD, Grade.GOOD).retrievability_before == 1.0
    assert 0.8 < graded(Grade.GOOD, Grade.GOOD, Grade.GOOD).retrievability_before < 0.95


def test_a_step_shortly_before_four_does_not_reach_past_the_morning():
    now = datetime(2026, 3, 2, 3, 55, tzinfo=PARIS).astimezone(UTC)
    previews = Scheduler().preview(None, now=now, zone=PARIS, seed="1:0")
    assert previews[Grade.GOOD].state.due_at == day_start(date(2026, 3, 2), PARIS)


@given(log=logs(), zone=zones, gap=st.integers(0, 90 * 24 * 60))
def test_previews_rise_from_again_to_easy_and_are_what_grading_does(log, zone, gap):
    state = log[1][-1]
    now = state.last_reviewed_at + timedelta(minutes=gap)
    previews = Scheduler().preview(state, now=now, zone=zone, seed="1:9")
    due = [previews[grade].state.due_at for grade in Grade]
    assert now < due[0]
    assert due == sorted(due)
    stabilities = [previews[grade].state.stability for grade in Grade]
    assert stabilities == sorted(stabilities)
    for grade in Grade:
        assert previews[grade] == Scheduler().grade(state, grade, now=now, zone=zone, seed="1:9")


@given(log=logs(), grade=grades)
def test_the_days_shown_on_a_button_are_the_days_given_a_little_later(log, grade):
    state = log[1][-1]
    shown = day_start(state.last_day + timedelta(days=3), PARIS)
    pressed = shown + timedelta(minutes=9)
    preview = Scheduler().preview(state, now=shown, zone=PARIS, seed="1:9")[grade]
    given_ = Scheduler().grade(state, grade, now=pressed, zone=PARIS, seed="1:9")
    assert given_.interval_days == preview.interval_days


@given(log=logs())
def test_the_fold_of_a_log_is_the_state_built_step_by_step(log):
    events, states = log
    assert fold([]) is None
    for length in range(1, len(events) + 1):
        assert fold(events[:length]) == states[length - 1]


@given(log=logs())
def test_the_fold_is_the_same_whether_the_log_holds_the_clock_s_day_or_the_state_s(log):
    events, states = log
    as_the_clock_said = [
        replace(event, day=learning_day(event.at, ZoneInfo(event.zone))) for event in events
    ]
    assert fold(as_the_clock_said) == states[-1]


@given(log=logs())
def test_a_state_survives_json(log):
    state = log[1][-1]
    assert MemoryState.from_json(json.loads(json.dumps(state.as_json()))) == state


def test_other_weights_replay_the_same_log_to_another_state():
    event = LoggedReview(
        kind=ReviewKind.CARD,
        at=MORNING,
        day=MORNING.date(),
        zone="Europe/Paris",
        grade=Grade.GOOD,
        score=None,
        guessing=None,
        desired_retention=0.9,
        seed="1:0",
    )
    weights = (*DEFAULT_WEIGHTS[:2], 5.0, *DEFAULT_WEIGHTS[3:])
    assert fold([event]).stability == DEFAULT_WEIGHTS[2]
    assert fold([event], weights=weights, weights_version="mine").stability == 5.0


@pytest.mark.parametrize("kind", ReviewKind)
def test_a_log_line_without_its_result_is_refused(kind):
    event = LoggedReview(
        kind=kind,
        at=MORNING,
        day=MORNING.date(),
        zone="UTC",
        grade=None,
        score=None,
        guessing=None,
        desired_retention=0.9,
        seed="1:0",
    )
    with pytest.raises(ValueError, match="has a"):
        fold([event])


@pytest.mark.parametrize("retention", [0.69, 0.98, 0.0, 90])
def test_a_desired_retention_out_of_bounds_is_refused(retention):
    with pytest.raises(ValueError, match="desired retention"):
        Scheduler(desired_retention=retention)


def test_a_higher_desired_retention_brings_a_card_back_earlier():
    state = graded(Grade.GOOD, Grade.GOOD, Grade.GOOD).state
    days = [
        Scheduler(retention)
        .grade(state, Grade.GOOD, now=state.due_at, zone=PARIS, seed="1:3")
        .interval_days
        for retention in (0.97, 0.90, 0.80, 0.70)
    ]
    assert days == sorted(set(days))
