"""The learners of a cohort: the list, one of them, adding and removing one."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from quizapp.database import transaction
from quizapp.extensions import db
from quizapp.services.teaching import places, rosters
from quizapp.services.teaching.rosters import Line, Outcome
from quizapp.web.forms.cohorts import LearnerForm
from quizapp.web.locale import utc_now
from quizapp.web.page import person
from quizapp.web.teach.blueprint import bp
from quizapp.web.views.rosters import factor_text

LONGEST_FIND = 100


@bp.get("/cohorts/<row:cohort_id>/learners")
def learners(cohort_id: int) -> ResponseReturnValue:
    """The learners of a cohort, or those that ``?find=`` finds."""
    return _list(cohort_id, LearnerForm(formdata=None))


@bp.post("/cohorts/<row:cohort_id>/learners")
def add_learner(cohort_id: int) -> ResponseReturnValue:
    """Add one learner, or bring one up to date."""
    form = LearnerForm()
    if not form.validate():
        return _list(cohort_id, form, 422)
    with transaction() as writing:
        line = rosters.add_learner(
            writing, person=person(), cohort_id=cohort_id, entry=form.entry(), now=utc_now()
        )
    flash(_said(line))
    return redirect(url_for("teach.learners", cohort_id=cohort_id))


def _said(line: Line) -> str:
    said = {
        Outcome.ADDED: gettext("%(who)s is added.", who=line.entry.email)
        if line.has_account
        else gettext(
            "%(who)s is invited: they are in the cohort as soon as they create an account with "
            "this address.",
            who=line.entry.email,
        ),
        Outcome.BACK: gettext("%(who)s is back.", who=line.entry.email),
        Outcome.CHANGED: gettext("%(who)s is up to date now.", who=line.entry.email),
    }
    return str(said.get(line.outcome, gettext("%(who)s is there already.", who=line.entry.email)))


def _list(cohort_id: int, form: LearnerForm, status: int = 200) -> ResponseReturnValue:
    find = request.args.get("find", "")[:LONGEST_FIND]
    page = request.args.get("page", "")
    found = places.list_places(
        db.session(),
        person=person(),
        cohort_id=cohort_id,
        find=find,
        page=int(page) if page.isascii() and page.isdecimal() and len(page) < 6 else 1,
    )
    return (
        render_template(
            "teach/learners.html", list=found, form=form, find=find, factor_text=factor_text
        ),
        status,
    )


@bp.get("/cohorts/<row:cohort_id>/learners/<row:membership_id>")
def learner(cohort_id: int, membership_id: int) -> ResponseReturnValue:
    """One learner, and what removing them would do."""
    found = places.find_place(
        db.session(), person=person(), cohort_id=cohort_id, membership_id=membership_id
    )
    return render_template("teach/learner.html", found=found, factor_text=factor_text)


@bp.post("/cohorts/<row:cohort_id>/learners/<row:membership_id>/remove")
def remove_learner(cohort_id: int, membership_id: int) -> ResponseReturnValue:
    """Take a learner off the cohort, as their page has said."""
    with transaction() as writing:
        places.remove_learner(
            writing,
            person=person(),
            cohort_id=cohort_id,
            membership_id=membership_id,
            now=utc_now(),
        )
    flash(gettext("The learner is removed."))
    return redirect(url_for("teach.learners", cohort_id=cohort_id))
