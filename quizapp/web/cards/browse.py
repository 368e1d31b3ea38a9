"""The browser of cards: look for some, and do something to many of them at once."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal, gettext
from flask_security import auth_required

from quizapp.database import transaction
from quizapp.domain.learning.card_actions import ActionKind
from quizapp.domain.learning.card_query import QueryError
from quizapp.extensions import db
from quizapp.models import Bank
from quizapp.services import catalogue
from quizapp.services.deck import bulk_actions, card_actions
from quizapp.services.deck.bulk_actions import MOST_AT_ONCE, Bulk, TooManyCardsError, Wish
from quizapp.services.deck.card_action_log import Done
from quizapp.services.search.card_order import Cursor, Order, cursor_in
from quizapp.web.cards.blueprint import bp
from quizapp.web.converters import is_own_path
from quizapp.web.forms.browse import MOVING, BulkForm
from quizapp.web.forms.cards import UndoForm
from quizapp.web.locale import utc_now
from quizapp.web.page import learner, new_client_key
from quizapp.web.query_words import query_problem, repaired, search_help
from quizapp.web.views.browse import browse_page, done_words, order_names

# What is done to more cards at once is seen before it is done.
DONE_AT_ONCE = 20


@bp.get("/<slug:slug>/browse")
@auth_required("session")
def browse(slug: str) -> ResponseReturnValue:
    """What a search finds, fifty at a time."""
    return _page(catalogue.find_bank(db.session(), slug), BulkForm())


@bp.post("/<slug:slug>/browse")
@auth_required("session")
def bulk(slug: str) -> ResponseReturnValue:
    """Do something to the ticked cards, or to all that match; to many, once that is confirmed."""
    bank, form = catalogue.find_bank(db.session(), slug), BulkForm(request.form.getlist("item"))
    if not form.validate():
        return _page(bank, form, 422)
    try:
        if _needs_confirmation(form):
            return _confirmation(bank, form)
        done = _carry_out(bank, form)
    except TooManyCardsError:
        form.refuse_number(_most_at_once())
        return _page(bank, form, 422)
    flash(_said(form, done))
    return redirect(url_for("cards.browse", slug=slug, find=form.find.data, order=_order().value))


@bp.post("/<slug:slug>/actions/<row:action_id>/undo")
@auth_required("session")
def undo_action(slug: str, action_id: int) -> ResponseReturnValue:
    """Put back what stood before something was done to cards."""
    catalogue.find_bank(db.session(), slug)
    if UndoForm().validate():
        with transaction() as writing:
            card_actions.undo_action(writing, learner=learner(), action_id=action_id, now=utc_now())
        flash(gettext("Undone: the cards are as they were."))
    target = request.form.get("next", "")
    return redirect(target if is_own_path(target) else url_for("cards.browse", slug=slug))


@bp.errorhandler(QueryError)
def query_error(error: QueryError) -> ResponseReturnValue:
    """A search that cannot be understood: what is wrong, and the search to be put right."""
    slug = (request.view_args or {}).get("slug", "")
    bank = catalogue.find_bank(db.session(), slug)
    find = request.values.get("find", "")
    in_session = request.endpoint in {"cards.card", "cards.summary"}
    page = render_template(
        "cards/query_error.html",
        bank=bank,
        problem=query_problem(error),
        find=find,
        repaired=repaired(find, error),
        action=url_for("cards.card" if in_session else "cards.browse", slug=slug),
        help=search_help(),
    )
    return page, 422


def _page(bank: Bank, form: BulkForm, status: int = 200) -> ResponseReturnValue:
    page = browse_page(
        db.session(),
        learner(),
        bank,
        find=request.values.get("find", ""),
        order=_order(),
        after=_cursor(),
        now=utc_now(),
    )
    form.client_key.data = new_client_key()
    return (
        render_template(
            "cards/browse.html",
            bank=bank,
            page=page,
            form=form,
            orders=order_names(),
            help=search_help(),
        ),
        status,
    )


def _order() -> Order:
    return request.values.get("order", Order.POSITION, type=Order)


def _cursor() -> Cursor | None:
    return request.values.get("after", type=cursor_in)


def _needs_confirmation(form: BulkForm) -> bool:
    many = form.everything.data or len(form.item_ids) > DONE_AT_ONCE
    return many and not form.confirmed.data


def _confirmation(bank: Bank, form: BulkForm) -> ResponseReturnValue:
    """How many cards they are, before anything is done to them."""
    count = len(form.item_ids)
    if form.everything.data:
        count = len(bulk_actions.matching_cards(db.session(), **_where(bank), find=_find(form)))
    return render_template(
        "cards/browse_confirm.html", bank=bank, form=form, count=count, order=_order()
    )


def _carry_out(bank: Bank, form: BulkForm) -> Done:
    with transaction() as writing:
        return bulk_actions.carry_out(
            writing,
            **_where(bank),
            wish=Wish(Bulk(form.action.data), form.tag.data or "", form.days.data or 0),
            item_ids=None if form.everything.data else form.item_ids,
            find=_find(form),
            client_key=form.client_key.data,
        )


def _where(bank: Bank) -> dict[str, Any]:
    return {"learner": learner(), "bank_id": bank.id, "now": utc_now()}


def _find(form: BulkForm) -> str:
    return str(form.find.data or "")


def _said(form: BulkForm, done: Done) -> str:
    if not done.changed:
        return str(gettext("Nothing had to be changed: the cards were so already."))
    action = form.action.data
    return done_words(
        ActionKind.RESCHEDULE if action in MOVING else ActionKind(action), done.changed
    )


def _most_at_once() -> str:
    return str(
        gettext(
            "More than %(most)s cards match, which is the most at once: narrow the search.",
            most=format_decimal(MOST_AT_ONCE),
        )
    )
