"""Why a card comes today: what was retrieved when, and what set its day."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_security import auth_required

from quizapp.extensions import db
from quizapp.services import catalogue
from quizapp.services.deck.card_story import tell_story
from quizapp.services.deck.cards import WithheldCardError
from quizapp.web.cards.blueprint import bp
from quizapp.web.cards.scope import scope_of
from quizapp.web.locale import utc_now
from quizapp.web.page import learner, new_client_key
from quizapp.web.views.why import why_page


@bp.get("/<slug:slug>/<row:item_id>")
@auth_required("session")
def why(slug: str, item_id: int) -> ResponseReturnValue:
    """The page of one card."""
    bank = catalogue.find_bank(db.session(), slug)
    try:
        story = tell_story(
            db.session(), learner=learner(), bank_id=bank.id, item_id=item_id, now=utc_now()
        )
    except WithheldCardError:
        return render_template("cards/withheld.html", bank=bank)
    page = why_page(story, bank, learner())
    return render_template(
        "cards/why.html", bank=bank, page=page, scope=scope_of(bank), client_key=new_client_key()
    )
