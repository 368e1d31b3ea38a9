"""Learners who sit an assigned exam, and instructors who change its marks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import event, select

from quizapp.database import transaction
from quizapp.domain.content.schema import OptionsItem
from quizapp.domain.grading.answers import ChosenOptions
from quizapp.domain.grading.marks import Mark
from quizapp.domain.grading.regrade import Share, by_hand, dropped
from quizapp.domain.policies import Person
from quizapp.extensions import db
from quizapp.models import Accommodation, Attempt, GradeChange, Membership, Response
from quizapp.services.learners import Learner
from quizapp.services.teaching import results
from quizapp.services.teaching.results import Gradebook, LearnerLine
from quizapp.services.teaching.settling import refold_totals
from tests.factories import NOON
from tests.services import exams
from tests.services.classes import begin, membership_id

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements that the database is sent meanwhile."""
    sent: list[str] = []

    def note(*args: Any) -> None:
        sent.append(args[2])

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def instructor(learner: Learner) -> Person:
    """The same account as the policies know it."""
    return Person(learner.id, frozenset({"instructor"}))


def sit(
    learner: Learner,
    assignment_id: int,
    *,
    right: int,
    now: datetime = NOON,
    until: datetime | None = None,
) -> int:
    """Take an exam, its first ``right`` questions rightly and no other; the attempt's number."""
    attempt = begin(learner, assignment_id, now=now).id
    for position in range(1, exams.sheet_of(learner, attempt).attempt.length + 1):
        content = exams.place(learner, attempt, position).content
        assert isinstance(content, OptionsItem)
        wrong = ChosenOptions(frozenset([content.distractors[0].id]))
        given = exams.right(content) if position <= right else wrong
        exams.save(learner, attempt, position, given, now=now)
    exams.hand_in(learner, attempt, now=until or now + HOUR)
    return attempt


def book(owner: Learner, assignment_id: int) -> Gradebook:
    """The gradebook as it is by now."""
    exams.look_anew()
    return results.gradebook(db.session(), person=instructor(owner), assignment_id=assignment_id)


def line(owner: Learner, assignment_id: int, name: str = "Alice") -> LearnerLine:
    """One learner's line of it."""
    [found] = [one for one in book(owner, assignment_id).lines if one.called == name]
    return found


def leave(learner: Learner, cohort_id: int) -> None:
    with transaction() as session:
        place = session.get_one(Membership, membership_id(learner, cohort_id))
        place.left_at = NOON


def invite(cohort_id: int, email: str, **more: Any) -> None:
    """A place that waits for somebody without an account."""
    with transaction() as session:
        values = {"name": "", "number": "", **more}
        session.add(Membership(cohort_id=cohort_id, email=email, added_at=NOON, **values))


def grant(learner: Learner, cohort_id: int, assignment_id: int | None = None, **given: Any) -> None:
    """An accommodation."""
    with transaction() as session:
        session.add(
            Accommodation(
                membership_id=membership_id(learner, cohort_id),
                assignment_id=assignment_id,
                note="",
                changed_at=NOON,
                **given,
            )
        )


def change_mark(
    owner: Learner, attempt_id: int, position: int, *, drop: bool = False, now: datetime = NOON
) -> None:
    """Drop a question, or give all of its points by hand; the totals follow, as services do it."""
    with transaction() as session:
        response = session.scalars(
            select(Response).where(Response.attempt_id == attempt_id, Response.position == position)
        ).one()
        attempt = session.get_one(Attempt, attempt_id)
        old = Mark.from_json(response.mark)
        given = by_hand(old, Share.FULL, maximum=1.0, confidence=None, reason="A good answer")
        new = dropped(old) if drop else given
        session.add(
            GradeChange(
                assignment_id=attempt.assignment_id,
                attempt_id=attempt_id,
                response_id=response.id,
                kind="drop" if drop else "manual",
                old_points=old.points,
                old_maximum=old.maximum,
                new_points=new.points,
                new_maximum=new.maximum,
                mark=new.as_json(),
                reason="<b>Two keys</b>" if drop else "A good answer",
                changed_by=owner.id,
                changed_at=now,
            )
        )
        session.flush()
        refold_totals(session, [attempt])
