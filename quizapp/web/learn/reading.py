"""The conditions there are, and their study texts."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_security import auth_required

from quizapp.extensions import db
from quizapp.services import catalogue
from quizapp.web.learn.blueprint import bp
from quizapp.web.locale import language


@bp.get("/banks/")
@auth_required("session")
def banks() -> ResponseReturnValue:
    """The conditions there are to learn."""
    return render_template("learn/banks.html", banks=catalogue.list_banks(db.session()))


@bp.get("/banks/<slug:slug>/text")
@auth_required("session")
def read(slug: str) -> ResponseReturnValue:
    """The study text with its notes from beyond it."""
    bank = catalogue.find_bank(db.session(), slug)
    text = catalogue.study_text(db.session(), bank, language())
    return render_template("learn/read.html", bank=bank, text=text)
