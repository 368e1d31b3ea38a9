"""The conditions there are, their study texts, and what a learner does with these."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_security import auth_required

from quizapp.database import transaction
from quizapp.extensions import db
from quizapp.services import catalogue
from quizapp.services.quizzes.pool import NoQuestionError
from quizapp.services.text import reading as readings
from quizapp.web.forms.fields import OUT_OF_DATE, RecordingForm
from quizapp.web.learn.blueprint import bp
from quizapp.web.locale import language, utc_now
from quizapp.web.page import learner, new_client_key
from quizapp.web.views.reader import reader_page


@bp.get("/banks/")
@auth_required("session")
def banks() -> ResponseReturnValue:
    """The conditions there are to learn."""
    return render_template("learn/banks.html", banks=catalogue.list_banks(db.session()))


@bp.get("/banks/<slug:slug>/text")
@auth_required("session")
def read(slug: str) -> ResponseReturnValue:
    """The study text as a map of the reader's memory; with ``?marks=hidden`` as a text."""
    bank = catalogue.find_bank(db.session(), slug)
    return render_template(
        "learn/read.html",
        bank=bank,
        page=reader_page(db.session(), learner(), bank, utc_now()),
        marked=request.args.get("marks") != "hidden",
        client_key=new_client_key(),
    )


@bp.post("/banks/<slug:slug>/text/read")
@auth_required("session")
def record_reading(slug: str) -> ResponseReturnValue:
    """Note that the text was read today."""
    bank = catalogue.find_bank(db.session(), slug)
    with transaction() as writing:
        readings.record_reading(
            writing, learner=learner(), bank_id=bank.id, language=language(), now=utc_now()
        )
    if request.accept_mimetypes.best == "application/json":
        return {"read": True}
    flash(gettext("Noted: you have read this text today."))
    return redirect(url_for("learn.read", slug=slug))


@bp.post("/banks/<slug:slug>/text/questions")
@auth_required("session")
def ask_before_reading(slug: str) -> ResponseReturnValue:
    """Begin the questions before a first reading."""
    bank, form = catalogue.find_bank(db.session(), slug), RecordingForm()
    if not form.validate():
        flash(str(OUT_OF_DATE), "error")
        return redirect(url_for("learn.read", slug=slug))
    key = form.client_key.data
    try:
        with transaction() as writing:
            attempt = readings.start_prequestions(
                writing, learner=learner(), bank=bank, client_key=key, now=utc_now()
            )
    except NoQuestionError:
        flash(gettext("There is no question to ask before reading: begin with the text."))
        return redirect(url_for("learn.read", slug=slug))
    return redirect(url_for("quiz.resume", attempt_id=attempt.id))
