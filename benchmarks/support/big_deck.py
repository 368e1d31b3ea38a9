"""Ten thousand cards and 72,000 reviews of a year, the same for every program that is compared.

The texts are those of the shipped bank, over and over. The reviews were graded by memories that
follow FSRS-6; where a card stands today follows from them.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import cycle, islice
from random import Random
from typing import Any

from quizapp.domain.content.order import teaching_order
from quizapp.domain.content.reading import read_bank
from quizapp.domain.learning import stability as fsrs
from quizapp.domain.learning.memory import Grade
from quizapp.domain.learning.stability import Memory
from quizapp.settings import ROOT

CARDS = 10_000
REVIEWS = 72_000
SHIPPED = ROOT / "questions" / "calcinose-tumorale"
# So that all of it fits into a year.
LONGEST_GAP = 40
_SUCCESSES = ((Grade.HARD, 0.08), (Grade.GOOD, 0.82), (Grade.EASY, 0.10))


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A review, whole days ago; ``recall``: predicted before it; ``interval``: days it led to."""

    days_ago: int
    grade: int
    recall: float | None
    interval: int
    duration_ms: int


@dataclass(frozen=True, slots=True)
class BigCard:
    """A card in review; ``due_in`` days from today, negative where it waits."""

    front: str
    back: str
    topic: str
    stability: float
    difficulty: float
    due_in: int
    lapses: int
    reviews: list[Reviewed]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def big_deck(size: int = CARDS, reviews: int = REVIEWS) -> list[BigCard]:
    """The cards, in the order in which the bank's items come, again and again."""
    rng = Random(1)
    each, more = divmod(reviews, size)
    items = teaching_order(read_bank(SHIPPED).items)
    documents = [item.model_dump(mode="json") for item in items]
    return [
        _card(rng, document, each + (number < more))
        for number, document in enumerate(islice(cycle(documents), size))
    ]


def _card(rng: Random, document: Mapping[str, Any], count: int) -> BigCard:
    grades, odds = zip(*_SUCCESSES, strict=True)
    memory: Memory | None = None
    day, interval, lapses, done = 0, 1, 0, []
    for _ in range(count):
        recall = None
        if memory is None:
            grade = rng.choice((Grade.AGAIN, Grade.GOOD, Grade.EASY))
            memory = fsrs.after(None, grade, elapsed=0)
        else:
            gap = max(1, round(min(interval, LONGEST_GAP) * math.exp(rng.gauss(0.0, 0.2))))
            day += gap
            recall = fsrs.recall(memory.stability, elapsed=gap)
            grade = rng.choices(grades, odds)[0] if rng.random() < recall else Grade.AGAIN
            lapses += grade is Grade.AGAIN
            memory = fsrs.after(memory, grade, elapsed=gap)
        interval = fsrs.ideal_interval(memory.stability, retention=0.9)
        done.append((day, grade, recall, interval, rng.randrange(4_000, 20_000)))
    if memory is None:
        raise ValueError("a card of this deck has at least one review")
    # About one card in ten is due.
    since = round(min(interval, LONGEST_GAP) * rng.uniform(0.0, 1.25))
    return BigCard(
        front=" ".join(_strings(document, "stem", "text", "front", "scenario", "case")),
        back=" ".join([*_strings(document, "back", "answers"), *_option_texts(document)]),
        topic=document["topic"],
        stability=memory.stability,
        difficulty=memory.difficulty,
        due_in=interval - since,
        lapses=lapses,
        reviews=[
            Reviewed(day - at + since, int(grade), recall, days, duration)
            for at, grade, recall, days, duration in done
        ],
    )


def _strings(document: Mapping[str, Any], *fields: str) -> Iterator[str]:
    for field in fields:
        yield from _texts(document.get(field))


def _option_texts(document: Mapping[str, Any]) -> Iterator[str]:
    for option in document.get("options") or ():
        yield from _texts(option["text"])


def _texts(value: object) -> Iterator[str]:
    """All texts in French and English under a value, not its keys and identifiers."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            if key in {"fr", "en"}:
                yield from (str(text) for text in (part if isinstance(part, list) else [part]))
            else:
                yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
