"""The fixed paper of an exam: drawn once, the same for the whole sitting."""

from collections.abc import Iterable, Sequence
from random import Random

from quizapp.domain.learning.selection import Candidate

# Cases take at most this share of a paper that other questions could fill as well.
CASE_SHARE = 0.5


def compose_paper(
    candidates: Iterable[Candidate], *, topics: Sequence[str], length: int, rng: Random
) -> list[Candidate]:
    """Up to ``length`` questions, every topic as often as the others, single ones before cases.

    A case counts as many questions as it has (`Candidate.size`), and is taken whole or not at all;
    when single questions run out, further cases fill the paper. The same arguments and state of
    ``rng`` give the same paper.
    """
    shuffled = [candidate for candidate in candidates if candidate.topic in set(topics)]
    shuffled.sort(key=lambda candidate: candidate.item_id)
    rng.shuffle(shuffled)
    cases = [candidate for candidate in shuffled if candidate.size > 1]
    singles = _in_turn([c for c in shuffled if c.size == 1], topics, rng)
    chosen_cases = _fitting(cases, int(length * CASE_SHARE))
    chosen_singles = singles[: length - _questions(chosen_cases)]
    left = [case for case in cases if case not in chosen_cases]
    chosen_cases += _fitting(left, length - len(chosen_singles) - _questions(chosen_cases))
    rng.shuffle(chosen_singles)
    return chosen_singles + chosen_cases


def _in_turn(
    candidates: Sequence[Candidate], topics: Sequence[str], rng: Random
) -> list[Candidate]:
    """One of each topic, then a second one of each; which topic is first is left to chance."""
    order = rng.sample(list(topics), len(topics))
    rounds: dict[str, int] = dict.fromkeys(topics, 0)
    places = []
    for candidate in candidates:
        places.append((rounds[candidate.topic], order.index(candidate.topic)))
        rounds[candidate.topic] += 1
    return [candidate for _, candidate in sorted(zip(places, candidates, strict=True), key=_place)]


def _place(entry: tuple[tuple[int, int], Candidate]) -> tuple[int, int]:
    return entry[0]


def _fitting(cases: Sequence[Candidate], room: int) -> list[Candidate]:
    chosen = []
    for case in cases:
        if case.size <= room:
            chosen.append(case)
            room -= case.size
    return chosen


def _questions(candidates: Sequence[Candidate]) -> int:
    return sum(candidate.size for candidate in candidates)
