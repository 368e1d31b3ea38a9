"""What a deck will cost and give: its reviews day by day, and what is known at the end.

Cards are followed one by one: each time one comes up it is recalled with probability R and graded
Good, else Again, and FSRS-6 says what that makes of it. A big deck is followed by a sample.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import NamedTuple

from quizapp.domain.learning.deck_sample import SAMPLE, DeckCard, Sample, error_of_sum, sampled
from quizapp.domain.learning.quick_memory import QuickMemory, quick_memory
from quizapp.domain.learning.stability import DEFAULT_WEIGHTS, MAXIMUM_INTERVAL, Weights

# The points of the curve: dense where it bends.
CURVE = (0.70, 0.75, 0.80, 0.84, 0.87, 0.90, 0.92, 0.94, 0.96, 0.97)
YEAR = 365
NO_TOPICS: Mapping[str, float] = {}
# An assumption: nobody knows beforehand how a learner will meet what they never saw.
FORGOTTEN_AT_FIRST = 0.25
# Numbers drawn for each card; one that comes up more often than that begins again at the first.
_DRAWS = 100
# The first ones are spread evenly over the cards (a Latin hypercube): as many cards have good luck
# as bad luck, which makes the error of the answers a third smaller.
_SPREAD_DRAWS = 16

# Of a day's share, how much a sample has left at most on a day after a quiet one: by experiment,
# within 2 % of the whole deck's answers (benchmarks/workload_curve.py).
_MOST_LEFT = 1.3
_ROUNDING = 1e-9  # what is left of sums of thirds

# (index of the card, stability, day) -> the day on which it comes back, after that day.
Place = Callable[[int, float, int], int]


@dataclass(frozen=True, slots=True)
class DailyLimits:
    """Most cards a day, never seen and due, of the whole deck; None: as many as there are."""

    new: int | None = None
    due: int | None = None


@dataclass(frozen=True, slots=True)
class Workload:
    """What a deck asks for and gives, scaled up to all of its cards.

    ``due``, ``new``: cards by day; ``answers``: retrievals by day (a card forgotten or new takes
    more than one). ``known``: sum of the recalls on the day of judgement, of ``seen`` cards seen by
    then and ``cards`` in all;
    ``waiting``: cards put off at the end because of the limits. ``answers_error`` and
    ``known_error`` are standard errors of the sum of answers and of ``known``; where a limit makes
    cards wait for each other's luck, they are larger than that.
    """

    due: list[float]
    new: list[float]
    answers: list[float]
    known: float
    seen: float
    cards: float
    waiting: float
    answers_error: float
    known_error: float

    def load(self) -> list[float]:
        """Cards by day, new ones included."""
        return [due + new for due, new in zip(self.due, self.new, strict=True)]

    def minutes(self, seconds: float) -> list[float]:
        """Minutes by day, at ``seconds`` for an answer."""
        return [answers * seconds / 60.0 for answers in self.answers]


def simulate(
    sample: Sample,
    *,
    days: int,
    limits: DailyLimits,
    place: Place,
    seed: str,
    judged_on: int | None = None,
    weights: Weights = DEFAULT_WEIGHTS,
) -> Workload:
    """Follow the cards through ``days`` learning days, the first of which is day 0.

    Due cards that do not fit into a day's limit come first on the next, and while any wait no new
    one is added. With the same ``seed`` each card draws the same numbers, whatever the rules: the
    difference between two rules is then far better known than either. ``judged_on``: the day whose
    recalls are added up, the last one unless told.
    """
    run = _Run(sample, days, quick_memory(weights), seed, place)
    due_quota = _Quota(limits.due, sample.weight, 1.0 if sample.weight == 1.0 else _MOST_LEFT)
    new_quota = _Quota(limits.new, sample.weight, 1.0)
    unseen = [number for number, card in enumerate(sample.cards) if not card.stability]
    unseen.reverse()
    waiting: list[int] = []
    for day in range(days):
        waiting += run.coming[day]
        most = due_quota.take(len(waiting))
        run.review(waiting[:most], day)
        del waiting[:most]
        for _ in range(new_quota.take(0 if waiting else len(unseen))):
            run.introduce(unseen.pop(), day)
    return run.result(len(waiting), days - 1 if judged_on is None else judged_on)


def by_interval(
    sample: Sample,
    retention: float,
    own: Mapping[str, float] = NO_TOPICS,
    *,
    weights: Weights = DEFAULT_WEIGHTS,
) -> Place:
    """Cards come back after their interval for ``retention``, without a spread.

    ``own``: the desired retention of the topics that differ.
    """
    quick = quick_memory(weights)
    stretches = [quick.days_per_stability(own.get(card.topic, retention)) for card in sample.cards]

    def place(number: int, stability: float, day: int) -> int:
        return day + min(max(round(stability * stretches[number]), 1), MAXIMUM_INTERVAL)

    return place


class CurvePoint(NamedTuple):
    """What a desired retention costs and gives over the days of a curve."""

    retention: float
    answers_per_day: float
    answers_error: float
    known: float
    known_error: float


def curve(
    cards: Sequence[DeckCard],
    *,
    limits: DailyLimits,
    seed: str,
    own: Mapping[str, float] = NO_TOPICS,
    retentions: Sequence[float] = CURVE,
    days: int = YEAR,
    size: int = SAMPLE,
    weights: Weights = DEFAULT_WEIGHTS,
) -> list[CurvePoint]:
    """Workload and knowledge against desired retention, the same cards and luck at each point.

    Every card is due anew by the interval of the point, as if its last review had been made under
    it: the curve compares ways to go on, not the days that an earlier choice has set. Topics with
    a retention of their ``own`` keep it.
    """
    sample = sampled(cards, size)
    points = []
    for retention in retentions:
        placed = _placed_anew(sample, by_interval(sample, retention, own, weights=weights))
        place = by_interval(placed, retention, own, weights=weights)
        found = simulate(placed, days=days, limits=limits, place=place, seed=seed, weights=weights)
        points.append(
            CurvePoint(
                retention,
                sum(found.answers) / days,
                found.answers_error / days,
                found.known,
                found.known_error,
            )
        )
    return points


def _placed_anew(sample: Sample, place: Place) -> Sample:
    return Sample(
        [
            card._replace(due=place(number, card.stability, -card.elapsed))
            if card.stability
            else card
            for number, card in enumerate(sample.cards)
        ],
        sample.weight,
    )


class _Quota:
    """A daily limit of a deck, as it is for a sample of it: on average the same share.

    Few cards come more unevenly than many: a sample without anything left from quiet days would
    meet the limit more often than the deck does.
    """

    def __init__(self, most: int | None, weight: float, most_left: float) -> None:
        self._share = None if most is None else most / weight
        self._most_left = max(most_left * (self._share or 0.0), 1.0)
        self._left = 0.0

    def take(self, asked: int) -> int:
        """How many of the cards ``asked`` for there is room for; called once a day."""
        if self._share is None:
            return asked
        self._left = min(self._left + self._share, self._most_left)
        taken = min(int(self._left + _ROUNDING), asked)
        self._left -= taken
        return taken


class _Run:
    """The cards of a sample on their way through the days."""

    def __init__(
        self, sample: Sample, days: int, quick: QuickMemory, seed: str, place: Place
    ) -> None:
        cards = sample.cards
        self.stability = [card.stability for card in cards]
        self.difficulty = [card.difficulty for card in cards]
        self.last = [-card.elapsed for card in cards]
        self.taken = [0] * len(cards)
        self.coming: list[list[int]] = [[] for _ in range(days)]
        self.due, self.new, self.answers = [0] * days, [0] * days, [0] * days
        self.days, self.weight, self.quick, self.place = days, sample.weight, quick, place
        self.draws, self.count = _drawn(seed, len(cards)), len(cards)
        # Where in the draws each card stands.
        self.drawn = list(range(len(cards)))
        for number, card in enumerate(cards):
            if card.stability and card.due < days:
                self.coming[max(card.due, 0)].append(number)

    def review(self, numbers: Sequence[int], day: int) -> None:
        """The cards of a day, one after another; names of this function alone are found faster."""
        recall, good, again = self.quick.recall, self.quick.good, self.quick.again
        stabilities, difficulties, last, taken = (
            self.stability,
            self.difficulty,
            self.last,
            self.taken,
        )
        draws, drawn, count, size = self.draws, self.drawn, self.count, len(self.draws)
        coming, place, days, answers = self.coming, self.place, self.days, 0
        for number in numbers:
            stability, difficulty = stabilities[number], difficulties[number]
            elapsed = day - last[number]
            chance = recall(stability, elapsed)
            luck = draws[drawn[number]]
            drawn[number] = (drawn[number] + count) % size
            if luck < chance:
                stability, difficulty = good(stability, difficulty, elapsed, chance)
                taken[number] += 1
                answers += 1
            else:
                stability, difficulty = again(stability, difficulty, elapsed, chance)
                stability, difficulty = good(stability, difficulty, 0, 1.0)
                taken[number] += 2
                answers += 2
            stabilities[number], difficulties[number], last[number] = stability, difficulty, day
            back = place(number, stability, day)
            if back < days:
                coming[back].append(number)
        self.due[day] = len(numbers)
        self.answers[day] += answers

    def introduce(self, number: int, day: int) -> None:
        """A card's first day: Good and Good again, after an Again or not, as the steps have it."""
        good = self.quick.good
        forgotten = self.draws[self.drawn[number]] < FORGOTTEN_AT_FIRST
        self.drawn[number] += self.count
        stability, difficulty = self.quick.first_again if forgotten else self.quick.first_good
        for _ in range(2 if forgotten else 1):
            stability, difficulty = good(stability, difficulty, 0, 1.0)
        self.stability[number], self.difficulty[number] = stability, difficulty
        self.last[number] = day
        self.new[day] += 1
        self.taken[number] += 3 if forgotten else 2
        self.answers[day] += 3 if forgotten else 2
        back = self.place(number, stability, day)
        if back < self.days:
            self.coming[back].append(number)

    def result(self, waiting: int, judged_on: int) -> Workload:
        recall = self.quick.recall
        recalls = [
            recall(stability, judged_on - last) if stability else 0.0
            for stability, last in zip(self.stability, self.last, strict=True)
        ]
        weight = self.weight
        return Workload(
            due=[count * weight for count in self.due],
            new=[count * weight for count in self.new],
            answers=[count * weight for count in self.answers],
            known=sum(recalls) * weight,
            seen=sum(1 for stability in self.stability if stability) * weight,
            cards=len(recalls) * weight,
            waiting=waiting * weight,
            answers_error=weight * error_of_sum(self.taken),
            known_error=weight * error_of_sum(recalls),
        )


@lru_cache(maxsize=1)
def _drawn(seed: str, count: int) -> array[float]:
    """Numbers in [0, 1): the first of each card, then the second of each, and so on.

    Kept for the next point of a curve, which takes the same: drawing takes as long as reviewing.
    """
    rng = Random(seed)
    draws = array("d")
    for time in range(_DRAWS):
        if time < _SPREAD_DRAWS:
            places = list(range(count))
            rng.shuffle(places)
            draws.extend((place + rng.random()) / count for place in places)
        else:
            draws.extend(rng.random() for _ in range(count))
    return draws
