"""Which attempt counts, what lateness costs, and how a group is summed up."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from math import isclose
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.teaching.assignment import Counting
from quizapp.domain.teaching.gradebook import (
    Bin,
    Sitting,
    deduction,
    distribution,
    grade,
    spread,
    started_days,
)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ORDINARY = [Sitting(1, 6.0, 10.0), Sitting(2, 9.0, 10.0), Sitting(3, 7.5, 10.0)]


@pytest.mark.parametrize(
    ("counting", "points", "number"),
    [
        (Counting.BEST, 9.0, 2),
        (Counting.LAST, 7.5, 3),
        (Counting.FIRST, 6.0, 1),
        (Counting.MEAN, 7.5, None),
    ],
)
def test_each_way_of_counting_takes_its_own_attempt(counting, points, number):
    counted = grade(reversed(ORDINARY), counting)
    assert (counted.points, counted.maximum, counted.number) == (points, 10.0, number)
    assert counted.share == points / 10


def test_of_equal_bests_the_earliest_counts():
    assert grade([Sitting(2, 8.0, 10.0), Sitting(1, 4.0, 5.0)], Counting.BEST).number == 1


@pytest.mark.parametrize("counting", Counting)
def test_an_unfinished_attempt_counts_for_nothing(counting):
    assert grade([Sitting(1)], counting) is None
    assert grade([], counting) is None
    assert grade([Sitting(1, 6.0, 10.0), Sitting(2)], counting).points == 6.0


def test_the_best_is_the_best_share_not_the_most_points():
    assert grade([Sitting(1, 9.0, 20.0), Sitting(2, 8.0, 10.0)], Counting.BEST).number == 2


def test_the_mean_is_that_of_the_shares_out_of_the_mean_maximum():
    counted = grade([Sitting(1, 10.0, 20.0), Sitting(2, 10.0, 10.0)], Counting.MEAN)
    assert (counted.points, counted.maximum, counted.share) == (11.25, 15.0, 0.75)


@pytest.mark.parametrize(
    ("late_by", "days"),
    [
        (timedelta(0), 0),
        (timedelta(microseconds=1), 1),
        (23 * HOUR, 1),
        (DAY, 1),
        (DAY + timedelta(seconds=1), 2),
        (-HOUR, 0),
    ],
)
def test_a_started_day_counts_as_a_whole_one(late_by, days):
    assert started_days(late_by) == days


def test_each_started_day_costs_its_percentage_of_the_score_not_of_the_maximum():
    late = Sitting(1, 8.0, 10.0, late_by=DAY + HOUR)
    counted = grade([late], Counting.BEST, percent_per_day=10)
    assert counted.points == pytest.approx(6.4)
    assert (counted.deducted, counted.days_late) == (pytest.approx(1.6), 2)


def test_lateness_is_deducted_before_the_best_is_chosen():
    on_time, late = Sitting(1, 7.0, 10.0), Sitting(2, 8.0, 10.0, late_by=2 * DAY)
    assert grade([on_time, late], Counting.BEST, percent_per_day=10).number == 1
    assert grade([on_time, late], Counting.BEST, percent_per_day=5).number == 2


def test_lateness_never_costs_more_than_the_score():
    assert deduction(8.0, days_late=40, percent_per_day=10) == 8.0


def test_a_score_below_zero_gains_nothing_by_being_late():
    assert deduction(-3.0, days_late=5, percent_per_day=20) == 0.0


def test_a_dropped_item_changes_the_maximum():
    before, after = Sitting(1, 6.0, 10.0), Sitting(1, 6.0, 9.0)
    assert grade([before], Counting.BEST).share == 0.6
    assert grade([after], Counting.BEST).share == pytest.approx(6 / 9)


@pytest.mark.parametrize("counting", Counting)
def test_an_attempt_of_which_every_item_was_dropped_has_no_share(counting):
    emptied = Sitting(1, 0.0, 0.0)
    assert grade([emptied], counting).share is None
    assert grade([emptied, replace(emptied, number=2)], counting).share is None


def test_an_emptied_attempt_stands_behind_any_other():
    emptied, poor = Sitting(1, 0.0, 0.0), Sitting(2, -2.0, 10.0)
    assert grade([emptied, poor], Counting.BEST).number == 2
    assert grade([emptied, poor], Counting.MEAN).share == -0.2


def test_a_group_is_summed_up_by_its_median_and_quartiles():
    found = spread([0.9, 0.1, 0.5, 0.7, 0.3])
    assert (found.count, found.lowest, found.highest) == (5, 0.1, 0.9)
    assert (found.lower_quartile, found.median, found.upper_quartile) == (0.3, 0.5, 0.7)
    assert found.mean == pytest.approx(0.5)


def test_one_learner_is_a_group_too_and_nobody_is_none():
    found = spread([0.4])
    assert (found.lower_quartile, found.median, found.upper_quartile) == (0.4, 0.4, 0.4)
    assert spread([]) is None


def test_full_marks_belong_to_the_last_tenth_and_a_boundary_to_the_upper_one():
    counts = {one.low: one.count for one in distribution([0.0, 0.0999, 0.1, 0.7, 1.0, 0.95])}
    assert [counts[low / 10] for low in (0, 1, 7, 9)] == [2, 1, 1, 2]


def test_a_sum_of_tenths_falls_where_it_would_on_paper():
    assert 0.1 + 0.7 < 0.8
    assert distribution([0.1 + 0.7])[8].count == 1


def test_negative_shares_have_a_bin_of_their_own_only_where_there_are_any():
    assert len(distribution([0.0, 1.0])) == 10
    assert distribution([-0.2, 0.5])[0] == Bin(None, 0.0, 1)


finished = st.builds(
    Sitting,
    st.integers(1, 20),
    st.floats(-6, 10).map(lambda points: round(points, 2)),
    st.sampled_from((10.0, 12.0, 20.0)),
    st.timedeltas(timedelta(0), timedelta(days=30)),
)
sittings = st.lists(finished, min_size=1, max_size=6, unique_by=lambda one: one.number)
percents = st.integers(0, 100)
shares = st.lists(st.floats(-1, 1), min_size=1, max_size=60)


@given(sittings, st.sampled_from(Counting), percents, st.randoms(use_true_random=False))
def test_the_order_in_which_attempts_are_read_does_not_matter(made, counting, percent, rng):
    shuffled = list(made)
    rng.shuffle(shuffled)
    assert grade(shuffled, counting, percent_per_day=percent) == grade(
        made, counting, percent_per_day=percent
    )


@given(sittings, percents)
def test_no_way_of_counting_beats_the_best_and_none_beats_what_was_earned(made, percent):
    grades = {way: grade(made, way, percent_per_day=percent) for way in Counting}
    best = grades[Counting.BEST].share
    assert all(one.share <= best + 1e-9 for one in grades.values())
    assert best <= max(one.points / one.maximum for one in made)


@given(sittings, st.sampled_from(Counting), percents)
def test_points_and_deduction_add_up_to_what_was_earned_or_to_its_mean(made, counting, percent):
    counted = grade(made, counting, percent_per_day=percent)
    plain = grade(made, counting)
    if counted.number is None or counted.number == plain.number:
        assert isclose(counted.points + counted.deducted, plain.points, abs_tol=1e-9)
    assert counted.deducted >= 0


@given(st.floats(0, 100), st.integers(0, 60), st.integers(0, 60), percents)
def test_more_days_late_never_cost_less(points, some, more, percent):
    few, many = sorted((some, more))
    cost = [deduction(points, days_late=days, percent_per_day=percent) for days in (few, many)]
    assert 0 <= cost[0] <= cost[1] <= points


@given(shares)
def test_every_share_is_counted_once_and_the_figures_are_in_order(given_shares):
    assert sum(one.count for one in distribution(given_shares)) == len(given_shares)
    found = spread(given_shares)
    ordered = [
        found.lowest,
        found.lower_quartile,
        found.median,
        found.upper_quartile,
        found.highest,
    ]
    assert all(low <= high + 1e-12 for low, high in pairwise(ordered))
    assert found.median == median(given_shares)
