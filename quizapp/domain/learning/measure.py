"""How able a learner is: one figure with its uncertainty, and the questions that tell the most.

A measure is not practice. One ability θ ~ N(0, 1) is estimated from the answers of one attempt,
each question being chosen for what it tells. With p = σ(κ·a(θ − b)), κ = 1/√(1 + π·a²·v_b/8) for a
difficulty known only to the variance v_b, and P = c + (1−c)·p for the guessing chance c:

    ln L = Σ x·ln P + (1−x)·ln(1−P)      x: score from 0 to 1
    I(θ) = (κ·a)²·(1−c)·p²(1−p)/P        Fisher information (Birnbaum 1968)

θ is the mean of the posterior on a grid (EAP; Bock & Mislevy 1982), its standard error the
posterior's standard deviation.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from heapq import nlargest
from random import Random

from quizapp.domain.learning.ability import ItemParameters, averaged_slope, logistic, success
from quizapp.domain.learning.selection import Candidate

MIN_ITEMS = 8
MAX_ITEMS = 20
# About 80 % of the variance of θ explained. Sixty items never reach .30.
PRECISION = 0.45

# A step of .2 sums a posterior as narrow as a standard error of .1 to within one per cent.
_GRID = tuple(step / 5.0 for step in range(-30, 31))
_LOG_PRIOR = tuple(-theta * theta / 2.0 for theta in _GRID)
_Z90 = 1.6448536269514722
_Z95 = 1.959963984540054
# Chance decides among the five that tell the most (randomesque; Kingsbury & Zara 1989), so that not
# everybody gets the same questions. In a bank of sixty the fifth best is much worse than the first:
# without this floor twenty answers tell what nineteen do, and eight what seven do.
_SHORTLIST = 5
_NEARLY_EQUAL = 0.85
# In questions. Stricter quotas leave a bank of sixty with next to no choice.
_BEHIND = 1.0
_AHEAD = 0.5
# Shares are sums of fractions: what is equal on paper is to be equal here.
_EPSILON = 1e-9


class MeasureReason(StrEnum):
    """Why this question, for the learner."""

    FIRST = "first"
    MOST_INFORMATIVE = "most_informative"
    TOPIC_QUOTA = "topic_quota"


class StopReason(StrEnum):
    """Why a measure ends."""

    PRECISION = "precision"
    LENGTH = "length"
    TIME = "time"
    EXHAUSTED = "exhausted"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One answered item: its parameters when it was asked, and the score from 0 to 1.

    ``guessing`` is the chance of a right answer without knowledge, under 1. Raises ValueError for
    numbers out of bounds.
    """

    parameters: ItemParameters
    guessing: float
    score: float
    topic: str

    def __post_init__(self) -> None:
        if not 0.0 <= self.score <= 1.0:
            raise ValueError(f"a score is from 0 to 1: {self.score}")
        if not 0.0 <= self.guessing < 1.0:
            raise ValueError(f"a guessing chance is from 0 to under 1: {self.guessing}")


@dataclass(frozen=True, slots=True)
class Share:
    """Share of right answers to expect, from 0 to 1, with its 90 % and 95 % intervals."""

    expected: float
    low_90: float
    high_90: float
    low_95: float
    high_95: float


@dataclass(frozen=True, slots=True)
class Measure:
    """Ability θ in logits with its standard error, from ``n`` answers; the share it amounts to."""

    theta: float
    standard_error: float
    n: int
    share: Share


@dataclass(frozen=True, slots=True)
class MeasureChoice:
    """The item chosen, why, and the success expected of it."""

    item_id: int
    reason: MeasureReason
    expected_success: float


def estimate(
    evidence: Sequence[Evidence], *, bank: Sequence[tuple[ItemParameters, float]] = ()
) -> Measure:
    """Ability after ``evidence``, and the share of ``bank`` that the learner would get right.

    ``bank`` holds parameters and guessing chance of each item that the share is about. It costs
    time in proportion, and choosing questions does not need it. Without it the share is that of
    items of average difficulty that cannot be guessed, as in `ability.mastery`.
    """
    logs = list(_LOG_PRIOR)
    for answer in evidence:
        right, wrong = _log_chances(answer.parameters, answer.guessing)
        x, y = answer.score, 1.0 - answer.score
        if not y:
            logs = [log + r for log, r in zip(logs, right, strict=True)]
        elif not x:
            logs = [log + w for log, w in zip(logs, wrong, strict=True)]
        else:
            logs = [log + x * r + y * w for log, r, w in zip(logs, right, wrong, strict=True)]
    top = max(logs)
    weights = [math.exp(log - top) for log in logs]
    total = sum(weights)
    theta = sum(w * t for w, t in zip(weights, _GRID, strict=True)) / total
    variance = sum(w * (t - theta) ** 2 for w, t in zip(weights, _GRID, strict=True)) / total
    error = math.sqrt(variance)
    return Measure(theta, error, len(evidence), _share(theta, error, bank))


def expected_share(
    theta: float, items: Sequence[tuple[ItemParameters, float]], *, variance: float = 0.0
) -> float:
    """Mean success of a learner of ability ``theta`` over ``items``, guessing included.

    ``items`` are pairs of parameters and guessing chance; ``variance`` is that of ``theta``. With
    no items: the success on one of average difficulty that cannot be guessed.
    """
    if not items:
        return success(theta, variance, ItemParameters(0.0, 0.0), 0.0)
    return sum(success(theta, variance, item, guess) for item, guess in items) / len(items)


def information(theta: float, item: ItemParameters, guessing: float) -> float:
    """Fisher information about θ in an answer to the item, per squared logit."""
    slope = averaged_slope(item, 0.0)
    p = logistic(slope * (theta - item.difficulty))
    if not guessing:
        return slope * slope * p * (1.0 - p)
    rest = 1.0 - guessing
    return slope * slope * rest * p * p * (1.0 - p) / (guessing + rest * p)


def choose_measure(
    candidates: Iterable[Candidate],
    measure: Measure,
    *,
    topics: Sequence[str],
    asked_topics: Sequence[str],
    rng: Random,
) -> MeasureChoice | None:
    """The next question of a measure; None when no candidate is left in ``topics``.

    ``candidates`` leaves out what the attempt has already asked, whose topics are listed in
    ``asked_topics``. The same arguments and state of ``rng`` give the same choice.

    Items that the learner has met before tell of memory: they are asked only when no other is
    left. Each topic's share of the questions is its share of the items (asked ones and candidates),
    for the result is about the bank as it is: a topic a whole question behind its share comes
    first, one half a question ahead of it waits.
    """
    wanted = set(topics)
    members = [candidate for candidate in candidates if candidate.topic in wanted]
    pool = [candidate for candidate in members if candidate.retrievability is None] or members
    if not pool:
        return None
    asked = Counter(topic for topic in asked_topics if topic in wanted)
    sizes = asked + Counter(candidate.topic for candidate in members)
    due = _due_topics({candidate.topic for candidate in pool}, sizes, asked)
    ranked = [(information(measure.theta, c.parameters, c.guessing), rng.random(), c) for c in pool]
    chosen = rng.choice(_shortlist([entry for entry in ranked if entry[2].topic in due]))
    if not asked_topics:
        reason = MeasureReason.FIRST
    elif chosen in _shortlist(ranked):
        reason = MeasureReason.MOST_INFORMATIVE
    else:
        reason = MeasureReason.TOPIC_QUOTA
    variance = measure.standard_error**2
    expected = success(measure.theta, variance, chosen.parameters, chosen.guessing)
    return MeasureChoice(chosen.item_id, reason, expected)


def stop_reason(
    measure: Measure,
    *,
    asked: int | None = None,
    out_of_time: bool = False,
    exhausted: bool = False,
    shortest: int = MIN_ITEMS,
    longest: int = MAX_ITEMS,
    precision: float = PRECISION,
) -> StopReason | None:
    """Why the measure ends after ``asked`` questions, or None when it goes on.

    Without ``asked`` every question asked is in the measure. The measure is precise enough when
    its standard error is at most ``precision``, from ``shortest`` questions on; ``longest`` ends it
    whatever was reached. ``exhausted``: no candidate is left.
    """
    questions = measure.n if asked is None else asked
    if questions >= shortest and measure.standard_error <= precision:
        return StopReason.PRECISION
    if questions >= longest:
        return StopReason.LENGTH
    if exhausted:
        return StopReason.EXHAUSTED
    return StopReason.TIME if out_of_time else None


def _share(theta: float, error: float, bank: Sequence[tuple[ItemParameters, float]]) -> Share:
    # The share rises with θ: the ends of an interval of θ are the ends of the share's interval.
    return Share(
        expected_share(theta, bank, variance=error * error),
        expected_share(theta - _Z90 * error, bank),
        expected_share(theta + _Z90 * error, bank),
        expected_share(theta - _Z95 * error, bank),
        expected_share(theta + _Z95 * error, bank),
    )


def _due_topics(
    available: set[str], sizes: Mapping[str, int], asked: Mapping[str, int]
) -> set[str]:
    per_item = (sum(asked.values()) + 1) / sum(sizes.values())
    ahead = {topic: asked[topic] - sizes[topic] * per_item for topic in available}
    late = {topic for topic in available if ahead[topic] <= _EPSILON - _BEHIND}
    if late:
        return late
    # Where every topic left is ahead of its share, the one least so.
    limit = max(_AHEAD - _EPSILON, min(ahead.values()) + _EPSILON)
    return {topic for topic in available if ahead[topic] < limit}


def _shortlist(ranked: Sequence[tuple[float, float, Candidate]]) -> list[Candidate]:
    best = nlargest(_SHORTLIST, ranked, key=lambda entry: entry[:2])
    return [entry[2] for entry in best if entry[0] >= _NEARLY_EQUAL * best[0][0]]


# Pure: a learner's answers are weighed again after each new one.
@lru_cache(maxsize=1024)
def _log_chances(
    item: ItemParameters, guessing: float
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Logarithms of the chances of a right and a wrong answer on the grid."""
    slope = averaged_slope(item, 0.0)
    right, wrong = [], []
    for theta in _GRID:
        eta = slope * (theta - item.difficulty)
        # ln σ(η) and ln σ(−η), safe from underflow and overflow.
        knows = min(eta, 0.0) - math.log1p(math.exp(-abs(eta)))
        fails = knows - eta
        right.append(math.log(guessing + (1.0 - guessing) * math.exp(knows)) if guessing else knows)
        wrong.append(math.log1p(-guessing) + fails)
    return tuple(right), tuple(wrong)
