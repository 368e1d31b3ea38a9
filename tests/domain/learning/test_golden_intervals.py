"""Intervals that must never change: a log written today is folded again in ten years.

Every number here follows from the published FSRS-6 weights, the seeds, and our rules. Where a
change of the rules changes one of them, logs have to say by which rules they were written.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from quizapp.domain.learning.agenda import Agenda
from quizapp.domain.learning.memory import DayRule, Grade, Scheduler

PARIS = ZoneInfo("Europe/Paris")
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


def studied(grades, *, scheduler=None, item=12, until_due=timedelta()):
    """Outcomes of grading an item whenever it is due; the grades as digits."""
    scheduler = scheduler or Scheduler()
    state, now, outcomes = None, NOON, []
    for number, digit in enumerate(grades):
        outcome = scheduler.grade(
            state, Grade(int(digit)), now=now, zone=PARIS, seed=f"7:{item}:{number}"
        )
        outcomes.append(outcome)
        state = outcome.state
        now = state.due_at + until_due
    return outcomes


def days(outcomes):
    """Intervals in days, 0 for a step of minutes."""
    return [outcome.interval_days or 0 for outcome in outcomes]


GOLDEN = {
    "33333333": [0, 2, 11, 47, 161, 513, 1328, 3433],
    "4444": [8, 69, 408, 1940],
    "23323": [0, 0, 1, 3, 8],
    "133313333": [0, 0, 1, 2, 0, 1, 2, 5, 8],
    "3331133": [0, 2, 11, 0, 0, 1, 2],
    "12341234": [0, 0, 0, 1, 0, 0, 1, 1],
    "331222": [0, 2, 0, 0, 0, 0],
}


@pytest.mark.parametrize(("grades", "expected"), GOLDEN.items())
def test_the_days_between_retrievals_are_the_golden_ones(grades, expected):
    assert days(studied(grades)) == expected


@pytest.mark.parametrize(
    ("grades", "stability", "difficulty"),
    [
        ("33333333", 3298.000657, 2.07002),
        ("133313333", 8.239596, 8.7411),
        ("12341234", 1.43082, 8.994091),
    ],
)
def test_stability_and_difficulty_at_the_end_are_the_golden_ones(grades, stability, difficulty):
    state = studied(grades)[-1].state
    assert (round(state.stability, 6), round(state.difficulty, 6)) == (stability, difficulty)


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (1, [0, 2, 11, 44, 169]),
        (2, [0, 2, 10, 47, 160]),
        (3, [0, 2, 9, 40, 149]),
        (4, [0, 2, 12, 53, 172]),
    ],
)
def test_each_item_is_spread_by_its_own_golden_numbers(item, expected):
    assert days(studied("33333", item=item)) == expected


@pytest.mark.parametrize(
    ("retention", "expected"),
    [
        (0.70, [0, 23, 321, 3122, 21061]),
        (0.80, [0, 9, 80, 555, 2844]),
        (0.95, [0, 1, 3, 9, 20]),
        (0.97, [0, 1, 2, 4, 6]),
    ],
)
def test_another_desired_retention_gives_its_own_golden_intervals(retention, expected):
    assert days(studied("33333", scheduler=Scheduler(retention))) == expected


def test_a_filled_agenda_moves_the_golden_intervals_by_golden_shifts():
    start = date(2026, 11, 2)
    agenda = Agenda(
        {start + timedelta(days=number): number % 5 * 7 for number in range(90)},
        (100, 100, 50, 100, 100, 0, 0),
        ((date(2026, 12, 20), date(2027, 1, 3)),),
    )
    outcomes = studied("333333", scheduler=Scheduler(agenda=agenda))
    assert days(outcomes) == [0, 2, 13, 55, 179, 564]
    assert [outcome.spread for outcome in outcomes] == pytest.approx(
        [None, None, 9 / 10, 19 / 22, 11 / 46, 91 / 118]
    )
    rules = {outcome.rule for outcome in outcomes}
    assert rules == {DayRule.STEPS, DayRule.INTERVAL}


def test_a_late_review_gets_the_golden_intervals_of_a_late_review():
    assert days(studied("33333", until_due=timedelta(days=5))) == [0, 20, 85, 290, 816]
