"""catsim 0.21.0, a simulator of adaptive tests, as others would use it: what it reaches, how fast.

It chooses by maximum information and estimates by maximum likelihood, without a prior, topics or
guessing of its own.
"""

from collections.abc import Sequence
from random import Random

from benchmarks.support.simulated import made_bank
from benchmarks.support.throwaway import ask

PACKAGES = ("catsim==0.21.0",)

_COMMON = """
import json, math, random, sys, time
import numpy
from catsim.estimation import NumericalSearchEstimator
from catsim.item_bank import ItemBank
from catsim.selection import MaxInfoSelector

question = json.load(sys.stdin)
selector, estimator = MaxInfoSelector(), NumericalSearchEstimator()

def table(items):
    return numpy.array([[a, b, 0.0, 1.0] for a, b in items])
"""

_ERRORS = (
    _COMMON
    + """
squares = {str(n): [] for n in question["after"]}
for learner in question["learners"]:
    rng = random.Random(learner["seed"])
    bank, theta, believed = ItemBank(table(learner["items"])), learner["theta"], 0.0
    asked, right = [], []
    for position in range(1, max(question["after"]) + 1):
        item = int(selector.select(
            item_bank=bank, administered_items=asked, est_theta=believed
        ))
        a, b = learner["items"][item]
        asked.append(item)
        right.append(rng.random() < 1 / (1 + math.exp(-a * (theta - b))))
        believed = float(estimator.estimate(
            item_bank=bank, administered_items=asked, response_vector=right, est_theta=believed
        ))
        if str(position) in squares:
            squares[str(position)].append((believed - theta) ** 2)
print(json.dumps({n: math.sqrt(sum(s) / len(s)) for n, s in squares.items()}))
"""
)

_TIMES = (
    _COMMON
    + """
bank = ItemBank(table(question["items"]))
rng = random.Random(1)
times, believed, asked, right = [], 0.0, [], []
for _ in range(question["choices"]):
    start = time.thread_time_ns()
    if asked:
        believed = float(estimator.estimate(
            item_bank=bank, administered_items=asked, response_vector=right, est_theta=believed
        ))
    item = int(selector.select(item_bank=bank, administered_items=asked, est_theta=believed))
    times.append((time.thread_time_ns() - start) / 1e6)
    asked, right = [*asked, item][-20:], [*right, rng.random() < 0.5][-20:]
print(json.dumps(times))
"""
)


def errors_of_catsim(learners: int, items: int, after: Sequence[int]) -> dict[int, float]:
    """RMSE of θ after so many questions; empty where catsim cannot be had."""
    drawn = []
    for learner in range(learners):
        rng = Random(f"one ability, {learner}")
        bank = made_bank(rng, items)
        slopes = [(i.parameters.discrimination, i.parameters.difficulty) for i in bank]
        drawn.append({"seed": learner, "items": slopes, "theta": rng.gauss(0.0, 1.0)})
    answer = ask(PACKAGES, _ERRORS, {"learners": drawn, "after": list(after)})
    return {int(n): error for n, error in (answer or {}).items()}


def times_of_catsim(items: int, choices: int) -> list[float]:
    """Milliseconds of each estimate from 20 answers and choice; empty where it cannot be had."""
    bank = made_bank(Random(1), items)
    slopes = [(i.parameters.discrimination, i.parameters.difficulty) for i in bank]
    return ask(PACKAGES, _TIMES, {"items": slopes, "choices": choices}) or []
