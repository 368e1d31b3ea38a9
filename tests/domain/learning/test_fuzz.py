"""Fuzz: unbiased, bounded, the same on replay."""

from collections import Counter
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.learning.fuzz import fuzz_range, fuzzed

LONGEST = 36_500
intervals = st.integers(1, LONGEST)


@pytest.mark.parametrize(
    ("interval", "expected"),
    [
        (1, (1, 1)),
        (2, (2, 2)),
        (3, (2, 4)),
        (10, (8, 12)),
        (30, (27, 33)),
        (100, (93, 107)),
        (LONGEST, (LONGEST, LONGEST)),
    ],
)
def test_the_range_is_the_usual_one_and_lies_evenly_around_the_interval(interval, expected):
    assert fuzz_range(interval, longest=LONGEST) == expected


@given(interval=intervals, seed=st.text())
def test_a_fuzzed_interval_stays_in_its_range_and_is_the_same_on_replay(interval, seed):
    first, last = fuzz_range(interval, longest=LONGEST)
    days = fuzzed(interval, seed=seed, longest=LONGEST)
    assert first <= days <= last
    assert first + last == 2 * interval
    assert days == fuzzed(interval, seed=seed, longest=LONGEST)


@given(one=intervals, other=intervals, seed=st.text())
def test_a_longer_interval_is_never_due_before_a_shorter_one(one, other, seed):
    shorter, longer = sorted((one, other))
    assert fuzzed(shorter, seed=seed, longest=LONGEST) <= fuzzed(longer, seed=seed, longest=LONGEST)


@pytest.mark.parametrize("interval", [3, 5, 10, 20, 45])
def test_the_mean_error_is_at_most_a_twentieth_of_a_day(interval):
    drawn = [fuzzed(interval, seed=f"{n}:1", longest=LONGEST) for n in range(20_000)]
    assert abs(mean(drawn) - interval) <= 0.05
    first, last = fuzz_range(interval, longest=LONGEST)
    shares = Counter(drawn)
    assert set(shares) == set(range(first, last + 1))
    even = len(drawn) / len(shares)
    assert all(abs(count - even) < 0.15 * even for count in shares.values())


def test_different_cards_and_different_reviews_of_one_card_are_spread():
    assert len({fuzzed(60, seed=f"{card}:3", longest=LONGEST) for card in range(50)}) > 5
    assert len({fuzzed(60, seed=f"8:{review}", longest=LONGEST) for review in range(50)}) > 5
