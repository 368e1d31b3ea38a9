"""What a learner does to one card besides grading it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_security import auth_required

from quizapp.database import transaction
from quizapp.domain.learning.card_actions import ActionKind
from quizapp.extensions import db
from quizapp.services import catalogue
from quizapp.services.deck.card_actions import act
from quizapp.web.card_words import done_told
from quizapp.web.cards.blueprint import bp
from quizapp.web.cards.scope import Scope, scope_of
from quizapp.web.forms.cards import MarkForm
from quizapp.web.locale import utc_now
from quizapp.web.page import learner

# After these the card is out of the way, and the next one comes.
_SENDS_AWAY = {ActionKind.SUSPEND, ActionKind.BURY}


@bp.post("/<slug:slug>/<row:item_id>/marks")
@auth_required("session")
def mark(slug: str, item_id: int) -> ResponseReturnValue:
    """Suspend, bury, flag or tag a card, or write a note on it; each can be undone."""
    bank, form = catalogue.find_bank(db.session(), slug), MarkForm()
    scope = scope_of(bank)
    if not form.validate():
        back = _back(scope, slug, item_id, form, ActionKind.NOTE)
        return render_template("cards/error.html", form=form, back=back), 422
    action = form.action()
    who: dict[str, Any] = {"learner": learner(), "bank_id": bank.id, "now": utc_now()}
    with transaction() as writing:
        act(writing, item_ids=[item_id], **who, **action)
    flash(done_told(action["kind"]))
    return redirect(_back(scope, slug, item_id, form, action["kind"]))


def _back(scope: Scope, slug: str, item_id: int, form: MarkForm, kind: ActionKind) -> str:
    if form.back.data == "why":
        return url_for("cards.why", slug=slug, item_id=item_id)
    return scope.url("cards.card", slug, None if kind in _SENDS_AWAY else item_id)
