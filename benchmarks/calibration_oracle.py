"""Batch calibration against published results, against the truth of made-up banks, and the clock.

Goals: on the LSAT data (1000 people, 5 items) the log likelihoods of R's ltm (−2466.938 for 1PL,
−2466.653 for 2PL, to .01) and its parameters to .005. Without goals: how near the parameters of a
bank of 200 items come to the truth after 2,000 learners x 20 answers, how long that takes, and how
often parameters are replaced that are the truth.
"""

import math
import resource
from random import Random
from statistics import fmean, pstdev
from time import process_time

from benchmarks.support.figures import report
from benchmarks.support.reference_data import real_answers
from benchmarks.support.simulated import answered, made_bank
from quizapp.domain.grading.calibration import (
    Fit,
    Prior,
    Response,
    calibrate,
    fit_1pl,
    fit_2pl,
)
from quizapp.domain.learning.ability import ItemParameters, author_prior
from quizapp.domain.learning.selection import Candidate

# Difficulties and discriminations as printed by ltm 1.2: rasch(LSAT), ltm(LSAT ~ z1).
LTM_1PL = ((-3.6153, -1.3224, -0.3176, -1.7301, -2.7802), (0.7551,) * 5)
LTM_2PL = (
    (-3.3597, -1.3696, -0.2799, -1.8659, -3.1236),
    (0.8254, 0.7229, 0.8905, 0.6886, 0.6575),
)
ITEMS, LEARNERS, ANSWERS = 200, 2_000, 20


def lsat() -> None:
    people = real_answers("LSAT")
    if people is None:
        return
    responses = [
        Response(person, item, score)
        for person, scores in enumerate(people)
        for item, score in enumerate(scores)
    ]
    for model, fit, likelihood, (difficulties, slopes) in (
        ("1PL", fit_1pl(responses), -2466.938, LTM_1PL),
        ("2PL", fit_2pl(responses), -2466.653, LTM_2PL),
    ):
        report(
            f"LSAT {model} log likelihood, thousandths from ltm's {likelihood}",
            1000.0 * abs(fit.log_likelihood - likelihood),
            "",
            at_most=10.0,
        )
        furthest = max(
            max(abs(found.difficulty - b), abs(found.discrimination - a))
            for found, b, a in zip(fit.parameters.values(), difficulties, slopes, strict=True)
        )
        name = f"LSAT {model} parameter furthest from ltm's, thousandths"
        report(name, 1000.0 * furthest, "", at_most=5.0)


def simulated(
    rng: Random, *, items: int, learners: int, guessing: float = 0.0
) -> tuple[list[Candidate], list[Response]]:
    bank = made_bank(rng, items, guessing=guessing)
    responses = []
    for person in range(learners):
        theta = rng.gauss(0.0, 1.0)
        responses += [
            Response(person, item.item_id, answered(rng, theta, item))
            for item in rng.sample(bank, ANSWERS)
        ]
    return bank, responses


def recovery() -> None:
    for guessing in (0.0, 0.2):
        bank, responses = simulated(
            Random("recovery"), items=ITEMS, learners=LEARNERS, guessing=guessing
        )
        chances = {item.item_id: guessing for item in bank}
        fit = fit_2pl(responses, guessing=chances, prior=Prior())
        errors = difficulty_errors(fit, bank)
        name = f"2PL, {ITEMS} items x {LEARNERS} learners x {ANSWERS}, guessing {guessing}"
        report(f"{name}: difficulty RMSE", math.sqrt(fmean(e * e for e in errors)), "logits")
        slopes = [
            fit.parameters[item.item_id].discrimination - item.parameters.discrimination
            for item in bank
        ]
        report(f"{name}: discrimination RMSE", math.sqrt(fmean(e * e for e in slopes)), "")
        scaled = [
            error / math.sqrt(fit.parameters[item.item_id].variance)
            for error, item in zip(errors, bank, strict=True)
        ]
        report(f"{name}: difficulty errors in standard errors, SD", pstdev(scaled), "")


def difficulty_errors(fit: Fit, bank: list[Candidate]) -> list[float]:
    return [fit.parameters[item.item_id].difficulty - item.parameters.difficulty for item in bank]


def whole_calibration() -> None:
    bank, responses = simulated(Random("clock"), items=ITEMS, learners=LEARNERS)
    current = {item.item_id: author_prior(0.5) for item in bank}
    start = process_time()
    found = calibrate(responses, current, seed=1)
    report(f"calibrate {len(responses)} responses, processor time", process_time() - start, "s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0
    report("memory of the whole process, at most", peak, "MB")
    if found.loss_before is not None and found.loss_after is not None:
        report("log loss on held-out answers, cold start", found.loss_before, "nats")
        report(f"log loss on held-out answers, {found.model}", found.loss_after, "nats")


def needless_adoptions() -> None:
    runs = 30
    adopted = 0
    for run in range(runs):
        bank, responses = simulated(Random(f"truth {run}"), items=60, learners=200)
        truth = {
            item.item_id: ItemParameters(
                item.parameters.difficulty, 0.0, item.parameters.discrimination
            )
            for item in bank
        }
        adopted += calibrate(responses, truth, seed=run).model is not None
    report("true parameters replaced, 60 items x 200 learners", 100.0 * adopted / runs, "%")


def main() -> None:
    """Print one JSON line for each figure."""
    lsat()
    recovery()
    whole_calibration()
    needless_adoptions()


if __name__ == "__main__":
    main()
