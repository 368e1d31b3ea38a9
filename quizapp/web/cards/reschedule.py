"""Putting cards on other days: seen first, then done, then undone if it was wrong."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_security import auth_required

from quizapp.database import transaction
from quizapp.extensions import db
from quizapp.models import Bank
from quizapp.services import catalogue
from quizapp.services.deck import card_actions
from quizapp.services.plans import moving
from quizapp.services.plans.moving import Way
from quizapp.services.plans.planning import last_move
from quizapp.web.cards.blueprint import bp
from quizapp.web.converters import is_own_path
from quizapp.web.forms.planning import MoveForm, MoveQuery, UndoMoveForm
from quizapp.web.locale import utc_now
from quizapp.web.page import learner, new_client_key
from quizapp.web.views.planning import moved_chart, say_moved


@bp.get("/<slug:slug>/reschedule")
@auth_required("session")
def reschedule(slug: str) -> ResponseReturnValue:
    """The ways of moving cards; with ``?way=`` what one would do."""
    bank = catalogue.find_bank(db.session(), slug)
    form = MoveQuery(request.args if "way" in request.args else None)
    if "way" not in request.args:
        return _page(bank, form)
    if not form.validate():
        return _page(bank, form, status=422)
    return _page(bank, form, shown=True)


@bp.post("/<slug:slug>/reschedule")
@auth_required("session")
def move(slug: str) -> ResponseReturnValue:
    """Move the cards."""
    bank, form = catalogue.find_bank(db.session(), slug), MoveForm()
    if not form.validate():
        return _page(bank, form, status=422)
    with transaction() as writing:
        done = moving.make_moves(
            writing,
            learner=learner(),
            bank_id=bank.id,
            way=Way(form.way.data),
            days=form.days.data,
            client_key=form.client_key.data,
            now=utc_now(),
        )
    say_moved(done.changed)
    return redirect(url_for("cards.reschedule", slug=slug))


@bp.post("/<slug:slug>/reschedule/undo")
@auth_required("session")
def undo_move(slug: str) -> ResponseReturnValue:
    """Put moved cards back on the days that they had."""
    catalogue.find_bank(db.session(), slug)
    form = UndoMoveForm()
    if form.validate():
        with transaction() as writing:
            card_actions.undo_action(
                writing, learner=learner(), action_id=form.action.data, now=utc_now()
            )
        flash(gettext("The cards are back on the days that they had."))
    else:
        flash(gettext("The page was out of date: look again what was moved."), "error")
    target = request.form.get("next", "")
    return redirect(target if is_own_path(target) else url_for("cards.reschedule", slug=slug))


def _page(
    bank: Bank, form: MoveQuery | MoveForm, *, shown: bool = False, status: int = 200
) -> ResponseReturnValue:
    """The page, with a preview of the move that the form asks for."""
    session = db.session()
    who: dict[str, Any] = {"learner": learner(), "bank_id": bank.id, "now": utc_now()}
    preview = None
    if shown:
        preview = moving.preview_moves(session, **who, way=Way(form.way.data), days=form.days.data)
    chart = moved_chart(preview.today, preview.before, preview.after) if preview else None
    return (
        render_template(
            "cards/reschedule.html",
            bank=bank,
            form=form,
            preview=preview,
            chart=chart,
            last=last_move(session, **who),
            client_key=new_client_key(),
        ),
        status,
    )
