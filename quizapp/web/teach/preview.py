"""An assignment as its learners see it, for those who run it."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from quizapp.extensions import db
from quizapp.services.teaching import preview as services
from quizapp.web.forms.given import NOTHING_GIVEN
from quizapp.web.locale import utc_now
from quizapp.web.page import learner, person
from quizapp.web.teach.blueprint import bp
from quizapp.web.views.preview import preview_page


@bp.get("/assignments/<row:assignment_id>/preview")
def preview(assignment_id: int) -> ResponseReturnValue:
    """The terms and all questions, unanswered; nothing is recorded."""
    found = services.preview(
        db.session(),
        person=person(),
        learner=learner(),
        assignment_id=assignment_id,
        now=utc_now(),
    )
    page = preview_page(found)
    return render_template("teach/preview.html", page=page, given=NOTHING_GIVEN)
