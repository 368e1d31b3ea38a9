"""What learners are told on their home page, until they have seen it."""

from __future__ import annotations

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_security import auth_required

from quizapp.database import transaction
from quizapp.services.teaching import notices
from quizapp.web.assigned.blueprint import bp
from quizapp.web.locale import utc_now
from quizapp.web.page import learner


@bp.post("/notices/<row:notice_id>/seen")
@auth_required("session")
def seen(notice_id: int) -> ResponseReturnValue:
    """Put a notice away."""
    with transaction() as writing:
        notices.see(writing, learner_id=learner().id, notice_id=notice_id, now=utc_now())
    return redirect(url_for("learn.today"))
