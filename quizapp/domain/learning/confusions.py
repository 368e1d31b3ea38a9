"""Confusion pairs: a wrong option that a learner keeps taking for the right one.

A pair is open once the same distractor of an item was picked `OFTEN` times, and until the two were
told apart after the last of these picks:

- by a card of the item graded Good or Easy: it shows the pair side by side, so the grade is about
  the difference;
- or by a right answer in a quiz on a later learning day. On the same day it would only repeat the
  feedback that had just been read.

Another pick opens it again at once: the old ones still count. Only items with one right option and
menus are looked at. There, who picks one option leaves out another; in a multiple response each
proposition is judged by itself, and no option is taken for another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter

from quizapp.domain.content.vocabulary import ItemType

# Once may be a slip of the finger.
OFTEN = 2
PAIRED_TYPES = frozenset({ItemType.SBA, ItemType.SHORT_MENU, ItemType.LONG_MENU})


@dataclass(frozen=True, slots=True)
class Picked:
    """An answer in a quiz: the options ticked, and the right ones in the order of the item.

    ``at`` is UTC, ``day`` the learner's learning day.
    """

    item_id: int
    chosen: frozenset[str]
    key: tuple[str, ...]
    at: datetime
    day: date

    @property
    def is_right(self) -> bool:
        return self.chosen == frozenset(self.key)


@dataclass(frozen=True, slots=True)
class CardSuccess:
    """A card of the item graded Good or Easy, and not taken back."""

    item_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Confusion:
    """An open pair: ``distractor`` was picked ``times`` times, the last time at ``last_at``.

    ``key`` is the right option it is held against: the one most often left out by these picks.
    """

    item_id: int
    distractor: str
    key: str
    times: int
    last_at: datetime


def open_confusions(
    answers: Iterable[Picked], successes: Iterable[CardSuccess]
) -> tuple[Confusion, ...]:
    """The open pairs of one learner: the most often picked first, then the latest."""
    told = _latest(successes)
    by_item = groupby(sorted(answers, key=attrgetter("item_id", "at")), key=attrgetter("item_id"))
    pairs = [pair for item, given in by_item for pair in _of_item(list(given), told.get(item))]
    return tuple(
        sorted(pairs, key=lambda pair: (-pair.times, -pair.last_at.timestamp(), pair.item_id))
    )


def _latest(successes: Iterable[CardSuccess]) -> dict[int, datetime]:
    latest: dict[int, datetime] = {}
    for success in successes:
        latest[success.item_id] = max(success.at, latest.get(success.item_id, success.at))
    return latest


def _of_item(answers: Sequence[Picked], told_at: datetime | None) -> Iterable[Confusion]:
    """The open pairs of one item, from its answers in order of time."""
    for distractor in sorted({one for given in answers for one in given.chosen - set(given.key)}):
        picks = [given for given in answers if distractor in given.chosen]
        last = picks[-1]
        is_told = (told_at is not None and told_at > last.at) or any(
            given.is_right and given.at > last.at and given.day > last.day for given in answers
        )
        if len(picks) >= OFTEN and not is_told:
            yield Confusion(last.item_id, distractor, _left_out(picks), len(picks), last.at)


def _left_out(picks: Sequence[Picked]) -> str:
    """The right option most often missing beside the distractor; the first of equal ones."""
    key = picks[-1].key
    missed = Counter(option for given in picks for option in key if option not in given.chosen)
    return max(key, key=lambda option: missed[option])
