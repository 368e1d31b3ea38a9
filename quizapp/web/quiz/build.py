"""Putting a quiz together, and the settings that are kept under a name."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_security import auth_required
from wtforms.fields import SelectChoice

from quizapp.database import transaction
from quizapp.extensions import db
from quizapp.services import catalogue
from quizapp.services.quizzes import builds
from quizapp.services.quizzes import quiz as quizzes
from quizapp.services.quizzes.pool import NoQuestionError
from quizapp.web import build_words
from quizapp.web.converters import row_number
from quizapp.web.forms.build import COUNT, SAVE, BuildForm, build_in, slug_in
from quizapp.web.forms.fields import OUT_OF_DATE, RecordingForm
from quizapp.web.locale import language, utc_now
from quizapp.web.page import learner, new_client_key
from quizapp.web.quiz.blueprint import bp
from quizapp.web.quiz.sitting import where_to_go_on
from quizapp.web.views.builds import build_page, matching, refusal


@bp.get("/new")
@auth_required("session")
def new() -> ResponseReturnValue:
    """The builder, as it is proposed, as the address asks, or with saved settings in it."""
    form, saved_id = _form(), request.args.get("saved", type=row_number)
    if saved_id is None:
        form.show(slug_in(request.args), build_in(request.args))
    else:
        saved = builds.find_saved(db.session(), learner_id=learner().id, build_id=saved_id)
        form.show(saved.bank.slug, saved.build)
        form.name.data, form.replaces.data = saved.name, saved.id
    return _page(form)


@bp.post("/new")
@auth_required("session")
def begin() -> ResponseReturnValue:
    """Begin a quiz; or count its questions, or save its settings, and stay with the form."""
    form, action = _form(), request.form.get("action")
    if not form.validate_to(action):
        return _page(form, 422)
    if action == COUNT:
        return _page(form, counted=True)
    return _save(form) if action == SAVE else _start(form)


@bp.get("/count")
@auth_required("session")
def count() -> ResponseReturnValue:
    """How many questions match, while the form is still being filled in."""
    questions, text = matching(
        db.session(), learner(), slug_in(request.args) or "", build_in(request.args), utc_now()
    )
    return {"questions": questions, "text": text}


@bp.post("/saved/<row:build_id>/start")
@auth_required("session")
def start_saved(build_id: int) -> ResponseReturnValue:
    """Begin a quiz by saved settings; where they find nothing, show them to be changed."""
    form = RecordingForm()
    if not form.validate():
        flash(str(OUT_OF_DATE), "error")
        return redirect(url_for("quiz.new"))
    key = form.client_key.data
    try:
        with transaction() as writing:
            attempt = builds.start_saved(
                writing, learner=learner(), build_id=build_id, client_key=key, now=utc_now()
            )
    except NoQuestionError:
        flash(gettext("These settings find no question now: change them."), "error")
        return redirect(url_for("quiz.new", saved=build_id))
    return redirect(where_to_go_on(attempt))


@bp.post("/saved/<row:build_id>/delete")
@auth_required("session")
def delete_saved(build_id: int) -> ResponseReturnValue:
    """Delete saved settings; attempts that began with them stay."""
    with transaction() as writing:
        name = builds.delete_build(writing, learner_id=learner().id, build_id=build_id)
    flash(gettext("“%(name)s” was deleted.", name=name))
    return redirect(url_for("quiz.new"))


def _form() -> BuildForm:
    banks = [bank for bank in catalogue.list_banks(db.session()) if bank.questions]
    return BuildForm([SelectChoice(bank.slug, bank.title(language())) for bank in banks])


def _page(form: BuildForm, status: int = 200, **said: Any) -> ResponseReturnValue:
    form.client_key.data = new_client_key()
    page = build_page(db.session(), learner(), form, utc_now(), **said)
    return render_template("quiz/new.html", page=page, form=form, words=build_words), status


def _start(form: BuildForm) -> ResponseReturnValue:
    try:
        with transaction() as writing:
            attempt = quizzes.start_attempt(
                writing,
                learner=learner(),
                slug=form.bank.data,
                build=form.build,
                client_key=form.client_key.data,
                now=utc_now(),
            )
    except NoQuestionError:
        why = refusal(db.session(), learner(), form.bank.data, form.build, utc_now())
        form.refuse(*why)
        return _page(form, 422)
    return redirect(where_to_go_on(attempt))


def _save(form: BuildForm) -> ResponseReturnValue:
    try:
        with transaction() as writing:
            row = builds.save_build(
                writing,
                learner_id=learner().id,
                slug=form.bank.data,
                name=form.name.data,
                build=form.build,
                replaces=form.replaces.data,
                now=utc_now(),
            )
    except builds.NameTakenError as taken:
        form.refuse("name", gettext("You have other settings of this name: replace them?"))
        return _page(form, 422, clash=taken.build_id)
    except builds.TooManyBuildsError:
        form.refuse("name", gettext("You keep 50 settings, which is the most: delete one first."))
        return _page(form, 422)
    flash(gettext("Saved as “%(name)s”.", name=row.name))
    return redirect(url_for("quiz.new", saved=row.id))
