"""Decisions about marks for tests: each in a transaction of its own, as a request makes it."""

from __future__ import annotations

import itertools
from datetime import datetime
from typing import Any

from sqlalchemy import select

from quizapp.database import transaction
from quizapp.domain.grading.correction import Correction, KeyCorrection
from quizapp.domain.grading.marks import Mark
from quizapp.domain.grading.regrade import Preview
from quizapp.domain.policies import Person
from quizapp.extensions import db
from quizapp.models import Attempt, GradeChange, Regrade, Response
from quizapp.services.learners import Learner
from quizapp.services.teaching import asked, regrading
from quizapp.services.teaching.current_marks import current_marks, mark_of
from tests.factories import NOON
from tests.services import exams
from tests.services.classes import begin

_keys = (f"regrade-key-{number}" for number in itertools.count(1))


def teacher(learner: Learner, *roles: str) -> Person:
    return Person(learner.id, frozenset(roles or ("instructor",)))


def key(right: str, also: str = "", *, must: str = "", never: str = "") -> KeyCorrection:
    """Options by their letters."""
    return KeyCorrection(set(right), set(also), set(must), set(never))


def sit(learner: Learner, assignment_id: int, *ticked: str) -> int:
    """Take an exam whole: what is ticked at each place, "" for nothing; the attempt's id."""
    attempt = begin(learner, assignment_id).id
    fill_in(learner, attempt, *ticked)
    exams.hand_in(learner, attempt)
    return attempt


def fill_in(learner: Learner, attempt: int, *ticked: str) -> None:
    for position, letters in enumerate(ticked, start=1):
        if letters:
            exams.save(learner, attempt, position, exams.ticked(*letters))


def correct(
    by: Person,
    assignment_id: int,
    item: int,
    correction: Correction,
    *,
    reason: str = "La clé était fausse.",
    client_key: str | None = None,
    now: datetime = NOON,
    **more: Any,
) -> Regrade:
    with transaction() as session:
        return regrading.correct_key(
            session,
            person=by,
            assignment_id=assignment_id,
            item_id=item,
            correction=correction,
            reason=reason,
            client_key=client_key or next(_keys),
            now=now,
            **more,
        )


def drop(
    by: Person,
    assignment_id: int,
    item: int,
    *,
    restore: bool = False,
    client_key: str | None = None,
    now: datetime = NOON,
) -> Regrade:
    with transaction() as session:
        return regrading.drop_item(
            session,
            person=by,
            assignment_id=assignment_id,
            item_id=item,
            restore=restore,
            reason="Elle était ambiguë.",
            client_key=client_key or next(_keys),
            now=now,
        )


def preview(by: Person, assignment_id: int, item: int, correction: Correction) -> Preview:
    exams.look_anew()
    found = asked.find_asked(db.session(), person=by, assignment_id=assignment_id, item_id=item)
    return asked.preview_correction(found, correction)


def total(attempt: int) -> tuple[float | None, float | None]:
    """Points and maximum of an attempt, as they are stored."""
    exams.look_anew()
    row = db.session().get_one(Attempt, attempt)
    return row.points, row.maximum


def marks(attempt: int) -> list[Mark]:
    """The marks in force of an attempt, in its order."""
    exams.look_anew()
    rows = db.session().scalars(
        select(Response).where(Response.attempt_id == attempt).order_by(Response.position)
    )
    changed = current_marks(db.session(), [attempt])
    return [mark_of(row, changed) for row in rows]


def changes(attempt: int) -> list[GradeChange]:
    """The trail of an attempt, from the first change on."""
    exams.look_anew()
    rows = select(GradeChange).where(GradeChange.attempt_id == attempt).order_by(GradeChange.id)
    return list(db.session().scalars(rows))
