"""The blank page: a paragraph recalled freely, then compared with the text."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_security import auth_required

from quizapp.database import transaction
from quizapp.extensions import db
from quizapp.models import Bank
from quizapp.services import catalogue
from quizapp.services.text import recalls
from quizapp.web.forms.recall import RecallForm
from quizapp.web.learn.blueprint import bp
from quizapp.web.locale import utc_now
from quizapp.web.page import learner, new_client_key
from quizapp.web.views.recalls import compare_page, recall_page


@bp.get("/banks/<slug:slug>/recall/<int(max=999):paragraph>")
@auth_required("session")
def recall(slug: str, paragraph: int) -> ResponseReturnValue:
    """A blank page for a paragraph, and what was written on earlier ones."""
    return _blank_page(catalogue.find_bank(db.session(), slug), paragraph, RecallForm())


def _blank_page(bank: Bank, paragraph: int, form: RecallForm) -> ResponseReturnValue:
    page = recall_page(db.session(), learner(), bank, paragraph)
    form.client_key.data = form.client_key.data or new_client_key()
    status = 422 if form.errors else 200
    return render_template("learn/recall.html", bank=bank, page=page, form=form), status


@bp.post("/banks/<slug:slug>/recall/<int(max=999):paragraph>")
def write_recall(slug: str, paragraph: int) -> ResponseReturnValue:
    """Keep what was written; somebody whose session has ended gets it back to send it again."""
    form = RecallForm()
    if not current_user.is_authenticated and form.body.data:
        return render_template("learn/recall_kept.html", form=form), 401
    answer: ResponseReturnValue = _write(slug, paragraph, form)
    return answer


@auth_required("session")
def _write(slug: str, paragraph: int, form: RecallForm) -> ResponseReturnValue:
    bank = catalogue.find_bank(db.session(), slug)
    if not form.validate():
        return _blank_page(bank, paragraph, form)
    with transaction() as writing:
        written = recalls.write_recall(
            writing,
            learner=learner(),
            bank=bank,
            paragraph=paragraph,
            body=form.body.data,
            client_key=form.client_key.data,
            now=utc_now(),
        )
    return redirect(url_for("learn.compare", slug=slug, recall_id=written.id))


@bp.get("/banks/<slug:slug>/recalls/<row:recall_id>")
@auth_required("session")
def compare(slug: str, recall_id: int) -> ResponseReturnValue:
    """What was written beside the text; once compared, what was left out."""
    bank = catalogue.find_bank(db.session(), slug)
    page = compare_page(db.session(), learner(), bank, recall_id, utc_now())
    return render_template("learn/compare.html", bank=bank, page=page)


@bp.post("/banks/<slug:slug>/recalls/<row:recall_id>")
@auth_required("session")
def record_comparison(slug: str, recall_id: int) -> ResponseReturnValue:
    """Note the sentences that were ticked."""
    bank = catalogue.find_bank(db.session(), slug)
    with transaction() as writing:
        recalls.compare_recall(
            writing,
            learner=learner(),
            bank=bank,
            recall_id=recall_id,
            covered=request.form.getlist("covered"),
            now=utc_now(),
        )
    return redirect(url_for("learn.compare", slug=slug, recall_id=recall_id))
