"""Sample content for the style guide."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField
from wtforms.fields import SelectChoice

from quizapp.web import charts
from quizapp.web.locale import short_day

_MONDAY = date(2026, 11, 16)


class SampleForm(FlaskForm):
    """One field of every kind."""

    name = StringField(_l("Name"), description=_l("As it stands on your student card."))
    limit = IntegerField(_l("New cards a day"))
    zone = SelectField(_l("Time zone"), choices=[SelectChoice("Europe/Paris", "Europe/Paris")])
    theme = RadioField(
        _l("Theme"),
        choices=[SelectChoice("light", _l("Light")), SelectChoice("dark", _l("Dark"))],
    )
    shortcuts = BooleanField(_l("Keyboard shortcuts"))


def styleguide() -> dict[str, Any]:
    """What ``styleguide.html`` is rendered with."""
    form = SampleForm(formdata=None)
    form.form_errors.append(gettext("Choose an answer, or say that you do not know."))
    form.limit.errors = [gettext("Enter a number from 0 to 999.")]
    return {"sample_form": form, "plots": _plots(), "format_day": short_day}


def _plots() -> dict[str, Any]:
    days = [_MONDAY + timedelta(days=number) for number in range(14)]
    labels = [short_day(day) for day in days]
    due = [14, 9, 7, 8, 5, 3, 4, 6, 2, 1, 5, 3, 2, 1]
    done = [0, 12, 23, 8, 0, 4, 15, 9, 11, 0, 0, 17, 6, 2]
    estimates = [
        charts.Estimate(gettext("Diagnosis"), 0.68, 0.57, 0.78, 34),
        charts.Estimate(gettext("Treatment"), 0.55, 0.35, 0.74, 8),
    ]
    return {
        "due": charts.bar_chart(labels, {gettext("Cards due"): due}),
        "answers": charts.bar_chart(
            labels, {gettext("Cards"): done, gettext("Quiz"): list(reversed(done))}
        ),
        "mastery": charts.interval_chart(estimates),
        "few": charts.interval_chart([charts.Estimate(gettext("Causes"), 0.5, 0.1, 0.9, 3)]),
        "calendar": charts.calendar(dict(zip(days, done, strict=True)), last=days[-1]),
    }
