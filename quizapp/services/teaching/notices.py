"""Telling learners that a mark of theirs has changed, until they have seen it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.domain.errors import NotFoundError
from quizapp.domain.grading.regrade import Score
from quizapp.domain.teaching.assignment import Shown
from quizapp.models import Assignment, Attempt, Notice
from quizapp.services.teaching.reveal import shown_of

MARK_CHANGED = "mark_changed"
# Whoever was away for a year is not to scroll past all of it to today's cards.
MOST_SHOWN = 5
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class MarkNotice:
    """A mark that became another one. ``reason`` is empty where it could give a key away."""

    id: int
    assignment: Assignment
    attempt_id: int
    old: Score
    new: Score
    reason: str


def tell(
    session: Session,
    assignment: Assignment,
    attempt: Attempt,
    *,
    before: tuple[float, float],
    reason: str,
    now: datetime,
) -> None:
    """Leave a notice where the points of an attempt, or what they are out of, have changed."""
    after = attempt.points or 0.0, attempt.maximum or 0.0
    # Added up in another order, sums such as .2 + .5 are not quite the same.
    if all(abs(new - old) < ROUNDING for new, old in zip(after, before, strict=True)):
        return
    session.add(
        Notice(
            user_id=attempt.user_id,
            assignment_id=assignment.id,
            kind=MARK_CHANGED,
            data={
                "attempt": attempt.id,
                "old": list(before),
                "new": list(after),
                "reason": reason,
            },
            created_at=now,
        )
    )


def unseen(session: Session, *, learner_id: int, now: datetime) -> list[MarkNotice]:
    """What the learner has not seen yet, the latest first.

    A change waits until the score itself may be shown.
    """
    rows = session.execute(
        select(Notice, Assignment)
        .join(Assignment, Assignment.id == Notice.assignment_id)
        .where(
            Notice.user_id == learner_id,
            Notice.seen_at.is_(None),
            Notice.kind == MARK_CHANGED,
        )
        .order_by(Notice.id.desc())
    )
    found = [_notice(session, notice, assignment, now) for notice, assignment in rows]
    return [one for one in found if one is not None][:MOST_SHOWN]


def see(session: Session, *, learner_id: int, notice_id: int, now: datetime) -> None:
    """Note that a notice was seen; twice is once.

    Raises:
        NotFoundError: there is no such notice of theirs.
    """
    notice = session.scalar(
        select(Notice).where(Notice.id == notice_id, Notice.user_id == learner_id)
    )
    if notice is None:
        raise NotFoundError(f"no notice {notice_id}")
    notice.seen_at = notice.seen_at or now
    session.flush()


def _notice(
    session: Session, notice: Notice, assignment: Assignment, now: datetime
) -> MarkNotice | None:
    data = notice.data
    attempt = session.get(Attempt, data["attempt"])
    shown = shown_of(session, attempt, now) if attempt else Shown.NOTHING
    if attempt is None or shown is Shown.NOTHING:
        return None
    return MarkNotice(
        notice.id,
        assignment,
        attempt.id,
        Score(*data["old"]),
        Score(*data["new"]),
        data["reason"] if shown is Shown.EVERYTHING else "",
    )
