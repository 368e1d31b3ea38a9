"""Being sure and being right, compared."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.grading.confidence_calibration import (
    PAYS_BETWEEN,
    LevelReport,
    is_confident_error,
    report,
    right_share,
)

answers = st.lists(st.tuples(st.integers(1, 3), st.floats(0, 1)), max_size=60)
counts = st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def test_each_level_counts_its_own_answers_and_those_that_were_right():
    found = report([(3, 1.0), (3, 0.0), (1, 0.5), (3, 0.49), (1, 0.2)])

    assert [(level.level, level.answers, level.right) for level in found.levels] == [
        (1, 2, 1),
        (2, 0, 0),
        (3, 3, 1),
    ]


def test_confidence_marking_gives_1_2_3_and_takes_0_2_6():
    found = report([(1, 1.0), (1, 0.0), (2, 1.0), (2, 0.0), (3, 1.0), (3, 0.0)])

    assert [level.points for level in found.levels] == [1, 0, -3]
    assert (found.points, found.maximum, found.answers) == (-2, 18, 6)


@pytest.mark.parametrize(
    ("right", "of", "best"),
    [(0, 3, 1), (1, 2, 1), (65, 100, 1), (2, 3, 2), (3, 4, 2), (79, 100, 2), (4, 5, 3), (5, 5, 3)],
)
def test_the_level_that_pays_best_changes_at_two_thirds_and_four_fifths(right, of, best):
    for said in (1, 2, 3):
        assert LevelReport(said, of, right).best_level == best


@given(counts)
def test_the_level_that_paid_best_is_the_one_whose_band_holds_the_share(count):
    right, of = count
    best = LevelReport(1, of, right).best_level
    low, high = PAYS_BETWEEN[best]
    assert low - 1e-9 <= right / of <= high + 1e-9


def test_a_level_that_was_never_said_has_no_share_and_no_better_one():
    level = report([]).levels[2]
    assert (level.share, level.best_level, level.points) == (None, None, 0)


@pytest.mark.parametrize(
    ("credit", "confidence", "confident"),
    [(0.0, 3, True), (0.49, 3, True), (0.5, 3, False), (0.0, 2, False), (0.0, None, False)],
)
def test_an_error_is_confident_when_the_learner_was_sure_and_less_than_half_right(
    credit, confidence, confident
):
    assert is_confident_error(credit, confidence) is confident


@given(counts)
def test_at_the_ends_of_the_interval_the_share_found_is_just_at_the_edge_of_chance(count):
    """What defines the score interval: there the share lies 1.645 standard errors away."""
    share, of = right_share(*count), count[1]
    for end in (share.low, share.high):
        if 0 < end < 1:
            away = abs(share.mean - end) / math.sqrt(end * (1 - end) / of)
            assert away == pytest.approx(1.6449, abs=1e-3)


@given(counts)
def test_the_interval_holds_the_share_and_stays_possible(count):
    share = right_share(*count)
    assert 0 <= share.low <= share.mean <= share.high <= 1


@given(counts)
def test_ten_times_as_many_answers_make_the_interval_narrower(count):
    right, of = count
    few, many = right_share(right, of), right_share(10 * right, 10 * of)
    assert many.high - many.low < few.high - few.low


@pytest.mark.parametrize(("right", "of"), [(0, 0), (3, 2), (-1, 2)])
def test_impossible_counts_are_refused(right, of):
    with pytest.raises(ValueError, match="cannot be right"):
        right_share(right, of)


@given(answers)
def test_no_answer_is_lost_and_no_point_invented(given_answers):
    found = report(given_answers)
    assert found.answers == len(given_answers)
    assert -6 * len(given_answers) <= found.points <= found.maximum
