"""The gradebook of an assignment: every learner's attempts, and the grade that counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from quizapp.domain.content.words import has_words, words_of
from quizapp.domain.policies import Person
from quizapp.domain.teaching.accommodation import Terms
from quizapp.domain.teaching.assignment import Counting
from quizapp.domain.teaching.gradebook import Grade, Sitting, Spread, grade, spread
from quizapp.models import Assignment, Attempt, Membership
from quizapp.services.teaching.access import find_assignment
from quizapp.services.teaching.terms import accommodated_terms, general_terms


class Stage(StrEnum):
    """How far a learner has come; who has handed in once is done, whatever they begin later."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    DONE = "done"


class Order(StrEnum):
    """By what the gradebook is sorted."""

    NAME = "name"
    SCORE = "score"
    STAGE = "stage"


@dataclass(frozen=True, slots=True)
class AttemptLine:
    """One attempt; ``sitting`` is what the gradebook makes of it."""

    id: int
    started_at: datetime
    finished_at: datetime | None
    answered: int
    length: int
    sitting: Sitting

    @property
    def number(self) -> int:
        return self.sitting.number


@dataclass(frozen=True, slots=True)
class LearnerLine:
    """A learner of the cohort, or one who has left it and left work behind.

    ``is_accommodated``: something was granted to them, for this assignment or for all.
    """

    membership_id: int
    name: str
    email: str
    number: str
    has_left: bool
    has_joined: bool
    is_accommodated: bool
    attempts: tuple[AttemptLine, ...]
    grade: Grade | None

    @property
    def stage(self) -> Stage:
        if not self.attempts:
            return Stage.NOT_STARTED
        is_done = any(one.finished_at is not None for one in self.attempts)
        return Stage.DONE if is_done else Stage.IN_PROGRESS

    @property
    def share(self) -> float | None:
        return self.grade.share if self.grade else None

    @property
    def called(self) -> str:
        """The name that the instructors gave, else the address."""
        return self.name or self.email

    @property
    def going_on(self) -> AttemptLine | None:
        """The attempt that is not over."""
        return next((one for one in self.attempts if one.finished_at is None), None)

    @property
    def counted(self) -> AttemptLine | None:
        """The attempt that is the grade; None where the mean of several is, and without any."""
        number = self.grade.number if self.grade else None
        return next((one for one in self.attempts if one.number == number), None)

    @property
    def handed_in_at(self) -> datetime | None:
        """When the attempt that counts was over; the last one, where the mean counts."""
        over = [one.finished_at for one in self.attempts if one.finished_at is not None]
        return self.counted.finished_at if self.counted else max(over, default=None)


@dataclass(frozen=True)
class Gradebook:
    """All lines by name. Counts and figures are of those who are in the cohort now."""

    assignment: Assignment
    lines: tuple[LearnerLine, ...]

    @cached_property
    def current(self) -> tuple[LearnerLine, ...]:
        """Those who have not left."""
        return tuple(line for line in self.lines if not line.has_left)

    @cached_property
    def stages(self) -> dict[Stage, int]:
        """How many have come how far."""
        counts = dict.fromkeys(Stage, 0)
        for line in self.current:
            counts[line.stage] += 1
        return counts

    @cached_property
    def shares(self) -> tuple[float, ...]:
        """The shares of those who have one."""
        return tuple(share for line in self.current if (share := line.share) is not None)

    @cached_property
    def spread(self) -> Spread | None:
        return spread(self.shares)

    def selected(
        self, *, order: Order = Order.NAME, stage: Stage | None = None, find: str = ""
    ) -> list[LearnerLine]:
        """The lines of one stage in which each word of ``find`` begins a word, in order.

        Best scores first, those without one last; of equal ones the name decides.
        """
        words = words_of(find)
        found = [
            line
            for line in self.lines
            if (stage is None or line.stage is stage)
            and has_words(f"{line.name} {line.email} {line.number}", words)
        ]
        return sorted(found, key=_ORDERS[order])


def _by_score(line: LearnerLine) -> float:
    return float("inf") if line.share is None else -line.share


_ORDERS: Mapping[Order, Callable[[LearnerLine], float]] = {
    Order.NAME: lambda _: 0.0,
    Order.SCORE: _by_score,
    Order.STAGE: lambda line: list(Stage).index(line.stage),
}


@dataclass(frozen=True, slots=True)
class Summary:
    """An assignment in a line: how many of the cohort have come how far, and the median share."""

    learners: int
    in_progress: int
    done: int
    median: float | None


def gradebook(session: Session, *, person: Person, assignment_id: int) -> Gradebook:
    """Everybody of the cohort, and whoever has left it and begun before.

    Raises:
        NotFoundError: there is no such assignment, or it is not theirs.
    """
    return gradebook_of(
        session, find_assignment(session, person=person, assignment_id=assignment_id)
    )


def gradebook_of(session: Session, assignment: Assignment) -> Gradebook:
    """The same of an assignment that somebody may run; three statements, however many learners."""
    [book] = _gradebooks(session, [assignment])
    return book


def summaries(session: Session, assignments: Sequence[Assignment]) -> dict[int, Summary]:
    """Assignments of one cohort, which somebody may run, in a line each by their ids."""
    return {book.assignment.id: _summary(book) for book in _gradebooks(session, assignments)}


def _summary(book: Gradebook) -> Summary:
    return Summary(
        learners=len(book.current),
        in_progress=book.stages[Stage.IN_PROGRESS],
        done=book.stages[Stage.DONE],
        median=book.spread.median if book.spread else None,
    )


def _gradebooks(session: Session, assignments: Sequence[Assignment]) -> list[Gradebook]:
    if not assignments:
        return []
    members = session.execute(
        select(
            Membership.id,
            Membership.user_id,
            Membership.email,
            Membership.name,
            Membership.number,
            Membership.joined_at,
            Membership.left_at,
        ).where(Membership.cohort_id == assignments[0].cohort_id)
    ).all()
    by_name = sorted(members, key=lambda row: (words_of(row.name or row.email), row.email))
    made = _attempts(session, [one.id for one in assignments])
    return [
        Gradebook(one, tuple(_lines(session, one, by_name, made.get(one.id, {}))))
        for one in assignments
    ]


def _attempts(
    session: Session, assignment_ids: Sequence[int]
) -> dict[int, dict[int, list[Row[Any]]]]:
    """The attempts by assignment and learner, in order of their numbers."""
    rows = session.execute(
        select(
            Attempt.assignment_id,
            Attempt.user_id,
            Attempt.id,
            Attempt.number,
            Attempt.started_at,
            Attempt.finished_at,
            Attempt.answered,
            Attempt.length,
            Attempt.points,
            Attempt.maximum,
        )
        .where(Attempt.assignment_id.in_(assignment_ids))
        .order_by(Attempt.number)
    )
    found: dict[int, dict[int, list[Row[Any]]]] = {}
    for row in rows:
        found.setdefault(row.assignment_id, {}).setdefault(row.user_id, []).append(row)
    return found


def _lines(
    session: Session,
    assignment: Assignment,
    members: Sequence[Row[Any]],
    attempts: Mapping[int, Sequence[Row[Any]]],
) -> Iterable[LearnerLine]:
    granted, general = accommodated_terms(session, assignment), general_terms(assignment)
    counting, percent = Counting(assignment.counting), assignment.late_deduction
    for member in members:
        terms = granted.get(member.id, general)
        made = tuple(_attempt(row, terms) for row in attempts.get(member.user_id, ()))
        if member.left_at is not None and not made:
            continue
        sittings = (one.sitting for one in made)
        yield LearnerLine(
            membership_id=member.id,
            name=member.name,
            email=member.email,
            number=member.number,
            has_left=member.left_at is not None,
            has_joined=member.joined_at is not None,
            is_accommodated=member.id in granted,
            attempts=made,
            grade=grade(sittings, counting, percent_per_day=percent) if made else None,
        )


def _attempt(row: Row[Any], terms: Terms) -> AttemptLine:
    end = row.finished_at
    sitting = (
        Sitting(row.number)
        if end is None
        else Sitting(row.number, row.points, row.maximum, terms.late_by(end))
    )
    return AttemptLine(row.id, row.started_at, end, row.answered, row.length, sitting)
