"""Practice and measure: one question at a time, each answered once."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_security import auth_required

from quizapp.database import transaction
from quizapp.domain.learning.build import Mode
from quizapp.extensions import db
from quizapp.models import Attempt
from quizapp.services.quizzes import quiz as quizzes
from quizapp.services.quizzes.attempts import (
    Question,
    find_attempt,
    find_question,
    marks_may_be_known,
)
from quizapp.services.quizzes.flags import set_flag
from quizapp.services.quizzes.withheld import items_withheld
from quizapp.web.forms.answers import AnswerForm, given_in
from quizapp.web.forms.given import Given
from quizapp.web.locale import utc_now
from quizapp.web.page import learner, new_client_key
from quizapp.web.quiz import exam
from quizapp.web.quiz.blueprint import bp
from quizapp.web.views.parts import spoken_language
from quizapp.web.views.questions import feedback_page, question_page


@bp.get("/<row:attempt_id>")
@auth_required("session")
def resume(attempt_id: int) -> ResponseReturnValue:
    """Go on where the attempt was left, or to its result."""
    attempt = find_attempt(db.session(), learner_id=learner().id, attempt_id=attempt_id)
    return redirect(where_to_go_on(attempt))


def where_to_go_on(attempt: Attempt) -> str:
    """The address of an attempt's open question, or of its result."""
    if attempt.finished_at is not None:
        return url_for("quiz.result", attempt_id=attempt.id)
    if attempt.mode == Mode.EXAM:
        return exam.where_to_go_on(attempt)
    return url_for("quiz.question", attempt_id=attempt.id, position=attempt.answered + 1)


@bp.get("/<row:attempt_id>/<int(max=999):position>")
@auth_required("session")
def question(attempt_id: int, position: int) -> ResponseReturnValue:
    """A question, or its feedback once it is answered and may be explained."""
    found = _find(attempt_id, position)
    if exam.is_in_progress(found.attempt):
        return exam.question_page(found)
    if found.response is None and found.attempt.finished_at is not None:
        return redirect(where_to_go_on(found.attempt))
    if found.response is None:
        return _question_page(found, given_in(request.args))
    if not marks_may_be_known(db.session(), found.attempt, utc_now()):
        return redirect(where_to_go_on(found.attempt))
    if found.place.item_id in items_withheld(db.session(), learner().id, utc_now()):
        return render_template("quiz/withheld.html", question=found)
    return render_template("quiz/feedback.html", page=feedback_page(db.session(), found))


def _find(attempt_id: int, position: int) -> Question:
    return find_question(
        db.session(), learner_id=learner().id, attempt_id=attempt_id, position=position
    )


def _question_page(
    found: Question, given: Given, form: AnswerForm | None = None
) -> ResponseReturnValue:
    page = render_template(
        "quiz/question.html",
        page=question_page(db.session(), found, given, utc_now()),
        form=form,
        client_key=new_client_key(),
    )
    return page, 422 if form else 200


@bp.post("/<row:attempt_id>/<int(max=999):position>")
@auth_required("session")
def answer(attempt_id: int, position: int) -> ResponseReturnValue:
    """Record an answer once; show its feedback, or in a measure go on with the next question."""
    found = _find(attempt_id, position)
    if found.attempt.mode == Mode.EXAM:
        return exam.save(found)
    form = AnswerForm(found.content, spoken_language(found.bank))
    if not form.validate():
        return _question_page(found, form.given(), form)
    with transaction() as writing:
        quizzes.record_answer(
            writing,
            learner=learner(),
            attempt_id=attempt_id,
            position=position,
            answer=form.answer(),
            confidence=form.confidence(),
            client_key=form.client_key.data,
            duration_ms=form.duration(),
            now=utc_now(),
        )
    return redirect(_after_answer(found))


def _after_answer(found: Question) -> str:
    """The feedback; in a measure, which tells nothing before its end, the next question.

    Where the time of what was assigned was up, nothing was recorded: its result, then.
    """
    attempt = found.attempt
    if attempt.mode == Mode.PRACTICE:
        return url_for("quiz.question", attempt_id=attempt.id, position=found.place.position)
    return where_to_go_on(
        find_attempt(db.session(), learner_id=attempt.user_id, attempt_id=attempt.id)
    )


@bp.post("/<row:attempt_id>/<int(max=999):position>/flag")
@auth_required("session")
def flag(attempt_id: int, position: int) -> ResponseReturnValue:
    """Put a flag on the item of a question, or take it off; what was filled in so far is kept."""
    found, flagged = _find(attempt_id, position), request.form.get("flagged") == "1"
    form = AnswerForm(found.content, spoken_language(found.bank))
    with transaction() as writing:
        set_flag(
            writing,
            learner_id=learner().id,
            item_id=found.place.item_id,
            flagged=flagged,
            now=utc_now(),
        )
    flash(gettext("Flagged.") if flagged else gettext("The flag was taken off."))
    filled = {"attempt_id": attempt_id, "position": position, **form.carried()}
    return redirect(url_for("quiz.question", **filled))
