"""The geometry of plots."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.web.charts import (
    ENOUGH_ANSWERS,
    WIDTH,
    Estimate,
    bar_chart,
    interval_chart,
    nice_step,
)
from quizapp.web.heat_map import calendar
from quizapp.web.reliability import Said, reliability_chart

counts = st.lists(st.integers(0, 5000), min_size=1, max_size=40)


def estimate(mean: float = 0.6, low: float = 0.4, high: float = 0.8, answers: int = 5) -> Estimate:
    return Estimate("Causes", mean, low, high, answers)


@pytest.mark.parametrize(
    ("highest", "step"), [(0, 1), (4, 1), (5, 2), (14, 5), (23, 10), (41, 20), (900, 500)]
)
def test_axis_steps_are_round_numbers(highest: int, step: int) -> None:
    assert nice_step(highest) == step


@given(st.integers(0, 10**9))
def test_an_axis_has_at_most_five_lines(highest: int) -> None:
    assert -(-highest // nice_step(highest)) <= 4


@given(counts)
def test_bars_stay_inside_and_heights_are_proportional(values: list[int]) -> None:
    chart = bar_chart([str(n) for n in range(len(values))], {"Answers": values})
    bars = [bar for column in chart.columns for bar in column.bars]
    for bar in bars:
        assert chart.left <= bar.x
        assert bar.x + bar.width <= WIDTH + 1e-6
        assert bar.y >= 0
        assert bar.y + bar.height == pytest.approx(chart.baseline)
        assert bar.height * max(values) == pytest.approx(
            bar.value * max(other.height for other in bars)
        )


@given(counts)
def test_stacked_bars_touch_and_add_up(values: list[int]) -> None:
    chart = bar_chart([str(n) for n in range(len(values))], {"New": values, "Old": values[::-1]})
    for column, new, old in zip(chart.columns, values, values[::-1], strict=True):
        assert column.total == new + old == sum(bar.value for bar in column.bars)
        if len(column.bars) == 2:
            lower, upper = column.bars
            assert upper.y + upper.height == pytest.approx(lower.y)


def test_labels_are_left_out_where_they_would_touch() -> None:
    chart = bar_chart([str(n) for n in range(14)], {"Answers": [1] * 14})
    written = [column.centre for column in chart.columns if column.labelled]
    assert all(right - left >= 54 for left, right in pairwise(written))
    assert len(written) >= 4


def test_days_without_cards_have_no_bar_but_keep_their_place() -> None:
    chart = bar_chart(["Mon", "Tue"], {"Due": [0, 3]})
    assert chart.columns[0].bars == ()
    assert chart.columns[0].values == (0,)
    assert chart.total == 3


def test_an_empty_plot_still_has_an_axis() -> None:
    assert [tick.value for tick in bar_chart(["Mon"], {"Due": [0]}).ticks] == [0, 1]


def test_series_of_different_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="one value for each label"):
        bar_chart(["Mon", "Tue"], {"Due": [1]})


def test_intervals_lie_on_one_scale_from_0_to_100_percent() -> None:
    first, second = interval_chart([estimate(), estimate(1.0, 0.0, 1.0)]).rows
    assert (first.x_low, first.x_mean, first.x_high) == pytest.approx(
        (0.4 * WIDTH, 0.6 * WIDTH, 0.8 * WIDTH)
    )
    assert (second.x_low, second.x_high) == (0, WIDTH)
    assert second.rail_y > first.rail_y


def test_mastery_is_not_shown_below_ten_answers() -> None:
    assert not interval_chart([estimate(answers=ENOUGH_ANSWERS - 1)]).enough
    assert interval_chart([estimate(answers=4), estimate(answers=6)]).enough


def test_what_was_measured_on_purpose_is_shown_however_few_the_answers() -> None:
    assert interval_chart([estimate(answers=3)], enough_from=0).enough


def said(mean: float | None = 0.75, answers: int = 12) -> Said:
    return Said("Sure", mean, 0.5, 0.9, answers, 0.8, 1.0)


def test_how_often_one_was_right_lies_on_the_scale_of_where_a_level_pays() -> None:
    first, second = reliability_chart([said(), said(0.8)]).rows
    assert (first.x_low, first.x_mean, first.x_high) == pytest.approx(
        (0.5 * WIDTH, 0.75 * WIDTH, 0.9 * WIDTH)
    )
    assert (first.x_pays_from, first.x_pays_to) == pytest.approx((0.8 * WIDTH, WIDTH))
    assert second.x_mean == pytest.approx(second.x_pays_from)
    assert second.rail_y > first.rail_y


def test_confidence_is_not_shown_below_ten_answers_at_all_levels_together() -> None:
    few = [said(answers=4), said(answers=5), said(None, answers=0)]
    assert not reliability_chart(few).enough
    assert reliability_chart([*few, said(answers=1)]).enough


def test_the_calendar_ends_today_in_a_column_of_weeks_that_begin_on_monday() -> None:
    sunday = date(2026, 11, 22)
    plot = calendar({sunday: 12, sunday - timedelta(days=1): 3}, last=sunday, weeks=2)
    assert [day.day for day in plot.days][::7] == [date(2026, 11, 9), date(2026, 11, 16)]
    assert plot.days[-1].day == sunday
    assert plot.days[-1].level == 4
    assert plot.days[-2].level == 1
    assert plot.days[0].level == 0
    assert len({day.y for day in plot.days[::7]}) == 1
    assert plot.total == 15
    assert plot.enough


def test_a_year_in_two_bands_puts_the_older_weeks_above_and_every_square_inside() -> None:
    last = date(2026, 11, 18)  # a Wednesday
    plot = calendar({last: 30}, last=last, weeks=53, bands=2)
    assert len(plot.days) == 52 * 7 + 3
    assert all(day.x >= 0 and day.x + plot.size <= WIDTH for day in plot.days)
    assert all(day.y >= 0 and day.y + plot.size <= plot.height for day in plot.days)
    places = [(day.x, day.y) for day in plot.days]
    assert len(set(places)) == len(places)
    first, newest = plot.days[0], plot.days[-1]
    assert (first.x, newest.day) == (0, last)
    assert newest.y > max(day.y for day in plot.days[: 27 * 7])


@given(st.dates(date(2000, 1, 1), date(2060, 1, 1)))
def test_names_of_months_stand_in_their_order_and_never_over_each_other(last: date) -> None:
    plot = calendar({}, last=last, weeks=53, bands=2)
    assert len(plot.names) >= 11
    for one, next_one in pairwise(plot.names):
        assert one.day < next_one.day
        assert one.y < next_one.y or next_one.x - one.x >= 30
    for name in plot.names:
        below = [
            day for day in plot.days if day.x == name.x and 0 < day.y - name.y < plot.height / 2
        ]
        assert any(day.day.month == name.day.month for day in below)


def test_the_table_of_the_calendar_counts_days_and_answers_month_by_month() -> None:
    counts = {date(2026, 10, 30): 4, date(2026, 11, 1): 2, date(2026, 11, 2): 5}
    plot = calendar(counts, last=date(2026, 11, 3), weeks=4)
    assert [(month.first, month.days, month.answers) for month in plot.months] == [
        (date(2026, 10, 1), 1, 4),
        (date(2026, 11, 1), 2, 7),
    ]
    assert (plot.studied, plot.total) == (3, 11)


def test_what_was_predicted_lies_on_the_scale_of_what_was_measured() -> None:
    known, unknown = interval_chart(
        [Estimate("All", 0.9, 0.8, 0.95, 40, expected=0.5), estimate()]
    ).rows
    assert known.x_expected == pytest.approx(0.5 * WIDTH)
    assert unknown.x_expected is None
