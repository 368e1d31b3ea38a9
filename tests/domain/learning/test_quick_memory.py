"""The formulas written out give what the `fsrs` package gives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.learning import stability
from quizapp.domain.learning.quick_memory import quick_memory
from quizapp.domain.learning.stability import DEFAULT_WEIGHTS, Grade, Memory

FITTED = tuple(
    weight * (1.05 if number % 2 else 0.95) for number, weight in enumerate(DEFAULT_WEIGHTS)
)
weights = st.sampled_from((DEFAULT_WEIGHTS, FITTED))
memories = st.builds(
    Memory, st.floats(0.001, 40_000.0, allow_subnormal=False), st.floats(1.0, 10.0)
)
exactly = {"rel": 1e-9, "abs": 1e-12}


@given(weights=weights, memory=memories, elapsed=st.integers(0, 4_000))
def test_good_and_again_are_those_of_the_library(weights, memory, elapsed):
    quick = quick_memory(weights)
    recall = stability.recall(memory.stability, elapsed=elapsed, weights=weights)
    assert quick.recall(memory.stability, elapsed) == pytest.approx(recall, **exactly)
    for grade, formula in ((Grade.GOOD, quick.good), (Grade.AGAIN, quick.again)):
        expected = stability.after(memory, grade, elapsed=elapsed, weights=weights)
        found = formula(memory.stability, memory.difficulty, elapsed, recall)
        assert found == pytest.approx(tuple(expected), **exactly)


@pytest.mark.parametrize("chosen", [DEFAULT_WEIGHTS, FITTED])
def test_the_first_retrieval_is_that_of_the_library(chosen):
    quick = quick_memory(chosen)
    for grade, found in ((Grade.GOOD, quick.first_good), (Grade.AGAIN, quick.first_again)):
        assert found == stability.after(None, grade, elapsed=0, weights=chosen)


@given(weights=weights, known=st.floats(1.0, 3_000.0), retention=st.floats(0.7, 0.97))
def test_an_interval_is_the_stability_stretched_by_one_factor(weights, known, retention):
    stretch = quick_memory(weights).days_per_stability(retention)
    expected = stability.ideal_interval(known, retention=retention, weights=weights)
    assert abs(min(max(known * stretch, 1.0), stability.MAXIMUM_INTERVAL) - expected) <= 0.5001
