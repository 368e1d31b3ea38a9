"""Local learning days on twelve thousand real reviews."""

import csv
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from quizapp.domain.learning.days import elapsed_days, learning_day

LOG = Path(__file__).parents[2] / "../shared/data/reviews/review_log_one_learner.csv"

pytestmark = pytest.mark.skipif(
    not LOG.exists(), reason="the reference data is not at ../shared/data"
)


@pytest.fixture(scope="module")
def gaps():
    """(earlier, later) instants of consecutive reviews of a card."""
    histories = {}
    with LOG.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            at = datetime.fromisoformat(row["review_time"])
            histories.setdefault(row["card_id"], []).append(at)
    return [pair for history in histories.values() for pair in pairwise(sorted(history))]


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/Paris", "Asia/Tokyo"])
def test_no_gap_of_the_real_log_differs_from_the_learner_s_own_days(gaps, zone):
    place = ZoneInfo(zone)

    def wall_day(at):
        return (at.astimezone(place).replace(tzinfo=None) - timedelta(hours=4)).date()

    mismatches = unlike_library = 0
    for earlier, later in gaps:
        ours = elapsed_days(learning_day(earlier, place), learning_day(later, place))
        mismatches += ours != (wall_day(later) - wall_day(earlier)).days
        unlike_library += ours != (later - earlier).days
    assert len(gaps) > 11_000
    assert mismatches == 0
    assert unlike_library / len(gaps) > 0.25


def test_the_log_is_in_utc(gaps):
    assert {at.utcoffset() for pair in gaps for at in pair} == {UTC.utcoffset(None)}
