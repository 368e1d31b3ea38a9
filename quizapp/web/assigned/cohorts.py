"""A learner's cohorts: which there are, who sees what, leaving one."""

from __future__ import annotations

from flask import flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_security import auth_required

from quizapp.database import transaction
from quizapp.extensions import db
from quizapp.services.teaching import calendar, memberships
from quizapp.web.assigned.blueprint import bp
from quizapp.web.forms.cohorts import CodeEntryForm
from quizapp.web.locale import utc_now
from quizapp.web.page import learner


@bp.get("/cohorts")
@auth_required("session")
def cohorts() -> ResponseReturnValue:
    """Which cohorts see one's results, joining another, the calendar of due dates."""
    return cohorts_page(CodeEntryForm(formdata=None))


def cohorts_page(form: CodeEntryForm, status: int = 200) -> ResponseReturnValue:
    """The page; a calendar's address that was just made is shown on it this once."""
    page = render_template(
        "assigned/cohorts.html",
        cohorts=memberships.own_cohorts(db.session(), learner_id=learner().id),
        form=form,
        link_made_at=calendar.link_made_at(db.session(), user_id=learner().id),
        new_link=session.pop("calendar_link", None),
    )
    return page, status


@bp.get("/cohorts/<row:cohort_id>/leave")
@auth_required("session")
def leave(cohort_id: int) -> ResponseReturnValue:
    """What leaving does."""
    own = memberships.own_cohort(db.session(), learner_id=learner().id, cohort_id=cohort_id)
    return render_template("assigned/leave.html", own=own)


@bp.post("/cohorts/<row:cohort_id>/leave")
@auth_required("session")
def leave_cohort(cohort_id: int) -> ResponseReturnValue:
    """Leave a cohort."""
    with transaction() as writing:
        memberships.leave(writing, learner_id=learner().id, cohort_id=cohort_id, now=utc_now())
    flash(gettext("You have left the cohort."))
    return redirect(url_for("assigned.cohorts"))
