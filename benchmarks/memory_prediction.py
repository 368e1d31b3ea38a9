"""How well recall is predicted on a real log that the model was not fitted to.

The 12,580 reviews of one learner are split by time in two halves. Predicted is the first retrieval
of a card on each later learning day (within a day all models say: remembered). The models:

- ours: FSRS-6 with its published weights over learning days, `Scheduler` as it runs;
- fitted: the same with the four weights that these answers can tell something about (initial
  stabilities after Again and Good, decay, growth), fitted to the first half only. Reported, not
  used: the gain has to be worth a weights version of one's own;
- moving average: the share recalled among the last n outcomes, with the n that was best in the
  first half, and with the one that turns out best in the last. It knows nothing of cards, but
  everything of how the learner fares of late;
- fsrs library: with its own days (blocks of 24 hours), on which a quarter of these retrievals lie
  on the day of the last one and recall is certain; such a certainty counts as .99. Beside it, on
  the retrievals alone that it puts on a later day too.

Compared by log loss in the last half, lower is better. Goal: below any of these moving averages,
and below the library.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, stdev

from fsrs import Card, Rating
from fsrs import Scheduler as Library

from benchmarks.support.figures import report
from benchmarks.support.reference_data import LEARNERS_ZONE, RealReview, real_reviews
from quizapp.domain.learning import stability as fsrs
from quizapp.domain.learning.days import elapsed_days, learning_day
from quizapp.domain.learning.memory import (
    DEFAULT_WEIGHTS,
    Grade,
    MemoryState,
    Scheduler,
    retrievability,
)
from quizapp.domain.learning.stability import Memory, Weights

WINDOWS = (10, 20, 50, 100, 200, 500, 1000)
BINS = 20
_SUREST = 0.99
# Initial stability after Again and Good, growth of stability, decay: places in the weights.
FITTED = (0, 2, 8, 20)
_STEPS = (0.5, 0.25, 0.12)


@dataclass(frozen=True, slots=True)
class Retrieval:
    """What happened, and what two models had predicted; ``later``: on a later day for both."""

    recalled: bool
    ours: float
    library: float
    later: bool


def retrievals(reviews: Sequence[RealReview]) -> list[Retrieval]:
    """The first retrieval of each card on each day after its first one, in their order."""
    ours, library = Scheduler(), Library(enable_fuzzing=False)
    states: dict[int, MemoryState] = {}
    cards: dict[int, Card] = {}
    found = []
    for number, (card_id, grade, at) in enumerate(reviews):
        state, card = states.get(card_id), cards.get(card_id) or Card(card_id=card_id)
        day = learning_day(at, LEARNERS_ZONE)
        if state is not None and day > state.last_day:
            theirs = library.get_card_retrievability(card, current_datetime=at)
            found.append(
                Retrieval(
                    grade is not Grade.AGAIN,
                    retrievability(state, day),
                    min(theirs, _SUREST),
                    later=theirs < 1.0,
                )
            )
        states[card_id] = ours.grade(
            state, grade, now=at, zone=LEARNERS_ZONE, seed=str(number)
        ).state
        cards[card_id], _ = library.review_card(card, Rating(grade), review_datetime=at)
    return found


def loss(recalled: bool, predicted: float) -> float:  # noqa: FBT001 - an outcome
    return -math.log(predicted if recalled else 1.0 - predicted)


def losses(recalled: Sequence[bool], predicted: Sequence[float]) -> list[float]:
    return [loss(right, chance) for right, chance in zip(recalled, predicted, strict=True)]


def moving_average(recalled: Sequence[bool], window: int) -> list[float]:
    """The share of the ``window`` outcomes before each, as if one more had gone nine in ten."""
    shares = []
    for place in range(len(recalled)):
        last = recalled[max(0, place - window) : place]
        shares.append((sum(last) + 0.9) / (len(last) + 1))
    return shares


def calibration_error(recalled: Sequence[bool], predicted: Sequence[float]) -> float:
    """Root mean square of (share recalled − mean prediction) over bins of predicted recall."""
    bins: dict[int, list[tuple[bool, float]]] = {}
    for right, chance in zip(recalled, predicted, strict=True):
        bins.setdefault(int(chance * BINS), []).append((right, chance))
    squares = [
        (fmean(right for right, _ in part) - fmean(chance for _, chance in part)) ** 2 * len(part)
        for part in bins.values()
    ]
    return math.sqrt(sum(squares) / len(recalled))


@dataclass(frozen=True, slots=True)
class Step:
    """A review of a card, so many learning days after its last one; None: its first."""

    card: int
    recalled: bool
    grade: Grade
    elapsed: int | None

    @property
    def is_predicted(self) -> bool:
        return bool(self.elapsed)


def steps_of(reviews: Sequence[RealReview]) -> list[Step]:
    steps, last = [], {}
    for card, grade, at in reviews:
        day = learning_day(at, LEARNERS_ZONE)
        elapsed = elapsed_days(last[card], day) if card in last else None
        steps.append(Step(card, grade is not Grade.AGAIN, grade, elapsed))
        last[card] = day
    return steps


def predictions(weights: Weights, steps: Sequence[Step]) -> list[float]:
    """Predicted recall at the same retrievals, in the order of the log."""
    memories: dict[int, Memory] = {}
    found = []
    for step in steps:
        memory, elapsed = memories.get(step.card), step.elapsed or 0
        if memory is not None and elapsed:
            found.append(fsrs.recall(memory.stability, elapsed=elapsed, weights=weights))
        memories[step.card] = fsrs.after(memory, step.grade, elapsed=elapsed, weights=weights)
    return found


def fit(steps: Sequence[Step]) -> Weights:
    """The weights at `FITTED` moved up and down by shrinking shares while the loss falls."""
    recalled = [step.recalled for step in steps if step.is_predicted]

    def loss_with(weights: Sequence[float]) -> float:
        return fmean(losses(recalled, predictions(tuple(weights), steps)))

    best, least = list(DEFAULT_WEIGHTS), loss_with(DEFAULT_WEIGHTS)
    for size in _STEPS:
        for place in FITTED * 2:
            for factor in (1.0 + size, 1.0 / (1.0 + size)):
                tried = best.copy()
                tried[place] *= factor
                found = loss_with(tried)
                if found < least:
                    best, least = tried, found
    return tuple(best)


def compare(reviews: Sequence[RealReview]) -> None:
    seen = retrievals(reviews)
    half = len(seen) // 2
    recalled, test = [one.recalled for one in seen], seen[half:]
    outcomes = recalled[half:]
    averages = {window: moving_average(recalled, window) for window in WINDOWS}
    chosen = min(WINDOWS, key=lambda w: fmean(losses(recalled[:half], averages[w][:half])))
    best = min(WINDOWS, key=lambda w: fmean(losses(outcomes, averages[w][half:])))
    average = losses(outcomes, averages[best][half:])
    mine = losses(outcomes, [one.ours for one in test])
    theirs = losses(outcomes, [one.library for one in test])
    report("retrievals predicted", len(test), "")
    report("of them recalled", fmean(outcomes) * 100, "%")
    ahead = fmean(losses(outcomes, averages[chosen][half:]))
    report(f"log loss, moving average of {chosen}", ahead, "")
    report(f"log loss, moving average of {best}, the best in hindsight", fmean(average), "")
    report("log loss, fsrs library on its own days", fmean(theirs), "")
    report("log loss, ours", fmean(mine), "", at_most=min(fmean(average), fmean(theirs)))
    gain = [a - m for a, m in zip(average, mine, strict=True)]
    report("gain on the best moving average", fmean(gain), "", at_least=0)
    report("standard error of that gain", stdev(gain) / math.sqrt(len(gain)), "")
    later = [place for place, one in enumerate(test) if one.later]
    share = 100 - 100 * len(later) / len(test)
    report("retrievals that the library puts on the day of the last one", share, "%")
    report("log loss on the others, fsrs library", fmean(theirs[place] for place in later), "")
    report("log loss on the others, ours", fmean(mine[place] for place in later), "")
    predicted = [one.ours for one in test]
    report("mean predicted recall, ours", fmean(predicted) * 100, "%")
    report("calibration error, ours", calibration_error(outcomes, predicted), "")
    steps = steps_of(reviews)
    places = [place for place, step in enumerate(steps) if step.is_predicted]
    weights = fit(steps[: places[half]])
    found = fmean(losses(outcomes, predictions(weights, steps)[half:]))
    report("log loss, ours with weights fitted to the first half", found, "")


def main() -> None:
    """Print one JSON line for each figure."""
    reviews = real_reviews("prediction of recall on a real log")
    if reviews is not None:
        compare(reviews)


if __name__ == "__main__":
    main()
