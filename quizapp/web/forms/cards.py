"""Grading a card, and taking a grade back."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms.validators import InputRequired, NumberRange

from quizapp.domain.learning.memory import Grade
from quizapp.web.converters import LARGEST_ID
from quizapp.web.forms.fields import OUT_OF_DATE, Form, RecordingForm, WholeNumberField


class GradeForm(RecordingForm):
    """How well a card was remembered. ``seen`` says how often it had been retrieved when shown."""

    item = WholeNumberField(
        validators=[InputRequired(OUT_OF_DATE), NumberRange(1, LARGEST_ID, OUT_OF_DATE)]
    )
    seen = WholeNumberField(
        validators=[InputRequired(OUT_OF_DATE), NumberRange(0, LARGEST_ID, OUT_OF_DATE)]
    )
    grade = WholeNumberField(
        validators=[
            InputRequired(_l("Choose a grade.")),
            NumberRange(min(Grade), max(Grade), _l("Choose a grade.")),
        ]
    )


class UndoForm(Form):
    """Nothing but the proof that this site sent it."""
