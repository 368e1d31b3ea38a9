"""An assignment as its learner sees it: what is asked of them, and until when."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_security import auth_required

from quizapp.database import transaction
from quizapp.extensions import db
from quizapp.services.quizzes.pool import NoQuestionError
from quizapp.services.teaching import taking
from quizapp.services.teaching.taking import NotNowError
from quizapp.web.assigned.blueprint import bp
from quizapp.web.forms.fields import OUT_OF_DATE, RecordingForm
from quizapp.web.locale import utc_now
from quizapp.web.page import learner, new_client_key
from quizapp.web.views.assigned import assigned_page, refusal


@bp.get("/assignments/<row:assignment_id>")
@auth_required("session")
def assignment(assignment_id: int) -> ResponseReturnValue:
    """What is asked, the dates and limits that hold for this learner, and their attempts."""
    found = taking.look_at(db.session(), learner_id=learner().id, assignment_id=assignment_id)
    page = assigned_page(db.session(), found, utc_now())
    return render_template("assigned/assignment.html", page=page, client_key=new_client_key())


@bp.post("/assignments/<row:assignment_id>/start")
@auth_required("session")
def start(assignment_id: int) -> ResponseReturnValue:
    """Begin an attempt, or go on with the one that was begun."""
    # Asked for before the form is read: what is not theirs does not exist.
    taking.look_at(db.session(), learner_id=learner().id, assignment_id=assignment_id)
    form, page = RecordingForm(), url_for("assigned.assignment", assignment_id=assignment_id)
    if not form.validate():
        flash(str(OUT_OF_DATE), "error")
        return redirect(page)
    key = form.client_key.data
    try:
        with transaction() as writing:
            attempt = taking.begin(
                writing,
                learner=learner(),
                assignment_id=assignment_id,
                client_key=key,
                now=utc_now(),
            )
    except (NotNowError, NoQuestionError) as error:
        flash(refusal(error), "error")
        return redirect(page)
    return redirect(url_for("quiz.resume", attempt_id=attempt.id))
