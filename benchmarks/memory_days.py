"""On which day a review falls: ours, the learner's own, and the one that the fsrs library counts.

A learning day begins when the learner's clock first shows 4 am; a date that the clock never shows
has no hours. Here those instants are looked for by reading the clock minute by minute, so that
nothing of the code under test has a part in it. The log (12,580 real reviews) does not say where
the learner lived: the zone is the one whose nights it is silent in, and others are counted beside
it. Goals: no gap between two reviews of a card differs from the learner's days, in the log and in
every hour of three years (clock changes by an hour and by half an hour, a calendar day left out);
no day is lost, counted twice or negative where the learner is in another time zone at every review.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

from benchmarks.support.figures import report
from benchmarks.support.reference_data import LEARNERS_ZONE, RealReview, real_reviews
from quizapp.domain.learning.days import elapsed_days, learning_day
from quizapp.domain.learning.memory import MemoryState, Scheduler

OTHER_ZONES = ("Europe/Paris", "Asia/Tokyo")
# (zone, first of three years): an hour, half an hour, and no 30 December 2011.
CLOCKS = (
    ("Europe/Paris", 2024),
    ("America/New_York", 2024),
    ("Australia/Lord_Howe", 2024),
    ("Pacific/Apia", 2010),
)
JOURNEYS = ("Pacific/Kiritimati", "Asia/Tokyo", "Europe/Paris", "America/New_York", "Pacific/Niue")
_MINUTE, _DAY = timedelta(minutes=1), timedelta(days=1)

Gap = tuple[datetime, datetime]


class WallClock:
    """The learning days of a zone, from instants at which its clock was read."""

    def __init__(self, zone: ZoneInfo, first: date, last: date) -> None:
        days = [first + _DAY * number for number in range((last - first).days + 1)]
        starts = {day: self._first_4_am(day, zone) for day in days}
        shown = {day: at for day, at in starts.items() if at.astimezone(zone).date() == day}
        self._days, self._starts = list(shown), list(shown.values())

    @staticmethod
    def _first_4_am(day: date, zone: ZoneInfo) -> datetime:
        wanted = datetime.combine(day, time(4))
        # No clock on Earth is further from UTC than 14 hours.
        early = datetime.combine(day, time(), UTC) - timedelta(hours=15)
        minutes = range(44 * 60)
        shown = bisect_right(
            minutes,
            wanted - _MINUTE,
            key=lambda minute: (early + minute * _MINUTE).astimezone(zone).replace(tzinfo=None),
        )
        return early + shown * _MINUTE

    def day(self, instant: datetime) -> date:
        return self._days[bisect_right(self._starts, instant) - 1]


def gaps_of(reviews: Iterable[RealReview]) -> list[Gap]:
    """The instants of each review of a card and of the one before."""
    histories = defaultdict(list)
    for review in reviews:
        histories[review.card].append(review.at)
    return [gap for history in histories.values() for gap in pairwise(history)]


def ours(gap: Gap, zone: ZoneInfo) -> int:
    return elapsed_days(learning_day(gap[0], zone), learning_day(gap[1], zone))


def library(gap: Gap) -> int:
    """As fsrs 6.3 counts: whole blocks of 24 hours."""
    return (gap[1] - gap[0]).days


def in_the_log(gaps: list[Gap], zone: ZoneInfo, *, in_full: bool) -> None:
    first, last = min(gap[0] for gap in gaps).date(), max(gap[1] for gap in gaps).date()
    clock = WallClock(zone, first - _DAY, last + _DAY)
    truth = [(clock.day(later) - clock.day(earlier)).days for earlier, later in gaps]
    mine, theirs = [ours(gap, zone) for gap in gaps], [library(gap) for gap in gaps]

    def unlike(counted: list[int]) -> float:
        return sum(n != days for n, days in zip(counted, truth, strict=True)) / len(gaps) * 100

    def confused(counted: list[int]) -> int:
        return sum((n == 0) != (days == 0) for n, days in zip(counted, truth, strict=True))

    report(f"gaps unlike the learner's days, {zone.key}", unlike(mine), "%", at_most=0)
    report(f"gaps unlike the learner's days, {zone.key}, fsrs library", unlike(theirs), "%")
    if in_full:
        report("gaps", len(gaps), "")
        report("another day taken for the same one, or the reverse", confused(mine), "", at_most=0)
        report("the same, fsrs library", confused(theirs), "")
        report("negative gaps", sum(days < 0 for days in mine), "", at_most=0)


def hours_unlike(key: str, year: int) -> int:
    """Of every hour of three years, on a minute of its own: those we put on another day."""
    zone = ZoneInfo(key)
    clock = WallClock(zone, date(year - 1, 12, 25), date(year + 3, 1, 5))
    start = datetime(year, 1, 1, tzinfo=UTC)
    instants = (start + timedelta(hours=n, minutes=7 * n % 60) for n in range(3 * 365 * 24))
    return sum(learning_day(instant, zone) != clock.day(instant) for instant in instants)


def travelling(reviews: list[RealReview]) -> None:
    """The whole log by a learner who is elsewhere at every review."""
    rng, scheduler = Random(1), Scheduler()
    states: dict[int, MemoryState] = {}
    began: dict[int, date] = {}
    counted: dict[int, int] = defaultdict(int)
    backwards = 0
    for number, review in enumerate(reviews):
        zone, before = ZoneInfo(rng.choice(JOURNEYS)), states.get(review.card)
        state = scheduler.grade(
            before, review.grade, now=review.at, zone=zone, seed=str(number)
        ).state
        if before is None:
            began[review.card] = state.last_day
        else:
            counted[review.card] += elapsed_days(before.last_day, state.last_day)
            backwards += state.last_day < before.last_day
        backwards += state.due_at <= review.at
        states[review.card] = state
    wrong = sum(
        counted[card] != (state.last_day - began[card]).days for card, state in states.items()
    )
    report("travelling: days and due dates that go back", backwards, "", at_most=0)
    report("travelling: cards with days lost or counted twice", wrong, "", at_most=0)


def main() -> None:
    """Print one JSON line for each figure."""
    for key, year in CLOCKS:
        name = f"hours of {year}–{year + 2} on another day, {key}"
        report(name, hours_unlike(key, year), "", at_most=0)
    reviews = real_reviews("days of a real log")
    if reviews is None:
        return
    gaps = gaps_of(reviews)
    in_the_log(gaps, LEARNERS_ZONE, in_full=True)
    for key in OTHER_ZONES:
        in_the_log(gaps, ZoneInfo(key), in_full=False)
    travelling(reviews)


if __name__ == "__main__":
    main()
