"""How near a measure comes to the ability of made-up learners, asking one question at a time.

A bank of 60 items (2PL, seven topics in balance, parameters known) is drawn for each learner.
Goals: an error (RMSE of θ in logits) of .48 and .38 at most after 10 and 20 questions; of .45 after
20 single best answers that are guessed one time in five; of .57 for the abilities of the seven
topics, which correlate by .8, after 20 questions, with 95 % intervals that hold 93 to 96 % of them.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from statistics import fmean

from benchmarks.support.catsim import errors_of_catsim
from benchmarks.support.figures import report
from benchmarks.support.simulated import TOPICS, answered, exact_posterior, made_bank
from quizapp.domain.learning.ability import TOPIC_CORRELATION, prior, update
from quizapp.domain.learning.measure import Evidence, Measure, choose_measure, estimate
from quizapp.domain.learning.selection import Candidate

LEARNERS = 1_600
CATSIM_LEARNERS = 400
ITEMS = 60
QUESTIONS = 20
GUESSING = 0.2
Z95 = 1.959963984540054

Policy = Callable[[list[Candidate], Measure, Sequence[str], Random], int]


def most_informative(
    left: list[Candidate], measure: Measure, asked: Sequence[str], rng: Random
) -> int:
    choice = choose_measure(left, measure, topics=TOPICS, asked_topics=asked, rng=rng)
    if choice is None:
        raise RuntimeError("forty items or more are left")
    return choice.item_id


def at_random(left: list[Candidate], _: Measure, __: Sequence[str], rng: Random) -> int:
    return rng.choice(left).item_id


@dataclass(frozen=True, slots=True)
class Sitting:
    """What was asked and answered, and the measure before the first and after each answer."""

    items: list[Candidate]
    scores: list[float]
    measures: list[Measure]

    def squared_error(self, questions: int) -> float:
        """Squared error of θ to expect after so many questions."""
        points, weights = exact_posterior(self.items[:questions], self.scores[:questions])
        return float(weights @ (points - self.measures[questions].theta) ** 2)

    def covered(self, questions: int) -> float:
        """Chance that the 95 % interval after so many questions holds θ."""
        points, weights = exact_posterior(self.items[:questions], self.scores[:questions])
        measure = self.measures[questions]
        inside = abs(points - measure.theta) <= Z95 * measure.standard_error
        return float(weights[inside].sum())

    def imbalance(self) -> float:
        """How far, in questions, the topic furthest from its share is from it at the end."""
        asked = [item.topic for item in self.items]
        shares = {topic: TOPICS_IN_BANK.count(topic) / ITEMS for topic in TOPICS}
        return max(abs(asked.count(topic) - QUESTIONS * shares[topic]) for topic in TOPICS)


TOPICS_IN_BANK = [item.topic for item in made_bank(Random(0), ITEMS)]


def sit(
    bank: list[Candidate],
    thetas: Mapping[str, float],
    policy: Policy,
    rng: Random,
    *,
    believed_guessing: float,
) -> Sitting:
    """Ask ``QUESTIONS`` questions, taking the guessing chance for what it is believed to be."""
    sitting = Sitting([], [], [estimate(())])
    left = [replace(item, guessing=believed_guessing) for item in bank]
    evidence: list[Evidence] = []
    for _ in range(QUESTIONS):
        asked = [item.topic for item in sitting.items]
        item = bank[policy(left, sitting.measures[-1], asked, rng)]
        left = [other for other in left if other.item_id != item.item_id]
        score = answered(rng, thetas[item.topic], item)
        evidence.append(Evidence(item.parameters, believed_guessing, score, item.topic))
        sitting.items.append(item)
        sitting.scores.append(score)
        sitting.measures.append(estimate(evidence))
    return sitting


def sittings(
    policy: Policy, *, guessing: float = 0.0, believed_guessing: float = 0.0
) -> list[Sitting]:
    """The same learners and banks for every policy."""
    result = []
    for learner in range(LEARNERS):
        rng = Random(f"one ability, {learner}")
        bank = made_bank(rng, ITEMS, guessing=guessing)
        thetas = dict.fromkeys(TOPICS, rng.gauss(0.0, 1.0))
        result.append(sit(bank, thetas, policy, rng, believed_guessing=believed_guessing))
    return result


def rmse(results: Sequence[Sitting], questions: int) -> float:
    return math.sqrt(fmean(sitting.squared_error(questions) for sitting in results))


def one_ability() -> None:
    chosen, random = sittings(most_informative), sittings(at_random)
    for questions, goal in ((10, 0.48), (20, 0.38)):
        name = f"ability RMSE after {questions} of {ITEMS} items"
        report(name, rmse(chosen, questions), "logits", at_most=goal)
        report(f"{name}, asked at random", rmse(random, questions), "logits")
    coverage = 100.0 * fmean(sitting.covered(QUESTIONS) for sitting in chosen)
    report("95 % interval of ability after 20 items holds", coverage, "%")
    furthest = max(sitting.imbalance() for sitting in chosen)
    report("furthest a topic is from its share after 20 items", furthest, "questions")
    for questions, error in errors_of_catsim(CATSIM_LEARNERS, ITEMS, (10, 20)).items():
        name = f"ability RMSE after {questions} of {ITEMS} items, catsim without topics in balance"
        report(name, error, "logits")


def guessed_answers() -> None:
    name = f"ability RMSE after 20 single best answers, guessing {GUESSING}"
    heeded = sittings(most_informative, guessing=GUESSING, believed_guessing=GUESSING)
    report(name, rmse(heeded, 20), "logits", at_most=0.45)
    ignored = sittings(most_informative, guessing=GUESSING, believed_guessing=0.0)
    report(f"{name}, guessing ignored", rmse(ignored, 20), "logits")


def topic_abilities() -> None:
    errors: dict[float, list[float]] = {TOPIC_CORRELATION: [], 0.0: []}
    inside: list[bool] = []
    for learner in range(LEARNERS):
        rng = Random(f"seven abilities, {learner}")
        bank = made_bank(rng, ITEMS)
        general = math.sqrt(TOPIC_CORRELATION) * rng.gauss(0.0, 1.0)
        own = math.sqrt(1.0 - TOPIC_CORRELATION)
        thetas = {topic: general + own * rng.gauss(0.0, 1.0) for topic in TOPICS}
        sitting = sit(bank, thetas, most_informative, rng, believed_guessing=0.0)
        for rho, found in errors.items():
            ability = prior(TOPICS, rho=rho)
            for item, score in zip(sitting.items, sitting.scores, strict=True):
                ability, _ = update(
                    ability, item.parameters, topic=item.topic, score=score, guessing=0.0
                )
            for topic in TOPICS:
                mean, variance = ability.at(topic)
                found.append(mean - thetas[topic])
                if rho:
                    inside.append(abs(mean - thetas[topic]) <= Z95 * math.sqrt(variance))
    name = f"topic ability RMSE after 20 of {ITEMS} items"
    related, independent = (math.sqrt(fmean(e * e for e in found)) for found in errors.values())
    report(name, related, "logits", at_most=0.57)
    report(f"{name}, topics taken for independent", independent, "logits")
    coverage = 100.0 * fmean(inside)
    report("95 % interval of topic ability holds", coverage, "%", at_least=93.0, at_most=96.0)


def main() -> None:
    """Print one JSON line for each figure."""
    one_ability()
    guessed_answers()
    topic_abilities()


if __name__ == "__main__":
    main()
