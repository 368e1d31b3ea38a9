"""The learner's own pages: today, reading, flashcards, progress."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from flask_security import auth_required

from quizapp.database import transaction
from quizapp.domain.learning.memory import Grade
from quizapp.extensions import db
from quizapp.models import Bank
from quizapp.services import cards, catalogue
from quizapp.services.mistakes import Round, find_round
from quizapp.services.progress import bank_progress as progress_of
from quizapp.services.today import plan_home
from quizapp.web import plots
from quizapp.web.converters import row_number
from quizapp.web.forms.cards import GradeForm, UndoForm
from quizapp.web.locale import language, utc_now
from quizapp.web.page import learner, new_client_key
from quizapp.web.views.cards import card_page

bp = Blueprint("learn", __name__)


@bp.get("/")
def today() -> ResponseReturnValue:
    """The home page: what to do now; for strangers, what this is."""
    if not current_user.is_authenticated:
        return render_template("learn/welcome.html", banks=catalogue.list_banks(db.session()))
    home = plan_home(db.session(), learner=learner(), now=utc_now())
    return render_template("learn/today.html", home=home, client_key=new_client_key())


@bp.get("/banks/")
@auth_required("session")
def banks() -> ResponseReturnValue:
    """The conditions there are to learn."""
    return render_template("learn/banks.html", banks=catalogue.list_banks(db.session()))


@bp.get("/banks/<slug:slug>/text")
@auth_required("session")
def read(slug: str) -> ResponseReturnValue:
    """The study text with its notes from beyond it."""
    bank = catalogue.find_bank(db.session(), slug)
    text = catalogue.study_text(db.session(), bank, language())
    return render_template("learn/read.html", bank=bank, text=text)


@bp.get("/cards/<slug:slug>")
@auth_required("session")
def card(slug: str) -> ResponseReturnValue:
    """The next card; with ``?reveal=`` its answer and the four grades."""
    bank = catalogue.find_bank(db.session(), slug)
    mistakes, revealed = _round(bank), request.args.get("reveal", type=row_number)
    try:
        page = card_page(
            db.session(), learner(), bank, utc_now(), revealed=revealed, mistakes=mistakes
        )
    except cards.WithheldCardError:
        return render_template("learn/card_withheld.html", bank=bank)
    if page is None:
        return redirect(_cards_url("learn.card_summary", slug))
    return render_template("learn/card.html", bank=bank, page=page, client_key=new_client_key())


def _round(bank: Bank) -> Round | None:
    """The mistakes of the attempt that ``?attempt=`` names, as every address of a round does."""
    attempt_id = request.args.get("attempt", type=row_number)
    if attempt_id is None:
        return None
    return find_round(db.session(), learner_id=learner().id, bank_id=bank.id, attempt_id=attempt_id)


def _cards_url(endpoint: str, slug: str, reveal: int | None = None) -> str:
    """An address among the cards of a bank, within the round that goes on, if one does."""
    attempt_id = request.args.get("attempt", type=row_number)
    return url_for(endpoint, slug=slug, attempt=attempt_id, reveal=reveal)


@bp.post("/cards/<slug:slug>")
@auth_required("session")
def grade(slug: str) -> ResponseReturnValue:
    """Record a grade, then show the next card."""
    bank = catalogue.find_bank(db.session(), slug)
    form = GradeForm()
    if not form.validate():
        back = _cards_url("learn.card", slug)
        return render_template("learn/card_error.html", form=form, back=back), 422
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
    return redirect(_cards_url("learn.card", slug))


@bp.post("/cards/<slug:slug>/undo")
@auth_required("session")
def undo(slug: str) -> ResponseReturnValue:
    """Take the last grade back, and show its card again."""
    bank = catalogue.find_bank(db.session(), slug)
    if UndoForm().validate():
        with transaction() as writing:
            item = cards.undo_card(writing, learner=learner(), bank_id=bank.id, now=utc_now())
        if item is not None:
            flash(gettext("The last grade was taken back."))
            return redirect(_cards_url("learn.card", slug, reveal=item))
        flash(gettext("There is no grade of today to take back."))
    return redirect(_cards_url("learn.card", slug))


@bp.get("/cards/<slug:slug>/summary")
@auth_required("session")
def card_summary(slug: str) -> ResponseReturnValue:
    """What was done today, and when the next card comes; after a round, how that ended."""
    bank = catalogue.find_bank(db.session(), slug)
    now = utc_now()
    return render_template(
        "learn/card_summary.html",
        bank=bank,
        now=now,
        mistakes=_round(bank),
        summary=cards.summarize_day(db.session(), learner=learner(), bank_id=bank.id, now=now),
        plan=cards.plan_bank(db.session(), learner=learner(), bank_id=bank.id, now=now),
    )


@bp.get("/progress")
@auth_required("session")
def progress() -> ResponseReturnValue:
    """Progress in every bank; where there is one bank only, its page."""
    found = catalogue.list_banks(db.session())
    if len(found) == 1:
        return redirect(url_for("learn.bank_progress", slug=found[0].slug))
    return render_template("learn/progress_banks.html", banks=found)


@bp.get("/progress/<slug:slug>")
@auth_required("session")
def bank_progress(slug: str) -> ResponseReturnValue:
    """The load to come, mastery by topic, answers per day."""
    bank = catalogue.find_bank(db.session(), slug)
    found = progress_of(db.session(), learner=learner(), bank_id=bank.id, now=utc_now())
    return render_template(
        "learn/progress.html", bank=bank, progress=found, plots=plots.progress_plots(found)
    )
