"""A learner's week: the days that are lighter, and days off."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_security import auth_required

from quizapp.database import transaction
from quizapp.extensions import db
from quizapp.services.plans import week as weeks
from quizapp.web.cards.blueprint import bp
from quizapp.web.forms.planning import DaysOffForm, RemoveDaysOffForm, WeekForm
from quizapp.web.locale import utc_now
from quizapp.web.page import learner

_REFUSALS = {
    weeks.TooManyDaysOffError: _l("You have 20 ranges of days off: remove one first."),
    weeks.OverlappingDaysOffError: _l("Some of these days are off already: remove those first."),
}


@bp.get("/my/week")
@auth_required("session")
def week() -> ResponseReturnValue:
    """The days of the week, the days off, and the cards that fall on them."""
    return _page()


@bp.post("/my/week")
@auth_required("session")
def save_week() -> ResponseReturnValue:
    """Store the days of the week."""
    form = WeekForm()
    if not form.validate():
        return _page(week_form=form)
    with transaction() as writing:
        weeks.save_easy_days(writing, learner=learner(), easy_days=form.easy_days())
    flash(gettext("Your week is saved. Cards that are graded from now on follow it."))
    return redirect(url_for("cards.week"))


@bp.post("/my/week/days-off")
@auth_required("session")
def add_days_off() -> ResponseReturnValue:
    """Keep some days free."""
    now = utc_now()
    form = DaysOffForm(learner().today(now))
    if not form.validate():
        return _page(off_form=form)
    try:
        with transaction() as writing:
            weeks.add_days_off(
                writing, learner=learner(), first=form.first.data, last=form.last.data, now=now
            )
    except weeks.DaysOffError as error:
        form.refuse(_REFUSALS[type(error)])
        return _page(off_form=form)
    flash(gettext("These days are off."))
    return redirect(url_for("cards.week"))


@bp.post("/my/week/days-off/remove")
@auth_required("session")
def remove_days_off() -> ResponseReturnValue:
    """Give up some days off."""
    form = RemoveDaysOffForm()
    if form.validate():
        with transaction() as writing:
            weeks.remove_days_off(writing, learner=learner(), first=form.first.data, now=utc_now())
        flash(gettext("These days are no longer off."))
    else:
        flash(gettext("The page was out of date: look again which days are off."), "error")
    return redirect(url_for("cards.week"))


def _page(
    *, week_form: WeekForm | None = None, off_form: DaysOffForm | None = None
) -> ResponseReturnValue:
    """The page; with a form that was refused, its errors."""
    now, status = utc_now(), 422 if week_form or off_form else 200
    today = learner().today(now)
    if week_form is None:
        week_form = WeekForm(formdata=None)
        week_form.show(learner().easy_days)
    return (
        render_template(
            "cards/week.html",
            form=week_form,
            off_form=off_form or DaysOffForm(today, formdata=None),
            today=today,
            days_off=[days for days in learner().days_off if days[1] >= today],
            affected=weeks.cards_on_days_off(db.session(), learner=learner(), now=now),
        ),
        status,
    )
