"""The blueprint that the modules of this package hang their pages on; for those who teach."""

from __future__ import annotations

from flask import Blueprint, abort
from flask_security import auth_required

from quizapp.domain import policies
from quizapp.web.page import roles

bp = Blueprint("teach", __name__, url_prefix="/teach")


@bp.before_request
@auth_required("session")
def _instructors_only() -> None:
    """A learner is told that this is not for them, whether the page exists or not."""
    if not policies.may_teach(roles()):
        abort(403)
