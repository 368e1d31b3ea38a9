"""What is granted to one learner: more time, other dates, a further attempt."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from quizapp.domain.teaching.accommodation import Accommodation
from quizapp.domain.teaching.assignment import MOST_ATTEMPTS
from quizapp.domain.teaching.roster_cells import read_factor
from quizapp.web.forms.cohorts import LineField
from quizapp.web.forms.fields import Form, RecordingForm, WholeNumberField
from quizapp.web.forms.instants import InstantField, Later

LONGEST_NOTE = 255
AS_FOR_ALL, USUAL, OTHER = "", "1", "other"
_FACTORS = (
    ("4/3", _l("× 4/3: a third more")),
    ("1.5", _l("× 1.5: half as much again")),
    ("2", _l("× 2: twice the time")),
    (OTHER, _l("Another factor")),
)
_NOT_A_FACTOR = _l("Enter a factor from 1 to 4, such as 4/3, 1.33 or 33 %.")
_NEVER_OPEN = _l("It would close before it opens: choose a later date.")
# Two factors that differ by less are the same.
_SAME = 1e-9


class TimeForm(Form):
    """How many times the usual time a learner has, and why."""

    factor = RadioField(_l("Time"), default=USUAL)
    other = LineField(_l("Which other factor"))
    note = LineField(
        _l("Note for the instructors"),
        validators=[Length(max=LONGEST_NOTE, message=_l("Use 255 characters at most."))],
    )
    # What stands before the factors themselves.
    first_choices: tuple[tuple[str, Any], ...] = ((USUAL, _l("As usual")),)

    def __init__(self, **values: Any) -> None:
        """The form as it was sent, or with ``values``."""
        super().__init__(**values)
        self.factor.choices = [
            SelectChoice(value, label) for value, label in (*self.first_choices, *_FACTORS)
        ]

    def validate_other(self, field: Field) -> None:
        if self.factor.data != OTHER:
            if field.data:
                raise ValidationError(
                    _l("Choose “Another factor” for this one to count, or leave the field empty.")
                )
            return
        try:
            read_factor(field.data or "")
        except ValueError as error:
            raise ValidationError(_NOT_A_FACTOR) from error

    def validate_note(self, field: Field) -> None:
        if field.data and not self.grants_something():
            raise ValidationError(
                _l("A note is kept with what is granted: grant something, or leave it empty.")
            )

    def grants_something(self) -> bool:
        """Whether there is anything to keep."""
        return bool(self.factor.data != USUAL)

    @property
    def time_factor(self) -> float | None:
        """The factor that was chosen; None leaves it open."""
        if self.factor.data == AS_FOR_ALL:
            return None
        return read_factor(self.other.data if self.factor.data == OTHER else self.factor.data)

    def show_factor(self, factor: float | None, open_choice: str) -> None:
        """Fill in a factor; ``open_choice`` stands for none."""
        known = [value for value, _ in (*self.first_choices, *_FACTORS)]
        self.factor.data = open_choice
        if factor is not None:
            self.factor.data = next(
                (
                    value
                    for value in known
                    if value not in (AS_FOR_ALL, OTHER) and abs(read_factor(value) - factor) < _SAME
                ),
                OTHER,
            )
            if self.factor.data == OTHER:
                self.other.data = f"{factor:.6g}"


class TermsForm(TimeForm):
    """All that can be granted for one assignment; what is left empty is as for everybody."""

    first_choices = (
        (AS_FOR_ALL, _l("As for all assignments")),
        (USUAL, _l("The usual time")),
    )
    opens_at = InstantField(_l("Opens at"))
    closes_at = InstantField(_l("Closes at"), validators=[Later("opens_at", _NEVER_OPEN)])
    extra_attempts = WholeNumberField(
        _l("Further attempts"),
        default=0,
        validators=[Optional(), NumberRange(0, MOST_ATTEMPTS, _l("Grant 0 to 20 attempts."))],
    )

    def grants_something(self) -> bool:
        """Whether there is anything to keep; the usual time is, where all have another."""
        others = (self.opens_at.data, self.closes_at.data, self.extra_attempts.data)
        return bool(self.factor.data != AS_FOR_ALL or any(others))

    def given(self) -> Accommodation:
        """What is to be granted, as the service takes it."""
        return Accommodation(
            self.time_factor,
            self.opens_at.data,
            self.closes_at.data,
            self.extra_attempts.data or 0,
        )

    def refuse_dates(self) -> None:
        """Say that it would never be open, which only the assignment's own dates tell."""
        self.closes_at.errors = [_NEVER_OPEN]


class ReopenForm(RecordingForm):
    """Until when a learner may begin once more."""

    until = InstantField(
        _l("Open until"), validators=[InputRequired(_l("Say until when it is open to them."))]
    )

    def refuse(self, reason: str) -> None:
        """Say why it cannot be reopened like this."""
        self.until.errors = [reason]
