"""Difficulty and discrimination of a whole bank at once, from everything learners answered.

Marginal maximum likelihood with learners θ ~ N(0, 1), which is the scale of `learning.ability`.
P = c + (1−c)·σ(a(θ − b)), the guessing chance c being given. 1PL: one a for all items; 2PL: an a
for each item that was answered often enough. Answers that are missing because an item was not
asked, be it for earlier answers, do no harm.

What is found is adopted only if it predicts answers that it has not seen better than the parameters
in force. It brings numpy: import it where pages are not served.
"""

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from types import MappingProxyType
from typing import Literal, NamedTuple

import numpy as np

from quizapp.domain.grading.marginal_likelihood import Climb, Curves, Log, Row
from quizapp.domain.learning.ability import PRIOR_VARIANCE, ItemParameters

Model = Literal["1pl", "2pl"]

# With fewer answers an item's own discrimination is mostly noise.
ANSWERS_FOR_DISCRIMINATION = 60
HELD_OUT = 0.2

_NO_GUESSING: Mapping[int, float] = MappingProxyType({})
_AVERAGE = ItemParameters(0.0, PRIOR_VARIANCE)
_EPSILON = 1e-9


class Response(NamedTuple):
    """A learner's first answer to an item, scored from 0 to 1; a plain tuple does as well."""

    person: int
    item: int
    score: float


@dataclass(frozen=True, slots=True)
class Prior:
    """b ~ N(0, ``difficulty_variance``) and ln a ~ N(0, ``slope_spread``²)."""

    difficulty_variance: float = PRIOR_VARIANCE
    slope_spread: float = 0.3


@dataclass(frozen=True, slots=True)
class Fit:
    """Parameters of each item that was answered; log likelihood without the prior's part."""

    parameters: dict[int, ItemParameters]
    log_likelihood: float
    iterations: int
    converged: bool


@dataclass(frozen=True, slots=True)
class Calibration:
    """What a calibration found; ``model`` is None where the parameters in force stay.

    The losses are mean log losses (nats) on the answers held out: with the parameters in force, and
    with the best of the new ones; None where there was nothing to compare. ``parameters`` holds
    every item that was answered, estimated from all answers; it is empty when nothing is adopted.
    """

    model: Model | None
    loss_before: float | None
    loss_after: float | None
    learners: int
    responses: int
    parameters: dict[int, ItemParameters]


def fit_1pl(
    responses: Sequence[Row],
    *,
    guessing: Mapping[int, float] = _NO_GUESSING,
    prior: Prior | None = None,
) -> Fit:
    """Difficulties, and one discrimination common to all items, as in R's `ltm::rasch`.

    ``responses`` are persons, items and scores from 0 to 1; ``guessing`` holds the chance of a
    right answer without knowledge (0 for an item not in it). Raises ValueError for scores or
    chances out of bounds.
    """
    return fit_2pl(responses, guessing=guessing, prior=prior, shared=_items(responses))


def fit_2pl(
    responses: Sequence[Row],
    *,
    guessing: Mapping[int, float] = _NO_GUESSING,
    prior: Prior | None = None,
    shared: Collection[int] = (),
) -> Fit:
    """Difficulty and discrimination of each item; the items in ``shared`` have one in common."""
    if not responses:
        return Fit({}, 0.0, 0, converged=True)
    climb = Climb(
        Log(responses, guessing),
        shared,
        precision_a=1.0 / prior.slope_spread**2 if prior else 0.0,
        precision_b=1.0 / prior.difficulty_variance if prior else 0.0,
    )
    point, passes, converged = climb.top()
    return Fit(climb.parameters(point), climb.expect(point).likelihood, passes, converged)


def held_out_losses(
    kept: Sequence[Row],
    held_out: Sequence[Row],
    parameters: Mapping[int, ItemParameters],
    *,
    guessing: Mapping[int, float] = _NO_GUESSING,
) -> dict[int, list[float]]:
    """Log losses (nats) of the answers in ``held_out`` by person, predicted from ``kept`` ones.

    A prediction is averaged over the person's ability after the kept answers, and over what is not
    known of the difficulty. An item without parameters is taken for an average one.
    """
    if not held_out:
        return {}
    seen = np.arange(len(kept) + len(held_out)) < len(kept)
    log = Log([*kept, *held_out], guessing, seen)
    items = [parameters.get(int(item), _AVERAGE) for item in log.items]
    slopes = np.array([_averaged_slope(item) for item in items])
    curves = Curves(slopes, np.array([item.difficulty for item in items]), log.guessing)
    losses: dict[int, list[float]] = {}
    for rows, weights, _ in log.posteriors(curves):
        out = ~log.seen[rows]
        score = log.score[rows][out]
        right = (weights[out] * curves.success[log.item[rows][out]]).sum(axis=1)
        right = right.clip(_EPSILON, 1.0 - _EPSILON)
        nats = -score * np.log(right) - (1.0 - score) * np.log(1.0 - right)
        for person, loss in zip(log.persons[log.person[rows][out]], nats, strict=True):
            losses.setdefault(int(person), []).append(float(loss))
    return losses


def calibrate(
    responses: Sequence[Row],
    current: Mapping[int, ItemParameters],
    *,
    guessing: Mapping[int, float] = _NO_GUESSING,
    seed: int = 0,
) -> Calibration:
    """New parameters for the items answered, if they predict better than ``current`` ones.

    A fifth of the answers is held out, always the same for a ``seed``. From the others come new
    difficulties and each person's ability; the log loss on those held out decides. To be adopted,
    1PL must lower it by more than the standard error of the gain (over persons), and 2PL must
    lower it by as much again. Parameters in force that were learned from the very answers held out
    are at an advantage: in doubt, what is there stays.
    """
    total, learners = len(responses), len({person for person, _, _ in responses})
    kept = [row for row in responses if not _is_held_out(row, seed)]
    held_out = [row for row in responses if _is_held_out(row, seed)]
    if not kept or not held_out:
        return Calibration(None, None, None, learners, total, {})
    before = held_out_losses(kept, held_out, current, guessing=guessing)
    best, model, tried = before, None, []
    for name, shared in _models(responses).items():
        fit = fit_2pl(kept, guessing=guessing, prior=Prior(), shared=shared)
        losses = held_out_losses(kept, held_out, fit.parameters, guessing=guessing)
        tried.append(_mean(losses))
        if _falls(best, losses):
            best, model = losses, name
    if model is None:
        return Calibration(None, _mean(before), min(tried), learners, total, {})
    shared = _models(responses)[model]
    found = fit_2pl(responses, guessing=guessing, prior=Prior(), shared=shared).parameters
    return Calibration(model, _mean(before), _mean(best), learners, total, found)


def _models(responses: Sequence[Row]) -> dict[Model, set[int]]:
    """Models worth a try, simple ones first, with the items that have a common discrimination."""
    answers = Counter(item for _, item, _ in responses)
    poor = {item for item, n in answers.items() if n < ANSWERS_FOR_DISCRIMINATION}
    models: dict[Model, set[int]] = {"1pl": set(answers)}
    if len(poor) < len(answers):
        models["2pl"] = poor
    return models


def _items(responses: Sequence[Row]) -> set[int]:
    return {item for _, item, _ in responses}


def _is_held_out(row: Row, seed: int) -> bool:
    person, item, _ = row
    digest = blake2b(f"{seed}:{person}:{item}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") < HELD_OUT * 2**64


def _averaged_slope(item: ItemParameters) -> float:
    """Not knowing b flattens the curve, as in `ability`."""
    a = item.discrimination
    return a / math.sqrt(1.0 + math.pi * a * a * item.variance / 8.0)


def _mean(losses: Mapping[int, Sequence[float]]) -> float:
    return math.fsum(map(math.fsum, losses.values())) / sum(map(len, losses.values()))


def _falls(before: Mapping[int, list[float]], after: Mapping[int, list[float]]) -> bool:
    """Whether the loss falls by more than its standard error; a person's answers go together."""
    gains = [math.fsum(before[person]) - math.fsum(after[person]) for person in before]
    if len(gains) < 2:
        return False
    mean = math.fsum(gains) / len(gains)
    variance = math.fsum((gain - mean) ** 2 for gain in gains) / (len(gains) - 1)
    return mean > math.sqrt(variance / len(gains))
