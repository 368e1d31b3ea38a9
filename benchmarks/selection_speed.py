"""How long one choice of a question takes among a thousand items, in a practice and in a measure.

Goal: p95 of 5 ms or less; for practice the whole bank in one topic is the worst case. In a measure
the estimate from twenty answers is part of the step. Processor time is measured, which is the time
on the clock where nothing else runs. Beside it: the same step of catsim.
"""

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from time import thread_time_ns

from benchmarks.support.catsim import times_of_catsim
from benchmarks.support.figures import p50, p95, report
from benchmarks.support.simulated import TOPICS
from quizapp.domain.learning.ability import ItemParameters, prior
from quizapp.domain.learning.measure import Evidence, choose_measure, estimate
from quizapp.domain.learning.selection import Candidate, choose_practice

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


def practice_ms(topics: tuple[str, ...]) -> list[float]:
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


def measure_ms(*, seen: bool) -> list[float]:
    """The same for a measure; where nothing was ``seen``, no item can be passed over for that."""
    rng = Random(1)
    candidates = [
        replace(candidate, retrievability=candidate.retrievability if seen else None)
        for candidate in bank(rng, TOPICS)
    ]
    evidence: list[Evidence] = []
    times = []
    for _ in range(CHOICES):
        start = thread_time_ns()
        choice = choose_measure(
            candidates,
            estimate(evidence),
            topics=TOPICS,
            asked_topics=[answer.topic for answer in evidence],
            rng=rng,
        )
        times.append((thread_time_ns() - start) / 1e6)
        if choice is None:
            raise RuntimeError("a bank of a thousand items offers a choice")
        item = candidates[choice.item_id]
        score = float(rng.random() < choice.expected_success)
        answer = Evidence(item.parameters, item.guessing, score, item.topic)
        evidence = [*evidence[-19:], answer]
    return times


def main() -> None:
    """Print one JSON line for each figure."""
    figures = {
        "practice": practice_ms(TOPICS),
        "practice within one topic": practice_ms(("causes",)),
        "measure": measure_ms(seen=True),
        "measure of a newcomer": measure_ms(seen=False),
    }
    for name, times in figures.items():
        report(f"{name}: choice among {ITEMS} items, median", p50(times), "ms")
        report(f"{name}: choice among {ITEMS} items, p95", p95(times), "ms", at_most=GOAL_MS)
    times = times_of_catsim(ITEMS, CHOICES)
    if times:
        report(f"catsim: choice among {ITEMS} items, median", p50(times), "ms")
        report(f"catsim: choice among {ITEMS} items, p95", p95(times), "ms")


if __name__ == "__main__":
    main()
