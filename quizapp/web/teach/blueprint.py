"""The blueprint that the modules of this package hang their pages on; for those who teach."""

from __future__ import annotations

from flask import Blueprint, abort, request
from flask_security import auth_required

from quizapp.domain import policies
from quizapp.extensions import db
from quizapp.services.teaching.access import find_assignment, find_cohort
from quizapp.web.page import person, roles

bp = Blueprint("teach", __name__, url_prefix="/teach")


@bp.before_request
@auth_required("session")
def _instructors_only() -> None:
    """A learner is told that this is not for them, whether the page exists or not."""
    if not policies.may_teach(roles()):
        abort(403)


@bp.before_request
def _own_things_only() -> None:
    """What is not theirs to run does not exist, whatever else is wrong with the request.

    The services ask again, under their locks; this is so that no page can forget to.
    """
    named = request.view_args or {}
    if "cohort_id" in named:
        find_cohort(db.session(), person=person(), cohort_id=named["cohort_id"])
    if "assignment_id" in named:
        find_assignment(db.session(), person=person(), assignment_id=named["assignment_id"])
