"""What a result says in the reader's words: how it ended, how long it took, its figures."""

from __future__ import annotations

from datetime import timedelta

from flask_babel import format_decimal, gettext
from flask_babel import lazy_gettext as _l

from quizapp.domain.learning.build import Ending, Mode

_ENDINGS = {
    (Mode.PRACTICE, Ending.LENGTH): _l("You answered as many questions as you had asked for."),
    (Mode.PRACTICE, Ending.EXHAUSTED): _l(
        "It ended early: there was no other question of the kind you had asked for."
    ),
    (Mode.PRACTICE, Ending.TIME): _l("The time was up: what you had not reached counts as empty."),
    (Mode.MEASURE, Ending.PRECISION): _l("It stopped because it was precise enough."),
    (Mode.MEASURE, Ending.LENGTH): _l("It stopped after the largest number of questions."),
    (Mode.MEASURE, Ending.EXHAUSTED): _l("It stopped because no other question was left to ask."),
    (Mode.MEASURE, Ending.TIME): _l("It stopped because the time was up."),
    (Mode.EXAM, Ending.HANDED_IN): _l("You handed it in."),
    (Mode.EXAM, Ending.TIME): _l(
        "The time was up: it was handed in with the answers saved until then."
    ),
}


def ending_text(mode: str, ending: str | None) -> str:
    """Why an attempt is over; empty while it is not."""
    return str(_ENDINGS[Mode(mode), Ending(ending)]) if ending else ""


def percent(share: float) -> str:
    """A share from 0 to 1 in whole per cent."""
    return str(gettext("%(value)s%%", value=round(share * 100)))


def decimal(value: float) -> str:
    """A number with two decimals and a real minus sign."""
    return str(format_decimal(value, format="0.00")).replace("-", "−")


def time_text(time: timedelta) -> str:
    """«32 s», «8 min 20 s», «1 h 5 min», in one piece."""
    return _time(time).replace(" ", "\N{NO-BREAK SPACE}")


def _time(time: timedelta) -> str:
    seconds = round(time.total_seconds())
    if seconds < 60:
        return str(gettext("%(seconds)s s", seconds=seconds))
    minutes, seconds = divmod(seconds, 60)
    if minutes >= 60:
        hours, minutes = divmod(minutes, 60)
        if not minutes:
            return str(gettext("%(hours)s h", hours=hours))
        return str(gettext("%(hours)s h %(minutes)s min", hours=hours, minutes=minutes))
    if not seconds:
        return str(gettext("%(minutes)s min", minutes=minutes))
    return str(gettext("%(minutes)s min %(seconds)s s", minutes=minutes, seconds=seconds))
