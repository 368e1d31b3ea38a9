"""What is granted to one learner: more time, other dates, further attempts, once more."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from quizapp.database import transaction
from quizapp.extensions import db
from quizapp.services.teaching import accommodations as services
from quizapp.services.teaching import holding
from quizapp.services.teaching.accommodations import (
    NOTHING,
    NeverOpenError,
    TooManyAttemptsError,
)
from quizapp.services.teaching.holding import Held, Overview
from quizapp.web.forms.accommodation import AS_FOR_ALL, USUAL, ReopenForm, TermsForm, TimeForm
from quizapp.web.locale import time_zone, utc_now
from quizapp.web.page import new_client_key, person
from quizapp.web.teach.blueprint import bp
from quizapp.web.views.accommodation import overview_page, terms_page

TAKE_BACK = "take_back"


@bp.get("/cohorts/<row:cohort_id>/learners/<row:membership_id>/accommodation")
def accommodation(cohort_id: int, membership_id: int) -> ResponseReturnValue:
    """The time that a learner has for all assignments, and what each of these comes to."""
    overview = _overview(cohort_id, membership_id)
    row = overview.general
    form = TimeForm(formdata=None, note=row.note if row else "")
    form.show_factor(row.time_factor if row else None, USUAL)
    return _show_overview(overview, form)


@bp.post("/cohorts/<row:cohort_id>/learners/<row:membership_id>/accommodation")
def grant_time(cohort_id: int, membership_id: int) -> ResponseReturnValue:
    """Grant time for all assignments, or take it back."""
    form, takes_back = TimeForm(), request.form.get("action") == TAKE_BACK
    if not (takes_back or form.validate()):
        return _show_overview(_overview(cohort_id, membership_id), form)
    granted: dict[str, Any] = {"time_factor": None, "note": ""}
    if not takes_back:
        granted = {"time_factor": form.time_factor, "note": form.note.data}
    whose: dict[str, Any] = {"cohort_id": cohort_id, "membership_id": membership_id}
    with transaction() as writing:
        services.grant(writing, person=person(), now=utc_now(), **whose, **granted)
    flash(_done(takes_back=takes_back))
    return redirect(url_for("teach.accommodation", **whose))


@bp.get("/assignments/<row:assignment_id>/learners/<row:membership_id>/accommodation")
def assignment_accommodation(assignment_id: int, membership_id: int) -> ResponseReturnValue:
    """What holds for a learner of one assignment."""
    held = _held(assignment_id, membership_id)
    own = held.own
    form = TermsForm(formdata=None, obj=own)
    form.show_factor(own.time_factor if own else None, AS_FOR_ALL)
    return _show_terms(held, form)


@bp.post("/assignments/<row:assignment_id>/learners/<row:membership_id>/accommodation")
def grant_terms(assignment_id: int, membership_id: int) -> ResponseReturnValue:
    """Grant something for one assignment, or take it back."""
    form, takes_back = TermsForm(), request.form.get("action") == TAKE_BACK
    if not (takes_back or form.validate()):
        return _show_terms(_held(assignment_id, membership_id), form)
    granted: dict[str, Any] = {"given": NOTHING, "note": ""}
    if not takes_back:
        granted = {"given": form.given(), "note": form.note.data}
    whose: dict[str, Any] = {"assignment_id": assignment_id, "membership_id": membership_id}
    try:
        with transaction() as writing:
            services.grant_for_one(writing, person=person(), now=utc_now(), **whose, **granted)
    except NeverOpenError:
        form.refuse_dates()
        return _show_terms(_held(assignment_id, membership_id), form)
    flash(_done(takes_back=takes_back))
    return redirect(url_for("teach.assignment_accommodation", **whose))


@bp.get("/assignments/<row:assignment_id>/learners/<row:membership_id>/reopen")
def reopen(assignment_id: int, membership_id: int) -> ResponseReturnValue:
    """What reopening does for a learner, and until when it is to be."""
    form = ReopenForm(formdata=None)
    form.client_key.data = new_client_key()
    return _show_reopening(_held(assignment_id, membership_id), form)


@bp.post("/assignments/<row:assignment_id>/learners/<row:membership_id>/reopen")
def reopen_assignment(assignment_id: int, membership_id: int) -> ResponseReturnValue:
    """Let a learner begin once more; sent twice, it is once."""
    form = ReopenForm()
    whose: dict[str, Any] = {"assignment_id": assignment_id, "membership_id": membership_id}
    if not form.validate():
        return _show_reopening(_held(**whose), form)
    sent: dict[str, Any] = {"until": form.until.data, "client_key": form.client_key.data}
    try:
        with transaction() as writing:
            services.reopen(writing, person=person(), now=utc_now(), **whose, **sent)
    except (NeverOpenError, TooManyAttemptsError) as error:
        form.refuse(_why_not(error))
        return _show_reopening(_held(**whose), form)
    flash(gettext("It is open to this learner once more."))
    return redirect(url_for("teach.assignment_accommodation", **whose))


def _why_not(error: NeverOpenError | TooManyAttemptsError) -> str:
    if isinstance(error, TooManyAttemptsError):
        return str(
            gettext("This learner has been granted 20 attempts, and can get no further one.")
        )
    return str(gettext("Choose a date that is still to come, and after it opens to them."))


def _done(*, takes_back: bool) -> str:
    if takes_back:
        return str(gettext("What was granted is taken back."))
    return str(gettext("This holds from now on."))


def _overview(cohort_id: int, membership_id: int) -> Overview:
    return holding.for_all(
        db.session(), person=person(), cohort_id=cohort_id, membership_id=membership_id
    )


def _held(assignment_id: int, membership_id: int) -> Held:
    return holding.for_one(
        db.session(), person=person(), assignment_id=assignment_id, membership_id=membership_id
    )


def _show_overview(overview: Overview, form: TimeForm) -> ResponseReturnValue:
    page = overview_page(overview, utc_now())
    shown = render_template("teach/accommodation.html", page=page, form=form)
    return shown, 422 if form.errors else 200


def _show_terms(held: Held, form: TermsForm) -> ResponseReturnValue:
    page = terms_page(held, utc_now())
    shown = render_template(
        "teach/assignment_accommodation.html", page=page, form=form, zone=time_zone()
    )
    return shown, 422 if form.errors else 200


def _show_reopening(held: Held, form: ReopenForm) -> ResponseReturnValue:
    page = terms_page(held, utc_now())
    shown = render_template("teach/reopen.html", page=page, form=form, zone=time_zone())
    return shown, 422 if form.errors else 200
