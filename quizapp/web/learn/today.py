"""The home page."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from quizapp.extensions import db
from quizapp.services import catalogue
from quizapp.services.today import plan_home
from quizapp.web.learn.blueprint import bp
from quizapp.web.locale import utc_now
from quizapp.web.page import learner, new_client_key


@bp.get("/")
def today() -> ResponseReturnValue:
    """The home page: what to do now; for strangers, what this is."""
    if not current_user.is_authenticated:
        return render_template("learn/welcome.html", banks=catalogue.list_banks(db.session()))
    home = plan_home(db.session(), learner=learner(), now=utc_now())
    return render_template("learn/today.html", home=home, client_key=new_client_key())
