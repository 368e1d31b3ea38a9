"""Writing a paragraph down from memory."""

from __future__ import annotations

from flask_babel import format_decimal, gettext
from flask_babel import lazy_gettext as _l
from wtforms import Field, TextAreaField
from wtforms.validators import DataRequired, ValidationError

from quizapp.domain.learning.blank_page import LONGEST
from quizapp.web.forms.fields import RecordingForm


def _tidy(text: str | None) -> str:
    # A browser sends two characters for each line end, and PostgreSQL cannot store U+0000.
    return (text or "").replace("\r\n", "\n").replace("\x00", "").strip()


class RecallForm(RecordingForm):
    """What is remembered, in the learner's own words. Too much is refused, never cut."""

    body = TextAreaField(
        _l("What I remember"),
        filters=[_tidy],
        validators=[DataRequired(_l("Write down what you remember, be it one word."))],
    )

    def validate_body(self, field: Field) -> None:
        """Say how much is too much."""
        too_many = len(field.data) - LONGEST
        if too_many > 0:
            raise ValidationError(
                gettext(
                    "%(limit)s characters are the limit: shorten your text by %(number)s.",
                    limit=format_decimal(LONGEST),
                    number=format_decimal(too_many),
                )
            )
