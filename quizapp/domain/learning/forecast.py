"""How the days to come will be under a rule for due days: the one that a deck has, or another.

The very rule that grades cards (`due.DuePolicy`, with its agenda) places them here.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from quizapp.domain.learning.agenda import NORMAL_WEEK, Agenda, DaysOff
from quizapp.domain.learning.deck import DeckOptions
from quizapp.domain.learning.deck_sample import Sample
from quizapp.domain.learning.due import DuePolicy
from quizapp.domain.learning.stability import DEFAULT_WEIGHTS, Weights
from quizapp.domain.learning.workload import DailyLimits, Place, Workload, simulate

# Times that a day before an exam may be as busy as the busiest usual day.
MOST_BUSY = 1.5


@dataclass(frozen=True, slots=True)
class Week:
    """The days that a learner keeps lighter, and free."""

    easy_days: tuple[int, ...] = NORMAL_WEEK
    days_off: DaysOff = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """How due days are chosen for a deck: its options, and its learner's week."""

    options: DeckOptions
    week: Week
    weights: Weights = DEFAULT_WEIGHTS

    def policy(self, topic: str, loads: dict[date, int]) -> DuePolicy:
        """The policy of a card on that topic, among loads that the caller keeps up to date."""
        agenda = Agenda(loads, self.week.easy_days, self.week.days_off)
        return DuePolicy(
            self.options.retention_for(topic), self.weights, self.options.exam_on, agenda
        )


@dataclass(frozen=True, slots=True)
class Deck:
    """Cards as they stand on ``today``, and the limits of a day."""

    sample: Sample
    today: date
    limits: DailyLimits


def forecast(deck: Deck, rule: Rule, *, until: date, seed: str) -> Workload:
    """The days from today to the eve of ``until``, on which the recalls are judged."""
    days = (until - deck.today).days
    return simulate(
        deck.sample,
        days=days,
        limits=deck.limits,
        place=_by_rule(deck, rule),
        seed=seed,
        judged_on=days,
        weights=rule.weights,
    )


def _by_rule(deck: Deck, rule: Rule) -> Place:
    loads: dict[date, int] = {}
    stands_for = max(round(deck.sample.weight), 1)
    for card in deck.sample.cards:
        if card.stability:
            due = deck.today + timedelta(days=max(card.due, 0))
            loads[due] = loads.get(due, 0) + stands_for
    topics = [card.topic for card in deck.sample.cards]
    by_topic = {topic: rule.policy(topic, loads) for topic in set(topics)}
    policies = [by_topic[topic] for topic in topics]

    def place(number: int, stability: float, day: int) -> int:
        since, policy = deck.today + timedelta(days=day), policies[number]
        span = policy.span(stability, since=since, earliest=since + timedelta(days=1))
        due = policy.choose(span, seed=f"{number}:{day}").day
        loads[due] = loads.get(due, 0) + stands_for
        return (due - deck.today).days

    return place
