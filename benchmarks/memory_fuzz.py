"""How the spread of due dates treats the interval it spreads: ours, and that of the fsrs library.

An interval of n days is asked for 40,000 times, each for another card. The range is the one usual
for FSRS: 1 day, and 15 %, 10 % and 5 % of the days beyond 2.5, 7 and 20, on both sides. Goals: the
mean error of every interval is at most .05 days; no day outside the range; the same day when the
review is replayed; Hard never after Good, nor Good after Easy. The same where the days differ in
how many cards they hold, other ones for each card: light days are preferred, but not early or late
ones.
"""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from statistics import fmean
from zoneinfo import ZoneInfo

from fsrs import Card, Rating
from fsrs import Scheduler as Library

from benchmarks.support.figures import report
from quizapp.domain.learning.agenda import Agenda
from quizapp.domain.learning.memory import DEFAULT_WEIGHTS, Grade, Scheduler
from quizapp.domain.learning.stability import Weights

INTERVALS = (3, 5, 7, 10, 20, 45)
CARDS = 40_000
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
TODAY = NOON.date()
PARIS = ZoneInfo("Europe/Paris")
# The weights that are the initial stabilities after the four grades: FSRS-6.
EASY_FIRST = 3


def weights_for(interval: int) -> Weights:
    """FSRS-6 with which a new card graded Easy comes back after ``interval`` days, but for fuzz."""
    weights = list(DEFAULT_WEIGHTS)
    weights[EASY_FIRST] = float(interval)
    return tuple(weights)


def ours(interval: int) -> Callable[[int], int]:
    """The interval of a card by its number."""
    scheduler = Scheduler(weights=weights_for(interval))

    def draw(card: int) -> int:
        outcome = scheduler.grade(None, Grade.EASY, now=NOON, zone=PARIS, seed=f"1:{card}:0")
        if outcome.interval_days is None:
            raise RuntimeError("a new card graded Easy comes back after days")
        return outcome.interval_days

    return draw


def balanced(interval: int) -> Callable[[int], int]:
    """The same among days that hold from 0 to 40 cards."""
    weights = weights_for(interval)
    span = range(interval // 2, interval * 2)

    def draw(card: int) -> int:
        rng = random.Random(card)
        agenda = Agenda({TODAY + timedelta(days=day): rng.randrange(41) for day in span})
        outcome = Scheduler(weights=weights, agenda=agenda).grade(
            None, Grade.EASY, now=NOON, zone=PARIS, seed=f"1:{card}:0"
        )
        return outcome.interval_days or 0

    return draw


def library(interval: int) -> Callable[[int], int]:
    scheduler = Library(parameters=weights_for(interval))

    def draw(card: int) -> int:
        reviewed, _ = scheduler.review_card(Card(card_id=card), Rating.Easy, review_datetime=NOON)
        return (reviewed.due - NOON).days

    return draw


def usual_range(interval: int) -> tuple[int, int]:
    width = 1.0 + sum(
        share * max(0.0, min(interval, end) - start)
        for start, end, share in ((2.5, 7, 0.15), (7, 20, 0.10), (20, 36_500, 0.05))
    )
    return max(2, round(interval - width)), round(interval + width)


def spread(name: str, kind: Callable[[int], Callable[[int], int]], *, with_goals: bool) -> None:
    most, zero = (0.05, 0.0) if with_goals else (None, None)
    worst, outside, unlike = 0.0, 0, 0
    for interval in INTERVALS:
        draw, (first, last) = kind(interval), usual_range(interval)
        drawn = [draw(card) for card in range(CARDS)]
        error = fmean(drawn) - interval
        worst = max(worst, error, key=abs)
        outside += sum(not first <= days <= last for days in drawn)
        unlike += sum(draw(card) != days for card, days in enumerate(drawn[: CARDS // 10]))
        if interval == 10:
            report(f"10 days, mean error, {name}", error, "d")
            report(f"10 days, first day, {name}", min(drawn), "d")
            report(f"10 days, last day, {name}", max(drawn), "d")
    report(f"largest mean error, {name}", abs(worst), "d", at_most=most)
    drawn_in_all = CARDS * len(INTERVALS)
    report(f"outside the range, {name}", outside / drawn_in_all * 100, "%", at_most=zero)
    share = unlike / (drawn_in_all // 10) * 100
    report(f"another day on replay, {name}", share, "%", at_most=zero)


def disorder() -> int:
    """Cards of which a better grade gives an earlier day, over long and short memories."""
    scheduler, count = Scheduler(), 0
    for card in range(CARDS // 8):
        seed = f"1:{card}:1"
        state = scheduler.grade(None, Grade.EASY, now=NOON, zone=PARIS, seed=f"1:{card}:0").state
        for _ in range(card % 4):
            state = scheduler.grade(
                state, Grade.GOOD, now=state.due_at, zone=PARIS, seed=seed
            ).state
        shown = scheduler.preview(state, now=state.due_at, zone=PARIS, seed=seed)
        days = [shown[grade].interval_days or 0 for grade in (Grade.HARD, Grade.GOOD, Grade.EASY)]
        count += days != sorted(days)
    return count


def main() -> None:
    """Print one JSON line for each figure."""
    # The library draws from the global generator.
    random.seed(1)
    spread("ours", ours, with_goals=True)
    spread("ours, days unlike", balanced, with_goals=True)
    report("cards with Hard after Good, or Good after Easy", disorder(), "", at_most=0)
    spread("fsrs library", library, with_goals=False)


if __name__ == "__main__":
    main()
