"""Quizzes: start one, answer its questions one page at a time, see the result."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import auth_required
from wtforms.fields import SelectChoice

from quizapp.database import transaction
from quizapp.extensions import db
from quizapp.services import catalogue
from quizapp.services import quiz as quizzes
from quizapp.services.quiz_result import attempt_result
from quizapp.web import views
from quizapp.web.forms.quiz import AnswerForm, NewQuizForm
from quizapp.web.locale import language, utc_now
from quizapp.web.page import learner, new_client_key
from quizapp.web.words import topic_name

bp = Blueprint("quiz", __name__, url_prefix="/quiz")


@bp.route("/new", methods=["GET", "POST"])
@auth_required("session")
def new() -> ResponseReturnValue:
    """Choose a bank, topics and a number of questions."""
    form = _new_quiz_form()
    if not form.validate_on_submit():
        form.client_key.data = new_client_key()
        return render_template("quiz/new.html", form=form), 422 if form.errors else 200
    with transaction() as writing:
        attempt = quizzes.start_attempt(
            writing,
            learner=learner(),
            slug=form.bank.data,
            topics=form.topics.data,
            length=int(form.length.data),
            client_key=form.client_key.data,
            now=utc_now(),
        )
    return redirect(url_for("quiz.question", attempt_id=attempt.id, position=attempt.answered + 1))


def _new_quiz_form() -> NewQuizForm:
    banks = [bank for bank in catalogue.list_banks(db.session()) if bank.questions]
    form = NewQuizForm()
    form.bank.choices = [SelectChoice(bank.slug, bank.title(language())) for bank in banks]
    form.topics.choices = [SelectChoice(topic, topic_name(topic)) for topic in quizzes.TOPICS]
    if request.method == "GET":
        slugs = [bank.slug for bank in banks]
        wanted = request.args.get("bank")
        form.bank.data = wanted if wanted in slugs else next(iter(slugs), None)
        form.topics.data = request.args.getlist("topic") or list(quizzes.TOPICS)
    return form


@bp.get("/<row:attempt_id>")
@auth_required("session")
def resume(attempt_id: int) -> ResponseReturnValue:
    """Go on where the attempt was left, or to its result."""
    attempt = attempt_result(db.session(), learner_id=learner().id, attempt_id=attempt_id).attempt
    if attempt.finished_at is not None:
        return redirect(url_for("quiz.result", attempt_id=attempt_id))
    return redirect(url_for("quiz.question", attempt_id=attempt_id, position=attempt.answered + 1))


@bp.get("/<row:attempt_id>/<int(max=999):position>")
@auth_required("session")
def question(attempt_id: int, position: int) -> ResponseReturnValue:
    """A question, or its feedback once it is answered."""
    found = quizzes.find_question(
        db.session(), learner_id=learner().id, attempt_id=attempt_id, position=position
    )
    if found.response is None:
        return _question_page(found)
    return render_template("quiz/feedback.html", page=views.feedback_page(db.session(), found))


def _question_page(found: quizzes.Question, form: AnswerForm | None = None) -> ResponseReturnValue:
    page = views.question_page(found)
    status = 422 if form else 200
    return render_template(
        "quiz/question.html", page=page, form=form, client_key=new_client_key()
    ), status


@bp.post("/<row:attempt_id>/<int(max=999):position>")
@auth_required("session")
def answer(attempt_id: int, position: int) -> ResponseReturnValue:
    """Record an answer once, then show its feedback."""
    found = quizzes.find_question(
        db.session(), learner_id=learner().id, attempt_id=attempt_id, position=position
    )
    form = AnswerForm(found.content, views.spoken_language(found.bank))
    if not form.validate():
        return _question_page(found, form)
    with transaction() as writing:
        quizzes.record_answer(
            writing,
            learner=learner(),
            attempt_id=attempt_id,
            position=position,
            answer=form.answer(),
            client_key=form.client_key.data,
            duration_ms=form.duration(),
            now=utc_now(),
        )
    return redirect(url_for("quiz.question", attempt_id=attempt_id, position=position))


@bp.get("/<row:attempt_id>/result")
@auth_required("session")
def result(attempt_id: int) -> ResponseReturnValue:
    """The attempt summed up."""
    found = attempt_result(db.session(), learner_id=learner().id, attempt_id=attempt_id)
    return render_template("quiz/result.html", result=found)
