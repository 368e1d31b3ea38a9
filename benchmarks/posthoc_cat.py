"""How few questions of a real test are enough: answers once given are given again, in our order.

Items are calibrated (2PL) on half of the people; each of the others sits the test again question by
question, chosen by a measure or at random. How θ after k questions correlates with θ after all of
them tells what k questions are worth. Goal: on the HCI (651 people, 20 items) the choice needs at
most half the questions that chance needs, five, for the correlation that chance reaches with ten.

Ten of the HCI's twenty questions are half of what they are compared with: drawn at random they
agree with it by what they share. The SAT12 (600 people, 32 items) leaves the choice more room. The
standard error compares nothing with the whole: the questions needed for the one that chance reaches
with ten are reported beside it.
"""

from collections.abc import Callable, Mapping, Sequence
from random import Random
from statistics import correlation, fmean

from benchmarks.support.figures import report
from benchmarks.support.reference_data import Scores, real_answers
from quizapp.domain.grading.calibration import Prior, Response, fit_2pl
from quizapp.domain.learning.ability import ItemParameters
from quizapp.domain.learning.measure import Evidence, Measure, choose_measure, estimate
from quizapp.domain.learning.selection import Candidate

# One in four or five options: as a bank would have it.
GUESSING = {"HCI": 0.25, "SAT12": 0.2}
AT_RANDOM = 10
SPLITS = 4
TOPIC = "all"

Policy = Callable[[list[Candidate], Measure, int, Random], int]


def informative(left: list[Candidate], measure: Measure, asked: int, rng: Random) -> int:
    choice = choose_measure(left, measure, topics=[TOPIC], asked_topics=[TOPIC] * asked, rng=rng)
    if choice is None:
        raise RuntimeError("the test is longer than what is asked")
    return choice.item_id


def at_random(left: list[Candidate], _: Measure, __: int, rng: Random) -> int:
    return rng.choice(left).item_id


def replay(
    answers: Sequence[float], items: Mapping[int, Candidate], policy: Policy, rng: Random
) -> list[Measure]:
    """The measures after 1, 2, … ``AT_RANDOM`` questions."""
    left, evidence, measures = list(items.values()), [], [estimate(())]
    for asked in range(AT_RANDOM):
        item = items[policy(left, measures[-1], asked, rng)]
        left.remove(item)
        score = answers[item.item_id]
        evidence.append(Evidence(item.parameters, item.guessing, score, TOPIC))
        measures.append(estimate(evidence))
    return measures[1:]


def calibrated(people: Scores, guessing: float) -> dict[int, Candidate]:
    responses = [
        Response(person, item, score)
        for person, scores in enumerate(people)
        for item, score in enumerate(scores)
    ]
    chances = dict.fromkeys(range(len(people[0])), guessing)
    found: Mapping[int, ItemParameters] = fit_2pl(
        responses, guessing=chances, prior=Prior()
    ).parameters
    return {
        item: Candidate(item, TOPIC, parameters, guessing, None, None)
        for item, parameters in found.items()
    }


class Curve:
    """What is reached after 1, 2, … questions, averaged over the splits."""

    def __init__(self) -> None:
        self.correlations: list[list[float]] = []
        self.errors: list[list[float]] = []

    def add(self, sittings: Sequence[Sequence[Measure]], whole: Sequence[float]) -> None:
        after = list(zip(*sittings, strict=True))
        self.correlations.append(
            [correlation([m.theta for m in measures], whole) for measures in after]
        )
        self.errors.append([fmean(m.standard_error for m in measures) for measures in after])

    def correlation(self, questions: int) -> float:
        return fmean(split[questions - 1] for split in self.correlations)

    def error(self, questions: int) -> float:
        return fmean(split[questions - 1] for split in self.errors)


def curves(people: Scores, guessing: float) -> tuple[Curve, Curve]:
    """Curves of the choice and of chance."""
    chosen, random = Curve(), Curve()
    for split in range(SPLITS):
        rng = Random(f"split {split}")
        order = rng.sample(people, len(people))
        half = len(order) // 2
        items = calibrated(order[:half], guessing)
        whole = [
            estimate(
                [
                    Evidence(items[item].parameters, guessing, score, TOPIC)
                    for item, score in enumerate(scores)
                ]
            ).theta
            for scores in order[half:]
        ]
        for curve, policy in ((chosen, informative), (random, at_random)):
            curve.add([replay(scores, items, policy, rng) for scores in order[half:]], whole)
    return chosen, random


def first(reached: Callable[[int], bool]) -> int:
    return next(k for k in range(1, AT_RANDOM + 1) if reached(k) or k == AT_RANDOM)


def post_hoc(name: str, *, goal: float | None) -> None:
    people = real_answers(name)
    if people is None:
        return
    chosen, random = curves(people, GUESSING[name])
    for questions in (5, AT_RANDOM):
        told = f"{name}: correlation of θ after {questions} of {len(people[0])} with the whole"
        report(told, chosen.correlation(questions), "")
        report(f"{told}, asked at random", random.correlation(questions), "")
    aim, error = random.correlation(AT_RANDOM), random.error(AT_RANDOM)
    needed = first(lambda k: chosen.correlation(k) >= aim)
    told = f"{name}: questions for the correlation of ten at random"
    report(told, needed, "questions", at_most=goal)
    needed = first(lambda k: chosen.error(k) <= error)
    report(f"{name}: questions for the standard error of ten at random", needed, "questions")


def main() -> None:
    """Print one JSON line for each figure."""
    post_hoc("HCI", goal=5)
    post_hoc("SAT12", goal=None)


if __name__ == "__main__":
    main()
