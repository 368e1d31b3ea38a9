"""Today's load: limits, minutes, and the way back after an absence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.learning.queue import Limits, Plan, plan_today, seconds_per_card

counts = st.integers(0, 2000)


def test_an_ordinary_day_shows_all_that_is_due_and_some_new_cards():
    plan = plan_today(12, 40, 0, 0, Limits(new=10, reviews=100), 10)
    assert plan == Plan(due=12, new=10, minutes=4, later=0, days_to_clear=0)


def test_what_was_done_today_counts_against_the_limits():
    plan = plan_today(12, 40, 7, 95, Limits(new=10, reviews=100), 10)
    assert (plan.due, plan.new, plan.later) == (5, 0, 7)
    plan = plan_today(12, 40, 7, 60, Limits(new=10, reviews=100), 10)
    assert (plan.due, plan.new, plan.later) == (12, 3, 0)


def test_after_an_absence_thirty_are_due_today_and_the_rest_is_spread_over_six_days():
    plan = plan_today(210, 40, 0, 0, Limits(new=10, reviews=30))
    assert (plan.due, plan.later, plan.days_to_clear) == (30, 180, 6)


def test_no_card_is_added_to_a_backlog():
    assert plan_today(31, 40, 0, 0, Limits(new=10, reviews=30)).new == 0
    assert plan_today(30, 40, 0, 0, Limits(new=10, reviews=30)).new == 10


def test_an_empty_day_takes_no_time_and_one_card_takes_a_minute():
    assert plan_today(0, 0, 0, 0, Limits()) == Plan(0, 0, 0, 0, 0)
    assert plan_today(1, 0, 0, 0, Limits()).minutes == 1


def test_a_limit_of_nothing_is_a_pause():
    assert plan_today(50, 9, 0, 0, Limits(new=0, reviews=0)) == Plan(0, 0, 0, 50, 0)


@given(
    due=counts,
    available=counts,
    new_today=counts,
    reviews_today=counts,
    limits=st.builds(Limits, new=counts, reviews=counts),
)
def test_a_plan_never_promises_more_than_there_is_or_than_the_limits_allow(
    due, available, new_today, reviews_today, limits
):
    plan = plan_today(due, available, new_today, reviews_today, limits)
    assert plan.due + plan.later == due
    assert 0 <= plan.due <= max(0, limits.reviews - reviews_today)
    assert 0 <= plan.new <= min(available, max(0, limits.new - new_today))
    assert plan.days_to_clear * limits.reviews >= (plan.later if limits.reviews else 0)


@pytest.mark.parametrize(
    ("durations", "seconds"),
    [
        ([], 20),
        ([4_000] * 9, 20),
        ([4_000] * 10, 4),
        ([4_000] * 10 + [3_600_000] * 3, 4),
        ([9_000_000] * 20, 120),
        ([100] * 20, 2),
    ],
)
def test_the_time_for_a_card_is_the_learner_s_median_within_reason(durations, seconds):
    assert seconds_per_card(durations) == seconds
