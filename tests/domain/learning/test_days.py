"""Local learning days: 4 am to 4 am by the learner's clock, whatever the clock does."""

import struct
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.domain.learning.days import day_start, elapsed_days, learning_day
from quizapp.domain.learning.memory import Grade, Scheduler
from tests.domain.learning.histories import instants, moments, zones

PARIS = ZoneInfo("Europe/Paris")
days = st.dates(min_value=date(2012, 1, 1), max_value=date(2045, 1, 1))


def zone_of(rule):
    """A zone that follows a POSIX rule: no real one turns its clock back over 4 am."""
    block = struct.pack(">4sc15x6l", b"TZif", b"2", 0, 0, 0, 0, 1, 4)
    block += struct.pack(">lbb", 0, 0, 0) + b"STD\0"
    return ZoneInfo.from_file(BytesIO(block + block + b"\n" + rule.encode() + b"\n"))


def local(zone, *moment):
    return datetime(*moment, tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("clock", "day"),
    [((23, 59), 10), ((0, 30), 9), ((3, 59), 9), ((4, 0), 10), ((8, 0), 10)],
)
def test_a_night_belongs_to_the_evening_before_until_four(clock, day):
    assert learning_day(local(PARIS, 2026, 5, 10, *clock), PARIS) == date(2026, 5, day)


def test_a_review_on_the_next_morning_is_on_the_next_day_although_ten_hours_apart():
    evening = learning_day(local(PARIS, 2026, 5, 10, 22, 0), PARIS)
    morning = learning_day(local(PARIS, 2026, 5, 11, 8, 0), PARIS)
    assert elapsed_days(evening, morning) == 1


def test_a_learner_far_from_greenwich_has_a_day_of_their_own():
    honolulu = ZoneInfo("Pacific/Honolulu")
    instant = datetime(2026, 5, 11, 9, 0, tzinfo=UTC)
    assert learning_day(instant, honolulu) == date(2026, 5, 10)
    assert learning_day(instant, PARIS) == date(2026, 5, 11)


def test_the_two_dst_nights_of_a_year_are_one_day_each():
    for night, length in ((date(2026, 3, 28), 23), (date(2026, 10, 24), 25)):
        evening = local(PARIS, night.year, night.month, night.day, 21, 0)
        following = night + timedelta(days=1)
        assert day_start(following, PARIS) - day_start(night, PARIS) == timedelta(hours=length)
        for hours, expected in ((5, 0), (12, 1)):
            later = learning_day(evening + timedelta(hours=hours), PARIS)
            assert elapsed_days(night, later) == expected


@pytest.mark.parametrize(
    ("rule", "night"),
    [
        ("STD0DST,M3.2.0/3:30,M11.1.0/4:30", date(2026, 11, 1)),
        ("STD0DST,M3.2.0/3:30,M11.1.0/4:30", date(2026, 3, 8)),
    ],
    ids=["4 am comes twice", "4 am is skipped"],
)
def test_a_clock_turned_over_four_starts_one_day_once(rule, night):
    zone = zone_of(rule)
    start = datetime(night.year, night.month, night.day, tzinfo=UTC)
    seen = [learning_day(start + timedelta(minutes=m), zone) for m in range(12 * 60)]
    assert seen == sorted(seen)
    assert set(seen) == {night - timedelta(days=1), night}
    assert start + timedelta(minutes=seen.index(night)) == day_start(night, zone)


def test_a_calendar_day_left_out_by_a_zone_disturbs_none_of_its_days():
    samoa = ZoneInfo("Pacific/Apia")
    start = datetime(2011, 12, 28, tzinfo=UTC)
    for hours in range(5 * 24):
        instant = start + timedelta(hours=hours)
        day = learning_day(instant, samoa)
        assert day_start(day, samoa) <= instant < day_start(day + timedelta(days=1), samoa)


def test_an_instant_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        learning_day(datetime(2026, 5, 10, 9, 0), PARIS)  # noqa: DTZ001 - the point of the test


@given(instant=instants, zone=zones)
def test_every_instant_lies_within_its_learning_day(instant, zone):
    day = learning_day(instant, zone)
    assert day_start(day, zone) <= instant < day_start(day + timedelta(days=1), zone)


@given(
    instant=instants,
    zone=st.sampled_from(sorted(available_timezones())).map(ZoneInfo),
    gap=st.timedeltas(timedelta(0), timedelta(days=3)),
)
def test_learning_days_never_run_backwards_in_any_zone(instant, zone, gap):
    assert learning_day(instant, zone) <= learning_day(instant + gap, zone)


@given(day=days, zone=zones)
@settings(max_examples=300)
def test_no_night_of_the_year_loses_or_doubles_a_day(day, zone):
    evening = local(zone, day.year, day.month, day.day, 21, 0)
    tomorrow = day + timedelta(days=1)
    morning = local(zone, tomorrow.year, tomorrow.month, tomorrow.day, 9, 0)
    assert learning_day(evening, zone) == day
    assert learning_day(morning, zone) == tomorrow


@given(one=days, other=days)
def test_elapsed_days_are_never_negative(one, other):
    assert elapsed_days(one, other) == max(0, (other - one).days)


@given(history=moments())
def test_travel_and_clocks_going_back_neither_lose_nor_double_a_day(history):
    state, elapsed = None, 0
    for number, (now, zone) in enumerate(history):
        before = state
        state = Scheduler().grade(state, Grade.GOOD, now=now, zone=zone, seed=f"1:{number}").state
        if before is not None:
            assert before.last_day <= state.last_day
            assert state.last_reviewed_at == max(now, before.last_reviewed_at)
            elapsed += elapsed_days(before.last_day, state.last_day)
        assert state.due_at > now
    seen = [learning_day(now, zone) for now, zone in history]
    assert state.last_day == max(seen)
    assert elapsed == (max(seen) - seen[0]).days
