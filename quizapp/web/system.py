"""Pages that are about the site itself."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from quizapp import database
from quizapp.web import samples

bp = Blueprint("system", __name__)


@bp.get("/healthz")
def health() -> ResponseReturnValue:
    """For load balancers: whether this process can reach its database."""
    if database.is_reachable():
        return {"status": "ok"}
    return {"status": "database unreachable"}, 503, {"Retry-After": "5"}


@bp.get("/styleguide")
def styleguide() -> ResponseReturnValue:
    """Every part of the pages in every state, for those who build them."""
    return render_template("styleguide.html", **samples.styleguide())
