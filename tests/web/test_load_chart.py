"""Two loads side by side: what is drawn is what stands in the table."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.web.load_chart import MOST_DAYS, load_chart

FIRST = date(2026, 3, 2)
loads = st.lists(st.tuples(st.integers(0, 2_000), st.integers(0, 2_000)), min_size=1, max_size=800)


@given(loads)
def test_columns_cover_all_days_in_order_and_stay_within_the_plot(pairs):
    chart = load_chart(FIRST, [pair[0] for pair in pairs], [pair[1] for pair in pairs])
    assert len(chart.columns) <= MOST_DAYS
    days = [column.day for column in chart.columns]
    assert days == [FIRST + timedelta(days=chart.span * index) for index in range(len(days))]
    assert chart.span * (len(days) - 1) < len(pairs) <= chart.span * len(days)
    for column in chart.columns:
        for bar in column.bars:
            assert chart.left <= bar.x < bar.x + bar.width <= chart.width + 1e-6
            assert 0 <= bar.y <= chart.baseline
            assert bar.y + bar.height == pytest.approx(chart.baseline)
            assert bar.value == (column.before, column.after)[bar.series] > 0


def test_a_few_days_are_drawn_one_by_one_and_the_higher_bar_is_the_larger_value():
    chart = load_chart(FIRST, [10, 0, 3], [5, 5, 5])
    assert [(column.before, column.after) for column in chart.columns] == [(10, 5), (0, 5), (3, 5)]
    before, after = chart.columns[0].bars
    assert before.height == pytest.approx(2 * after.height)
    assert len(chart.columns[1].bars) == 1
    assert before.x + before.width <= after.x + 1e-9


def test_many_days_are_drawn_as_the_mean_day_of_their_weeks():
    chart = load_chart(FIRST, [10] * 35 + [3], [0, 14] * 18)
    assert chart.span == 7
    assert [column.before for column in chart.columns] == [10, 10, 10, 10, 10, 3]
    assert [column.after for column in chart.columns] == [6, 8, 6, 8, 6, 14]


def test_nothing_at_all_is_drawn_without_bars():
    chart = load_chart(FIRST, [0] * 14, [0] * 14)
    assert not any(column.bars for column in chart.columns)
    assert [tick.value for tick in chart.ticks] == [0, 1]


def test_loads_of_different_lengths_are_refused():
    with pytest.raises(ValueError, match="zip"):
        load_chart(FIRST, [1], [1, 2])
