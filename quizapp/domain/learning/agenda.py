"""How good each coming day is for a card: lightly loaded, not an easy day, not a day off."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

NORMAL_WEEK = (100,) * 7
# A day with twice the cards of another is a quarter as likely.
_STEEPNESS = 2.0
# A day that should stay free, where all others of the range should as well.
_LAST_RESORT = 1e-6

DaysOff = tuple[tuple[date, date], ...]


def is_off(day: date, days_off: DaysOff) -> bool:
    """Whether a day lies in one of the ranges, both ends included."""
    return any(first <= day <= last for first, last in days_off)


@dataclass(frozen=True, slots=True)
class Agenda:
    """A learner's days to come.

    ``loads``: cards due by day, 0 where a day is missing. ``easy_days``: the share of a normal
    day's cards in percent, Monday first. ``days_off``: first and last days of what stays free.
    """

    loads: Mapping[date, int] = field(default_factory=dict)
    easy_days: tuple[int, ...] = NORMAL_WEEK
    days_off: DaysOff = ()

    def weight(self, day: date) -> float:
        """How good a day is, more than 0; it depends on nothing but the day."""
        share = self.easy_days[day.weekday()] / 100.0
        if not share or is_off(day, self.days_off):
            return _LAST_RESORT
        return float((share / (1.0 + self.loads.get(day, 0))) ** _STEEPNESS)

    def weights(self, start: date, first: int, last: int) -> list[float]:
        """The weights of the days that are ``first`` to ``last`` days after ``start``."""
        return [self.weight(start + timedelta(days=number)) for number in range(first, last + 1)]
