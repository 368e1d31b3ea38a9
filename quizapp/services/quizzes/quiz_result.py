"""Looking back on an attempt: its result."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Self

from sqlalchemy.orm import Session

from quizapp.domain.content.schema import Item as ItemContent
from quizapp.domain.content.vocabulary import Topic
from quizapp.domain.errors import NotFoundError
from quizapp.domain.grading.confidence_calibration import (
    ConfidenceReport,
    is_confident_error,
    report,
)
from quizapp.domain.grading.marks import Mark
from quizapp.domain.learning.build import ASKED_TYPES, CASE, Mode
from quizapp.models import Attempt, Bank, Response
from quizapp.services.quizzes.attempts import Question, find_questions, marks_may_be_known
from quizapp.services.quizzes.measuring import MeasureResult, measure_result
from quizapp.services.quizzes.mistakes import Round, round_of
from quizapp.services.quizzes.withheld import items_withheld
from quizapp.services.teaching.current_marks import MarkChange
from quizapp.services.teaching.own_grade import OwnGrade, own_grade
from quizapp.services.teaching.own_marks import own_marks


@dataclass(frozen=True, slots=True)
class ResultLine:
    """One marked question of an attempt. ``withheld``: an exam in progress asks it as well.

    ``mark`` is the one in force; an instructor's ``changes`` led to it.
    """

    question: Question
    response: Response
    mark: Mark
    withheld: bool
    changes: tuple[MarkChange, ...] = ()

    @property
    def position(self) -> int:
        return self.response.position

    @property
    def content(self) -> ItemContent:
        return self.question.content

    @property
    def kind(self) -> str:
        """Its type; a question of a case counts as one of the case, as in the builder."""
        return CASE if self.content.case else self.content.type

    @property
    def is_blank(self) -> bool:
        answer = self.question.answer
        return answer is None or answer.is_blank

    @property
    def counts(self) -> bool:
        """Not so where the question was dropped."""
        return self.mark.maximum > 0

    @property
    def is_missed(self) -> bool:
        """Whether something was wrong, whatever the convention made of it."""
        return self.counts and self.mark.credit < 1.0

    @property
    def is_confident_error(self) -> bool:
        return self.counts and is_confident_error(self.mark.credit, self.response.confidence)


@dataclass(frozen=True, slots=True)
class Score:
    """Points of some questions, negative where a convention took more than was earned."""

    points: float
    maximum: float

    @classmethod
    def of(cls, lines: Iterable[ResultLine]) -> Self:
        """The sum over lines."""
        marks = [line.mark for line in lines]
        return cls(sum(mark.points for mark in marks), sum(mark.maximum for mark in marks))


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds spent on questions, from those of which it is known."""

    known: int
    total: int
    median: float | None


@dataclass(frozen=True, slots=True)
class Result:
    """An attempt summed up, finished or a practice left half-way.

    ``round`` is what is left to review of its mistakes, ``measure`` is None in other modes, and
    ``grade`` in what nobody assigned.
    """

    attempt: Attempt
    bank: Bank
    lines: list[ResultLine]
    round: Round
    measure: MeasureResult | None
    grade: OwnGrade | None

    @property
    def score(self) -> Score:
        """The sum of the lines; of an assigned practice also what its time was not enough for."""
        attempt = self.attempt
        if attempt.paper is not None and attempt.maximum is not None:
            return Score(attempt.points or 0.0, attempt.maximum)
        return Score.of(self.lines)

    @property
    def by_topic(self) -> dict[str, Score]:
        """The score of each topic that was asked, in the order of the topics."""
        return {
            topic.value: Score.of(lines)
            for topic in Topic
            if (lines := [line for line in self.lines if line.content.topic == topic])
        }

    @property
    def by_type(self) -> dict[str, Score]:
        """The score of each type that was asked, in the order of the builder."""
        return {
            kind: Score.of(lines)
            for kind in ASKED_TYPES
            if (lines := [line for line in self.lines if line.kind == kind])
        }

    @property
    def mistakes(self) -> list[ResultLine]:
        """What was missed; first what the learner was sure of, then in the order asked."""
        missed = [line for line in self.lines if line.is_missed]
        return sorted(missed, key=lambda line: not line.is_confident_error)

    @property
    def unanswered(self) -> int:
        return sum(line.is_blank for line in self.lines)

    @property
    def times(self) -> Times:
        known = [ms for line in self.lines if (ms := line.response.duration_ms) is not None]
        return Times(len(known), sum(known), median(known) if known else None)

    @property
    def confidence(self) -> ConfidenceReport:
        """How sure the learner was and how right; nothing is claimed of what was left blank."""
        return report(
            (line.response.confidence, line.mark.credit)
            for line in self.lines
            if line.response.confidence is not None and line.counts and not line.is_blank
        )


def attempt_result(
    session: Session, *, learner_id: int, attempt_id: int, now: datetime
) -> Result | None:
    """The result of the learner's own attempt; None while its marks may not be known.

    Raises:
        NotFoundError: there is no such attempt of theirs.
    """
    questions = find_questions(session, learner_id=learner_id, attempt_id=attempt_id)
    if not questions:
        raise NotFoundError(f"no attempt {attempt_id}")
    attempt = questions[0].attempt
    if not marks_may_be_known(session, attempt, now):
        return None
    kept_back = items_withheld(session, learner_id, now)
    return Result(
        attempt=attempt,
        bank=questions[0].bank,
        lines=[
            ResultLine(
                own.question,
                own.question.response,
                own.mark,
                own.question.place.item_id in kept_back,
                own.changes,
            )
            for own in own_marks(session, attempt, questions)
            if own.question.response is not None and own.mark is not None
        ],
        round=round_of(session, attempt, now),
        measure=measure_result(session, attempt) if attempt.mode == Mode.MEASURE else None,
        grade=own_grade(session, attempt, now),
    )
