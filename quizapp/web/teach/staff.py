"""Who teaches a cohort: adding, removing, handing over."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from quizapp.database import transaction
from quizapp.services.teaching import staff as services
from quizapp.services.teaching.staff import NoSuchTeacherError, OwnerStaysError
from quizapp.web.forms.cohorts import TeacherForm
from quizapp.web.locale import utc_now
from quizapp.web.page import person
from quizapp.web.teach.blueprint import bp
from quizapp.web.teach.cohorts import cohort_page


@bp.post("/cohorts/<row:cohort_id>/staff")
def add_teacher(cohort_id: int) -> ResponseReturnValue:
    """Let another instructor help."""
    form = TeacherForm()
    if not form.validate():
        return cohort_page(cohort_id, teacher_form=form)
    address = form.email.address
    try:
        with transaction() as writing:
            is_new = services.add_teacher(
                writing, person=person(), cohort_id=cohort_id, email=address, now=utc_now()
            )
    except NoSuchTeacherError:
        form.refuse(_no_such_teacher(address))
        return cohort_page(cohort_id, teacher_form=form)
    flash(
        gettext("%(email)s teaches this cohort now.", email=address)
        if is_new
        else gettext("%(email)s teaches this cohort already.", email=address)
    )
    return redirect(url_for("teach.cohort", cohort_id=cohort_id, _anchor="staff"))


def _no_such_teacher(address: str) -> str:
    return str(
        gettext(
            "%(email)s has no account with the role of an instructor. They create an account "
            "first; an administrator of this site then gives them the role.",
            email=address,
        )
    )


@bp.post("/cohorts/<row:cohort_id>/staff/<row:user_id>/remove")
def remove_teacher(cohort_id: int, user_id: int) -> ResponseReturnValue:
    """Let somebody teach it no more: another one, or oneself."""
    try:
        with transaction() as writing:
            services.remove_teacher(
                writing, person=person(), cohort_id=cohort_id, user_id=user_id, now=utc_now()
            )
    except OwnerStaysError:
        flash(gettext("The owner cannot be removed: hand the cohort over first."), "error")
        return redirect(url_for("teach.cohort", cohort_id=cohort_id, _anchor="staff"))
    if user_id == person().id:
        flash(gettext("You do not teach this cohort any more."))
        return redirect(url_for("teach.cohorts"))
    flash(gettext("The instructor is removed, and sees nothing of this cohort any more."))
    return redirect(url_for("teach.cohort", cohort_id=cohort_id, _anchor="staff"))


@bp.post("/cohorts/<row:cohort_id>/staff/<row:user_id>/owner")
def hand_over(cohort_id: int, user_id: int) -> ResponseReturnValue:
    """Make another instructor the owner."""
    try:
        with transaction() as writing:
            services.hand_over(
                writing, person=person(), cohort_id=cohort_id, user_id=user_id, now=utc_now()
            )
    except NoSuchTeacherError:
        flash(gettext("Their account is not one of an instructor any more."), "error")
    else:
        flash(gettext("The cohort is handed over."))
    return redirect(url_for("teach.cohort", cohort_id=cohort_id, _anchor="staff"))
