"""What is kept back wherever keys are shown: items of exams in progress, or not out yet."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, select, union_all
from sqlalchemy.orm import Session

from quizapp.domain.learning.build import Mode
from quizapp.models import Attempt, AttemptItem
from quizapp.services.teaching.reveal import still_withheld

_OWN = select(Attempt.id, Attempt.assignment_id, Attempt.withholds).where(
    Attempt.user_id == bindparam("learner")
)
# Two statements in one: each has an index of the few rows that it is about.
_KEEPING = union_all(
    _OWN.where(Attempt.finished_at.is_(None), Attempt.mode == Mode.EXAM),
    _OWN.where(Attempt.withholds),
)


def items_withheld(session: Session, learner_id: int, now: datetime) -> frozenset[int]:
    """The items whose keys the learner may not be shown now; nearly always none.

    They are those of exams that are not handed in, and of assigned attempts whose results are not
    out: others may still be sitting them, or another attempt may follow.
    """
    rows = session.connection().execute(_KEEPING, {"learner": learner_id}).all()
    if not rows:
        return frozenset()
    over = [row.assignment_id for row in rows if row.withholds]
    kept = still_withheld(session, over, now) if over else frozenset()
    attempts = [row.id for row in rows if not row.withholds or row.assignment_id in kept]
    return frozenset(
        session.scalars(select(AttemptItem.item_id).where(AttemptItem.attempt_id.in_(attempts)))
    )
