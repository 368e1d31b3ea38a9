"""The result of an assigned attempt before it is out: at most the score."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from quizapp.domain.teaching.assignment import Shown
from quizapp.models import Assignment, Attempt
from quizapp.services.quizzes.attempts import find_attempt
from quizapp.services.teaching.own_grade import OwnGrade, own_grade
from quizapp.services.teaching.reveal import shown_of
from quizapp.services.teaching.terms import last_closing


@dataclass(frozen=True, slots=True)
class HeldBack:
    """An attempt that is over, whose results are not out.

    ``points``, ``maximum`` and ``grade`` are None where not even they are shown; ``out_at`` is None
    where an instructor has to have the results shown.
    """

    attempt: Attempt
    assignment: Assignment
    points: float | None
    maximum: float | None
    grade: OwnGrade | None
    out_at: datetime | None


def find_held_back(
    session: Session, *, learner_id: int, attempt_id: int, now: datetime
) -> HeldBack | None:
    """What may be shown of the learner's own attempt; None unless it is over and held back.

    Raises:
        NotFoundError: there is no such attempt of theirs.
    """
    attempt = find_attempt(session, learner_id=learner_id, attempt_id=attempt_id)
    if attempt.assignment_id is None or attempt.finished_at is None:
        return None
    shown = shown_of(session, attempt, now)
    if shown is Shown.EVERYTHING:
        return None
    assignment = session.get_one(Assignment, attempt.assignment_id)
    score: tuple[float | None, float | None, OwnGrade | None] = (None, None, None)
    if shown is Shown.SCORE:
        score = attempt.points, attempt.maximum, own_grade(session, attempt, now)
    return HeldBack(attempt, assignment, *score, last_closing(session, assignment))
