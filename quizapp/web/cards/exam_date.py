"""The date of an exam: seen first, then set; changed and removed the same way."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_security import auth_required

from quizapp.database import transaction
from quizapp.extensions import db
from quizapp.models import Bank
from quizapp.services import catalogue
from quizapp.services.deck.decks import find_deck, options_of
from quizapp.services.plans import exam_dates
from quizapp.services.plans.planning import last_move
from quizapp.web.cards.blueprint import bp
from quizapp.web.forms.planning import ExamForm, ExamQuery, Planned
from quizapp.web.locale import full_day, utc_now
from quizapp.web.page import learner, new_client_key
from quizapp.web.views.planning import exam_chart


@bp.get("/<slug:slug>/exam")
@auth_required("session")
def exam_date(slug: str) -> ResponseReturnValue:
    """The date that is set; with ``?on=`` what another would do, with ``?remove=1`` none."""
    bank, today = catalogue.find_bank(db.session(), slug), learner().today(utc_now())
    form = ExamQuery(today, request.args if "on" in request.args else None)
    if "remove" in request.args:
        return _page(bank, form, removing=True)
    if "on" not in request.args:
        return _page(bank, form)
    if not form.validate():
        return _page(bank, form, status=422)
    return _page(bank, form, asked=form.on.data)


@bp.post("/<slug:slug>/exam")
@auth_required("session")
def set_exam_date(slug: str) -> ResponseReturnValue:
    """Set the date, and move the cards that have to."""
    bank, form = catalogue.find_bank(db.session(), slug), ExamForm(learner().today(utc_now()))
    if not form.validate():
        return _page(bank, form, status=422)
    _set(bank, form.on.data, form.client_key.data)
    flash(gettext("The exam is set for %(day)s.", day=full_day(form.on.data)))
    return redirect(url_for("cards.exam_date", slug=slug))


@bp.post("/<slug:slug>/exam/remove")
@auth_required("session")
def remove_exam_date(slug: str) -> ResponseReturnValue:
    """Remove the date, and move the cards back to their usual days."""
    bank, form = catalogue.find_bank(db.session(), slug), Planned()
    if not form.validate():
        return render_template("cards/plan_error.html", bank=bank, form=form), 422
    _set(bank, None, form.client_key.data)
    flash(gettext("The date of the exam was removed."))
    return redirect(url_for("cards.exam_date", slug=slug))


def _set(bank: Bank, exam_on: date | None, client_key: str) -> None:
    with transaction() as writing:
        exam_dates.set_exam(
            writing,
            learner=learner(),
            bank_id=bank.id,
            exam_on=exam_on,
            client_key=client_key,
            now=utc_now(),
        )


def _page(
    bank: Bank,
    form: ExamQuery | ExamForm,
    *,
    asked: date | None = None,
    removing: bool = False,
    status: int = 200,
) -> ResponseReturnValue:
    """The page, with a preview of the date asked for, or of its removal."""
    session, now = db.session(), utc_now()
    who: dict[str, Any] = {"learner": learner(), "bank_id": bank.id, "now": now}
    set_on = options_of(find_deck(session, learner().id, bank.id)).exam_on
    preview = None
    if asked or (removing and set_on):
        preview = exam_dates.preview_exam(session, **who, exam_on=asked)
    return (
        render_template(
            "cards/exam_date.html",
            bank=bank,
            form=form,
            today=learner().today(now),
            set_on=set_on,
            preview=preview,
            chart=exam_chart(preview) if preview else None,
            last=last_move(session, **who),
            client_key=new_client_key(),
        ),
        status,
    )
