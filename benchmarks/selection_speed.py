"""How long one choice of a practice question takes among a thousand items.

Goal: p95 of 5 ms or less; the whole bank in one topic is the worst case. Processor time is
measured, which is the time on the clock where nothing else runs.
"""

from datetime import date, timedelta
from random import Random
from time import thread_time_ns

from benchmarks.support.figures import p50, p95, report
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
        start = thread_time_ns()
        choice = choose_practice(
            candidates, ability, topics=topics, asked_topics=asked, rng=rng, today=TODAY
        )
        times.append((thread_time_ns() - start) / 1e6)
        if choice is None:
            raise RuntimeError("a bank of a thousand items offers a choice")
        asked = [*asked[-19:], candidates[choice.item_id].topic]
    return times


def main() -> None:
    """Print one JSON line for each figure."""
    for topics in (TOPICS, ("causes",)):
        times = choices_ms(topics)
        name = f"practice choice among {ITEMS} items of {len(topics)} topic(s)"
        report(f"{name}, median", p50(times), "ms")
        report(f"{name}, p95", p95(times), "ms", at_most=GOAL_MS)


if __name__ == "__main__":
    main()
