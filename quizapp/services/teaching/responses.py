"""What was answered for an assignment, and what each response is worth by now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.domain.content.schema import Item as ItemContent
from quizapp.domain.errors import NotFoundError
from quizapp.domain.grading.answers import Answer, answer_from_json
from quizapp.domain.grading.marks import Mark
from quizapp.domain.policies import Person
from quizapp.models import (
    Assignment,
    AssignmentItem,
    Attempt,
    Item,
    ItemRevision,
    Response,
    User,
)
from quizapp.services.catalogue import item_contents
from quizapp.services.quizzes.attempts import Question, find_questions
from quizapp.services.teaching.access import find_attempt_of
from quizapp.services.teaching.current_marks import (
    CurrentMark,
    MarkChange,
    assignment_marks,
    current_marks,
    mark_of,
)
from quizapp.services.teaching.results import (
    AttemptLine,
    Gradebook,
    LearnerLine,
    gradebook,
)


@dataclass(frozen=True, slots=True)
class ResponseLine:
    """A question of an attempt. ``mark`` is None as long as no response was recorded."""

    question: Question
    mark: Mark | None
    changes: tuple[MarkChange, ...]


@dataclass(frozen=True, slots=True)
class AttemptReport:
    """An attempt, whose it is, and everything in it.

    ``people`` are the addresses of those who changed marks, by their ids.
    """

    assignment: Assignment
    learner: LearnerLine
    attempt: AttemptLine
    ending: str | None
    lines: tuple[ResponseLine, ...]
    people: Mapping[int, str]


def attempt_report(
    session: Session, *, person: Person, assignment_id: int, attempt_id: int
) -> AttemptReport:
    """Each response of an attempt at an assignment that the person may run.

    Raises:
        NotFoundError: it is none of this assignment, or the assignment is not theirs.
    """
    row = find_attempt_of(
        session, person=person, assignment_id=assignment_id, attempt_id=attempt_id
    )
    book = gradebook(session, person=person, assignment_id=assignment_id)
    learner, attempt = _line_of(book, attempt_id)
    changed = current_marks(session, [attempt_id])
    questions = find_questions(session, learner_id=row.user_id, attempt_id=attempt_id)
    by = {change.changed_by for one in changed.values() for change in one.changes}
    people = select(User.id, User.email).where(User.id.in_(by - {None}))
    return AttemptReport(
        assignment=book.assignment,
        learner=learner,
        attempt=attempt,
        ending=row.ending,
        lines=tuple(_line(question, changed) for question in questions),
        people=dict(session.execute(people).tuples().all()),
    )


def _line_of(book: Gradebook, attempt_id: int) -> tuple[LearnerLine, AttemptLine]:
    for line in book.lines:
        for attempt in line.attempts:
            if attempt.id == attempt_id:
                return line, attempt
    raise NotFoundError(f"attempt {attempt_id} belongs to nobody of the cohort")


def _line(question: Question, changed: Mapping[int, CurrentMark]) -> ResponseLine:
    response = question.response
    if response is None:
        return ResponseLine(question, None, ())
    current = changed.get(response.id)
    return ResponseLine(question, mark_of(response, changed), current.changes if current else ())


def question_points(
    session: Session, assignment: Assignment
) -> tuple[list[str], dict[int, dict[str, float]]]:
    """The keys of the questions asked, in their order, and the points of each by attempt.

    Points are those in force; a question that was dropped has none.
    """
    rows = session.execute(
        select(Response.id, Response.attempt_id, Response.points, Item.key)
        .join(Attempt, Attempt.id == Response.attempt_id)
        .join(Item, Item.id == Response.item_id)
        .where(Attempt.assignment_id == assignment.id, Attempt.finished_at.is_not(None))
    )
    changed = assignment_marks(session, assignment.id)
    points: dict[int, dict[str, float]] = {}
    for response_id, attempt_id, given, key in rows:
        current = changed.get(response_id)
        if current is None or not current.is_dropped:
            points.setdefault(attempt_id, {})[key] = current.mark.points if current else given
    asked = {key for given in points.values() for key in given}
    return [key for key in _in_order(session, assignment) if key in asked], points


def _in_order(session: Session, assignment: Assignment) -> Iterator[str]:
    """The keys of the bank's items: those of the paper first, in its order."""
    place = func.coalesce(AssignmentItem.position, 1_000_000)
    yield from session.scalars(
        select(Item.key)
        .outerjoin(
            AssignmentItem,
            (AssignmentItem.item_id == Item.id) & (AssignmentItem.assignment_id == assignment.id),
        )
        .where(Item.bank_id == assignment.bank_id)
        .order_by(place, Item.position, Item.id)
    )


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """One response as a line of a table; ``number`` is that of the attempt."""

    attempt_id: int
    number: int
    position: int
    item_key: str
    content: ItemContent
    answer: Answer
    mark: Mark
    is_changed: bool
    confidence: int | None
    duration_ms: int | None
    answered_at: datetime


def given_answers(session: Session, assignment: Assignment) -> Iterator[GivenAnswer]:
    """Every response of the attempts that are over, attempt by attempt."""
    rows = session.execute(
        select(Response, Attempt.number, Item.key, ItemRevision.digest)
        .join(Attempt, Attempt.id == Response.attempt_id)
        .join(Item, Item.id == Response.item_id)
        .join(ItemRevision, ItemRevision.id == Response.revision_id)
        .where(Attempt.assignment_id == assignment.id, Attempt.finished_at.is_not(None))
        .order_by(Response.attempt_id, Response.position)
    ).all()
    contents = item_contents(session, {row.revision_id: digest for row, _, _, digest in rows})
    changed = assignment_marks(session, assignment.id)
    for row, number, key, _ in rows:
        yield GivenAnswer(
            attempt_id=row.attempt_id,
            number=number,
            position=row.position,
            item_key=key,
            content=contents[row.revision_id],
            answer=answer_from_json(row.answer),
            mark=mark_of(row, changed),
            is_changed=row.id in changed,
            confidence=row.confidence,
            duration_ms=row.duration_ms,
            answered_at=row.answered_at,
        )
