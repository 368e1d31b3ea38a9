"""The marks of an attempt as its learner is shown them: in force by now, by the key in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.domain.content.schema import Item as ItemContent
from quizapp.domain.grading.correction import is_same_question
from quizapp.domain.grading.marks import Mark
from quizapp.models import Attempt, ItemRevision
from quizapp.services.catalogue import item_contents
from quizapp.services.quizzes.attempts import Question
from quizapp.services.teaching.corrections import corrections_of
from quizapp.services.teaching.current_marks import CurrentMark, MarkChange, current_marks


@dataclass(frozen=True, slots=True)
class OwnMark:
    """A question with the key that holds by now. ``mark`` is None as long as it has no response.

    ``changes`` of the mark come with their reasons, and without who made them.
    """

    question: Question
    mark: Mark | None
    changes: tuple[MarkChange, ...] = ()


def own_marks(session: Session, attempt: Attempt, questions: Sequence[Question]) -> list[OwnMark]:
    """Questions of one attempt, in their order; nothing changes of what nobody assigned."""
    if attempt.assignment_id is None:
        return [OwnMark(question, question.mark) for question in questions]
    changed = current_marks(session, [attempt.id])
    corrected = _corrected(session, attempt.assignment_id, questions)
    return [
        _own(question, changed, corrected.get(question.place.item_id)) for question in questions
    ]


def _own(
    question: Question, changed: Mapping[int, CurrentMark], corrected: ItemContent | None
) -> OwnMark:
    if corrected is not None and is_same_question(question.content, corrected):
        question = replace(question, content=corrected)
    current = changed.get(question.response.id) if question.response else None
    if current is None:
        return OwnMark(question, question.mark)
    return OwnMark(question, current.mark, current.changes)


def _corrected(
    session: Session, assignment_id: int, questions: Sequence[Question]
) -> Mapping[int, ItemContent]:
    """By item, what it says with its corrected key; nearly always none was corrected."""
    revisions = corrections_of(session, assignment_id).revisions
    asked = {one.place.item_id for one in questions}
    wanted = {item: revision for item, revision in revisions.items() if item in asked}
    if not wanted:
        return {}
    rows = select(ItemRevision.id, ItemRevision.digest).where(ItemRevision.id.in_(wanted.values()))
    contents = item_contents(session, dict(session.execute(rows).tuples().all()))
    return {item: contents[revision] for item, revision in wanted.items()}
