"""The marks in force: what responses were marked first, and every change since.

A change is rare: only the responses that have one are looked up, all others stand as they were
marked.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from quizapp.domain.grading.marks import Mark
from quizapp.domain.grading.regrade import Change, ChangeKind, Score, Standing, standing
from quizapp.models import GradeChange, Response


@dataclass(frozen=True, slots=True)
class MarkChange:
    """One line of the trail; ``changed_by`` is None where the account is no more."""

    kind: ChangeKind
    old: Score
    new: Score
    reason: str
    changed_by: int | None
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class CurrentMark:
    """What a response is worth by now, and how it came to it; the last change comes last."""

    standing: Standing
    changes: tuple[MarkChange, ...]

    @property
    def mark(self) -> Mark:
        """The mark that counts; nothing of nothing where the question was dropped."""
        return self.standing.mark

    @property
    def is_dropped(self) -> bool:
        return self.standing.dropped


def current_marks(session: Session, attempt_ids: Collection[int]) -> dict[int, CurrentMark]:
    """The marks of attempts that were changed, by response.

    A response that is not among them stands as it was marked; see `mark_of`.
    """
    return _changed(session, GradeChange.attempt_id.in_(attempt_ids)) if attempt_ids else {}


def assignment_marks(session: Session, assignment_id: int) -> dict[int, CurrentMark]:
    """The marks of all attempts at an assignment that were changed, by response."""
    return _changed(session, GradeChange.assignment_id == assignment_id)


def mark_of(response: Response, changed: Mapping[int, CurrentMark]) -> Mark:
    """The mark in force of a response, by what `current_marks` found."""
    current = changed.get(response.id)
    return current.mark if current else Mark.from_json(response.mark)


def standing_of(response: Response, changed: Mapping[int, CurrentMark]) -> Standing:
    """What is in force of a response, by what `current_marks` found."""
    current = changed.get(response.id)
    return current.standing if current else Standing(Mark.from_json(response.mark))


def _changed(session: Session, which: ColumnElement[bool]) -> dict[int, CurrentMark]:
    rows = session.execute(
        select(GradeChange, Response.mark)
        .join(Response, Response.id == GradeChange.response_id)
        .where(which)
        .order_by(GradeChange.id)
    )
    given: dict[int, Mark] = {}
    changes: dict[int, list[GradeChange]] = {}
    for change, mark in rows:
        changes.setdefault(change.response_id, []).append(change)
        if change.response_id not in given:
            given[change.response_id] = Mark.from_json(mark)
    return {
        response_id: CurrentMark(
            standing(given[response_id], map(_domain_change, found)),
            tuple(map(_line, found)),
        )
        for response_id, found in changes.items()
    }


def _domain_change(change: GradeChange) -> Change:
    return Change(ChangeKind(change.kind), Mark.from_json(change.mark))


def _line(change: GradeChange) -> MarkChange:
    return MarkChange(
        kind=ChangeKind(change.kind),
        old=Score(change.old_points, change.old_maximum),
        new=Score(change.new_points, change.new_maximum),
        reason=change.reason,
        changed_by=change.changed_by,
        changed_at=change.changed_at,
    )
