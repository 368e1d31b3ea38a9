"""How near item difficulties come to the truth when nobody knew them, from learners' first answers.

Banks of 60 items (b ~ N(0, 1)) with authors' guesses that correlate by .15 with the truth; each
learner has abilities of seven topics, which correlate by .8, and answers 20 items drawn at random.
Goals: an error (RMSE of b in logits) of .53 and .33 at most after 50 and 200 learners, and
estimates spread .85 to 1.10 times as widely as the truth. Beside it, on the same answers: Elo with
a step that decays as in Pelánek (2016). Without goals: the same where discriminations differ, which
the online model does not know, and what the batch calibration makes of those answers.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from statistics import fmean, pstdev

from benchmarks.support.figures import report
from benchmarks.support.simulated import SLOPE_SPREAD, TOPICS, answered, unseen
from quizapp.domain.grading.calibration import Prior, Response, fit_1pl, fit_2pl
from quizapp.domain.learning.ability import (
    TOPIC_CORRELATION,
    ItemParameters,
    author_prior,
    prior,
    update,
)
from quizapp.domain.learning.selection import Candidate

ITEMS = 60
ANSWERS = 20
AUTHORS_CORRELATION = 0.15
# Banks by number of learners: few learners leave more to chance.
BANKS = {50: 1000, 200: 40}
GOALS = {50: 0.53, 200: 0.33}


@dataclass(frozen=True, slots=True)
class Answers:
    """The first answers to a bank, in the order in which they came."""

    bank: list[Candidate]
    authors: list[ItemParameters]
    responses: list[Response]


def first_answers(rng: Random, learners: int, *, spread: float) -> Answers:
    """A new bank, answered; ``spread`` is that of ln a."""
    bank, authors = [], []
    for item_id in range(ITEMS):
        difficulty = rng.gauss(0.0, 1.0)
        slope = math.exp(rng.gauss(0.0, spread))
        bank.append(unseen(item_id, ItemParameters(difficulty, 0.0, slope)))
        own = math.sqrt(1.0 - AUTHORS_CORRELATION**2) * rng.gauss(0.0, 1.0)
        guess = AUTHORS_CORRELATION * difficulty + own
        authors.append(author_prior(1.0 / (1.0 + math.exp(guess))))
    responses = []
    for person in range(learners):
        general = math.sqrt(TOPIC_CORRELATION) * rng.gauss(0.0, 1.0)
        own = math.sqrt(1.0 - TOPIC_CORRELATION)
        thetas = {topic: general + own * rng.gauss(0.0, 1.0) for topic in TOPICS}
        for item in rng.sample(bank, ANSWERS):
            score = answered(rng, thetas[item.topic], item)
            responses.append(Response(person, item.item_id, score))
    return Answers(bank, authors, responses)


def online(answers: Answers) -> list[float]:
    """Difficulties as they are after every answer was taken in turn."""
    parameters = list(answers.authors)
    ability, last = prior(TOPICS), None
    for person, item, score in answers.responses:
        if person != last:
            ability, last = prior(TOPICS), person
        ability, parameters[item] = update(
            ability, parameters[item], topic=answers.bank[item].topic, score=score, guessing=0.0
        )
    return [item.difficulty for item in parameters]


def elo(answers: Answers) -> list[float]:
    """The same by Elo: each side moves by (x − p)/(1 + .05 n), n being its answers so far."""
    difficulties, counts = [0.0] * ITEMS, [0] * ITEMS
    theta, answered_so_far, last = 0.0, 0, None
    for person, item, score in answers.responses:
        if person != last:
            theta, answered_so_far, last = 0.0, 0, person
        surprise = score - 1.0 / (1.0 + math.exp(difficulties[item] - theta))
        theta += surprise / (1.0 + 0.05 * answered_so_far)
        difficulties[item] -= surprise / (1.0 + 0.05 * counts[item])
        answered_so_far += 1
        counts[item] += 1
    return difficulties


def batch(answers: Answers) -> dict[str, list[float]]:
    """Difficulties by model, from all answers at once."""
    fits = {
        "1PL": fit_1pl(answers.responses, prior=Prior()),
        "2PL": fit_2pl(answers.responses, prior=Prior()),
    }
    average = ItemParameters(0.0, 1.0)
    return {
        name: [fit.parameters.get(item, average).difficulty for item in range(ITEMS)]
        for name, fit in fits.items()
    }


class Accuracy:
    """Errors and spread over several banks."""

    def __init__(self) -> None:
        self.squares: list[float] = []
        self.ratios: list[float] = []

    def add(self, found: Sequence[float], bank: Sequence[Candidate]) -> None:
        truth = [item.parameters.difficulty for item in bank]
        self.squares += [(f - b) ** 2 for f, b in zip(found, truth, strict=True)]
        self.ratios.append(pstdev(found) / pstdev(truth))

    @property
    def rmse(self) -> float:
        return math.sqrt(fmean(self.squares))

    @property
    def ratio(self) -> float:
        return fmean(self.ratios)


def cold_start(learners: int) -> None:
    ours, theirs = Accuracy(), Accuracy()
    for bank in range(BANKS[learners]):
        answers = first_answers(Random(f"cold, {learners}, {bank}"), learners, spread=0.0)
        ours.add(online(answers), answers.bank)
        theirs.add(elo(answers), answers.bank)
    name = f"after {learners} learners x {ANSWERS} answers"
    report(f"difficulty RMSE {name}", ours.rmse, "logits", at_most=GOALS[learners])
    report(f"difficulty RMSE {name}, Elo with decay", theirs.rmse, "logits")
    report(f"difficulty SD ratio {name}", ours.ratio, "", at_least=0.85, at_most=1.10)
    report(f"difficulty SD ratio {name}, Elo with decay", theirs.ratio, "")


def differing_slopes(learners: int) -> None:
    by_method = {"online": Accuracy(), "batch 1PL": Accuracy(), "batch 2PL": Accuracy()}
    for bank in range(BANKS[learners]):
        rng = Random(f"slopes, {learners}, {bank}")
        answers = first_answers(rng, learners, spread=SLOPE_SPREAD)
        by_method["online"].add(online(answers), answers.bank)
        for model, found in batch(answers).items():
            by_method[f"batch {model}"].add(found, answers.bank)
    for method, accuracy in by_method.items():
        name = f"difficulty RMSE after {learners} learners, discriminations differ, {method}"
        report(name, accuracy.rmse, "logits")


def main() -> None:
    """Print one JSON line for each figure."""
    for learners in BANKS:
        cold_start(learners)
    differing_slopes(200)


if __name__ == "__main__":
    main()
