"""A learner's own tags: how many cards have each, renaming one, taking one off everywhere."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_security import auth_required

from quizapp.database import transaction
from quizapp.extensions import db
from quizapp.models import Bank
from quizapp.services import catalogue
from quizapp.services.deck import bulk_actions
from quizapp.services.deck.deck_overview import own_tags
from quizapp.web.cards.blueprint import bp
from quizapp.web.forms.browse import TagForm
from quizapp.web.locale import utc_now
from quizapp.web.page import learner, new_client_key
from quizapp.web.views.browse import last_done


@bp.get("/<slug:slug>/tags")
@auth_required("session")
def tags(slug: str) -> ResponseReturnValue:
    """The tags on the cards of a bank."""
    return _page(catalogue.find_bank(db.session(), slug), TagForm())


@bp.post("/<slug:slug>/tags")
@auth_required("session")
def change_tag(slug: str) -> ResponseReturnValue:
    """Rename a tag on all its cards, or take it off."""
    bank, form = catalogue.find_bank(db.session(), slug), TagForm()
    if not form.validate():
        return _page(bank, form, 422)
    flash(_rename(bank, form) if form.action.data == "rename" else _remove(bank, form))
    return redirect(url_for("cards.tags", slug=slug))


def _rename(bank: Bank, form: TagForm) -> str:
    with transaction() as writing:
        count = bulk_actions.rename_tag(
            writing,
            learner=learner(),
            bank_id=bank.id,
            tag=form.tag.data,
            new=form.new.data,
            client_key=form.client_key.data,
            now=utc_now(),
        )
    if not count:
        return str(gettext("No card had to be changed."))
    return str(
        ngettext(
            "“%(old)s” is now “%(new)s”, on %(num)s card.",
            "“%(old)s” is now “%(new)s”, on %(num)s cards.",
            count,
            old=form.tag.data,
            new=form.new.data,
        )
    )


def _remove(bank: Bank, form: TagForm) -> str:
    with transaction() as writing:
        done = bulk_actions.remove_tag(
            writing,
            learner=learner(),
            bank_id=bank.id,
            tag=form.tag.data,
            client_key=form.client_key.data,
            now=utc_now(),
        )
    if not done.changed:
        return str(gettext("No card had to be changed."))
    return str(
        ngettext(
            "“%(tag)s” was taken off %(num)s card.",
            "“%(tag)s” was taken off %(num)s cards.",
            done.changed,
            tag=form.tag.data,
        )
    )


def _page(bank: Bank, form: TagForm, status: int = 200) -> ResponseReturnValue:
    form.client_key.data = new_client_key()
    now = utc_now()
    return (
        render_template(
            "cards/tags.html",
            bank=bank,
            form=form,
            tags=own_tags(db.session(), learner_id=learner().id, bank_id=bank.id),
            last=last_done(db.session(), learner(), bank.id, now),
        ),
        status,
    )
