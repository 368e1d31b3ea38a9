"""What was done in a cohort, by whom and when."""

from __future__ import annotations

from contextlib import suppress

from flask import render_template, request
from flask.typing import ResponseReturnValue

from quizapp.extensions import db
from quizapp.services.teaching import audit
from quizapp.services.teaching.access import find_cohort
from quizapp.web.converters import row_number
from quizapp.web.page import person
from quizapp.web.teach.blueprint import bp
from quizapp.web.views.history import event_lines


@bp.get("/cohorts/<row:cohort_id>/history")
def history(cohort_id: int) -> ResponseReturnValue:
    """The events of a cohort, latest first; with ``?before=`` older ones."""
    before = None
    with suppress(ValueError):
        before = row_number(request.args.get("before", ""))
    cohort = find_cohort(db.session(), person=person(), cohort_id=cohort_id)
    page = audit.history(db.session(), person=person(), cohort_id=cohort_id, before=before)
    lines = event_lines(page.events)
    return render_template("teach/history.html", cohort=cohort, page=page, lines=lines)
