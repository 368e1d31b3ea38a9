"""The marks that item statistics are made from: who answered what, and what it is worth by now.

Of an assignment, one attempt of each learner counts: the one that is the grade, and the first where
the mean of several is. Of a bank, each learner's first answer to each question counts, in what was
assigned by the cohorts that the reader runs; nothing that anybody studied for themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Text, cast, select
from sqlalchemy.orm import Session

from quizapp.domain import policies
from quizapp.domain.policies import Person, StaffRole
from quizapp.domain.teaching.assignment import Counting
from quizapp.domain.teaching.gradebook import Sitting, grade
from quizapp.models import Assignment, Attempt, CohortStaff, Membership, Response
from quizapp.services.teaching import current_marks
from quizapp.services.teaching.current_marks import CurrentMark
from quizapp.services.teaching.terms import accommodated_terms, general_terms

# Of a bank: what was answered years ago says little of its questions as they are now.
LATEST_ATTEMPTS = 2_000


class MarkedAnswer(NamedTuple):
    """An answer in one attempt, with its points by now; ``answer`` is its JSON as text.

    What it earned stands here even where its question was dropped since. ``revision_id`` is None
    and ``answer`` empty where the question was not reached in time.
    """

    attempt_id: int
    item_id: int
    revision_id: int | None
    points: float
    maximum: float
    credit: float
    answer: str


class _Tried(NamedTuple):
    """A finished attempt."""

    id: int
    user_id: int
    number: int
    points: float | None
    maximum: float | None
    finished_at: datetime
    answered: int
    length: int


class _Given(NamedTuple):
    """A response as it was marked first."""

    id: int
    user_id: int
    marked: MarkedAnswer


def assignment_marks(session: Session, assignment: Assignment) -> list[MarkedAnswer]:
    """The answers of the attempts that count, in the order in which they were given."""
    attempts = {one.id: one for one in _counted(session, assignment)}
    given = [
        one
        for one in _given(session, Attempt.assignment_id == assignment.id)
        if one.marked.attempt_id in attempts
    ]
    changed = current_marks.assignment_marks(session, assignment.id)
    answers = [_by_now(one, changed) for one in given]
    return [*answers, *_not_reached(session, attempts.values(), answers)]


def bank_marks(session: Session, *, person: Person, bank_id: int) -> list[MarkedAnswer]:
    """First answers to the questions of a bank, in the latest attempts that were assigned."""
    assigned = select(Assignment.id).where(Assignment.bank_id == bank_id)
    if not policies.may_run_cohort(person.roles, StaffRole.CO_INSTRUCTOR):
        return []
    if not policies.may_run_cohort(person.roles, None):
        assigned = assigned.join(CohortStaff, CohortStaff.cohort_id == Assignment.cohort_id).where(
            CohortStaff.user_id == person.id
        )
    latest = (
        select(Attempt.id)
        .where(Attempt.assignment_id.in_(assigned), Attempt.finished_at.is_not(None))
        .order_by(Attempt.id.desc())
        .limit(LATEST_ATTEMPTS)
    )
    first: dict[tuple[int, int], _Given] = {}
    for one in _given(session, Attempt.id.in_(latest)):
        first.setdefault((one.user_id, one.marked.item_id), one)
    attempts = {one.marked.attempt_id for one in first.values()}
    changed = current_marks.current_marks(session, attempts)
    return [_by_now(one, changed) for one in first.values()]


def _counted(session: Session, assignment: Assignment) -> Iterator[_Tried]:
    """The attempt of each learner that counts."""
    rows = session.execute(
        select(
            Attempt.id,
            Attempt.user_id,
            Attempt.number,
            Attempt.points,
            Attempt.maximum,
            Attempt.finished_at,
            Attempt.answered,
            Attempt.length,
        )
        .where(Attempt.assignment_id == assignment.id, Attempt.finished_at.is_not(None))
        .order_by(Attempt.number)
    )
    learners: dict[int, list[_Tried]] = {}
    for row in rows:
        learners.setdefault(row.user_id, []).append(_Tried._make(row))
    several = any(len(attempts) > 1 for attempts in learners.values())
    late = _Lateness(session, assignment) if several else None
    for attempts in learners.values():
        yield attempts[0] if late is None else late.counted(attempts)


class _Lateness:
    """Which of several attempts counts; being late may cost the best one its place."""

    def __init__(self, session: Session, assignment: Assignment) -> None:
        self.counting = Counting(assignment.counting)
        self.percent_per_day = assignment.late_deduction
        self.general = general_terms(assignment)
        granted = accommodated_terms(session, assignment)
        places = session.execute(
            select(Membership.user_id, Membership.id).where(Membership.id.in_(granted))
        )
        self.granted = {user_id: granted[place] for user_id, place in places}

    def counted(self, attempts: Sequence[_Tried]) -> _Tried:
        terms = self.granted.get(attempts[0].user_id, self.general)
        found = grade(
            [
                Sitting(one.number, one.points, one.maximum, terms.late_by(one.finished_at))
                for one in attempts
            ],
            self.counting,
            percent_per_day=self.percent_per_day,
        )
        number = found.number if found else None
        return next((one for one in attempts if one.number == number), attempts[0])


def _given(session: Session, which: ColumnElement[bool]) -> Iterator[_Given]:
    """The responses of attempts. Few answers differ, so their JSON is read later, once."""
    rows = session.execute(
        select(
            Response.id,
            Response.user_id,
            Response.attempt_id,
            Response.item_id,
            Response.revision_id,
            Response.points,
            Response.maximum,
            Response.credit,
            cast(Response.answer, Text),
        )
        .join(Attempt, Attempt.id == Response.attempt_id)
        .where(which)
        .order_by(Response.id)
    )
    for response_id, user_id, *marked in rows:
        yield _Given(response_id, user_id, MarkedAnswer._make(marked))


def _by_now(given: _Given, changed: Mapping[int, CurrentMark]) -> MarkedAnswer:
    if given.id not in changed:
        return given.marked
    mark = changed[given.id].standing.earned
    return given.marked._replace(points=mark.points, maximum=mark.maximum, credit=mark.credit)


def _not_reached(
    session: Session, attempts: Iterable[_Tried], answers: Sequence[MarkedAnswer]
) -> Iterator[MarkedAnswer]:
    """What a practice did not come to when its time was up: a point each that was not got."""
    short = [one.id for one in attempts if one.answered < one.length]
    if not short:
        return
    papers = session.execute(
        select(Attempt.id, Attempt.paper).where(Attempt.id.in_(short), Attempt.paper.is_not(None))
    )
    given = {(one.attempt_id, one.item_id) for one in answers}
    for attempt_id, paper in papers:
        for item_id in paper or ():
            if (attempt_id, item_id) not in given:
                yield MarkedAnswer(attempt_id, item_id, None, 0.0, 1.0, 0.0, "")
