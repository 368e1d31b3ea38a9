"""Which question to practise next.

First a topic, then an item of it. Every chosen topic is asked once before any is asked twice; from
then on weak and fading topics get more than their even share. Within the topic the item whose
expected success is nearest the target wins, items seen of late being held back. Practice makes no
claim to measure.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from heapq import nsmallest
from random import Random

from quizapp.domain.learning.ability import Ability, ItemParameters, expected_success, mastery
from quizapp.domain.learning.days import elapsed_days

# Hard enough to learn from, easy enough to go on.
TARGET_SUCCESS = 0.775
# Among the first few, where nearly equal, chance decides: two attempts are not to be the same.
_SHORTLIST = 3
_NEARLY_EQUAL = 0.05
# An item seen today has to be this much nearer the target than one never seen; the penalty halves
# every few days.
_RECENCY_PENALTY = 0.5
_RECENCY_HALF_LIFE = 3.0
# Weakness and forgetting (0 to 1 each) add to this: the neediest topic gets about twice the share
# of a mastered one, not all of it.
_BASE_NEED = 0.5
# Below the default desired retention a memory counts as fading.
_FADING = 0.90
# A topic this far under the mean mastery of the chosen ones is called weak.
_WEAK_MARGIN = 0.05


class ChoiceReason(StrEnum):
    """Why this question, for the learner; a measure has reasons of its own (`measure`)."""

    WEAK_TOPIC = "weak_topic"
    FADING = "fading"
    NEW = "new"
    RIGHT_LEVEL = "right_level"
    CASE = "case"
    PAPER = "paper"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item not yet asked in the attempt.

    ``retrievability`` and ``last_seen_day`` are None for an item that the learner never met.
    ``size`` is the number of questions that follow from choosing it: a case is asked to its end.
    """

    item_id: int
    topic: str
    parameters: ItemParameters
    guessing: float
    retrievability: float | None
    last_seen_day: date | None
    size: int = 1


@dataclass(frozen=True, slots=True)
class Choice:
    """The item chosen, why, and the success expected of it."""

    item_id: int
    reason: ChoiceReason
    expected_success: float


def choose_practice(
    candidates: Iterable[Candidate],
    ability: Ability,
    *,
    topics: Sequence[str],
    asked_topics: Sequence[str],
    rng: Random,
    today: date,
) -> Choice | None:
    """The next question of a practice quiz; None when no candidate is left in ``topics``.

    ``candidates`` leaves out what the attempt has already asked, whose topics are listed in
    ``asked_topics``. The same arguments and state of ``rng`` give the same choice.
    """
    pool: dict[str, list[Candidate]] = {topic: [] for topic in topics}
    for candidate in candidates:
        if candidate.topic in pool:
            pool[candidate.topic].append(candidate)
    available = [topic for topic in topics if pool[topic]]
    if not available:
        return None
    topic = _next_topic({name: pool[name] for name in available}, ability, asked_topics, rng)
    ranked = []
    for candidate in pool[topic]:
        success = success_of(candidate, ability)
        distance = abs(success - TARGET_SUCCESS) + _recency(candidate, today)
        ranked.append((distance, rng.random(), candidate, success))
    best = nsmallest(_SHORTLIST, ranked)
    close = [entry for entry in best if entry[0] <= best[0][0] + _NEARLY_EQUAL]
    _, _, chosen, success = rng.choice(close)
    return Choice(chosen.item_id, _reason(chosen, ability, topics), success)


def success_of(candidate: Candidate, ability: Ability) -> float:
    """Expected success: from memory once the item was met, before that from ability.

    What is forgotten may still be guessed: R + (1 − R)·guessing.
    """
    if candidate.retrievability is None:
        return expected_success(ability, candidate.topic, candidate.parameters, candidate.guessing)
    return candidate.retrievability + (1.0 - candidate.retrievability) * candidate.guessing


def _next_topic(
    pool: Mapping[str, Sequence[Candidate]],
    ability: Ability,
    asked_topics: Sequence[str],
    rng: Random,
) -> str:
    """Unasked topics first, neediest first; then shares by need (D'Hondt's divisors)."""
    asked = Counter(asked_topics)
    unasked = [topic for topic in pool if not asked[topic]]

    def claim(topic: str) -> tuple[float, float]:
        need = _BASE_NEED + _weakness(ability, topic) + _forgotten(pool[topic])
        return need / (asked[topic] + 1), rng.random()

    return max(unasked or pool, key=claim)


def _weakness(ability: Ability, topic: str) -> float:
    return 1.0 - mastery(ability, topic).mean


def _forgotten(candidates: Sequence[Candidate]) -> float:
    """Mean loss of recall over the items met; 0 where none was."""
    recalls = [c.retrievability for c in candidates if c.retrievability is not None]
    return 1.0 - sum(recalls) / len(recalls) if recalls else 0.0


def _recency(candidate: Candidate, today: date) -> float:
    if candidate.last_seen_day is None:
        return 0.0
    days = elapsed_days(candidate.last_seen_day, today)
    return _RECENCY_PENALTY * math.exp2(-days / _RECENCY_HALF_LIFE)


def _reason(chosen: Candidate, ability: Ability, topics: Sequence[str]) -> ChoiceReason:
    if chosen.retrievability is not None and chosen.retrievability < _FADING:
        return ChoiceReason.FADING
    average = sum(_weakness(ability, topic) for topic in topics) / len(topics)
    if _weakness(ability, chosen.topic) > average + _WEAK_MARGIN:
        return ChoiceReason.WEAK_TOPIC
    return ChoiceReason.NEW if chosen.retrievability is None else ChoiceReason.RIGHT_LEVEL
