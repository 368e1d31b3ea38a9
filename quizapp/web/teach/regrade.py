"""Correcting the key of an assigned question, dropping it, taking it back: looked at first."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from quizapp.database import transaction
from quizapp.domain import policies
from quizapp.domain.grading.correction import CorrectionError
from quizapp.domain.grading.regrade import Preview
from quizapp.extensions import db
from quizapp.services.teaching import regrading
from quizapp.services.teaching.asked import (
    Asked,
    find_asked,
    preview_correction,
    preview_dropping,
)
from quizapp.services.teaching.regrading import NotNeededError
from quizapp.web.forms.regrade import CorrectionForm, DropForm
from quizapp.web.locale import utc_now
from quizapp.web.page import new_client_key, person
from quizapp.web.teach.blueprint import bp
from quizapp.web.views.regrade import fault_text, regrade_page

_ITEM = "/assignments/<row:assignment_id>/items/<row:item_id>"


@bp.get(f"{_ITEM}/correct")
def correct(assignment_id: int, item_id: int) -> ResponseReturnValue:
    """The key as it is, to be corrected."""
    asked = _find(assignment_id, item_id)
    return _correction_page(asked, CorrectionForm(asked.content))


@bp.post(f"{_ITEM}/correct")
def apply_correction(assignment_id: int, item_id: int) -> ResponseReturnValue:
    """Show what another key would change; what was looked at is then applied."""
    asked = _find(assignment_id, item_id)
    form = CorrectionForm(asked.content)
    try:
        preview = preview_correction(asked, form.correction())
    except CorrectionError as error:
        return _correction_page(asked, form, problem=fault_text(error), status=422)
    if not form.is_previewed() or not form.validate():
        status = 422 if form.errors else 200
        return _correction_page(asked, form, preview=preview, status=status)
    return _done(asked, lambda writing: _correct(writing, asked, form))


def _correct(writing: Session, asked: Asked, form: CorrectionForm) -> None:
    regrading.correct_key(
        writing,
        person=person(),
        assignment_id=asked.assignment.id,
        item_id=asked.item_id,
        correction=form.correction(),
        reason=form.reason.data,
        client_key=form.client_key.data,
        in_bank=form.in_bank.data,
        now=utc_now(),
    )


@bp.get(f"{_ITEM}/drop")
def drop(assignment_id: int, item_id: int) -> ResponseReturnValue:
    """What dropping a question would change."""
    return _drop_page(_find(assignment_id, item_id), restore=False)


@bp.post(f"{_ITEM}/drop")
def apply_drop(assignment_id: int, item_id: int) -> ResponseReturnValue:
    """Drop a question: it counts for nobody."""
    return _apply_drop(_find(assignment_id, item_id), restore=False)


@bp.get(f"{_ITEM}/restore")
def restore(assignment_id: int, item_id: int) -> ResponseReturnValue:
    """What taking a question back would change."""
    return _drop_page(_find(assignment_id, item_id), restore=True)


@bp.post(f"{_ITEM}/restore")
def apply_restore(assignment_id: int, item_id: int) -> ResponseReturnValue:
    """Take a question back: it counts as it did before."""
    return _apply_drop(_find(assignment_id, item_id), restore=True)


def _find(assignment_id: int, item_id: int) -> Asked:
    return find_asked(db.session(), person=person(), assignment_id=assignment_id, item_id=item_id)


def _correction_page(
    asked: Asked,
    form: CorrectionForm,
    *,
    preview: Preview | None = None,
    problem: str = "",
    status: int = 200,
) -> ResponseReturnValue:
    if asked.dropped:
        return redirect(_item_url(asked))
    form.client_key.data = form.client_key.data or new_client_key()
    form.previewed.data = form.fingerprint() if preview else ""
    page = regrade_page(db.session(), asked, preview, problem)
    edits = policies.may_edit_banks(person().roles)
    shown = render_template("teach/correct.html", page=page, form=form, may_edit_bank=edits)
    return shown, status


def _drop_page(asked: Asked, *, restore: bool, form: DropForm | None = None) -> ResponseReturnValue:
    if asked.dropped is not restore:
        return redirect(_item_url(asked))
    form = form or DropForm()
    form.client_key.data = form.client_key.data or new_client_key()
    page = regrade_page(db.session(), asked, preview_dropping(asked))
    shown = render_template("teach/drop.html", page=page, form=form, restore=restore)
    return shown, 422 if form.errors else 200


def _apply_drop(asked: Asked, *, restore: bool) -> ResponseReturnValue:
    form = DropForm()
    if not form.validate():
        return _drop_page(asked, restore=restore, form=form)
    return _done(asked, lambda writing: _drop(writing, asked, form, restore=restore))


def _drop(writing: Session, asked: Asked, form: DropForm, *, restore: bool) -> None:
    regrading.drop_item(
        writing,
        person=person(),
        assignment_id=asked.assignment.id,
        item_id=asked.item_id,
        restore=restore,
        reason=form.reason.data,
        client_key=form.client_key.data,
        now=utc_now(),
    )


def _done(asked: Asked, act: Callable[[Session], None]) -> ResponseReturnValue:
    try:
        with transaction() as writing:
            act(writing)
    except NotNeededError:
        flash(gettext("Nothing has changed: it is so already."), "error")
    else:
        flash(gettext("Done: the marks follow, and the learners concerned are told."))
    return redirect(_item_url(asked))


def _item_url(asked: Asked) -> str:
    return url_for("teach.item", assignment_id=asked.assignment.id, item_id=asked.item_id)
