"""What a learner's log adds up to."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_security import auth_required

from quizapp.extensions import db
from quizapp.services import catalogue
from quizapp.web.learn.blueprint import bp
from quizapp.web.locale import utc_now
from quizapp.web.page import learner
from quizapp.web.views.progress import progress_page


@bp.get("/progress")
@auth_required("session")
def progress() -> ResponseReturnValue:
    """Progress in every bank; where there is one bank only, its page."""
    found = catalogue.list_banks(db.session())
    if len(found) == 1:
        return redirect(url_for("learn.bank_progress", slug=found[0].slug))
    return render_template("learn/progress_banks.html", banks=found)


@bp.get("/progress/<slug:slug>")
@auth_required("session")
def bank_progress(slug: str) -> ResponseReturnValue:
    """The load to come, what is remembered and mastered, what was done."""
    bank = catalogue.find_bank(db.session(), slug)
    page = progress_page(db.session(), learner(), bank, utc_now())
    return render_template("learn/progress.html", bank=bank, page=page)
