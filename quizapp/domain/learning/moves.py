"""Putting cards on other days: a backlog over the days to come, ahead, later, off the days off.

Each way takes cards and gives item -> day; what is not in the result stays where it is.
"""

import heapq
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from statistics import fmean
from typing import NamedTuple

from quizapp.domain.learning.agenda import Agenda, is_off
from quizapp.domain.learning.stability import DEFAULT_WEIGHTS, Weights, recall

# A card leaves a day off for a day at most so many days before or after the time off.
REACH_DAYS = 7


class DueCard(NamedTuple):
    """A card in review: due on the day ``due``, which may be past."""

    item_id: int
    stability: float
    last_day: date
    due: date

    def recall_on(self, day: date, weights: Weights = DEFAULT_WEIGHTS) -> float:
        elapsed = max((day - self.last_day).days, 0)
        return recall(self.stability, elapsed=elapsed, weights=weights)


Moves = dict[int, date]


def spread_backlog(cards: Iterable[DueCard], *, today: date, days: int, agenda: Agenda) -> Moves:
    """What is due today or before, over ``days`` days from today on: lowest recall first.

    The days come out as even as they can together with what is due on them anyway, in proportion
    to their shares of a normal day; none is put on a day off while there is another.
    """
    cards = list(cards)
    backlog = sorted(
        (card for card in cards if card.due <= today), key=lambda card: card.recall_on(today)
    )
    loads = Counter(card.due for card in cards if card.due > today)
    counts = _evenly(len(backlog), _days(today, days), loads, agenda)
    slots = (day for day in _days(today, days) for _ in range(counts[day]))
    return {card.item_id: day for card, day in zip(backlog, slots, strict=True)}


def advance(cards: Iterable[DueCard], *, today: date, days: int) -> Moves:
    """What is due on the next ``days`` days, today."""
    last = today + timedelta(days=days)
    return {card.item_id: today for card in cards if today < card.due <= last}


def postpone(cards: Iterable[DueCard], *, today: date, days: int, agenda: Agenda) -> Moves:
    """What is due today or before, ``days`` days later, or on the next day that is not off."""
    target = next(
        (
            day
            for day in _days(today + timedelta(days=days), 366)
            if agenda.easy_days[day.weekday()] and not is_off(day, agenda.days_off)
        ),
        today + timedelta(days=days),
    )
    return {card.item_id: target for card in cards if card.due <= today}


def leave_days_off(cards: Iterable[DueCard], *, today: date, agenda: Agenda) -> Moves:
    """What is due on coming days off, on days around them: the least loaded within reach.

    Where no day within reach is left, the first one after the time off is taken.
    """
    cards = list(cards)
    loads = Counter(max(card.due, today) for card in cards)
    moves: Moves = {}
    for card in sorted(cards, key=lambda card: (card.due, card.item_id)):
        if card.due < today or not is_off(card.due, agenda.days_off):
            continue
        candidates = _around(card.due, today, agenda)
        chosen = min(
            candidates,
            key=lambda day: (
                (loads[day] + 1) / (agenda.easy_days[day.weekday()] or 1),
                abs((day - card.due).days),
                day,
            ),
        )
        loads[chosen] += 1
        moves[card.item_id] = chosen
    return moves


class Cost(NamedTuple):
    """Mean predicted recall of the cards moved, when they come up: before the move and after it."""

    before: float
    after: float


def cost_of(cards: Iterable[DueCard], moves: Mapping[int, date], *, today: date) -> Cost | None:
    """What moves cost in predicted recall; None without moves."""
    moved = [card for card in cards if card.item_id in moves]
    if not moved:
        return None
    return Cost(
        fmean(card.recall_on(max(card.due, today)) for card in moved),
        fmean(card.recall_on(moves[card.item_id]) for card in moved),
    )


def _days(first: date, count: int) -> list[date]:
    return [first + timedelta(days=number) for number in range(count)]


def _evenly(
    count: int, days: Sequence[date], loads: Mapping[date, int], agenda: Agenda
) -> Counter[date]:
    """How many of ``count`` cards each day takes, so that loads per share come out alike."""
    shares = {
        day: 0 if is_off(day, agenda.days_off) else agenda.easy_days[day.weekday()] for day in days
    }
    if not any(shares.values()):
        shares = dict.fromkeys(days, 100)
    heap = [((loads.get(day, 0) + 1) / share, day) for day, share in shares.items() if share]
    heapq.heapify(heap)
    counts: Counter[date] = Counter()
    for _ in range(count):
        _, day = heap[0]
        counts[day] += 1
        filled = loads.get(day, 0) + counts[day] + 1
        heapq.heapreplace(heap, (filled / shares[day], day))
    return counts


def _around(day: date, today: date, agenda: Agenda) -> list[date]:
    first = last = day
    while is_off(first, agenda.days_off):
        first -= timedelta(days=1)
    while is_off(last, agenda.days_off):
        last += timedelta(days=1)
    near = [
        *_days(first - timedelta(days=REACH_DAYS - 1), REACH_DAYS),
        *_days(last, REACH_DAYS),
    ]
    allowed = [
        day
        for day in near
        if day >= today and agenda.easy_days[day.weekday()] and not is_off(day, agenda.days_off)
    ]
    return allowed or [last]
