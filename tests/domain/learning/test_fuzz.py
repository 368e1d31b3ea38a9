"""Fuzz: unbiased, bounded, the same on replay."""

from collections import Counter
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.learning.fuzz import fuzz_range, pick, placed, position

LONGEST = 36_500


def fuzzed(interval, *, seed, weights=()):
    return pick(*fuzz_range(interval, longest=LONGEST), seed=seed, weights=weights)


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
    days = fuzzed(interval, seed=seed)
    assert first <= days <= last
    assert first + last == 2 * interval
    assert days == fuzzed(interval, seed=seed)


@given(one=intervals, other=intervals, seed=st.text())
def test_a_longer_interval_is_never_due_before_a_shorter_one(one, other, seed):
    shorter, longer = sorted((one, other))
    assert fuzzed(shorter, seed=seed) <= fuzzed(longer, seed=seed)


@pytest.mark.parametrize("interval", [3, 5, 10, 20, 45])
def test_the_mean_error_is_at_most_a_twentieth_of_a_day(interval):
    drawn = [fuzzed(interval, seed=f"{n}:1") for n in range(20_000)]
    assert abs(mean(drawn) - interval) <= 0.05
    first, last = fuzz_range(interval, longest=LONGEST)
    shares = Counter(drawn)
    assert set(shares) == set(range(first, last + 1))
    even = len(drawn) / len(shares)
    assert all(abs(count - even) < 0.15 * even for count in shares.values())


def test_different_cards_and_different_reviews_of_one_card_are_spread():
    assert len({fuzzed(60, seed=f"{card}:3") for card in range(50)}) > 5
    assert len({fuzzed(60, seed=f"8:{review}") for review in range(50)}) > 5


@given(
    interval=intervals,
    longer=st.integers(0, 40),
    seed=st.text(),
    loads=st.lists(st.integers(0, 500), min_size=1, max_size=50),
)
def test_with_days_that_differ_the_range_and_the_order_are_kept(interval, longer, seed, loads):
    def put(days):
        first, last = fuzz_range(days, longest=LONGEST)
        weights = [1 / (1 + loads[day % len(loads)]) ** 2 for day in range(first, last + 1)]
        chosen = pick(first, last, seed=seed, weights=weights)
        assert first <= chosen <= last
        return chosen

    assert put(interval) <= put(min(interval + longer, LONGEST))


@given(interval=intervals, seed=st.text())
def test_the_place_in_a_range_gives_the_same_day_again(interval, seed):
    first, last = fuzz_range(interval, longest=LONGEST)
    day = fuzzed(interval, seed=seed)
    assert placed(first, last, position(day, first, last)) == day
