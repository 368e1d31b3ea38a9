"""Joining a cohort by its code or its link."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_security import auth_required

from quizapp.database import transaction
from quizapp.domain.errors import NotFoundError
from quizapp.domain.teaching.join_code import read_code
from quizapp.extensions import db
from quizapp.services.teaching import memberships
from quizapp.web.assigned.blueprint import bp
from quizapp.web.assigned.cohorts import cohorts_page
from quizapp.web.forms.cohorts import CodeEntryForm, JoinForm
from quizapp.web.locale import utc_now
from quizapp.web.page import learner


@bp.post("/cohorts/join")
@auth_required("session")
def enter_code() -> ResponseReturnValue:
    """Go where a code that was typed leads."""
    form = CodeEntryForm()
    if not form.validate():
        return cohorts_page(form, 422)
    try:
        memberships.look_at_code(db.session(), learner_id=learner().id, code=form.read)
    except NotFoundError:
        form.refuse(_opens_nothing())
        return cohorts_page(form, 422)
    return redirect(url_for("assigned.join", code=form.read))


@bp.get("/join/<code>")
@auth_required("session")
def join(code: str) -> ResponseReturnValue:
    """What joining means, and the name that the instructors will see."""
    return _page(code, JoinForm(formdata=None))


@bp.post("/join/<code>")
@auth_required("session")
def join_cohort(code: str) -> ResponseReturnValue:
    """Join the cohort."""
    form = JoinForm()
    if not form.validate():
        return _page(code, form)
    try:
        with transaction() as writing:
            cohort = memberships.join(
                writing,
                learner_id=learner().id,
                code=_read(code),
                name=form.name.data,
                now=utc_now(),
            )
            name = cohort.name
    except NotFoundError:
        return _closed()
    flash(gettext("You are in “%(cohort)s” now.", cohort=name))
    return redirect(url_for("assigned.cohorts"))


def _page(code: str, form: JoinForm) -> ResponseReturnValue:
    try:
        found = memberships.look_at_code(db.session(), learner_id=learner().id, code=_read(code))
    except NotFoundError:
        return _closed()
    if not form.is_submitted() and found.place is not None:
        form.name.data = found.place.name
    page = render_template("assigned/join.html", found=found, form=form)
    return page, 422 if form.errors else 200


def _closed() -> ResponseReturnValue:
    form = CodeEntryForm(formdata=None)
    return render_template("assigned/join_closed.html", form=form), 404


def _read(code: str) -> str:
    read = read_code(code)
    if read is None:
        raise NotFoundError(f"{code!r} is no code")
    return read


def _opens_nothing() -> str:
    return str(
        gettext("This code opens no cohort, or not any more: ask your instructor for a new one.")
    )
