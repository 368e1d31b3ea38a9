"""S and D are the `fsrs` package's own, on histories whose days both count alike."""

from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import fsrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.learning import stability
from quizapp.domain.learning.memory import DEFAULT_WEIGHTS, Grade, Phase, Scheduler, retrievability
from tests.domain.learning.histories import grades

GREENWICH = ZoneInfo("UTC")
NOON = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
FITTED = tuple(
    weight * (1.05 if number % 2 else 0.95) for number, weight in enumerate(DEFAULT_WEIGHTS)
)


def library(weights, retention=0.9, **steps):
    return fsrs.Scheduler(
        parameters=weights, desired_retention=retention, enable_fuzzing=False, **steps
    )


@given(
    history=st.lists(st.tuples(grades, st.integers(0, 400)), min_size=1, max_size=15),
    weights=st.sampled_from((DEFAULT_WEIGHTS, FITTED)),
    retention=st.sampled_from((0.7, 0.8, 0.9, 0.97)),
)
def test_stability_difficulty_recall_and_interval_are_those_of_the_library(
    history, weights, retention
):
    theirs = library(weights, retention, learning_steps=(), relearning_steps=())
    card = fsrs.Card(card_id=1, due=NOON)
    ours, state, now = Scheduler(retention, weights), None, NOON
    for number, (grade, gap) in enumerate(history):
        if state is not None:
            now += timedelta(days=gap)
            recall = theirs.get_card_retrievability(card, now)
            assert retrievability(state, now.date(), weights=weights) == pytest.approx(recall)
        card, _ = theirs.review_card(card, fsrs.Rating(grade), now)
        state = ours.grade(state, grade, now=now, zone=GREENWICH, seed=f"1:{number}").state
        assert (state.stability, state.difficulty) == (card.stability, card.difficulty)
        interval = stability.ideal_interval(state.stability, retention=retention, weights=weights)
        assert timedelta(days=interval) == card.due - now


def test_the_intervals_of_a_long_history_are_the_golden_ones():
    # The list that the library's own first test holds, lapses and both kinds of steps included.
    golden = [0, 2, 11, 46, 163, 498, 0, 0, 2, 4, 7, 12, 21]
    theirs, card = library(DEFAULT_WEIGHTS), fsrs.Card(card_id=1, due=NOON)
    state, now, intervals = None, NOON, []
    for number, grade in enumerate([3, 3, 3, 3, 3, 3, 1, 1, 3, 3, 3, 3, 3]):
        outcome = Scheduler().grade(
            state, Grade(grade), now=now, zone=GREENWICH, seed=f"1:{number}"
        )
        state = outcome.state
        in_steps = outcome.interval_days is None
        intervals.append(
            0 if in_steps else stability.ideal_interval(state.stability, retention=0.9)
        )
        card, _ = theirs.review_card(card, fsrs.Rating(grade), now)
        assert in_steps == (card.state is not fsrs.State.Review)
        now = card.due
    assert intervals == golden
    assert (state.stability, state.difficulty) == (card.stability, card.difficulty)
    assert (state.reviews, state.lapses, state.phase) == (13, 1, Phase.REVIEW)


def test_recall_is_one_on_the_day_itself_and_nine_tenths_after_s_days():
    outcome = Scheduler().grade(None, Grade.EASY, now=NOON, zone=GREENWICH, seed="1:0")
    state = outcome.state
    assert retrievability(state, NOON.date()) == 1.0
    assert retrievability(state, NOON.date() - timedelta(days=3)) == 1.0
    assert stability.recall(20.0, elapsed=20) == pytest.approx(0.9)
    assert stability.ideal_interval(20.0, retention=0.9) == 20


def test_an_interval_is_never_shorter_than_a_day_nor_longer_than_a_century():
    assert stability.ideal_interval(0.001, retention=0.97) == 1
    assert stability.ideal_interval(1e9, retention=0.7) == 36_500


def test_scheduling_leaves_the_global_random_generator_alone(monkeypatch):
    def forbidden(*_):
        raise AssertionError("global randomness or sleep")

    monkeypatch.setattr("fsrs.scheduler.random", forbidden)
    monkeypatch.setattr("time.sleep", forbidden)
    state, rng = None, Random(5)
    for number in range(20):
        now = NOON + timedelta(days=number)
        state = (
            Scheduler()
            .grade(state, rng.choice(list(Grade)), now=now, zone=GREENWICH, seed=f"1:{number}")
            .state
        )
    assert state.reviews == 20
