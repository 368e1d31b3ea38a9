"""Grading a card, and taking a grade back."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange

from quizapp.domain.learning.memory import Grade
from quizapp.web.forms.fields import RecordingForm

LARGEST_ID = 2**53


class GradeForm(RecordingForm):
    """How well a card was remembered. ``seen`` says how often it had been retrieved when shown."""

    item = IntegerField(validators=[InputRequired(), NumberRange(1, LARGEST_ID)])
    seen = IntegerField(validators=[InputRequired(), NumberRange(0, LARGEST_ID)])
    grade = IntegerField(
        validators=[InputRequired(_l("Choose a grade.")), NumberRange(min(Grade), max(Grade))]
    )


class UndoForm(FlaskForm):
    """Nothing but the proof that this site sent it."""
