"""What it is worth to let quiz answers change the memory, in simulation.

Made-up items follow FSRS-6: each is first learned as a card and retrieved 16 times, at random gaps
of 1 to 14 days, by a card or by a quiz question. The true memory decides whether the item is
recalled; in a quiz, what is not recalled is guessed with the chance of the options, and the learner
says how sure they are. A recalled quiz answer gives the true memory a share of what Good gives it
(nobody knows how much: half or all are tried), any other one does what Again does.

Three models see the same answers and predict the outcome of every card after the first quiz: one
that ignores quizzes, one to which a wrong answer is an Again and a right one nothing, and ours
(`Scheduler.quiz`). No model can be better than the true memory itself: what lies between it and
the model that ignores quizzes is what knowing of them can bring. Compared by log loss, lower is
better. Goals: 25 % less than when quizzes are ignored where four retrievals in five are quiz
questions, and everywhere 85 % of what there is to gain. Where every second retrieval is a card,
cards alone tell much of it: 25 % cannot be had there by anybody.

Last, the constants: the loss that is added when the gain credited (`QUIZ_GAIN`) is not the true
one, and when the learner's use of the three levels of confidence is another than we take it to be.
"""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from statistics import fmean
from zoneinfo import ZoneInfo

from benchmarks.support.figures import report
from quizapp.domain.learning import memory, quiz_credit
from quizapp.domain.learning import stability as fsrs
from quizapp.domain.learning.memory import Grade, MemoryState, Scheduler, retrievability
from quizapp.domain.learning.stability import Memory

ITEMS = 1_000
ITEMS_FOR_CONSTANTS = 250
RETRIEVALS = 16
LONGEST_GAP = 14
# Five options, four options, a short answer.
GUESSING = (0.2, 0.2, 0.25, 0.0)
CARD_GRADES = ((Grade.HARD, 0.1), (Grade.GOOD, 0.8), (Grade.EASY, 0.1))
# Shares of quiz questions among the retrievals: one in two, two in three, four in five.
SHARES = (0.5, 0.67, 0.8)
TRUE_GAINS = (0.5, 1.0)
GAINS = (0.25, 0.5, 0.75, 1.0)
# How often each level is said of what was recalled, and of what was not.
CONFIDENCE = {
    "as we take it": ((0.1, 0.3, 0.6), (0.6, 0.3, 0.1)),
    "more hesitant": ((0.2, 0.3, 0.5), (0.5, 0.3, 0.2)),
    "sure too often": ((0.05, 0.25, 0.7), (0.3, 0.4, 0.3)),
    "sure and right": ((0.05, 0.2, 0.75), (0.75, 0.2, 0.05)),
}
_START, _UTC = datetime(2026, 1, 1, 12, tzinfo=UTC), ZoneInfo("UTC")
_LEAST = 1e-4

Saying = tuple[Sequence[float], Sequence[float]]


@dataclass(frozen=True, slots=True)
class Event:
    """A retrieval; ``chance``: of recall, in truth; ``grade``: None in a quiz."""

    at: datetime
    chance: float
    recalled: bool
    grade: Grade | None
    right: bool
    guessing: float
    confidence: int


def true_memory(before: Memory, event: Event, elapsed: int, gain: float) -> Memory:
    if event.grade is not None:
        return fsrs.after(before, event.grade, elapsed=elapsed)
    if not event.recalled:
        return fsrs.after(before, Grade.AGAIN, elapsed=elapsed)
    good = fsrs.after(before, Grade.GOOD, elapsed=elapsed)
    rise = good.stability / before.stability
    return Memory(before.stability * rise**gain if rise > 1.0 else good.stability, good.difficulty)


def history(rng: Random, *, share: float, gain: float, saying: Saying) -> list[Event]:
    """The retrievals of one item, the first one by a card."""
    now, first = _START, rng.choice((Grade.AGAIN, Grade.GOOD))
    events = [
        Event(now, 0.5, first is not Grade.AGAIN, first, right=True, guessing=0, confidence=1)
    ]
    true = fsrs.after(None, first, elapsed=0)
    for _ in range(RETRIEVALS - 1):
        gap = rng.randint(1, LONGEST_GAP)
        now += timedelta(days=gap)
        chance = fsrs.recall(true.stability, elapsed=gap)
        recalled, guessing = rng.random() < chance, rng.choice(GUESSING)
        grades, odds = zip(*CARD_GRADES, strict=True)
        grade = rng.choices(grades, odds)[0] if recalled else Grade.AGAIN
        event = Event(
            now,
            chance,
            recalled,
            None if rng.random() < share else grade,
            right=recalled or rng.random() < guessing,
            guessing=guessing,
            confidence=rng.choices((1, 2, 3), saying[0 if recalled else 1])[0],
        )
        true = true_memory(true, event, gap, gain)
        events.append(event)
    return events


def ignoring(scheduler: Scheduler, state: MemoryState | None, event: Event) -> MemoryState | None:
    return graded(scheduler, state, event.grade, event) if event.grade else state


def again_if_wrong(
    scheduler: Scheduler, state: MemoryState | None, event: Event
) -> MemoryState | None:
    grade = event.grade or (None if event.right else Grade.AGAIN)
    return graded(scheduler, state, grade, event) if grade else state


def ours(scheduler: Scheduler, state: MemoryState | None, event: Event) -> MemoryState | None:
    if event.grade:
        return graded(scheduler, state, event.grade, event)
    return scheduler.quiz(
        state,
        score=float(event.right),
        guessing=event.guessing,
        confidence=event.confidence,
        now=event.at,
        zone=_UTC,
        seed="",
    ).state


def graded(
    scheduler: Scheduler, state: MemoryState | None, grade: Grade, event: Event
) -> MemoryState:
    return scheduler.grade(state, grade, now=event.at, zone=_UTC, seed="").state


MODELS = {"ignored": ignoring, "wrong is Again": again_if_wrong, "ours": ours}


def loss(chance: float, *, recalled: bool) -> float:
    return -math.log(max(_LEAST, chance if recalled else 1.0 - chance))


def losses(histories: Sequence[Sequence[Event]], models: Sequence[str]) -> dict[str, float]:
    """Mean log loss of each model, and of the true memory, over the cards after a first quiz."""
    scheduler = Scheduler()
    found: dict[str, list[float]] = {name: [] for name in ("truth", *models)}
    for events in histories:
        states: dict[str, MemoryState | None] = dict.fromkeys(models)
        quizzed = False
        for event in events:
            quizzed = quizzed or event.grade is None
            for name in models:
                state = states[name]
                if quizzed and event.grade and state is not None:
                    chance = retrievability(state, event.at.date())
                    found[name].append(loss(chance, recalled=event.recalled))
                states[name] = MODELS[name](scheduler, state, event)
            if quizzed and event.grade:
                found["truth"].append(loss(event.chance, recalled=event.recalled))
    return {name: fmean(values) for name, values in found.items()}


def compare(share: float, gain: float, *, at_least: float | None) -> None:
    rng = Random(f"{share}, {gain}")
    saying = CONFIDENCE["as we take it"]
    made = [history(rng, share=share, gain=gain, saying=saying) for _ in range(ITEMS)]
    found = losses(made, list(MODELS))
    told = f"{share:.0%} quiz questions, each worth {gain:g} of Good"
    for name, value in found.items():
        report(f"{told}: log loss, {name}", value, "")
    less = 100 * (1 - found["ours"] / found["ignored"])
    report(f"{told}: less than ignored", less, "%", at_least=at_least)
    part = 100 * (found["ignored"] - found["ours"]) / (found["ignored"] - found["truth"])
    report(f"{told}: of what there is to gain", part, "%", at_least=85)


@contextmanager
def constants(gain: float, saying: Saying) -> Iterator[None]:
    """For a while, other constants in the rule."""
    places = (
        (memory, "QUIZ_GAIN"),
        (quiz_credit, "CONFIDENCE_IF_RECALLED"),
        (quiz_credit, "CONFIDENCE_IF_GUESSED"),
    )
    before = [getattr(module, name) for module, name in places]
    try:
        for (module, name), value in zip(places, (gain, *saying), strict=True):
            setattr(module, name, value)
        yield
    finally:
        for (module, name), value in zip(places, before, strict=True):
            setattr(module, name, value)


def sensitivity() -> None:
    ours_alone, taken = ["ours"], CONFIDENCE["as we take it"]
    worst = dict.fromkeys(GAINS, 0.0)
    for true_gain in GAINS:
        rng = Random(f"gain {true_gain}")
        made = [
            history(rng, share=SHARES[-1], gain=true_gain, saying=taken)
            for _ in range(ITEMS_FOR_CONSTANTS)
        ]
        for gain in GAINS:
            with constants(gain, taken):
                found = losses(made, ours_alone)
            worst[gain] = max(worst[gain], found["ours"] - found["truth"])
    for gain, added in worst.items():
        report(f"QUIZ_GAIN {gain:g}: log loss added at worst, truth from .25 to 1", added, "")
    for name, saying in CONFIDENCE.items():
        rng = Random("confidence")
        made = [
            history(rng, share=SHARES[-1], gain=0.5, saying=saying)
            for _ in range(ITEMS_FOR_CONSTANTS)
        ]
        with constants(0.5, taken):
            as_taken = losses(made, ours_alone)["ours"]
        with constants(0.5, saying):
            as_true = losses(made, ours_alone)["ours"]
        report(f"confidence said {name}: log loss added", as_taken - as_true, "")


def main() -> None:
    """Print one JSON line for each figure."""
    for share in SHARES:
        for gain in TRUE_GAINS:
            compare(share, gain, at_least=25 if share == SHARES[-1] else None)
    sensitivity()


if __name__ == "__main__":
    main()
