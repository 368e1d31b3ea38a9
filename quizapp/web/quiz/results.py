"""An attempt summed up."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_security import auth_required

from quizapp.extensions import db
from quizapp.services.quizzes.quiz_result import attempt_result
from quizapp.services.teaching.held_back import find_held_back
from quizapp.web.locale import utc_now
from quizapp.web.page import learner
from quizapp.web.quiz.blueprint import bp
from quizapp.web.views.own_grade import grade_facts
from quizapp.web.views.results import result_page


@bp.get("/<row:attempt_id>/result")
@auth_required("session")
def result(attempt_id: int) -> ResponseReturnValue:
    """The attempt summed up; an exam or a measure that goes on tells nothing before its end."""
    found = attempt_result(
        db.session(), learner_id=learner().id, attempt_id=attempt_id, now=utc_now()
    )
    if found is None:
        return _not_yet(attempt_id)
    return render_template("quiz/result.html", page=result_page(found))


def _not_yet(attempt_id: int) -> ResponseReturnValue:
    """What is over and held back says at most its score; what goes on, nothing."""
    held = find_held_back(
        db.session(), learner_id=learner().id, attempt_id=attempt_id, now=utc_now()
    )
    if held is None:
        return redirect(url_for("quiz.resume", attempt_id=attempt_id))
    return render_template("quiz/held_back.html", held=held, facts=grade_facts(held.grade))
