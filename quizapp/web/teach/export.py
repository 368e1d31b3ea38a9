"""The results of an assignment as a table for a spreadsheet or another program's gradebook."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

from flask import Response, abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from quizapp.domain.interchange.gradebook import Shape
from quizapp.extensions import db
from quizapp.services.teaching import responses, results
from quizapp.services.teaching.results import Gradebook
from quizapp.web.forms.export import Export
from quizapp.web.locale import language
from quizapp.web.page import person
from quizapp.web.teach.blueprint import bp
from quizapp.web.views.grade_tables import answers_csv, grades_csv


@bp.get("/assignments/<row:assignment_id>/export.csv")
def export(assignment_id: int) -> ResponseReturnValue:
    """Grades in our own shape, Moodle's or Canvas's, or every answer; in a file to be saved."""
    book = results.gradebook(db.session(), person=person(), assignment_id=assignment_id)
    wanted = Export.of(request.args, language())
    if wanted is None:
        abort(404)
    answer = Response(_table(db.session(), book, wanted), mimetype="text/csv")
    answer.headers["Content-Disposition"] = _as_file(f"{book.assignment.title}-{wanted.name}")
    return answer


def _table(session: Session, book: Gradebook, wanted: Export) -> str:
    if wanted.shape is None:
        given = responses.given_answers(session, book.assignment)
        return answers_csv(book, given, wanted.separator)
    questions: list[str] = []
    points: dict[int, dict[str, float]] = {}
    if wanted.shape is Shape.OWN:
        questions, points = responses.question_points(session, book.assignment)
    return grades_csv(book, wanted.shape, wanted.separator, questions, points)


def _as_file(title: str) -> str:
    """To be saved under a name; in plain letters for old browsers (RFC 6266)."""
    name = " ".join(re.sub(r"[^\w .()-]+", " ", title).split()) + ".csv"
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
