"""Reviewing the mistakes of one attempt as cards: now, each once, whatever is due.

Nothing is kept of such a round but the log that it makes. A mistake counts as reviewed once its
item was graded as a card after the attempt had ended (in a practice that goes on: after the
answer). So a round can be left, and goes on wherever the learner is next. An item that had no
memory yet, left empty in an exam, gets it with its grade.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, case, func, or_, select
from sqlalchemy.orm import Session

from quizapp.domain.errors import NotFoundError
from quizapp.domain.grading.confidence_calibration import RIGHT_FROM, SUREST
from quizapp.domain.learning.memory import ReviewKind
from quizapp.models import Attempt, Item, Response, Review
from quizapp.services.quizzes.attempts import find_attempt, marks_may_be_known
from quizapp.services.quizzes.withheld import items_withheld
from quizapp.services.review_log import IS_STANDING
from quizapp.services.teaching.current_marks import CurrentMark, current_marks


@dataclass(frozen=True, slots=True)
class Round:
    """The mistakes of an attempt that are cards: how many there are, and those left, in order.

    ``withheld`` ones wait for the end of an exam that asks them as well.
    """

    attempt_id: int
    total: int
    left: tuple[int, ...]
    withheld: int

    @property
    def done(self) -> int:
        return self.total - len(self.left) - self.withheld


_REVIEWED = (
    select(Review.id)
    .where(
        Review.user_id == bindparam("learner"),
        Review.item_id == Response.item_id,
        Review.kind == ReviewKind.CARD,
        Review.reviewed_at >= func.coalesce(Attempt.finished_at, Response.answered_at),
        IS_STANDING,
    )
    .exists()
)
_CONFIDENT_ERROR = and_(Response.credit < RIGHT_FROM, Response.confidence == SUREST)
_MISTAKES = (
    select(Response.id, Response.item_id, Response.credit, _REVIEWED.label("reviewed"))
    .join(Attempt, Attempt.id == Response.attempt_id)
    .join(Item, Item.id == Response.item_id)
    .where(
        Response.attempt_id == bindparam("attempt"),
        or_(Response.credit < 1.0, Response.id.in_(bindparam("changed", expanding=True))),
        Item.retired_at.is_(None),
    )
    .order_by(case((_CONFIDENT_ERROR, 0), else_=1), Response.position)
)


def find_round(
    session: Session, *, learner_id: int, bank_id: int, attempt_id: int, now: datetime
) -> Round:
    """The round on the mistakes of the learner's own attempt on a bank; confident errors first.

    Raises:
        NotFoundError: there is no such attempt of theirs, or its mistakes are not known yet.
    """
    attempt = find_attempt(session, learner_id=learner_id, attempt_id=attempt_id)
    if attempt.bank_id != bank_id or not marks_may_be_known(session, attempt, now):
        raise NotFoundError(f"attempt {attempt_id} has no mistakes to review here")
    return round_of(session, attempt, now)


def round_of(session: Session, attempt: Attempt, now: datetime) -> Round:
    """The round on the mistakes of an attempt whose marks may be known."""
    changed = {} if attempt.assignment_id is None else current_marks(session, [attempt.id])
    values = {"learner": attempt.user_id, "attempt": attempt.id, "changed": list(changed)}
    found = session.connection().execute(_MISTAKES, values)
    rows = [row for row in found if _is_missed(row.credit, changed.get(row.id))]
    open_items = [row.item_id for row in rows if not row.reviewed]
    kept_back = items_withheld(session, attempt.user_id, now) if open_items else frozenset()
    left = tuple(item_id for item_id in open_items if item_id not in kept_back)
    return Round(attempt.id, len(rows), left, len(open_items) - len(left))


def _is_missed(credit: float, changed: CurrentMark | None) -> bool:
    """Whether it is wrong by the mark in force; what was dropped is no mistake of anybody."""
    if changed is None:
        return credit < 1.0
    return not changed.is_dropped and changed.mark.credit < 1.0
