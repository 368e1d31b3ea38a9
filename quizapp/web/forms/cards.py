"""Grading a card, taking things back, and what else is done to a card."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, StringField, TextAreaField
from wtforms.validators import AnyOf, InputRequired, Length, NumberRange, ValidationError

from quizapp.domain.learning.card_actions import ActionKind
from quizapp.domain.learning.memory import Grade
from quizapp.domain.learning.tags import TAG_LENGTH, normal_tag
from quizapp.web.converters import LARGEST_ID
from quizapp.web.forms.fields import OUT_OF_DATE, Form, RecordingForm, WholeNumberField

LONGEST_NOTE = 5_000
# What is typed travels in the cookie, which has room for 4 kB: a few words for each gap.
LONGEST_TYPED = 200
TYPED_IN_ALL = 600


class InstantField(HiddenField):
    """A moment with its time zone in ISO 8601; None where nothing was sent."""

    data: Any

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        if not valuelist or not valuelist[0]:
            return
        try:
            self.data = datetime.fromisoformat(valuelist[0])
        except ValueError:
            raise ValueError(OUT_OF_DATE) from None
        if self.data.tzinfo is None:
            raise ValueError(OUT_OF_DATE)


class GradeForm(RecordingForm):
    """How well a card was remembered. ``seen`` says how often it had been retrieved when shown.

    ``reviewed_at`` comes with a grade that a device has held back: when it was given.
    """

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
    reviewed_at = InstantField()

    def graded(self) -> dict[str, Any]:
        """What was graded, as the service takes it."""
        return {
            "item_id": self.item.data,
            "seen_reviews": self.seen.data,
            "grade": Grade(self.grade.data),
            "client_key": self.client_key.data,
            "duration_ms": self.duration(),
            "held_since": self.reviewed_at.data,
        }


class UndoForm(Form):
    """Nothing but the proof that this site sent it."""


class TypedForm(Form):
    """What was typed on the front of a card, field by field."""

    item = GradeForm.item
    seen = GradeForm.seen

    def typed(self, texts: list[str]) -> dict[str, Any]:
        """The texts with the card they were typed on, cut to what the cookie can carry."""
        kept, room = [], TYPED_IN_ALL
        for text in texts:
            kept.append(text[: min(room, LONGEST_TYPED)])
            room -= len(kept[-1])
        return {"item": self.item.data, "seen": self.seen.data, "texts": kept[:50]}


class MarkForm(RecordingForm):
    """One thing done to one card; ``back`` names the page that it was done on."""

    kind = StringField(
        validators=[
            AnyOf(
                [kind.value for kind in ActionKind if kind is not ActionKind.RESCHEDULE],
                OUT_OF_DATE,
            )
        ]
    )
    tag = StringField(_l("Tag"))
    note = TextAreaField(
        _l("Your note"),
        validators=[
            Length(max=LONGEST_NOTE, message=_l("Keep the note to 5000 characters at most."))
        ],
    )
    back = HiddenField()

    def validate_tag(self, field: Field) -> None:
        """A tag has a name once it is spelt our way."""
        if self.kind.data in {ActionKind.TAG, ActionKind.UNTAG}:
            field.data = normal_tag(field.data or "")
            if not field.data:
                message = _l("Write the tag in letters or digits, at most %(most)s of them.")
                raise ValidationError(message % {"most": TAG_LENGTH})

    def action(self) -> dict[str, Any]:
        """What was done, as the service takes it."""
        kind = ActionKind(self.kind.data)
        value = None
        if kind in {ActionKind.TAG, ActionKind.UNTAG}:
            value = self.tag.data
        elif kind is ActionKind.NOTE:
            # A browser sends two characters for a line end; PostgreSQL cannot store U+0000.
            value = (self.note.data or "").replace("\r\n", "\n").replace("\x00", "").strip()
        return {"kind": kind, "value": value, "client_key": self.client_key.data}
