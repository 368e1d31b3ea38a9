"""Language and time zone of the person asking, and dates in their words."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import available_timezones

from flask import Flask, current_app, g, request, session
from flask_babel import (
    format_date,
    format_datetime,
    get_translations,
    gettext,
    ngettext,
    to_user_timezone,
)
from flask_login import current_user

from quizapp.extensions import babel

LANGUAGES = ("fr", "en")
_TIMES = {"fr": "'à' H\u202f'h'\u202fmm", "en": "'at' HH:mm"}


def init_app(app: Flask) -> None:
    babel.init_app(app, locale_selector=language, timezone_selector=time_zone)
    app.jinja_env.install_gettext_callables(_translate, _translate_plural, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.filters["day"] = short_day
    app.jinja_env.filters["full_day"] = full_day
    app.jinja_env.filters["month"] = month_name
    app.jinja_env.filters["month_of_year"] = month_of_year
    app.jinja_env.filters["moment"] = moment


def language() -> str:
    """The account's language, else the one chosen in this browser, else what the browser asks."""
    if current_user and current_user.is_authenticated:
        return str(current_user.language)
    chosen = session.get("language")
    if chosen in LANGUAGES:
        return str(chosen)
    default = current_app.config["BABEL_DEFAULT_LOCALE"]
    return request.accept_languages.best_match(LANGUAGES) or str(default)


def _translations() -> Any:
    """The reader's catalogue, looked up once a request: a page asks for some thirty words."""
    if "translations" not in g:
        g.translations = get_translations()
    return g.translations


def _translate(text: str) -> str:
    return str(_translations().ugettext(text))


def _translate_plural(singular: str, plural: str, number: int) -> str:
    return str(_translations().ungettext(singular, plural, number))


def time_zone() -> str:
    if current_user and current_user.is_authenticated:
        return str(current_user.time_zone)
    return str(current_app.config["BABEL_DEFAULT_TIMEZONE"])


def known_time_zone(name: str) -> str:
    """The zone if it is one, else the installation's own."""
    default = str(current_app.config["BABEL_DEFAULT_TIMEZONE"])
    return name if name in available_timezones() else default


def short_day(day: date) -> str:
    """«28 nov.», «1er déc.» or “28 Nov”, by the reader's language."""
    return str(format_date(day, format=_day_pattern(day), rebase=False))


def full_day(day: date) -> str:
    """«28 nov. 2026» or “28 Nov 2026”, by the reader's language."""
    return str(format_date(day, format=f"{_day_pattern(day)} yyyy", rebase=False))


def month_name(day: date) -> str:
    """«nov.» or “Nov”, by the reader's language."""
    return str(format_date(day, format="LLL", rebase=False))


def month_of_year(day: date) -> str:
    """«novembre 2026» or “November 2026”, by the reader's language."""
    return str(format_date(day, format="LLLL yyyy", rebase=False))


def moment(instant: datetime) -> str:
    """«28 nov. à 8 h 05» or “28 Nov at 08:05”, by the reader's language and zone."""
    pattern = f"{_day_pattern(to_user_timezone(instant))} {_TIMES[language()]}"
    return str(format_datetime(instant, format=pattern))


def _day_pattern(day: date) -> str:
    return "d'er' MMM" if day.day == 1 and language() == "fr" else "d MMM"


def interval(days: int | None, due_at: datetime, now: datetime) -> str:
    """How long until a card comes back: minutes while in steps, then days, months, years."""
    if days is None:
        minutes = max(1, round((due_at - now).total_seconds() / 60))
        return str(ngettext("in %(num)s minute", "in %(num)s minutes", minutes))
    if days < 60:
        return str(ngettext("in %(num)s day", "in %(num)s days", days))
    if days < 730:
        return str(ngettext("in %(num)s month", "in %(num)s months", round(days / 30.4)))
    return str(gettext("in %(years)s years", years=round(days / 365.25)))


def utc_now() -> datetime:
    """The server's clock, read once for each request."""
    return datetime.now(UTC)
