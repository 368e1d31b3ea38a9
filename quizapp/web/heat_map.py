"""Geometry of the calendar of answers: days in, squares of an SVG out, as in `charts`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from quizapp.web.charts import ENOUGH_ANSWERS, WIDTH

LEVELS = 4
_GAP = 2.0
_LABEL = 18.0  # room for the names of the months above each band
# A name of a month needs as much; a month that has just begun leaves its place to the next one.
_NAME_WIDTH = 30.0


@dataclass(frozen=True, slots=True)
class Day:
    """A square; ``level`` from 0 (no answer) to 4 (as many as on the fullest day)."""

    day: date
    count: int
    level: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class MonthName:
    """Where the name of the month that begins with ``day`` is written."""

    day: date
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Month:
    """What a month adds up to, for the table: its first day, answers, and days with an answer."""

    first: date
    answers: int
    days: int


@dataclass(frozen=True, slots=True)
class Calendar:
    """Weeks as columns, Monday at the top, in one band or several under each other."""

    width: float
    height: float
    size: float
    days: tuple[Day, ...]
    names: tuple[MonthName, ...]

    @property
    def total(self) -> int:
        """Sum of all days."""
        return sum(day.count for day in self.days)

    @property
    def studied(self) -> int:
        """Number of days with an answer."""
        return sum(day.count > 0 for day in self.days)

    @property
    def enough(self) -> bool:
        """Whether there are enough answers to show anything."""
        return self.total >= ENOUGH_ANSWERS

    @property
    def months(self) -> tuple[Month, ...]:
        """The months of the plot in their order, those without an answer too."""
        firsts = dict.fromkeys(day.day.replace(day=1) for day in self.days)
        counts = {
            first: [d.count for d in self.days if d.day.replace(day=1) == first] for first in firsts
        }
        return tuple(
            Month(first, sum(found), sum(count > 0 for count in found))
            for first, found in counts.items()
        )


def calendar(
    counts: Mapping[date, int], *, last: date, weeks: int = 12, bands: int = 1
) -> Calendar:
    """Lay out the ``weeks`` weeks that end with the week of ``last``; later days are left out.

    A year is too wide for a phone: its weeks are laid out in ``bands``, the older ones above.
    """
    monday = last - timedelta(days=last.weekday() + 7 * (weeks - 1))
    span = [monday + timedelta(days=offset) for offset in range((last - monday).days + 1)]
    most = max((counts.get(day, 0) for day in span), default=0)
    columns = ceil(weeks / bands)
    pitch = WIDTH / columns
    band = 7 * pitch + _LABEL

    def place(index: int) -> tuple[float, float]:
        week, weekday = divmod(index, 7)
        return week % columns * pitch, week // columns * band + _LABEL + weekday * pitch

    days = tuple(
        Day(
            day,
            counts.get(day, 0),
            ceil(LEVELS * counts.get(day, 0) / most) if most else 0,
            *place(index),
        )
        for index, day in enumerate(span)
    )
    return Calendar(WIDTH, ceil(weeks / columns) * band, pitch - _GAP, days, _names(days))


def _names(days: tuple[Day, ...]) -> tuple[MonthName, ...]:
    """Each month over the week of its first day; the first one over the first week."""
    mondays = days[::7]
    names: list[MonthName] = []
    for monday in mondays:
        week_end = monday.day + timedelta(days=6)
        if names and week_end.month == names[-1].day.month:
            continue
        name = MonthName(week_end.replace(day=1), monday.x, monday.y - 5.0)
        if names and names[-1].y == name.y and name.x - names[-1].x < _NAME_WIDTH:
            names.pop()
        if name.x <= WIDTH - _NAME_WIDTH:
            names.append(name)
    return tuple(names)
