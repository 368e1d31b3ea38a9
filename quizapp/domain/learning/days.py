"""Local learning days: the unit in which memory is counted.

A learning day starts at 4 am by the learner's own clock, so that a review after midnight still
belongs to the evening before, and one on the next morning to the next day. Counting in UTC or in
blocks of 24 hours puts more than a quarter of real reviews on the wrong day.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY_STARTS_AT = time(4)
_ONE_DAY = timedelta(days=1)


def day_start(day: date, zone: ZoneInfo) -> datetime:
    """The UTC instant at which the learning day ``day`` begins in ``zone``.

    Where the clock shows 4 am twice, the first time counts; where it jumps over it, the day begins
    when it would have been 4 am without the jump.
    """
    return datetime.combine(day, DAY_STARTS_AT, tzinfo=zone).astimezone(UTC)


def learning_day(instant: datetime, zone: ZoneInfo) -> date:
    """The learning day to which an aware ``instant`` belongs for a learner in ``zone``.

    It is the one day with ``day_start(day) <= instant < day_start(day + 1)``. Reading the hour off
    the wall clock would disagree with that, or run backwards, in a night when 4 am is skipped or
    comes twice; so the search goes back from the calendar's date.

    Raises ValueError when ``instant`` carries no time zone.
    """
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone: pass an aware UTC datetime")
    day = instant.astimezone(zone).date()
    # More than one step where a zone left out a calendar day (Samoa, 30 December 2011).
    while instant < day_start(day, zone):
        day -= _ONE_DAY
    return day


def elapsed_days(earlier: date, later: date) -> int:
    """Whole learning days from ``earlier`` to ``later``; 0 where a clock or a journey went back."""
    return max(0, (later - earlier).days)
