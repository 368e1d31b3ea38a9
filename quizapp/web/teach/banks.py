"""The banks with their keys, rationales and coverage."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from quizapp.extensions import db
from quizapp.services import catalogue
from quizapp.web.teach.blueprint import bp
from quizapp.web.views.keys import key_lines
from quizapp.web.views.parts import spoken_language


@bp.get("/banks")
def banks() -> ResponseReturnValue:
    """All banks, for those who teach with them."""
    return render_template("teach/banks.html", banks=catalogue.list_banks(db.session()))


@bp.get("/banks/<slug:slug>")
def bank(slug: str) -> ResponseReturnValue:
    """One bank: which item tests which fact, and every item with its key."""
    found = catalogue.find_bank(db.session(), slug)
    lang = spoken_language(found)
    return render_template(
        "teach/bank.html",
        bank=found,
        lang=lang,
        items=key_lines(catalogue.items_with_keys(db.session(), found.id), lang),
        facts=catalogue.bank_facts(db.session(), found.id),
    )
