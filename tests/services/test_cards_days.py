"""Learning days: they begin at 4 am where the learner is, whatever the clock of the server says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from quizapp.domain.learning.memory import Grade
from quizapp.extensions import db
from quizapp.models import Review
from tests.factories import make_learner
from tests.services.made_banks import load, made_item, made_items
from tests.services.studying import grade, item_id, learn, next_card, plan, state

ITEM = "go-sba-definition-01"
SECOND = timedelta(seconds=1)


def local(zone, *parts):
    """The UTC instant at which a clock in the zone shows the given date and time."""
    return datetime(*parts, tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize("zone", ["Europe/Paris", "America/Los_Angeles", "Asia/Kolkata"])
def test_a_new_day_with_its_new_cards_begins_at_four_in_the_morning(session, zone):
    load(*made_items(3))
    learner = replace(make_learner("alice", time_zone=zone), new_per_day=1)
    learn(learner, item_id(ITEM), now=local(zone, 2026, 11, 2, 23, 30))
    four = local(zone, 2026, 11, 3, 4)

    assert plan(learner, now=four - SECOND).plan.new == 0
    assert plan(learner, now=four - SECOND).done == 1
    assert plan(learner, now=four).plan.new == 1
    assert plan(learner, now=four).done == 0


def test_a_grade_at_half_past_three_belongs_to_the_evening_before(alice):
    load(made_item())

    grade(alice, item_id(ITEM), Grade.EASY, now=local("Europe/Paris", 2026, 11, 3, 3, 30))

    assert db.session.scalar(select(Review.local_day)) == date(2026, 11, 2)
    assert state(alice, item_id(ITEM)).introduced_on == date(2026, 11, 2)


@pytest.mark.parametrize("zone", ["Europe/Paris", "Asia/Tokyo", "America/St_Johns"])
def test_a_card_of_days_comes_back_at_four_in_the_morning(session, zone):
    load(made_item())
    learner = make_learner("alice", time_zone=zone)

    learn(learner, item_id(ITEM), now=local(zone, 2026, 11, 2, 21))

    due = state(learner, item_id(ITEM)).due_at.astimezone(ZoneInfo(zone))
    assert (due.hour, due.minute) == (4, 0)


def test_a_card_due_today_is_there_all_day_from_four_in_the_morning_on(alice):
    load(made_item())
    learn(alice, item_id(ITEM), now=local("Europe/Paris", 2026, 11, 2, 21))
    due = state(alice, item_id(ITEM)).due_at

    assert next_card(alice, now=due - SECOND) is None
    assert next_card(alice, now=due) is not None
    assert next_card(alice, now=due + timedelta(days=1) - SECOND) is not None


def test_a_night_with_an_hour_less_is_one_day_like_any_other(alice):
    load(made_item())
    number = item_id(ITEM)
    learn(alice, number, now=local("Europe/Paris", 2027, 3, 27, 12))
    learn(alice, number, now=local("Europe/Paris", 2027, 3, 28, 12))  # clocks were put forward

    assert state(alice, number).last_day == date(2027, 3, 28)
    latest = db.session.execute(select(Review).order_by(Review.id.desc()).limit(1)).scalar_one()
    assert 0.9 < latest.retrievability < 1.0  # one day of forgetting, not none


def test_a_journey_east_neither_loses_nor_doubles_a_day(alice):
    load(made_item())
    number = item_id(ITEM)
    grade(alice, number, Grade.EASY, now=local("Europe/Paris", 2026, 11, 2, 20))
    in_tokyo = replace(alice, zone=ZoneInfo("Asia/Tokyo"))

    # Nine hours later a Tokyo clock shows the afternoon of the next day.
    grade(in_tokyo, number, Grade.GOOD, now=local("Asia/Tokyo", 2026, 11, 3, 13))

    days = db.session.scalars(select(Review.local_day).order_by(Review.id))
    zones = db.session.scalars(select(Review.time_zone).order_by(Review.id))
    assert list(days) == [date(2026, 11, 2), date(2026, 11, 3)]
    assert list(zones) == ["Europe/Paris", "Asia/Tokyo"]
    assert state(alice, number).last_day == date(2026, 11, 3)


def test_a_journey_west_into_yesterday_counts_as_the_same_day(alice):
    load(made_item())
    number = item_id(ITEM)
    in_tokyo = replace(alice, zone=ZoneInfo("Asia/Tokyo"))
    grade(in_tokyo, number, Grade.EASY, now=local("Asia/Tokyo", 2026, 11, 3, 8))

    in_los_angeles = replace(alice, zone=ZoneInfo("America/Los_Angeles"))
    grade(in_los_angeles, number, Grade.GOOD, now=local("America/Los_Angeles", 2026, 11, 2, 20))

    latest = db.session.execute(select(Review).order_by(Review.id.desc()).limit(1)).scalar_one()
    assert latest.local_day == date(2026, 11, 2)
    assert latest.retrievability == 1.0
    assert state(alice, number).last_day == date(2026, 11, 3)
