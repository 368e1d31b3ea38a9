"""Geometry of the plot of choices: every column stands on the axis, in its place."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.web.thirds_chart import MOST_OPTIONS, thirds_chart

SHARES = st.lists(st.floats(0, 1), min_size=3, max_size=3)
OPTIONS = st.lists(
    st.tuples(st.sampled_from("ABCDE"), st.booleans(), SHARES), min_size=1, max_size=MOST_OPTIONS
)


@given(OPTIONS)
def test_columns_stand_on_the_axis_within_the_plot_and_never_overlap(options):
    chart = thirds_chart(options)
    columns = [column for group in chart.groups for column in group.columns]
    assert len(columns) == 3 * len(options)
    for column in columns:
        assert column.y + column.height == pytest.approx(chart.baseline)
        assert column.y >= 0
        assert column.width > 4
    for left, right in pairwise(columns):
        assert left.x + left.width < right.x
    assert columns[0].x >= chart.left
    assert columns[-1].x + columns[-1].width <= chart.width


@given(OPTIONS)
def test_the_label_stands_in_the_middle_of_its_columns(options):
    for group in thirds_chart(options).groups:
        first, *_, last = group.columns
        assert group.centre == pytest.approx((first.x + last.x + last.width) / 2)


def test_the_lower_third_comes_first_and_a_share_is_its_height():
    (group,) = thirds_chart([("✓ B", True, [0.0, 0.5, 1.0])]).groups
    low, middle, high = (column.height for column in group.columns)
    assert (low, middle) == (0.0, high / 2)
    assert (group.label, group.is_right) == ("✓ B", True)


def test_the_axis_goes_from_nothing_to_all():
    chart = thirds_chart([("A", False, [1.0, 1.0, 1.0])])
    assert [tick.value for tick in chart.ticks] == [0, 50, 100]
    assert chart.ticks[0].y == chart.baseline
    assert chart.ticks[-1].y == pytest.approx(chart.groups[0].columns[0].y)


def test_no_options_make_an_empty_plot():
    assert thirds_chart([]).groups == ()
