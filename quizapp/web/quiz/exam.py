"""Exams: a fixed paper, saved as it is answered, handed in at the end."""

from __future__ import annotations

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_security import auth_required

from quizapp.database import transaction
from quizapp.domain.learning.build import Mode
from quizapp.extensions import db
from quizapp.models import Attempt
from quizapp.services.quizzes import exam as exams
from quizapp.services.quizzes.answer_sheet import Sheet, find_sheet, sheet_of
from quizapp.services.quizzes.attempts import Question
from quizapp.services.quizzes.exam import SaveOutcome
from quizapp.web.forms.exam import ExamForm
from quizapp.web.locale import utc_now
from quizapp.web.page import learner, new_client_key
from quizapp.web.quiz.blueprint import bp
from quizapp.web.views.exam import clock_of, exam_page, review_page
from quizapp.web.views.parts import spoken_language


def is_in_progress(attempt: Attempt) -> bool:
    """Whether it is an exam that was not handed in yet."""
    return attempt.mode == Mode.EXAM and attempt.finished_at is None


def where_to_go_on(attempt: Attempt) -> str:
    """The address of the first question of an exam that is not done, or of its review."""
    position = sheet_of(db.session(), attempt).where_to_go_on()
    if position is None:
        return url_for("quiz.review", attempt_id=attempt.id)
    return url_for("quiz.question", attempt_id=attempt.id, position=position)


def question_page(found: Question) -> ResponseReturnValue:
    """A question of an exam in progress; for a script, how much time is left."""
    sheet, now = sheet_of(db.session(), found.attempt), utc_now()
    if _wants_json():
        return _time_as_json(sheet)
    if sheet.is_over(now):
        return _time_is_over(sheet)
    if sheet.place(found.place.position).is_locked:
        return render_template("quiz/exam_locked.html", question=found)
    page = exam_page(found, sheet, now)
    return render_template("quiz/exam.html", page=page, form=None, client_key=new_client_key())


def save(found: Question) -> ResponseReturnValue:
    """Keep an answer of an exam in progress, and go where the button leads."""
    form = ExamForm(found.content, spoken_language(found.bank))
    if not form.validate():
        return _ask_again(found, form, 422)
    with transaction() as writing:
        outcome = exams.save_answer(
            writing,
            learner=learner(),
            attempt_id=found.attempt.id,
            position=found.place.position,
            entry=form.entry(),
            client_key=form.client_key.data,
            duration_ms=form.duration(),
            now=utc_now(),
        )
    return _after_save(found, form, outcome)


def _after_save(found: Question, form: ExamForm, outcome: SaveOutcome) -> ResponseReturnValue:
    attempt_id = found.attempt.id
    if outcome is SaveOutcome.OUTDATED:
        return _ask_again(found, form, 409)
    if _wants_json():
        return _saved_as_json(found)
    if outcome is SaveOutcome.OVER:
        flash(gettext("The exam is over: it was handed in with what had been saved."))
        return redirect(url_for("quiz.result", attempt_id=attempt_id))
    match form.target():
        case "review":
            return redirect(url_for("quiz.review", attempt_id=attempt_id))
        case "leave":
            return redirect(url_for("learn.today"))
        case number if number.isascii() and number.isdecimal() and len(number) <= 3:
            position = int(number)
        case _:
            flash(_said(form))
            position = found.place.position
    return redirect(url_for("quiz.question", attempt_id=attempt_id, position=position))


def _said(form: ExamForm) -> str:
    said = {True: gettext("Flagged."), False: gettext("The flag was taken off.")}
    flagged = form.entry().flagged
    return str(gettext("Saved.") if flagged is None else said[flagged])


def _ask_again(found: Question, form: ExamForm, status: int) -> ResponseReturnValue:
    """The same page with what was sent still filled in; 409: something else was saved meanwhile."""
    if _wants_json():
        return jsonify(problem=form.problems()), status
    sheet, now = _own_sheet(found.attempt.id), utc_now()
    if sheet.is_over(now):
        return redirect(url_for("quiz.resume", attempt_id=found.attempt.id))
    if sheet.place(found.place.position).is_locked:
        return render_template("quiz/exam_locked.html", question=found), status
    page = exam_page(found, sheet, now, sent=form.given(), is_outdated=status == 409)
    key = new_client_key()
    return render_template("quiz/exam.html", page=page, form=form, client_key=key), status


def _saved_as_json(found: Question) -> ResponseReturnValue:
    """What the next save of this page has to say it has seen, and under which key."""
    sheet = _own_sheet(found.attempt.id)
    place = sheet.places[found.place.position - 1]
    return _time_as_json(sheet, seen=place.number, client_key=new_client_key())


def _time_as_json(sheet: Sheet, **more: object) -> ResponseReturnValue:
    """The seconds left (None: no limit), or where to go when the exam is over."""
    now = utc_now()
    if sheet.is_over(now):
        return jsonify(location=url_for("quiz.resume", attempt_id=sheet.attempt.id))
    clock = clock_of(sheet, now)
    return jsonify(left=clock and clock.left, **more)


@bp.get("/<row:attempt_id>/review")
@auth_required("session")
def review(attempt_id: int) -> ResponseReturnValue:
    """All places at a glance before the exam is handed in."""
    sheet, now = _own_sheet(attempt_id), utc_now()
    if sheet.attempt.finished_at is not None:
        return redirect(url_for("quiz.result", attempt_id=attempt_id))
    if _wants_json():
        return _time_as_json(sheet)
    if sheet.is_over(now):
        return _time_is_over(sheet)
    return render_template("quiz/exam_review.html", page=review_page(sheet, now))


@bp.post("/<row:attempt_id>/hand-in")
@auth_required("session")
def hand_in(attempt_id: int) -> ResponseReturnValue:
    """End an exam. It needs no key: handing in twice is handing in once."""
    with transaction() as writing:
        exams.hand_in(writing, learner=learner(), attempt_id=attempt_id, now=utc_now())
    return redirect(url_for("quiz.result", attempt_id=attempt_id))


def _time_is_over(sheet: Sheet) -> ResponseReturnValue:
    """What was saved; looking at it changes nothing, so that handing in is left to a button."""
    return render_template("quiz/exam_over.html", page=review_page(sheet, utc_now()))


def _own_sheet(attempt_id: int) -> Sheet:
    return find_sheet(db.session(), learner_id=learner().id, attempt_id=attempt_id)


def _wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"
