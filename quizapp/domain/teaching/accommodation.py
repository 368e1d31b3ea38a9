"""What holds for one learner: the assignment's dates and limits, and what was granted to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from quizapp.domain.teaching.assignment import Late

_Value = TypeVar("_Value")

# A third more, as French exams grant, is proposed; nobody gets less than others.
SMALLEST_FACTOR, LARGEST_FACTOR = 1.0, 4.0


@dataclass(frozen=True, slots=True)
class Accommodation:
    """What was granted to a learner; None leaves what holds for all."""

    time_factor: float | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    extra_attempts: int = 0


class Window(StrEnum):
    """Where an instant lies between an assignment's dates."""

    BEFORE = "before"
    OPEN = "open"
    LATE = "late"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Limits:
    """What an assignment sets for all of its cohort; see `assignment.Plan`."""

    opens_at: datetime | None
    closes_at: datetime | None
    minutes: int | None
    attempts: int | None
    late: Late


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for one learner. ``attempts`` None: as many as they like."""

    opens_at: datetime | None
    closes_at: datetime | None
    time_limit: timedelta | None
    attempts: int | None
    late: Late
    time_factor: float = 1.0

    def window(self, now: datetime) -> Window:
        """Whether an attempt may be made now; at the closing date itself it may not."""
        if self.opens_at is not None and now < self.opens_at:
            return Window.BEFORE
        if self.closes_at is None or now < self.closes_at:
            return Window.OPEN
        return Window.LATE if self.late is Late.ACCEPT else Window.CLOSED

    def attempts_left(self, made: int) -> int | None:
        """How many attempts may still be begun; None for any number."""
        return None if self.attempts is None else max(self.attempts - made, 0)

    def deadline(self, started_at: datetime) -> datetime | None:
        """When an attempt that began at an instant ends; None: never by itself."""
        ends = [] if self.time_limit is None else [started_at + self.time_limit]
        if self.late is Late.REFUSE and self.closes_at is not None:
            ends.append(self.closes_at)
        return min(ends, default=None)

    def late_by(self, finished_at: datetime) -> timedelta:
        """How long after the closing date an attempt ended; nothing where it was in time."""
        if self.closes_at is None:
            return timedelta(0)
        return max(finished_at - self.closes_at, timedelta(0))


def terms(
    limits: Limits, *, general: Accommodation | None = None, own: Accommodation | None = None
) -> Terms:
    """The limits for a learner with an accommodation for all assignments, and one for this.

    What was granted for this one alone goes before the general one; further attempts add up. Extra
    time also moves the closing date, where none of their own was granted: somebody who begins as
    late as others may has it too.
    """
    granted = [one for one in (own, general) if one is not None]
    factor = _first(one.time_factor for one in granted) or 1.0
    opens_at = _first(one.opens_at for one in granted) or limits.opens_at
    closes_at = _first(one.closes_at for one in granted)
    limit = None if limits.minutes is None else timedelta(minutes=limits.minutes) * factor
    if closes_at is None and limits.closes_at is not None:
        closes_at = limits.closes_at
        if limit is not None and limits.minutes is not None:
            closes_at += limit - timedelta(minutes=limits.minutes)
    attempts = limits.attempts
    if attempts is not None:
        attempts += sum(one.extra_attempts for one in granted)
    return Terms(opens_at, closes_at, limit, attempts, limits.late, factor)


def _first(values: Iterable[_Value | None]) -> _Value | None:
    return next((value for value in values if value is not None), None)
