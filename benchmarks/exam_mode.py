"""What setting the date of an exam saves and costs, by the scheduler that learners have.

A made-up learner of 2,000 cards has an exam in 90 days, and recalls each card with probability R.
Once the cards are kept at a recall of .90, once the date is set: then they come back at
`exam_date.BEFORE`, and are topped up before the exam. Five learners: one knows the whole deck,
others have half or all of it to learn in the first 30 to 80 days.

Goals: 15 % fewer reviews or more, the mean true recall on the day no lower, the busiest day at most
1.5 times as busy. A review is a card on a day; answers count the minute steps as well.
"""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from statistics import fmean
from typing import NamedTuple
from zoneinfo import ZoneInfo

from benchmarks.support.figures import report
from quizapp.domain.learning.agenda import Agenda
from quizapp.domain.learning.days import day_start, learning_day
from quizapp.domain.learning.deck import DeckOptions
from quizapp.domain.learning.forecast import Rule, Week
from quizapp.domain.learning.memory import Grade, MemoryState, Scheduler, retrievability
from quizapp.domain.learning.placing import PlacedCard, placed_anew
from quizapp.domain.learning.steps import Phase

ZONE = ZoneInfo("Europe/Paris")
FIRST = date(2026, 3, 2)
CARDS, DAYS = 2_000, 90
EXAM = FIRST + timedelta(days=DAYS)
HISTORY_DAYS = 300
# How often the first answer to a card never seen is Again.
FORGOTTEN_AT_FIRST = 0.25


class Deck(NamedTuple):
    """How much of a deck is known when the exam is announced; the rest is learnt evenly."""

    name: str
    known: float
    learnt_in_days: int


DECKS = (
    Deck("all known", 1.0, 0),
    Deck("half known, half learnt in 60 days", 0.5, 60),
    Deck("all learnt in 30 days", 0.0, 30),
    Deck("all learnt in 60 days", 0.0, 60),
    Deck("all learnt in 80 days", 0.0, 80),
)


@dataclass
class Student:
    """Someone who does all that is due each day; the same luck for the same name."""

    scheduler: Scheduler
    rng: Random
    loads: dict[date, int]
    states: dict[int, MemoryState] = field(default_factory=dict)
    reviews: Counter[date] = field(default_factory=Counter)
    answers: int = 0

    def study(self, card: int, day: date) -> None:
        """One card on one day: until it is out of its minute steps."""
        state = self.states.get(card)
        recall = 1.0 - FORGOTTEN_AT_FIRST if state is None else retrievability(state, day)
        grade = Grade.GOOD if self.rng.random() < recall else Grade.AGAIN
        now = datetime.combine(day, time(9), tzinfo=UTC)
        while True:
            seed = f"{card}:{0 if state is None else state.reviews}"
            state = self.scheduler.grade(state, grade, now=now, zone=ZONE, seed=seed).state
            self.answers += 1
            if state.phase is Phase.REVIEW:
                break
            grade, now = Grade.GOOD, state.due_at
        self.reviews[day] += 1
        self.put(card, state)

    def put(self, card: int, state: MemoryState) -> None:
        self.states[card] = state
        due = learning_day(state.due_at, ZONE)
        self.loads[due] = self.loads.get(due, 0) + 1

    def set_exam(self, exam_on: date) -> None:
        """Move what has to move, as setting the date in a deck does."""
        cards = [
            PlacedCard(
                card,
                "",
                state.stability,
                state.last_day,
                learning_day(state.due_at, ZONE),
                f"{card}:set",
            )
            for card, state in self.states.items()
        ]
        rule = Rule(DeckOptions(exam_on=exam_on), Week())
        for card, day in placed_anew(cards, rule, FIRST).items():
            self.loads[learning_day(self.states[card].due_at, ZONE)] -= 1
            self.put(card, replace(self.states[card], due_at=day_start(day, ZONE)))

    def due(self, day: date) -> list[int]:
        return [
            card for card, state in self.states.items() if learning_day(state.due_at, ZONE) <= day
        ]


def student(exam_on: date | None, luck: str) -> Student:
    loads: dict[date, int] = {}
    scheduler = Scheduler(exam_on=exam_on, agenda=Agenda(loads))
    return Student(scheduler, Random(luck), loads)


def history(cards: int) -> dict[int, MemoryState]:
    """Cards learnt on one of the last ``HISTORY_DAYS`` and kept at .90 since."""
    one = student(None, "before the exam is announced")
    begins: dict[date, list[int]] = {}
    for card in range(cards):
        begin = FIRST - timedelta(days=one.rng.randint(1, HISTORY_DAYS))
        begins.setdefault(begin, []).append(card)
    for number in range(HISTORY_DAYS, 0, -1):
        day = FIRST - timedelta(days=number)
        for card in [*one.due(day), *begins.get(day, ())]:
            one.study(card, day)
    return one.states


def prepare(deck: Deck, known: dict[int, MemoryState], exam_on: date | None) -> Student:
    """The 90 days before the exam; what is known moves to its new days when the date is set."""
    one = student(exam_on, deck.name)
    for card, state in known.items():
        one.put(card, state)
    if exam_on is not None:
        one.set_exam(exam_on)
    unseen = list(range(len(known), CARDS))
    for number in range(DAYS):
        day = FIRST + timedelta(days=number)
        for card in one.due(day):
            one.study(card, day)
        if number < deck.learnt_in_days:
            share = len(unseen) / deck.learnt_in_days
            for card in unseen[int(number * share) : int((number + 1) * share)]:
                one.study(card, day)
    return one


def recall_on_the_day(one: Student) -> float:
    return fmean(retrievability(state, EXAM) for state in one.states.values())


def main() -> None:
    """Print one JSON line for each figure."""
    past = history(CARDS)
    for deck in DECKS:
        known = {card: past[card] for card in range(int(CARDS * deck.known))}
        usual, exam = prepare(deck, known, None), prepare(deck, known, EXAM)
        reviews = [sum(one.reviews.values()) for one in (usual, exam)]
        recalls = [recall_on_the_day(one) for one in (usual, exam)]
        peaks = [max(one.reviews.values()) for one in (usual, exam)]
        fewer = 100.0 * (1.0 - reviews[1] / reviews[0])
        gain = 100.0 * (recalls[1] - recalls[0])
        report(f"{deck.name}: fewer reviews with an exam date", fewer, "%", at_least=15.0)
        report(f"{deck.name}: recall gained on the day", gain, "points", at_least=0.0)
        report(f"{deck.name}: busiest day", peaks[1] / peaks[0], "times", at_most=1.5)
        report(f"{deck.name}: fewer answers", 100.0 * (1.0 - exam.answers / usual.answers), "%")
        for name, values, unit in (
            ("reviews", reviews, "reviews"),
            ("recall on the day", recalls, "probability"),
            ("busiest day", peaks, "cards"),
        ):
            report(f"{deck.name}: {name} at .90", values[0], unit)
            report(f"{deck.name}: {name} with an exam date", values[1], unit)


if __name__ == "__main__":
    main()
