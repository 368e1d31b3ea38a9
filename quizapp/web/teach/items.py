"""How the questions of an assignment or of a bank did, and what to look at first."""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from quizapp.extensions import db
from quizapp.services.teaching import item_report
from quizapp.services.teaching.item_marks import LATEST_ATTEMPTS
from quizapp.web.page import person
from quizapp.web.teach.blueprint import bp
from quizapp.web.views.item_figures import item_page
from quizapp.web.views.item_report import items_page
from quizapp.web.views.parts import spoken_language


@bp.get("/assignments/<row:assignment_id>/items")
def items(assignment_id: int) -> ResponseReturnValue:
    """All questions of an assignment, those in trouble first, and the paper as a whole."""
    found = item_report.assignment_items(db.session(), person=person(), assignment_id=assignment_id)
    page = items_page(
        found.report,
        spoken_language(found.assignment.bank),
        lambda item: url_for("teach.item", assignment_id=assignment_id, item_id=item),
    )
    return render_template("teach/items.html", assignment=found.assignment, page=page)


@bp.get("/assignments/<row:assignment_id>/items/<row:item_id>")
def item(assignment_id: int, item_id: int) -> ResponseReturnValue:
    """One question: who chose what, its figures, and what can be done about it."""
    found = item_report.assignment_items(
        db.session(), person=person(), assignment_id=assignment_id, only=item_id
    )
    page = item_page(found.report.lines[0], spoken_language(found.assignment.bank))
    return render_template("teach/item.html", assignment=found.assignment, page=page)


@bp.get("/banks/<slug:slug>/items")
def bank_items(slug: str) -> ResponseReturnValue:
    """All questions of a bank that were answered in what one's own cohorts were assigned."""
    found = item_report.bank_items(db.session(), person=person(), slug=slug)
    page = items_page(
        found.report,
        spoken_language(found.bank),
        lambda item: url_for("teach.bank_item", slug=slug, item_id=item),
    )
    return render_template(
        "teach/bank_items.html", bank=found.bank, page=page, latest=LATEST_ATTEMPTS
    )


@bp.get("/banks/<slug:slug>/items/<row:item_id>")
def bank_item(slug: str, item_id: int) -> ResponseReturnValue:
    """One question of a bank: who chose what, and its figures."""
    found = item_report.bank_items(db.session(), person=person(), slug=slug, only=item_id)
    page = item_page(found.report.lines[0], spoken_language(found.bank))
    return render_template("teach/bank_item.html", bank=found.bank, page=page)
