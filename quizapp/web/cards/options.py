"""The options of a deck, what they would cost and give, and the days already set."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_security import auth_required

from quizapp.database import transaction
from quizapp.extensions import db
from quizapp.services import catalogue
from quizapp.services.deck.decks import find_deck, options_of
from quizapp.services.plans import deck_options
from quizapp.services.plans.planning import last_move
from quizapp.services.plans.workload import workload_curve
from quizapp.web.cards.blueprint import bp
from quizapp.web.forms.planning import OptionsForm, Planned
from quizapp.web.locale import utc_now
from quizapp.web.page import learner, new_client_key
from quizapp.web.views.planning import curve_chart, moved_chart, say_moved


@bp.get("/<slug:slug>/options")
@auth_required("session")
def options(slug: str) -> ResponseReturnValue:
    """The options in force; with ``?curve=1`` the workload that each retention would bring."""
    bank = catalogue.find_bank(db.session(), slug)
    form = OptionsForm(formdata=None)
    form.show(options_of(find_deck(db.session(), learner().id, bank.id)))
    curve = None
    if "curve" in request.args:
        curve = workload_curve(db.session(), learner=learner(), bank_id=bank.id, now=utc_now())
    chart = curve_chart(curve) if curve else None
    return render_template("cards/options.html", bank=bank, form=form, curve=curve, chart=chart)


@bp.post("/<slug:slug>/options")
@auth_required("session")
def save_options(slug: str) -> ResponseReturnValue:
    """Store the options; where they concern days already set, ask about those."""
    bank, form = catalogue.find_bank(db.session(), slug), OptionsForm()
    if not form.validate():
        return render_template("cards/options.html", bank=bank, form=form), 422
    with transaction() as writing:
        changes_days = deck_options.save_options(
            writing, learner=learner(), bank_id=bank.id, options=form.options()
        )
    flash(gettext("Options saved."))
    return redirect(url_for("cards.apply_options" if changes_days else "cards.options", slug=slug))


@bp.get("/<slug:slug>/options/days")
@auth_required("session")
def apply_options(slug: str) -> ResponseReturnValue:
    """What it does to the load when the days already set follow the options."""
    bank, now = catalogue.find_bank(db.session(), slug), utc_now()
    who: dict[str, Any] = {"learner": learner(), "bank_id": bank.id, "now": now}
    preview = deck_options.preview_options(db.session(), **who)
    return render_template(
        "cards/options_days.html",
        bank=bank,
        preview=preview,
        chart=moved_chart(preview.today, preview.before, preview.after),
        last=last_move(db.session(), **who),
        client_key=new_client_key(),
    )


@bp.post("/<slug:slug>/options/days")
@auth_required("session")
def move_to_options(slug: str) -> ResponseReturnValue:
    """Move the cards to the days that the options ask for."""
    bank, form = catalogue.find_bank(db.session(), slug), Planned()
    if not form.validate():
        return render_template("cards/plan_error.html", bank=bank, form=form), 422
    with transaction() as writing:
        done = deck_options.apply_options(
            writing,
            learner=learner(),
            bank_id=bank.id,
            client_key=form.client_key.data,
            now=utc_now(),
        )
    say_moved(done.changed)
    return redirect(url_for("cards.apply_options", slug=slug))
