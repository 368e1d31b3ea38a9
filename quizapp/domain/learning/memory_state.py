"""The values that memory is made of: a state, what a retrieval did to it, a line of the log."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Self

from quizapp.domain.learning import stability as fsrs
from quizapp.domain.learning.days import elapsed_days
from quizapp.domain.learning.stability import DEFAULT_WEIGHTS, Grade, Weights
from quizapp.domain.learning.steps import Phase


class DayRule(StrEnum):
    """What decided when a card comes back."""

    STEPS = "steps"
    INTERVAL = "interval"
    EXAM_TOP_UP = "exam_top_up"
    AFTER_EXAM = "after_exam"
    AFTER_READING = "after_reading"
    KEPT = "kept"
    RESCHEDULED = "rescheduled"


class MemoryAge(StrEnum):
    """How old a memory was when it was tested; `MATURE_FROM` days of stability make it mature."""

    YOUNG = "young"
    MATURE = "mature"


MATURE_FROM = 21.0


class ReviewKind(StrEnum):
    """How a retrieval was made: as a flashcard, graded by the learner, or in a quiz."""

    CARD = "card"
    QUIZ = "quiz"


@dataclass(frozen=True, slots=True)
class MemoryState:
    """One memory: ``step`` is None in review; instants are UTC; ``last_day`` is a learning day.

    ``last_day`` and ``last_reviewed_at`` never go back, whatever the clock or the learner's
    journeys do: so the elapsed days of a history add up to its first and last day.
    ``last_score`` (0 to 1) and ``last_confidence`` (1 to 3, None where none was asked) are those
    of the last retrieval.
    """

    phase: Phase
    step: int | None
    stability: float
    difficulty: float
    last_reviewed_at: datetime
    last_day: date
    due_at: datetime
    reviews: int
    lapses: int
    last_score: float = 1.0
    last_confidence: int | None = None

    def as_json(self) -> dict[str, Any]:
        """A dictionary of JSON values; instants and days in ISO 8601."""
        return {
            "phase": self.phase.value,
            "step": self.step,
            "stability": self.stability,
            "difficulty": self.difficulty,
            "last_reviewed_at": self.last_reviewed_at.isoformat(),
            "last_day": self.last_day.isoformat(),
            "due_at": self.due_at.isoformat(),
            "reviews": self.reviews,
            "lapses": self.lapses,
            "last_score": self.last_score,
            "last_confidence": self.last_confidence,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """The state that `as_json` wrote."""
        return cls(
            phase=Phase(data["phase"]),
            step=data["step"],
            stability=data["stability"],
            difficulty=data["difficulty"],
            last_reviewed_at=datetime.fromisoformat(data["last_reviewed_at"]),
            last_day=date.fromisoformat(data["last_day"]),
            due_at=datetime.fromisoformat(data["due_at"]),
            reviews=data["reviews"],
            lapses=data["lapses"],
            last_score=data["last_score"],
            last_confidence=data["last_confidence"],
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one retrieval did.

    ``retrievability_before`` is None on a first retrieval; ``interval_days`` is None while the
    card is in minute steps; ``grade`` belongs to cards, ``credit`` (the chance that a quiz answer
    was recalled rather than guessed, times its score) to quizzes. ``rule`` set the due date, and
    ``spread`` tells where in its range of days it was put (0 to 1; None where the seed decides).
    """

    state: MemoryState
    retrievability_before: float | None
    interval_days: int | None
    grade: Grade | None
    credit: float | None
    rule: DayRule
    spread: float | None = None


@dataclass(frozen=True, slots=True)
class LoggedReview:
    """One line of the review log: all that is needed to make its transition again.

    ``spread`` is that of its outcome; ``exam_on`` the exam that was to come; ``after_reading``
    says that the text had been read earlier that day.
    """

    kind: ReviewKind
    at: datetime
    day: date
    zone: str
    grade: Grade | None
    score: float | None
    guessing: float | None
    desired_retention: float
    seed: str
    confidence: int | None = None
    exam_on: date | None = None
    spread: float | None = None
    after_reading: bool = False


@dataclass(frozen=True, slots=True)
class DueChange:
    """A line of the log by which a card was put on another day; its memory stays as it is."""

    at: datetime
    due_at: datetime


LoggedEvent = LoggedReview | DueChange


def retrievability(state: MemoryState, day: date, *, weights: Weights = DEFAULT_WEIGHTS) -> float:
    """Predicted recall on the learning day ``day``: 1.0 on the day of the last retrieval."""
    return fsrs.recall(state.stability, elapsed=elapsed_days(state.last_day, day), weights=weights)
