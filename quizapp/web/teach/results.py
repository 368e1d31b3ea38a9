"""The results of an assignment: how far the cohort is, everybody's grade, each response."""

from __future__ import annotations

from flask import Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from quizapp.extensions import db
from quizapp.services.teaching import results
from quizapp.services.teaching.access import find_assignment
from quizapp.services.teaching.progress import progress_of
from quizapp.services.teaching.responses import attempt_report
from quizapp.web.page import person
from quizapp.web.teach.blueprint import bp
from quizapp.web.views.attempt_report import report_page
from quizapp.web.views.gradebook import Wanted, gradebook_page, progress_json


@bp.get("/assignments/<row:assignment_id>")
def assignment(assignment_id: int) -> ResponseReturnValue:
    """Who is where, how the scores are spread, and the gradebook."""
    book = results.gradebook(db.session(), person=person(), assignment_id=assignment_id)
    counts = progress_of(db.session(), book.assignment)
    page = gradebook_page(book, counts, Wanted.of(request.args))
    return render_template("teach/results.html", page=page)


@bp.get("/assignments/<row:assignment_id>/progress")
def progress(assignment_id: int) -> ResponseReturnValue:
    """The counts for a script that asks every few seconds: nothing where nothing has changed."""
    found = find_assignment(db.session(), person=person(), assignment_id=assignment_id)
    counts = progress_of(db.session(), found)
    if request.if_none_match.contains(counts.version):
        unchanged = Response(status=304)
        unchanged.set_etag(counts.version)
        return unchanged
    book = results.gradebook_of(db.session(), found)
    answer = jsonify(progress_json(counts, book.spread))
    answer.set_etag(counts.version)
    return answer


@bp.get("/assignments/<row:assignment_id>/attempts/<row:attempt_id>")
def attempt(assignment_id: int, attempt_id: int) -> ResponseReturnValue:
    """One attempt: each response with its mark by now, and how that came about."""
    report = attempt_report(
        db.session(), person=person(), assignment_id=assignment_id, attempt_id=attempt_id
    )
    return render_template("teach/attempt.html", page=report_page(report))
