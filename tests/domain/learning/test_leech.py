"""Cards that are forgotten again and again: when the learner is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.learning.leech import becomes_leech


@pytest.mark.parametrize(
    ("leech_after", "told_at"),
    [(8, [8, 12, 16, 20]), (3, [3, 5, 7, 9, 11, 13, 15, 17, 19]), (1, list(range(1, 21)))],
)
def test_a_learner_is_told_at_the_limit_and_at_every_half_of_it_after(leech_after, told_at):
    told = [n for n in range(21) if becomes_leech(n, leech_after=leech_after)]
    assert told == told_at


@given(st.integers(1, 99), st.integers(0, 500))
def test_nobody_is_told_before_the_limit(leech_after, lapses):
    if becomes_leech(lapses, leech_after=leech_after):
        assert lapses >= leech_after
