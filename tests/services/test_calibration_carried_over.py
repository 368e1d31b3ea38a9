"""What answers said while a calibration was computing, added to what it found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.learning import ability
from quizapp.services.calibration import carry_over

beliefs = st.builds(
    ability.ItemParameters,
    difficulty=st.floats(-2, 2),
    variance=st.floats(0.01, 1.0),
    discrimination=st.just(1.0),
    n=st.integers(0, 500),
)
scores = st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=1, max_size=5)


def after_answers(item, given_scores):
    for score in given_scores:
        learner = ability.prior(["causes"])
        _, item = ability.update(learner, item, topic="causes", score=score, guessing=0.2)
    return item


@given(found=beliefs, before=beliefs)
def test_without_later_answers_what_was_found_is_taken_as_it_is(found, before):
    assert carry_over(found, before=before, after=before) == found


@given(before=beliefs, given_scores=scores)
def test_what_later_answers_said_carries_over_exactly_to_what_was_there_before(
    before, given_scores
):
    after = after_answers(before, given_scores)

    carried = carry_over(before, before=before, after=after)

    assert carried.difficulty == pytest.approx(after.difficulty, abs=1e-9)
    assert carried.variance == pytest.approx(after.variance, rel=1e-9)
    assert carried.n == after.n


@given(found=beliefs, before=beliefs, given_scores=scores)
def test_later_answers_make_what_was_found_more_certain_and_move_it_no_farther_than_they_moved(
    found, before, given_scores
):
    after = after_answers(before, given_scores)

    carried = carry_over(found, before=before, after=after)

    assert 0 < carried.variance < found.variance
    said = (after.difficulty / after.variance - before.difficulty / before.variance) / (
        1 / after.variance - 1 / before.variance
    )
    low, high = sorted((found.difficulty, said))
    assert low - 1e-9 <= carried.difficulty <= high + 1e-9
