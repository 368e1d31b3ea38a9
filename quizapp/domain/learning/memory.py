"""How each retrieval, by card or by quiz, changes a learner's memory of an item.

S and D come from FSRS-6; learning days, minute steps and the choice of the due day are ours. A
state is a fold of the log: `history.fold` makes again the transitions that `Scheduler` made then.
"""

import math
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from quizapp.domain.learning import stability as fsrs
from quizapp.domain.learning.agenda import Agenda
from quizapp.domain.learning.days import day_start, elapsed_days, learning_day
from quizapp.domain.learning.deck import DEFAULT_RETENTION, RETENTION_BOUNDS
from quizapp.domain.learning.due import DuePolicy, Span
from quizapp.domain.learning.memory_state import (
    DayRule,
    LoggedReview,
    MemoryState,
    Outcome,
    ReviewKind,
    retrievability,
)
from quizapp.domain.learning.quiz_credit import (
    COUNTS_AS_RECALLED,
    QUIZ_GAIN,
    UNSEEN_RECALL,
    Said,
    chance_of_recall,
    require_possible,
)
from quizapp.domain.learning.stability import (
    DEFAULT_WEIGHTS,
    DEFAULT_WEIGHTS_VERSION,
    Grade,
    Memory,
    Weights,
)
from quizapp.domain.learning.steps import IN_REVIEW, Phase, Place, next_place

__all__ = [
    "DEFAULT_WEIGHTS",
    "DEFAULT_WEIGHTS_VERSION",
    "DayRule",
    "Grade",
    "LoggedReview",
    "MemoryState",
    "Outcome",
    "Phase",
    "ReviewKind",
    "Scheduler",
    "retrievability",
]


@dataclass(frozen=True, slots=True)
class _Moment:
    """When and where a retrieval happens; ``day`` is not before the last day of the memory."""

    now: datetime
    day: date
    zone: ZoneInfo
    seed: str
    spread: float | None = None
    after_reading: bool = False


@dataclass(frozen=True, slots=True)
class _Due:
    """When a card comes back, after how many days (None: a step of minutes), and by what rule."""

    at: datetime
    days: int | None
    rule: DayRule
    spread: float | None = None


@dataclass(frozen=True, slots=True)
class Scheduler:
    """Turns a state and a retrieval into the next state.

    ``desired_retention`` (.70 to .97) is the recall at which a card should come back, ``exam_on``
    the learning day of an exam (see `due`), ``agenda`` how full the days to come are.

    ``after_reading`` in what follows: the learner has read the text earlier on the same day. A
    success then says little of what will be left: it counts as if no day had passed since the
    last retrieval, and an item that is still being learnt comes back the next day.
    """

    desired_retention: float = DEFAULT_RETENTION
    weights: Weights = DEFAULT_WEIGHTS
    weights_version: str = DEFAULT_WEIGHTS_VERSION
    exam_on: date | None = None
    agenda: Agenda | None = None

    def __post_init__(self) -> None:
        lowest, highest = RETENTION_BOUNDS
        if not lowest <= self.desired_retention <= highest:
            raise ValueError(
                f"desired retention must be from {lowest} to {highest}: {self.desired_retention}"
            )

    def grade(
        self,
        state: MemoryState | None,
        grade: Grade,
        *,
        now: datetime,
        zone: ZoneInfo,
        seed: str,
        after_reading: bool = False,
    ) -> Outcome:
        """A flashcard graded by the learner.

        ``seed`` names this review (an item and a count, say); with the agenda it decides the day.
        """
        moment = _moment(state, now, learning_day(now, zone), zone, seed)
        return self._graded(state, grade, replace(moment, after_reading=after_reading))

    def preview(
        self,
        state: MemoryState | None,
        *,
        now: datetime,
        zone: ZoneInfo,
        seed: str,
        after_reading: bool = False,
    ) -> dict[Grade, Outcome]:
        """What each of the four grades would do; with the same seed `grade` does just that."""
        moment = _moment(state, now, learning_day(now, zone), zone, seed)
        moment = replace(moment, after_reading=after_reading)
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
        after_reading: bool = False,
    ) -> Outcome:
        """A quiz answer with a ``score`` from 0 to 1 and a ``guessing`` chance from 0 up to 1.

        With R the predicted recall, g the guessing chance and c the ``confidence`` (1 to 3), a
        right answer was recalled with probability R·L1(c)/(R·L1(c) + (1−R)·g·L0(c)), where L1 is
        `CONFIDENCE_IF_RECALLED` and L0 `CONFIDENCE_IF_GUESSED`, both 1 where no confidence was
        asked; the credit p is that times the score. Then
        ln S′ = p·ln S_Good + (1−p)·ln S_Again, D′ likewise without logarithms, and a rise of ln S
        is halved. Never counts as Easy. Right after reading R is 1: nothing has to be guessed.

        - Nothing right (score 0): exactly what Again does to a card.
        - p ≥ .5: the steps move as for Good; in whole days the interval follows S′.
        - p < .5: the card stays in its phase and its due date may come nearer, never go further.
        - First exposure: R is taken as .5 and the rise is measured from S_Again, the stability
          that a wrong answer would have given. p ≥ .5 puts the card into review (a right answer at
          first sight needs no second one ten minutes later), p < .5 at the first learning step.
        """
        moment = _moment(state, now, learning_day(now, zone), zone, seed)
        moment = replace(moment, after_reading=after_reading)
        return self._quizzed(state, Said(score, confidence), guessing, moment)

    def spans(self, state: MemoryState | None, *, now: datetime, zone: ZoneInfo) -> list[Span]:
        """The ranges of days that the next retrieval may choose from: what an agenda has to cover.

        Its outcomes with Hard, Good and Easy; a quiz answer's lie in between, or nearer.
        """
        moment = _moment(state, now, learning_day(now, zone), zone, "")
        return [
            self._policy.span(
                self._after(state, grade, moment).stability,
                since=moment.day,
                earliest=moment.day + timedelta(days=1),
            )
            for grade in (Grade.HARD, Grade.GOOD, Grade.EASY)
        ]

    def replay(self, state: MemoryState | None, event: LoggedReview) -> Outcome:
        """The transition that a logged review made.

        The day is taken from the log, not from the zone: what was a learner's day then stays so
        when time zone rules are revised.
        """
        moment = _moment(state, event.at, event.day, ZoneInfo(event.zone), event.seed)
        moment = replace(moment, spread=event.spread, after_reading=event.after_reading)
        if event.kind is ReviewKind.CARD:
            if event.grade is None:
                raise ValueError(f"a card review has a grade: {event}")
            return self._graded(state, event.grade, moment)
        if event.score is None or event.guessing is None:
            raise ValueError(f"a quiz review has a score and a guessing chance: {event}")
        return self._quizzed(state, Said(event.score, event.confidence), event.guessing, moment)

    @property
    def _policy(self) -> DuePolicy:
        return DuePolicy(self.desired_retention, self.weights, self.exam_on, self.agenda)

    def _graded(self, state: MemoryState | None, grade: Grade, moment: _Moment) -> Outcome:
        memory = self._after(state, grade, moment)
        place = _place_after(state, grade)
        due = self._due(state, memory, place.wait, moment)
        said = Said(0.0 if grade is Grade.AGAIN else 1.0)
        return Outcome(
            state=_next_state(state, moment, place, memory, due=due, said=said),
            retrievability_before=self._recall(state, moment),
            interval_days=due.days,
            grade=grade,
            credit=None,
            rule=due.rule,
            spread=due.spread,
        )

    def _quizzed(
        self, state: MemoryState | None, said: Said, guessing: float, moment: _Moment
    ) -> Outcome:
        require_possible(said, guessing)
        before = self._recall(state, moment)
        if said.score == 0.0:
            outcome = self._graded(state, Grade.AGAIN, moment)
            wrong = replace(outcome.state, last_score=0.0, last_confidence=said.confidence)
            return replace(outcome, state=wrong, grade=None, credit=0.0)
        recall = UNSEEN_RECALL if before is None else before
        if moment.after_reading:
            recall = 1.0
        credit = said.score * chance_of_recall(recall, guessing, said.confidence)
        memory = self._credited(state, credit, moment)
        if credit >= COUNTS_AS_RECALLED:
            place = IN_REVIEW if state is None else _place_after(state, Grade.GOOD)
            due = self._due(state, memory, place.wait, moment)
        elif state is None:
            place = _place_after(None, Grade.AGAIN)
            due = self._due(state, memory, place.wait, moment)
        else:
            place = Place(state.phase, state.step, None)
            due = self._due_not_later(state, memory, moment)
        return Outcome(
            state=_next_state(state, moment, place, memory, due=due, said=said),
            retrievability_before=before,
            interval_days=due.days,
            grade=None,
            credit=credit,
            rule=due.rule,
            spread=due.spread,
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
        elapsed = elapsed_days(state.last_day, moment.day)
        if moment.after_reading and grade is not Grade.AGAIN:
            elapsed = 0
        return fsrs.after(
            Memory(state.stability, state.difficulty), grade, elapsed=elapsed, weights=self.weights
        )

    def _recall(self, state: MemoryState | None, moment: _Moment) -> float | None:
        return None if state is None else retrievability(state, moment.day, weights=self.weights)

    def _due(
        self, state: MemoryState | None, memory: Memory, wait: timedelta | None, moment: _Moment
    ) -> _Due:
        tomorrow = moment.day + timedelta(days=1)
        if wait is not None:
            # A step never reaches past the next morning: shortly before 4 am, Hard in ten minutes
            # would otherwise come back after Good in one day.
            at = min(moment.now + wait, day_start(tomorrow, moment.zone))
            return _Due(at, None, DayRule.STEPS)
        if moment.after_reading and (state is None or state.phase is Phase.LEARNING):
            return _Due(day_start(tomorrow, moment.zone), 1, DayRule.AFTER_READING)
        policy = self._policy
        span = policy.span(memory.stability, since=moment.day, earliest=tomorrow)
        chosen = policy.choose(span, seed=moment.seed, spread=moment.spread)
        return _Due(
            at=day_start(chosen.day, moment.zone),
            days=elapsed_days(moment.day, chosen.day),
            rule=chosen.rule,
            spread=chosen.spread,
        )

    def _due_not_later(self, state: MemoryState, memory: Memory, moment: _Moment) -> _Due:
        if state.phase is not Phase.REVIEW:
            return _Due(state.due_at, None, DayRule.KEPT)
        due = self._due(state, memory, None, moment)
        if due.at < state.due_at:
            return due
        days = elapsed_days(moment.day, learning_day(state.due_at, moment.zone))
        return _Due(state.due_at, days, DayRule.KEPT, due.spread)


def _moment(
    state: MemoryState | None, now: datetime, day: date, zone: ZoneInfo, seed: str
) -> _Moment:
    return _Moment(now, day if state is None else max(day, state.last_day), zone, seed)


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
    said: Said,
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
