"""Fields that several forms share."""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from typing import Any

from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField
from wtforms.i18n import get_translations
from wtforms.validators import InputRequired, Regexp

from quizapp.web.converters import LARGEST_ID

# A day is longer than any answer takes; a page left open is not study time anyway.
LONGEST_MS = 24 * 60 * 60 * 1000


@lru_cache(maxsize=8)
def _validator_messages(language: str) -> Any:
    return get_translations([language])


class Form(FlaskForm):
    """A form whose built-in messages are read once a process, not from a file for every request."""

    class Meta(FlaskForm.Meta):
        def get_translations(self, form: Any) -> Any:  # noqa: ARG002 - the signature is WTForms'
            return _validator_messages(str(get_locale()))


OUT_OF_DATE = _l("The page is out of date: load it again.")


class WholeNumberField(IntegerField):
    """A number; to anything else, the validators say what is allowed."""

    data: Any

    def process_formdata(self, valuelist: list[Any]) -> None:
        with suppress(ValueError):
            super().process_formdata(valuelist)
        # The range check of WTForms goes through floats, and fails on a number of 400 digits.
        if self.data is not None and abs(self.data) > LARGEST_ID:
            self.data = None


class RecordingForm(Form):
    """A form that records something: it counts once, by its client key."""

    client_key = HiddenField(
        validators=[
            InputRequired(OUT_OF_DATE),
            Regexp(r"^[A-Za-z0-9_-]{16,64}\Z", message=OUT_OF_DATE),
        ]
    )
    duration_ms = HiddenField()

    def duration(self) -> int | None:
        """The time spent on the page in ms; None without JavaScript or with nonsense."""
        text: Any = self.duration_ms.data or ""
        return milliseconds(text)


def milliseconds(text: str) -> int | None:
    """A time in whole milliseconds, a day at most; None for what is none."""
    if not (text.isascii() and text.isdecimal() and len(text) <= 10):
        return None
    return min(int(text), LONGEST_MS)
