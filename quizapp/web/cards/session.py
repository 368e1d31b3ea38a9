"""A session with flashcards: the next card, its answer, its grade, the end of the day."""

from __future__ import annotations

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_security import auth_required

from quizapp.database import transaction
from quizapp.domain.learning.memory import Grade
from quizapp.extensions import db
from quizapp.services import cards, catalogue
from quizapp.web.cards.blueprint import bp
from quizapp.web.cards.scope import scope_of
from quizapp.web.converters import row_number
from quizapp.web.forms.cards import GradeForm, UndoForm
from quizapp.web.locale import utc_now
from quizapp.web.page import learner, new_client_key
from quizapp.web.views.cards import card_page


@bp.get("/<slug:slug>")
@auth_required("session")
def card(slug: str) -> ResponseReturnValue:
    """The next card; with ``?reveal=`` its answer and the four grades."""
    bank = catalogue.find_bank(db.session(), slug)
    scope, revealed = scope_of(bank), request.args.get("reveal", type=row_number)
    try:
        page = card_page(
            db.session(), learner(), bank, utc_now(), revealed=revealed, chosen=scope.chosen
        )
    except cards.WithheldCardError:
        return render_template("cards/withheld.html", bank=bank)
    if page is None:
        return redirect(scope.url("cards.summary", slug))
    return render_template(
        "cards/card.html", bank=bank, page=page, scope=scope, client_key=new_client_key()
    )


@bp.post("/<slug:slug>")
@auth_required("session")
def grade(slug: str) -> ResponseReturnValue:
    """Record a grade, then show the next card."""
    bank = catalogue.find_bank(db.session(), slug)
    scope = scope_of(bank)
    form = GradeForm()
    if not form.validate():
        back = scope.url("cards.card", slug)
        return render_template("cards/error.html", form=form, back=back), 422
    with transaction() as writing:
        recorded = cards.grade_card(
            writing,
            learner=learner(),
            bank_id=bank.id,
            item_id=form.item.data,
            seen_reviews=form.seen.data,
            grade=Grade(form.grade.data),
            client_key=form.client_key.data,
            duration_ms=form.duration(),
            now=utc_now(),
        )
    if not recorded:
        flash(gettext("This card was already graded, in another tab or on another device."))
    return redirect(scope.url("cards.card", slug))


@bp.post("/<slug:slug>/undo")
@auth_required("session")
def undo(slug: str) -> ResponseReturnValue:
    """Take the last grade back, and show its card again."""
    bank = catalogue.find_bank(db.session(), slug)
    scope = scope_of(bank)
    if UndoForm().validate():
        with transaction() as writing:
            item = cards.undo_card(writing, learner=learner(), bank_id=bank.id, now=utc_now())
        if item is not None:
            flash(gettext("The last grade was taken back."))
            return redirect(scope.url("cards.card", slug, item))
        flash(gettext("There is no grade of today to take back."))
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
        summary=cards.summarize_day(db.session(), learner=learner(), bank_id=bank.id, now=now),
        plan=cards.plan_bank(db.session(), learner=learner(), bank_id=bank.id, now=now),
    )
