"""Giving an assignment to its cohort, taking it back, deleting a draft, showing the results."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from quizapp.database import transaction
from quizapp.services.teaching import publishing as services
from quizapp.services.teaching.assignments import ArchivedError, FlawedPlanError
from quizapp.web import assignment_words
from quizapp.web.locale import utc_now
from quizapp.web.page import person
from quizapp.web.teach.blueprint import bp


@bp.post("/assignments/<row:assignment_id>/publish")
def publish(assignment_id: int) -> ResponseReturnValue:
    """Give it to its cohort."""
    try:
        with transaction() as writing:
            services.publish(writing, person=person(), assignment_id=assignment_id, now=utc_now())
    except ArchivedError:
        flash(gettext("The cohort is archived: nothing new is given to it."), "error")
    except services.ClosedAlreadyError:
        flash(gettext("The closing date is past: choose a later one, then publish."), "error")
    except FlawedPlanError as error:
        flash(" ".join(assignment_words.flaw_text(one) for one in error.found), "error")
    else:
        flash(gettext("Published: the learners of the cohort see it now."))
    return _back(assignment_id)


@bp.post("/assignments/<row:assignment_id>/unpublish")
def unpublish(assignment_id: int) -> ResponseReturnValue:
    """Take it back to a draft, as long as nobody has begun."""
    try:
        with transaction() as writing:
            services.unpublish(writing, person=person(), assignment_id=assignment_id, now=utc_now())
    except services.BegunError:
        flash(
            gettext("Somebody has begun: it stays published. You can close it by its date."),
            "error",
        )
    else:
        flash(gettext("It is a draft again: no learner sees it."))
    return _back(assignment_id)


@bp.post("/assignments/<row:assignment_id>/delete")
def delete_assignment(assignment_id: int) -> ResponseReturnValue:
    """Delete a draft for good."""
    with transaction() as writing:
        cohort_id = services.delete_draft(
            writing, person=person(), assignment_id=assignment_id, now=utc_now()
        )
    flash(gettext("The draft is deleted."))
    return redirect(url_for("teach.cohort", cohort_id=cohort_id))


@bp.post("/assignments/<row:assignment_id>/release")
def release(assignment_id: int) -> ResponseReturnValue:
    """Show the results to all who have handed in."""
    with transaction() as writing:
        services.release_results(
            writing, person=person(), assignment_id=assignment_id, now=utc_now()
        )
    flash(gettext("The results are shown to all who have handed in."))
    return _back(assignment_id)


def _back(assignment_id: int) -> ResponseReturnValue:
    return redirect(url_for("teach.edit_assignment", assignment_id=assignment_id))
