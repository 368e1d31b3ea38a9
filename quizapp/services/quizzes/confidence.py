"""What a learner's confidence is worth: their own answers on a bank, looked back on."""

from __future__ import annotations

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from quizapp.domain.grading.confidence_calibration import ConfidenceReport, report
from quizapp.domain.learning.build import Mode
from quizapp.models import Attempt, Response

# As many as say how sure one is now; what was said years ago is no mirror.
LAST_ANSWERS = 500

# The marks of a measure that goes on are not known yet, nor can they be worked out from here.
_ANSWERS = (
    select(Response.confidence, Response.credit)
    .join(Attempt, Attempt.id == Response.attempt_id)
    .where(
        # Said of both, so that the database may begin with the attempts or with the last answers.
        Attempt.user_id == bindparam("learner"),
        Response.user_id == bindparam("learner"),
        Attempt.bank_id == bindparam("bank"),
        Attempt.asks_confidence.is_(True),
        or_(Attempt.mode == Mode.PRACTICE, Attempt.finished_at.is_not(None)),
        Response.confidence.is_not(None),
    )
    .order_by(Response.answered_at.desc(), Response.id.desc())
    .limit(bindparam("most"))
)


def confidence_report(session: Session, *, learner_id: int, bank_id: int) -> ConfidenceReport:
    """How often the learner was right at each level, in their last answers on a bank."""
    values = {"learner": learner_id, "bank": bank_id, "most": LAST_ANSWERS}
    return report(
        (confidence, credit)
        for confidence, credit in session.connection().execute(_ANSWERS, values)
    )
