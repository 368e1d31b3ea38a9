"""How each retrieval, by card or by quiz, changes a learner's memory of an item.

S and D come from FSRS-6; learning days, minute steps and fuzz are ours. A state is a fold of the
review log: `fold` makes again the very transitions that `Scheduler` made at the time.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from quizapp.domain.learning import stability as fsrs
from quizapp.domain.learning.days import day_start, elapsed_days, learning_day
from quizapp.domain.learning.fuzz import fuzzed
from quizapp.domain.learning.memory_state import (
    LoggedReview,
    MemoryState,
    Outcome,
    ReviewKind,
    retrievability,
)
from quizapp.domain.learning.stability import (
    DEFAULT_WEIGHTS,
    DEFAULT_WEIGHTS_VERSION,
    MAXIMUM_INTERVAL,
    Grade,
    Memory,
    Weights,
)
from quizapp.domain.learning.steps import IN_REVIEW, Phase, Place, next_place

__all__ = [
    "DEFAULT_WEIGHTS",
    "DEFAULT_WEIGHTS_VERSION",
    "Grade",
    "LoggedReview",
    "MemoryState",
    "Outcome",
    "Phase",
    "ReviewKind",
    "Scheduler",
    "fold",
    "retrievability",
]

RETENTION_BOUNDS = (0.70, 0.97)

# A quiz shows more of the answer than a card does: half of what Good would gain is credited.
QUIZ_GAIN = 0.5
# Nothing is known of a memory never tested: its first quiz answer starts from even odds.
UNSEEN_RECALL = 0.5
# From this credit on, a quiz answer was more likely recalled than guessed or half right.
COUNTS_AS_RECALLED = 0.5
# How often each of the three certainty levels is said of an answer that was recalled, and of one
# that was guessed: a sure answer is six times as likely recalled, an unsure one six times less.
CONFIDENCE_IF_RECALLED = (0.1, 0.3, 0.6)
CONFIDENCE_IF_GUESSED = (0.6, 0.3, 0.1)


@dataclass(frozen=True, slots=True)
class _Moment:
    """When and where a retrieval happens; ``day`` is not before the last day of the memory."""

    now: datetime
    day: date
    zone: ZoneInfo
    seed: str


@dataclass(frozen=True, slots=True)
class _Said:
    """How right a retrieval was, and how sure the learner was of it."""

    score: float
    confidence: int | None = None


@dataclass(frozen=True, slots=True)
class _Due:
    """When a card comes back, and after how many days (None: after a step of minutes)."""

    at: datetime
    days: int | None


@dataclass(frozen=True, slots=True)
class Scheduler:
    """Turns a state and a retrieval into the next state.

    ``desired_retention`` (.70 to .97) is the recall at which a card should come back.
    """

    desired_retention: float = 0.90
    weights: Weights = DEFAULT_WEIGHTS
    weights_version: str = DEFAULT_WEIGHTS_VERSION

    def __post_init__(self) -> None:
        lowest, highest = RETENTION_BOUNDS
        if not lowest <= self.desired_retention <= highest:
            raise ValueError(
                f"desired retention must be from {lowest} to {highest}: {self.desired_retention}"
            )

    def grade(
        self, state: MemoryState | None, grade: Grade, *, now: datetime, zone: ZoneInfo, seed: str
    ) -> Outcome:
        """A flashcard graded by the learner.

        ``seed`` names this review (an item and a count, say) and decides the fuzz alone.
        """
        return self._graded(state, grade, _moment(state, now, learning_day(now, zone), zone, seed))

    def preview(
        self, state: MemoryState | None, *, now: datetime, zone: ZoneInfo, seed: str
    ) -> dict[Grade, Outcome]:
        """What each of the four grades would do; with the same seed `grade` does just that."""
        moment = _moment(state, now, learning_day(now, zone), zone, seed)
        return {grade: self._graded(state, grade, moment) for grade in Grade}

    def quiz(
        self,
        state: MemoryState | None,
        *,
        score: float,
        guessing: float,
        now: datetime,
        zone: ZoneInfo,
        seed: str,
        confidence: int | None = None,
    ) -> Outcome:
        """A quiz answer with a ``score`` from 0 to 1 and a ``guessing`` chance from 0 up to 1.

        With R the predicted recall, g the guessing chance and c the ``confidence`` (1 to 3), a
        right answer was recalled with probability R·L1(c)/(R·L1(c) + (1−R)·g·L0(c)), where L1 is
        `CONFIDENCE_IF_RECALLED` and L0 `CONFIDENCE_IF_GUESSED`, both 1 where no confidence was
        asked; the credit p is that times the score. Then
        ln S′ = p·ln S_Good + (1−p)·ln S_Again, D′ likewise without logarithms, and a rise of ln S
        is halved. Never counts as Easy.

        - Nothing right (score 0): exactly what Again does to a card.
        - p ≥ .5: the steps move as for Good; in whole days the interval follows S′.
        - p < .5: the card stays in its phase and its due date may come nearer, never go further.
        - First exposure: R is taken as .5 and the rise is measured from S_Again, the stability
          that a wrong answer would have given. p ≥ .5 puts the card into review (a right answer at
          first sight needs no second one ten minutes later), p < .5 at the first learning step.
        """
        moment = _moment(state, now, learning_day(now, zone), zone, seed)
        return self._quizzed(state, _Said(score, confidence), guessing, moment)

    def replay(self, state: MemoryState | None, event: LoggedReview) -> Outcome:
        """The transition that a logged review made.

        The day is taken from the log, not from the zone: what was a learner's day then stays so
        when time zone rules are revised.
        """
        moment = _moment(state, event.at, event.day, ZoneInfo(event.zone), event.seed)
        if event.kind is ReviewKind.CARD:
            if event.grade is None:
                raise ValueError(f"a card review has a grade: {event}")
            return self._graded(state, event.grade, moment)
        if event.score is None or event.guessing is None:
            raise ValueError(f"a quiz review has a score and a guessing chance: {event}")
        return self._quizzed(state, _Said(event.score, event.confidence), event.guessing, moment)

    def _graded(self, state: MemoryState | None, grade: Grade, moment: _Moment) -> Outcome:
        memory = self._after(state, grade, moment)
        place = _place_after(state, grade)
        due = self._due(memory, place.wait, moment)
        said = _Said(0.0 if grade is Grade.AGAIN else 1.0)
        return Outcome(
            state=_next_state(state, moment, place, memory, due=due, said=said),
            retrievability_before=self._recall(state, moment),
            interval_days=due.days,
            grade=grade,
            credit=None,
        )

    def _quizzed(
        self, state: MemoryState | None, said: _Said, guessing: float, moment: _Moment
    ) -> Outcome:
        _require_possible(said, guessing)
        before = self._recall(state, moment)
        if said.score == 0.0:
            outcome = self._graded(state, Grade.AGAIN, moment)
            wrong = replace(outcome.state, last_score=0.0, last_confidence=said.confidence)
            return replace(outcome, state=wrong, grade=None, credit=0.0)
        recall = UNSEEN_RECALL if before is None else before
        credit = said.score * _chance_of_recall(recall, guessing, said.confidence)
        memory = self._credited(state, credit, moment)
        if credit >= COUNTS_AS_RECALLED:
            place = IN_REVIEW if state is None else _place_after(state, Grade.GOOD)
            due = self._due(memory, place.wait, moment)
        elif state is None:
            place = _place_after(None, Grade.AGAIN)
            due = self._due(memory, place.wait, moment)
        else:
            place = Place(state.phase, state.step, None)
            due = self._due_not_later(state, memory, moment)
        return Outcome(
            state=_next_state(state, moment, place, memory, due=due, said=said),
            retrievability_before=before,
            interval_days=due.days,
            grade=None,
            credit=credit,
        )

    def _credited(self, state: MemoryState | None, credit: float, moment: _Moment) -> Memory:
        """S and D between what Again and what Good would have made of them; see `quiz`."""
        again = self._after(state, Grade.AGAIN, moment)
        good = self._after(state, Grade.GOOD, moment)
        mixed = credit * math.log(good.stability) + (1.0 - credit) * math.log(again.stability)
        start = math.log(again.stability if state is None else state.stability)
        if mixed > start:
            mixed = start + QUIZ_GAIN * (mixed - start)
        return Memory(
            stability=math.exp(mixed),
            difficulty=credit * good.difficulty + (1.0 - credit) * again.difficulty,
        )

    def _after(self, state: MemoryState | None, grade: Grade, moment: _Moment) -> Memory:
        if state is None:
            return fsrs.after(None, grade, elapsed=0, weights=self.weights)
        return fsrs.after(
            Memory(state.stability, state.difficulty),
            grade,
            elapsed=elapsed_days(state.last_day, moment.day),
            weights=self.weights,
        )

    def _recall(self, state: MemoryState | None, moment: _Moment) -> float | None:
        return None if state is None else retrievability(state, moment.day, weights=self.weights)

    def _due(self, memory: Memory, wait: timedelta | None, moment: _Moment) -> _Due:
        if wait is not None:
            # A step never reaches past the next morning: shortly before 4 am, Hard in ten minutes
            # would otherwise come back after Good in one day.
            tomorrow = day_start(moment.day + timedelta(days=1), moment.zone)
            return _Due(min(moment.now + wait, tomorrow), None)
        ideal = fsrs.ideal_interval(
            memory.stability, retention=self.desired_retention, weights=self.weights
        )
        days = fuzzed(ideal, seed=moment.seed, longest=MAXIMUM_INTERVAL)
        return _Due(day_start(moment.day + timedelta(days=days), moment.zone), days)

    def _due_not_later(self, state: MemoryState, memory: Memory, moment: _Moment) -> _Due:
        if state.phase is not Phase.REVIEW:
            return _Due(state.due_at, None)
        due = self._due(memory, None, moment)
        if due.at < state.due_at:
            return due
        return _Due(state.due_at, elapsed_days(moment.day, learning_day(state.due_at, moment.zone)))


def fold(
    events: Iterable[LoggedReview],
    *,
    weights: Weights = DEFAULT_WEIGHTS,
    weights_version: str = DEFAULT_WEIGHTS_VERSION,
) -> MemoryState | None:
    """The state that a log of one item's retrievals, in order, leads to; None for an empty log.

    With other ``weights`` it is the state that they would have led to.
    """
    state: MemoryState | None = None
    for event in events:
        scheduler = Scheduler(event.desired_retention, weights, weights_version)
        state = scheduler.replay(state, event).state
    return state


def _moment(
    state: MemoryState | None, now: datetime, day: date, zone: ZoneInfo, seed: str
) -> _Moment:
    return _Moment(now, day if state is None else max(day, state.last_day), zone, seed)


def _require_possible(said: _Said, guessing: float) -> None:
    if not 0.0 <= said.score <= 1.0:
        raise ValueError(f"a score is from 0 to 1: {said.score}")
    if not 0.0 <= guessing < 1.0:
        raise ValueError(f"a guessing chance is from 0 up to 1: {guessing}")
    if said.confidence not in (None, 1, 2, 3):
        raise ValueError(f"a confidence is 1, 2 or 3: {said.confidence}")


def _chance_of_recall(recall: float, guessing: float, confidence: int | None) -> float:
    """The chance that a right answer was recalled and not guessed; see `Scheduler.quiz`."""
    if confidence is None:
        return recall / (recall + (1.0 - recall) * guessing)
    recalled = recall * CONFIDENCE_IF_RECALLED[confidence - 1]
    return recalled / (recalled + (1.0 - recall) * guessing * CONFIDENCE_IF_GUESSED[confidence - 1])


def _place_after(state: MemoryState | None, grade: Grade) -> Place:
    if state is None:
        return next_place(Phase.LEARNING, 0, grade)
    return next_place(state.phase, state.step, grade)


def _next_state(
    state: MemoryState | None,
    moment: _Moment,
    place: Place,
    memory: Memory,
    *,
    due: _Due,
    said: _Said,
) -> MemoryState:
    reviewed_at, reviews, lapses = moment.now, 0, 0
    if state is not None:
        reviewed_at, reviews, lapses = state.last_reviewed_at, state.reviews, state.lapses
        lapses += state.phase is Phase.REVIEW and place.phase is Phase.RELEARNING
    return MemoryState(
        phase=place.phase,
        step=place.step,
        stability=memory.stability,
        difficulty=memory.difficulty,
        last_reviewed_at=max(moment.now, reviewed_at),
        last_day=moment.day,
        due_at=due.at,
        reviews=reviews + 1,
        lapses=lapses,
        last_score=said.score,
        last_confidence=said.confidence,
    )
