"""Importing a roster: handed in, shown with what it would do, and done as shown."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from quizapp.database import transaction
from quizapp.domain.teaching.roster import Roster, RosterError, parse
from quizapp.extensions import db
from quizapp.services.teaching import rosters
from quizapp.services.teaching.access import find_cohort
from quizapp.services.teaching.rosters import Import, OutOfDateError
from quizapp.web.forms.cohorts import ApplyForm, RosterForm
from quizapp.web.locale import utc_now
from quizapp.web.page import new_client_key, person
from quizapp.web.teach.blueprint import bp
from quizapp.web.views.rosters import line_texts, mistakes, summary


@bp.get("/cohorts/<row:cohort_id>/learners/import")
def roster(cohort_id: int) -> ResponseReturnValue:
    """What a roster may look like, and the form to hand one in."""
    return _form(cohort_id, RosterForm(formdata=None))


@bp.post("/cohorts/<row:cohort_id>/learners/import")
def check_roster(cohort_id: int) -> ResponseReturnValue:
    """What a roster would do, or what is wrong with it; nothing is stored."""
    form = RosterForm()
    find_cohort(db.session(), person=person(), cohort_id=cohort_id)
    try:
        text = form.roster_text()
        return _preview(cohort_id, text, parse(text))
    except RosterError as error:
        return _form(cohort_id, form, error)


@bp.post("/cohorts/<row:cohort_id>/learners/import/apply")
def apply_roster(cohort_id: int) -> ResponseReturnValue:
    """Do what was shown, all of it."""
    form = ApplyForm()
    if not form.validate():
        flash(gettext("The page is out of date: hand the roster in again."), "error")
        return redirect(url_for("teach.roster", cohort_id=cohort_id))
    try:
        found = parse(form.text.data)
    except RosterError as error:
        return _form(cohort_id, RosterForm(), error)
    try:
        done = _apply(cohort_id, form, found)
    except OutOfDateError:
        return _preview(cohort_id, form.text.data, found, outdated=True)
    changed = len(done.changes)
    flash(ngettext("%(num)s learner changed.", "%(num)s learners changed.", changed))
    return redirect(url_for("teach.learners", cohort_id=cohort_id))


def _apply(cohort_id: int, form: ApplyForm, found: Roster) -> Import:
    with transaction() as writing:
        return rosters.apply_import(
            writing,
            person=person(),
            cohort_id=cohort_id,
            entries=found.entries,
            seal=form.seal.data,
            client_key=form.client_key.data,
            now=utc_now(),
        )


def _preview(
    cohort_id: int, text: str, found: Roster, *, outdated: bool = False
) -> ResponseReturnValue:
    planned = rosters.plan_import(
        db.session(), person=person(), cohort_id=cohort_id, entries=found.entries
    )
    cohort = find_cohort(db.session(), person=person(), cohort_id=cohort_id)
    page = render_template(
        "teach/roster_preview.html",
        cohort=cohort,
        text=text,
        unused=found.unused,
        planned=planned,
        summary=summary(planned),
        lines=line_texts(planned.lines),
        client_key=new_client_key(),
        outdated=outdated,
    )
    return page, 409 if outdated else 200


def _form(
    cohort_id: int, form: RosterForm, error: RosterError | None = None
) -> ResponseReturnValue:
    cohort = find_cohort(db.session(), person=person(), cohort_id=cohort_id)
    wrong = mistakes(error.faults) if error else None
    page = render_template("teach/roster.html", cohort=cohort, form=form, wrong=wrong)
    return page, 422 if error else 200
