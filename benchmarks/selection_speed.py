"""How long one choice of a practice question takes among a thousand items, all in one process.

Goal: p95 of 5 ms or less; the whole bank in one topic is the worst case.
"""

import json
from datetime import date, timedelta
from random import Random
from statistics import median, quantiles
from time import perf_counter_ns

from quizapp.domain.learning.ability import ItemParameters, prior
from quizapp.domain.learning.selection import Candidate, choose_practice

TOPICS = (
    "definition",
    "epidemiology",
    "causes",
    "presentation",
    "diagnosis",
    "treatment",
    "prognosis",
)
TODAY = date(2026, 3, 2)
ITEMS = 1_000
CHOICES = 500
GOAL_MS = 5.0


def bank(rng: Random, topics: tuple[str, ...]) -> list[Candidate]:
    """``ITEMS`` candidates spread over ``topics``; half of them were seen before."""
    candidates = []
    for item_id in range(ITEMS):
        seen = rng.random() < 0.5
        candidates.append(
            Candidate(
                item_id=item_id,
                topic=topics[item_id % len(topics)],
                parameters=ItemParameters(rng.gauss(0.0, 1.0), 0.3),
                guessing=rng.choice((0.0, 0.2, 0.25)),
                retrievability=rng.uniform(0.3, 1.0) if seen else None,
                last_seen_day=TODAY - timedelta(days=rng.randrange(90)) if seen else None,
            )
        )
    return candidates


def choices_ms(topics: tuple[str, ...]) -> list[float]:
    """Milliseconds of each of ``CHOICES`` choices among the items of ``topics``."""
    rng = Random(1)
    candidates = bank(rng, topics)
    ability = prior(TOPICS)
    asked: list[str] = []
    times = []
    for _ in range(CHOICES):
        start = perf_counter_ns()
        choice = choose_practice(
            candidates, ability, topics=topics, asked_topics=asked, rng=rng, today=TODAY
        )
        times.append((perf_counter_ns() - start) / 1e6)
        if choice is None:
            raise RuntimeError("a bank of a thousand items offers a choice")
        asked = [*asked[-19:], candidates[choice.item_id].topic]
    return times


def main() -> None:
    """Print one JSON line for each figure."""
    for topics in (TOPICS, ("causes",)):
        times = choices_ms(topics)
        name = f"practice choice among {ITEMS} items of {len(topics)} topic(s)"
        report(f"{name}, median", median(times), goal=None)
        report(f"{name}, p95", quantiles(times, n=20)[-1], goal=GOAL_MS)


def report(name: str, milliseconds: float, *, goal: float | None) -> None:
    """Print a figure beside its goal; without a goal it is always ok."""
    line = {
        "name": name,
        "value": round(milliseconds, 3),
        "unit": "ms",
        "goal": goal,
        "ok": goal is None or milliseconds <= goal,
    }
    print(json.dumps(line))


if __name__ == "__main__":
    main()
