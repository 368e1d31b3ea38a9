"""What being sure, or unsure, of a quiz answer says of the memory behind it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.learning.history import fold
from quizapp.domain.learning.memory import (
    Grade,
    LoggedReview,
    ReviewKind,
    Scheduler,
)
from quizapp.domain.learning.quiz_credit import CONFIDENCE_IF_GUESSED, CONFIDENCE_IF_RECALLED
from tests.domain.learning.histories import logs

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LEVELS = (1, 2, 3)


def quizzed(state, now=NOW, *, score=1.0, guessing=0.25, confidence=None):
    return Scheduler().quiz(
        state,
        score=score,
        guessing=guessing,
        confidence=confidence,
        now=now,
        zone=PARIS,
        seed="1:1",
    )


@given(log=logs(), gap=st.integers(0, 300), guessing=st.floats(0.05, 0.6))
def test_the_surer_a_right_answer_was_the_more_of_it_is_credited_to_memory(log, gap, guessing):
    state = log[1][-1]
    now = state.last_reviewed_at + timedelta(days=gap)
    unsure, fair, sure = (
        quizzed(state, now, guessing=guessing, confidence=level) for level in LEVELS
    )
    plain = quizzed(state, now, guessing=guessing)
    assert unsure.credit <= fair.credit <= sure.credit
    assert fair.credit == pytest.approx(plain.credit)
    assert unsure.state.stability <= fair.state.stability <= sure.state.stability


def test_a_right_answer_is_weighed_by_the_formula():
    recall = 0.5  # of a memory never tested
    for level in LEVELS:
        recalled = recall * CONFIDENCE_IF_RECALLED[level - 1]
        guessed = (1 - recall) * 0.25 * CONFIDENCE_IF_GUESSED[level - 1]
        assert quizzed(None, confidence=level).credit == pytest.approx(
            recalled / (recalled + guessed)
        )


def test_what_cannot_be_guessed_was_recalled_however_unsure():
    assert {quizzed(None, guessing=0.0, confidence=level).credit for level in LEVELS} == {1.0}


def test_a_lucky_guess_does_not_make_the_wait_longer():
    state = Scheduler().grade(None, Grade.EASY, now=NOW, zone=PARIS, seed="1:0").state
    late = state.due_at + timedelta(days=600)
    assert quizzed(state, late, guessing=0.5, confidence=1).credit < 0.5
    assert quizzed(state, late, guessing=0.5, confidence=1).state.due_at <= late


def test_a_wrong_answer_is_forgotten_whatever_was_said_of_it_and_the_certainty_is_kept():
    wrong = [quizzed(None, score=0.0, confidence=level) for level in LEVELS]
    assert len({outcome.state.stability for outcome in wrong}) == 1
    assert [outcome.state.last_confidence for outcome in wrong] == [1, 2, 3]
    assert {outcome.state.last_score for outcome in wrong} == {0.0}


def test_a_card_says_nothing_of_confidence():
    sure = quizzed(None, score=0.0, confidence=3).state
    good = Scheduler().grade(sure, Grade.GOOD, now=NOW, zone=PARIS, seed="1:2").state
    again = Scheduler().grade(good, Grade.AGAIN, now=NOW, zone=PARIS, seed="1:3").state
    assert (good.last_score, good.last_confidence) == (1.0, None)
    assert (again.last_score, again.last_confidence) == (0.0, None)


@pytest.mark.parametrize("level", [0, 4, -1])
def test_there_are_three_levels(level):
    with pytest.raises(ValueError, match="confidence"):
        quizzed(None, confidence=level)


def test_the_log_replays_what_confidence_did():
    live = quizzed(None, confidence=1).state
    logged = LoggedReview(
        kind=ReviewKind.QUIZ,
        at=NOW,
        day=live.last_day,
        zone="Europe/Paris",
        grade=None,
        score=1.0,
        guessing=0.25,
        confidence=1,
        desired_retention=0.9,
        seed="1:1",
    )
    assert fold([logged]) == live
