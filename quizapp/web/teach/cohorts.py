"""Cohorts: the list, one of them, its name, its code and its archive."""

from __future__ import annotations

from secrets import SystemRandom
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from quizapp.database import transaction
from quizapp.extensions import db
from quizapp.services.teaching import cohorts as services
from quizapp.services.teaching.results import summaries
from quizapp.web.forms.cohorts import CodeForm, CohortForm, RenameForm, TeacherForm
from quizapp.web.forms.fields import OUT_OF_DATE
from quizapp.web.locale import utc_now
from quizapp.web.page import new_client_key, person
from quizapp.web.teach.blueprint import bp


@bp.get("/cohorts")
def cohorts() -> ResponseReturnValue:
    """The cohorts that one runs."""
    found = services.list_cohorts(db.session(), person=person())
    return render_template("teach/cohorts.html", cohorts=found)


@bp.get("/cohorts/new")
def new_cohort() -> ResponseReturnValue:
    """The form of a new cohort."""
    form = CohortForm()
    form.client_key.data = new_client_key()
    return render_template("teach/cohort_new.html", form=form)


@bp.post("/cohorts/new")
def create_cohort() -> ResponseReturnValue:
    """Make a cohort."""
    form = CohortForm()
    if not form.validate():
        return render_template("teach/cohort_new.html", form=form), 422
    values: dict[str, Any] = {"name": form.name.data, "client_key": form.client_key.data}
    with transaction() as writing:
        made = services.create_cohort(
            writing, person=person(), rng=SystemRandom(), now=utc_now(), **values
        )
        cohort_id = made.id
    flash(gettext("The cohort is made. Hand out its code, or import a roster."))
    return redirect(url_for("teach.cohort", cohort_id=cohort_id))


@bp.get("/cohorts/<row:cohort_id>")
def cohort(cohort_id: int) -> ResponseReturnValue:
    """One cohort: its assignments, its learners, who may join and who teaches it."""
    return cohort_page(cohort_id)


def cohort_page(
    cohort_id: int,
    *,
    teacher_form: TeacherForm | None = None,
    rename_form: RenameForm | None = None,
) -> ResponseReturnValue:
    """The page of a cohort; with 422 where one of its forms has to be mended."""
    found = services.cohort_page(db.session(), person=person(), cohort_id=cohort_id)
    page = render_template(
        "teach/cohort.html",
        page=found,
        summaries=summaries(db.session(), found.assignments),
        teacher_form=teacher_form or TeacherForm(formdata=None),
        rename_form=rename_form or RenameForm(formdata=None, name=found.cohort.name),
        now=utc_now(),
    )
    return page, 422 if teacher_form or rename_form else 200


@bp.post("/cohorts/<row:cohort_id>/rename")
def rename_cohort(cohort_id: int) -> ResponseReturnValue:
    """Call a cohort something else."""
    form = RenameForm()
    if not form.validate():
        return cohort_page(cohort_id, rename_form=form)
    with transaction() as writing:
        services.rename_cohort(
            writing, person=person(), cohort_id=cohort_id, name=form.name.data, now=utc_now()
        )
    flash(gettext("The cohort is renamed."))
    return redirect(url_for("teach.cohort", cohort_id=cohort_id))


@bp.post("/cohorts/<row:cohort_id>/archive")
def archive_cohort(cohort_id: int) -> ResponseReturnValue:
    """Put a cohort away."""
    _set_archived(cohort_id, archived=True)
    flash(gettext("The cohort is archived."))
    return redirect(url_for("teach.cohort", cohort_id=cohort_id))


@bp.post("/cohorts/<row:cohort_id>/unarchive")
def unarchive_cohort(cohort_id: int) -> ResponseReturnValue:
    """Take a cohort out of the archive."""
    _set_archived(cohort_id, archived=False)
    flash(gettext("The cohort is out of the archive."))
    return redirect(url_for("teach.cohort", cohort_id=cohort_id))


def _set_archived(cohort_id: int, *, archived: bool) -> None:
    with transaction() as writing:
        services.set_archived(
            writing, person=person(), cohort_id=cohort_id, archived=archived, now=utc_now()
        )


@bp.post("/cohorts/<row:cohort_id>/code")
def change_code(cohort_id: int) -> ResponseReturnValue:
    """Make another join code, or let nobody join by themselves."""
    form = CodeForm()
    if not form.validate():
        flash(str(OUT_OF_DATE), "error")
    elif form.action.data == "renew":
        _renew_code(cohort_id)
    else:
        _close_joining(cohort_id)
    return redirect(url_for("teach.cohort", cohort_id=cohort_id, _anchor="joining"))


def _renew_code(cohort_id: int) -> None:
    with transaction() as writing:
        services.renew_code(
            writing, person=person(), cohort_id=cohort_id, rng=SystemRandom(), now=utc_now()
        )
    flash(gettext("There is a new code. Older codes and links lead nowhere now."))


def _close_joining(cohort_id: int) -> None:
    with transaction() as writing:
        services.close_joining(writing, person=person(), cohort_id=cohort_id, now=utc_now())
    flash(gettext("Nobody can join by a code any more."))
