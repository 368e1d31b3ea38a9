"""A session with flashcards: the next card, its answer, its grade, the end of the day."""

from __future__ import annotations

from typing import Any

from flask import flash, jsonify, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_security import auth_required

from quizapp.database import transaction
from quizapp.extensions import db
from quizapp.services import catalogue
from quizapp.services.deck import cards
from quizapp.services.deck.card_grades import HeldTooLongError, grade_card
from quizapp.services.deck.card_summary import summarize_day
from quizapp.services.deck.undo import undo_last
from quizapp.web.card_words import leech_told, undone_told
from quizapp.web.cards.blueprint import bp
from quizapp.web.cards.scope import scope_of
from quizapp.web.converters import row_number
from quizapp.web.forms.cards import GradeForm, TypedForm, UndoForm
from quizapp.web.locale import utc_now
from quizapp.web.page import learner, new_client_key
from quizapp.web.views.cards import card_page


@bp.get("/<slug:slug>")
@auth_required("session")
def card(slug: str) -> ResponseReturnValue:
    """The next card, on a day off with ``?anyway=``; with ``?reveal=`` its answer and grades."""
    bank = catalogue.find_bank(db.session(), slug)
    scope, revealed = scope_of(bank), request.args.get("reveal", type=row_number)
    asked: dict[str, Any] = {"revealed": revealed, "chosen": scope.chosen}
    try:
        page = card_page(
            db.session(),
            learner(),
            bank,
            utc_now(),
            anyway="anyway" in request.args,
            typed=session.get("typed"),
            **asked,
        )
    except cards.WithheldCardError:
        return render_template("cards/withheld.html", bank=bank)
    if page is None:
        return redirect(scope.url("cards.summary", slug))
    return render_template(
        "cards/card.html", bank=bank, page=page, scope=scope, client_key=new_client_key()
    )


@bp.post("/<slug:slug>/typed")
@auth_required("session")
def typed(slug: str) -> ResponseReturnValue:
    """Keep what was typed on the front of a card in the cookie, and show its back."""
    bank, form = catalogue.find_bank(db.session(), slug), TypedForm()
    scope = scope_of(bank)
    if not form.validate():
        return _not_saved(form, scope.url("cards.card", slug))
    session["typed"] = form.typed(request.form.getlist("text"))
    return redirect(scope.url("cards.card", slug, form.item.data))


@bp.post("/<slug:slug>")
@auth_required("session")
def grade(slug: str) -> ResponseReturnValue:
    """Record a grade, be it one that a device has held back, then show the next card."""
    bank, form = catalogue.find_bank(db.session(), slug), GradeForm()
    scope = scope_of(bank)
    if not form.validate():
        return _not_saved(form, scope.url("cards.card", slug))
    who: dict[str, Any] = {"learner": learner(), "bank_id": bank.id, "now": utc_now()}
    try:
        with transaction() as writing:
            graded = grade_card(writing, **who, **form.graded())
    except HeldTooLongError:
        form.form_errors.append(gettext("This grade was kept on a device for more than 30 days."))
        return _not_saved(form, scope.url("cards.card", slug))
    session.pop("typed", None)
    if not graded.recorded:
        flash(gettext("This card was already graded, in another tab or on another device."))
    if graded.leech:
        flash(leech_told(bank.slug, graded.leech))
    return _lead_to(scope.url("cards.card", slug))


def _not_saved(form: GradeForm | TypedForm, back: str) -> ResponseReturnValue:
    if _wants_json():
        return jsonify(problem=[str(one) for found in form.errors.values() for one in found]), 422
    return render_template("cards/error.html", form=form, back=back), 422


def _lead_to(address: str) -> ResponseReturnValue:
    return jsonify(location=address) if _wants_json() else redirect(address)


def _wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"


@bp.post("/<slug:slug>/undo")
@auth_required("session")
def undo(slug: str) -> ResponseReturnValue:
    """Take the last thing done today back, and show its card again."""
    bank = catalogue.find_bank(db.session(), slug)
    scope = scope_of(bank)
    if UndoForm().validate():
        with transaction() as writing:
            undone = undo_last(writing, learner=learner(), bank_id=bank.id, now=utc_now())
        flash(undone_told(undone))
        if undone is not None and undone.item_id is not None:
            return redirect(scope.url("cards.card", slug, undone.item_id))
    return redirect(scope.url("cards.card", slug))


@bp.get("/<slug:slug>/summary")
@auth_required("session")
def summary(slug: str) -> ResponseReturnValue:
    """What was done today, and when the next card comes; after a round, how that ended."""
    bank = catalogue.find_bank(db.session(), slug)
    now = utc_now()
    return render_template(
        "cards/summary.html",
        bank=bank,
        now=now,
        scope=scope_of(bank),
        summary=summarize_day(db.session(), learner=learner(), bank_id=bank.id, now=now),
        plan=cards.plan_bank(db.session(), learner=learner(), bank_id=bank.id, now=now),
    )
