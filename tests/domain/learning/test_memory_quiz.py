"""What a quiz answer does to the memory of its item."""

import math
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from quizapp.domain.learning.memory import Grade, Phase, Scheduler
from tests.domain.learning.histories import logs

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
later = st.integers(0, 400).map(lambda days: timedelta(days=days))
scores = st.floats(0.0, 1.0)
guesses = st.floats(0.0, 0.5)


def both(state, now, *, score, guessing):
    """(quiz outcome, card previews) at the same moment, with the same seed."""
    quiz = Scheduler().quiz(state, score=score, guessing=guessing, now=now, zone=PARIS, seed="1:9")
    return quiz, Scheduler().preview(state, now=now, zone=PARIS, seed="1:9")


def remembered(days):
    """A card learned by two Goods, ``days`` after the second."""
    state = Scheduler().grade(None, Grade.GOOD, now=NOW, zone=PARIS, seed="1:0").state
    state = Scheduler().grade(state, Grade.GOOD, now=state.due_at, zone=PARIS, seed="1:1").state
    return state, state.last_reviewed_at + timedelta(days=days)


@given(log=logs(), gap=later, guessing=guesses)
def test_a_wrong_answer_does_what_again_does(log, gap, guessing):
    state = log[1][-1]
    quiz, previews = both(state, state.last_reviewed_at + gap, score=0.0, guessing=guessing)
    assert quiz.state == previews[Grade.AGAIN].state
    assert quiz.interval_days == previews[Grade.AGAIN].interval_days
    assert (quiz.grade, quiz.credit) == (None, 0.0)


@given(log=logs(), gap=later, score=scores, guessing=guesses)
def test_a_quiz_answer_stays_between_again_and_good_and_never_counts_as_easy(
    log, gap, score, guessing
):
    state = log[1][-1]
    quiz, previews = both(state, state.last_reviewed_at + gap, score=score, guessing=guessing)
    again, good = previews[Grade.AGAIN].state, previews[Grade.GOOD].state
    assert again.stability * 0.999 <= quiz.state.stability <= good.stability * 1.001
    assert good.difficulty - 1e-9 <= quiz.state.difficulty <= again.difficulty + 1e-9
    assert quiz.state.due_at <= max(good.due_at, state.due_at)
    assert quiz.state.reviews == state.reviews + 1


@given(gap=st.integers(0, 300), score=st.floats(0.01, 1.0), guessing=guesses)
def test_stability_follows_the_formula_and_only_half_of_a_gain_counts(gap, score, guessing):
    state, now = remembered(gap)
    quiz, previews = both(state, now, score=score, guessing=guessing)
    recall = previews[Grade.GOOD].retrievability_before
    credit = score * recall / (recall + (1 - recall) * guessing)
    log_good = math.log(previews[Grade.GOOD].state.stability)
    log_again = math.log(previews[Grade.AGAIN].state.stability)
    change = credit * log_good + (1 - credit) * log_again - math.log(state.stability)
    expected = state.stability * math.exp(change / 2 if change > 0 else change)
    assert quiz.credit == pytest.approx(credit)
    assert quiz.state.stability == pytest.approx(expected)


def test_a_certain_success_gains_half_of_what_good_gains():
    state, now = remembered(10)
    quiz, previews = both(state, now, score=1.0, guessing=0.0)
    good = math.log(previews[Grade.GOOD].state.stability / state.stability)
    assert math.log(quiz.state.stability / state.stability) == pytest.approx(good / 2)
    assert quiz.state.phase is Phase.REVIEW
    assert state.due_at < quiz.state.due_at < previews[Grade.GOOD].state.due_at


@given(log=logs(), gap=later, score=scores, guessing=guesses)
def test_an_answer_more_likely_guessed_does_not_lengthen_the_due_date(log, gap, score, guessing):
    state = log[1][-1]
    quiz, _ = both(state, state.last_reviewed_at + gap, score=score, guessing=guessing)
    assume(0.0 < quiz.credit < 0.5)
    assert quiz.state.due_at <= state.due_at
    assert quiz.state.phase is state.phase
    assert quiz.state.lapses == state.lapses


def test_a_half_right_answer_may_bring_the_due_date_nearer():
    state, now = remembered(1)
    state = Scheduler().grade(state, Grade.EASY, now=now, zone=PARIS, seed="1:2").state
    quiz, _ = both(state, now + timedelta(days=2), score=0.2, guessing=0.0)
    assert quiz.state.due_at < state.due_at
    assert quiz.interval_days >= 1


def test_a_half_right_answer_to_an_overdue_card_leaves_it_due():
    state, now = remembered(60)
    quiz, _ = both(state, now, score=0.2, guessing=0.0)
    assert quiz.state.due_at == state.due_at < now
    assert quiz.interval_days == 0


def test_a_half_right_answer_in_the_steps_keeps_step_and_due_date():
    state = Scheduler().grade(None, Grade.GOOD, now=NOW, zone=PARIS, seed="1:0").state
    quiz, _ = both(state, NOW + timedelta(minutes=3), score=0.2, guessing=0.0)
    assert (quiz.state.phase, quiz.state.step) == (Phase.LEARNING, 1)
    assert quiz.state.due_at == state.due_at
    assert quiz.interval_days is None


def test_a_right_answer_in_the_steps_moves_on_like_good():
    state = Scheduler().grade(None, Grade.AGAIN, now=NOW, zone=PARIS, seed="1:0").state
    quiz, _ = both(state, NOW + timedelta(minutes=2), score=1.0, guessing=0.2)
    assert (quiz.state.phase, quiz.state.step) == (Phase.LEARNING, 1)


@given(one=scores, other=scores, gap=st.integers(0, 300), guessing=guesses)
def test_a_better_score_never_leaves_a_weaker_memory(one, other, gap, guessing):
    state, now = remembered(gap)
    worse, better = sorted((one, other))
    weaker, _ = both(state, now, score=worse, guessing=guessing)
    stronger, _ = both(state, now, score=better, guessing=guessing)
    assert weaker.state.stability <= stronger.state.stability * (1 + 1e-12)


def test_a_first_exposure_answered_right_starts_in_review_below_a_good_card():
    quiz, previews = both(None, NOW, score=1.0, guessing=0.2)
    assert quiz.credit == pytest.approx(0.5 / 0.6)
    assert quiz.retrievability_before is None
    assert (quiz.state.phase, quiz.state.step, quiz.interval_days) == (Phase.REVIEW, None, 1)
    again, good = previews[Grade.AGAIN].state, previews[Grade.GOOD].state
    rise = math.log(quiz.state.stability / again.stability)
    assert rise == pytest.approx(0.5 * quiz.credit * math.log(good.stability / again.stability))


@pytest.mark.parametrize("score", [0.0, 0.2])
def test_a_first_exposure_answered_wrong_or_nearly_so_starts_at_the_first_step(score):
    quiz, previews = both(None, NOW, score=score, guessing=0.0)
    assert (quiz.state.phase, quiz.state.step) == (Phase.LEARNING, 0)
    assert quiz.state.due_at == previews[Grade.AGAIN].state.due_at
    assert quiz.state.lapses == 0


@pytest.mark.parametrize(
    ("score", "guessing"), [(-0.1, 0.0), (1.1, 0.0), (float("nan"), 0.0), (1.0, 1.0), (1.0, -0.1)]
)
def test_an_impossible_score_or_guessing_chance_is_refused(score, guessing):
    with pytest.raises(ValueError, match=r"a (score|guessing chance) is from 0"):
        both(None, NOW, score=score, guessing=guessing)
