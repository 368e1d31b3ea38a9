"""A learner's deck of a bank at a glance, and ways to study some of it now."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_security import auth_required

from quizapp.extensions import db
from quizapp.services import catalogue
from quizapp.services.deck.deck_overview import deck_overview
from quizapp.web.cards.blueprint import bp
from quizapp.web.locale import utc_now
from quizapp.web.page import learner
from quizapp.web.query_words import search_help
from quizapp.web.views.browse import last_done
from quizapp.web.views.deck import choices_to_study, study_orders


@bp.get("/<slug:slug>/deck")
@auth_required("session")
def deck(slug: str) -> ResponseReturnValue:
    """How many cards there are of each kind, a search, custom study, and the deck's own pages."""
    bank = catalogue.find_bank(db.session(), slug)
    now = utc_now()
    overview = deck_overview(db.session(), learner=learner(), bank_id=bank.id, now=now)
    return render_template(
        "cards/deck.html",
        bank=bank,
        overview=overview,
        choices=choices_to_study(overview),
        orders=study_orders(),
        since=now.isoformat(),
        last=last_done(db.session(), learner(), bank.id, now),
        help=search_help(),
    )
