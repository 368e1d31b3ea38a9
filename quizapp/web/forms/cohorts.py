"""Cohorts, their learners and their instructors; joining one; roles."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms import BooleanField, Field, HiddenField, RadioField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from quizapp.domain.policies import ADMIN, INSTRUCTOR, STUDENT
from quizapp.domain.teaching.join_code import read_code
from quizapp.domain.teaching.naming import LONGEST_NAME, LONGEST_NUMBER, one_line
from quizapp.domain.teaching.roster import Entry, decode
from quizapp.domain.teaching.roster_cells import read_address, read_factor
from quizapp.web.forms.fields import OUT_OF_DATE, Form, RecordingForm

_NAME_LENGTH = Length(max=LONGEST_NAME, message=_l("Use 120 characters at most."))
_NOT_AN_ADDRESS = _l("Enter an email address such as anne@example.org.")
_CODE = _l("Enter the 8 letters and digits of the code, or paste the link.")
_FACTOR = _l("Enter a factor from 1 to 4, such as 4/3, 1.33 or 33 %.")


class LineField(StringField):
    """A text in one line, without what hides in it."""

    data: Any

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        self.data = one_line(self.data or "")


class AddressField(LineField):
    """An email address; ``address`` is its one spelling."""

    address: str = ""

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - the signature is WTForms'
        try:
            self.address = read_address(self.data or "")
        except ValueError as error:
            raise ValidationError(_NOT_AN_ADDRESS) from error


class CohortForm(RecordingForm):
    """A new cohort."""

    name = LineField(
        _l("Name of the cohort"),
        validators=[DataRequired(_l("Give the cohort a name.")), _NAME_LENGTH],
    )


class RenameForm(Form):
    """Another name for a cohort."""

    name = CohortForm.name


class CodeForm(Form):
    """What is to become of a join code."""

    action = RadioField(choices=["renew", "close"], validators=[InputRequired(OUT_OF_DATE)])


class TeacherForm(Form):
    """Somebody who is to help."""

    email = AddressField(_l("Email address of the instructor"))

    def refuse(self, reason: str) -> None:
        """Say why this address cannot be added, which only the database knows."""
        self.email.errors = [reason]


class LearnerForm(Form):
    """One learner, as a line of a roster."""

    email = AddressField(_l("Email address"))
    name = LineField(_l("Name"), validators=[_NAME_LENGTH])
    number = LineField(
        _l("Student number"),
        validators=[Length(max=LONGEST_NUMBER, message=_l("Use 64 characters at most."))],
    )
    factor = LineField(_l("Time factor"))

    def validate_factor(self, field: Field) -> None:
        try:
            self._factor = read_factor(field.data) if field.data else None
        except ValueError as error:
            raise ValidationError(_FACTOR) from error

    def entry(self) -> Entry:
        """The learner as the service takes one."""
        name, number = self.name.data or "", self.number.data or ""
        return Entry(self.email.address, name, number, self._factor)


class RosterForm(Form):
    """A roster as a file, or pasted."""

    file = FileField(_l("CSV file"))
    text = TextAreaField(_l("Or paste the lines here"))

    def roster_text(self) -> str:
        """What was handed in; the file, where there is one.

        Raises:
            RosterError: the file is too large, or no text.
        """
        file: Any = self.file.data
        if isinstance(file, FileStorage) and file.filename:
            return decode(file.read())
        return str(self.text.data or "")


class ApplyForm(RecordingForm):
    """The roster that was shown, and the seal of what it would do."""

    text = TextAreaField(validators=[InputRequired(OUT_OF_DATE)])
    seal = HiddenField(validators=[InputRequired(OUT_OF_DATE)])


class CodeEntryForm(Form):
    """A code to join a cohort, as it was typed."""

    code = StringField(_l("Code"))
    read: str = ""

    def validate_code(self, field: Field) -> None:
        code = read_code(field.data or "")
        if code is None:
            raise ValidationError(_CODE)
        self.read = code

    def refuse(self, reason: str) -> None:
        """Say that the code opens nothing, which only the database knows."""
        self.code.errors = [reason]


class JoinForm(Form):
    """The name that a learner joins under."""

    name = LineField(
        _l("Your name, as your instructors know you"),
        validators=[DataRequired(_l("Enter your name.")), _NAME_LENGTH],
    )


ROLE_CHOICES = (
    (STUDENT, _l("Student: studies, joins cohorts")),
    (INSTRUCTOR, _l("Instructor: also makes cohorts, sees the keys of all banks")),
    (ADMIN, _l("Administrator: also helps in every cohort, gives roles")),
)


class RoleForm(Form):
    """The role that an account is to have. ``confirmed``: what it means has been read."""

    role = RadioField(
        _l("Role"),
        choices=[SelectChoice(value, label) for value, label in ROLE_CHOICES],
        validators=[InputRequired(_l("Choose a role."))],
    )
    confirmed = BooleanField()
