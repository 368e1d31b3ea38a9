"""Starting a quiz and answering its questions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectMultipleField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from quizapp.domain.content.schema import Item, MultipleItem, SbaItem
from quizapp.domain.grading.answers import Answer, ChosenOptions, TypedText
from quizapp.web.forms.fields import RecordingForm

LENGTHS = ("5", "10", "15", "20")


class NewQuizForm(RecordingForm):
    """Which bank, which topics, how many questions."""

    bank = RadioField(_l("Condition"), validators=[InputRequired(_l("Choose a condition."))])
    topics = SelectMultipleField(
        _l("Topics"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validators=[InputRequired(_l("Choose at least one topic."))],
    )
    length = RadioField(
        _l("Number of questions"),
        choices=[SelectChoice(length, length) for length in LENGTHS],
        default="5",
    )


class AnswerForm(RecordingForm):
    """An answer to one question. «I don't know» hands in a blank on purpose."""

    # PostgreSQL cannot store U+0000, which no keyboard types.
    text = StringField(
        filters=[lambda text: text and text.replace("\x00", "")], validators=[Length(max=200)]
    )

    def __init__(self, item: Item, language: str) -> None:
        """The form for an ``item`` that is asked in ``language``."""
        super().__init__()
        self.item = item
        self.language = language

    def chosen(self) -> Sequence[str]:
        return request.form.getlist("choice")

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        if "unknown" in request.form or not self._is_blank():
            return True
        self.form_errors.append(
            gettext("Choose an answer, or say that you do not know.")
            if self._has_options()
            else gettext("Type an answer, or say that you do not know.")
        )
        return False

    def _is_blank(self) -> bool:
        return not (self.chosen() if self._has_options() else (self.text.data or "").strip())

    def _has_options(self) -> bool:
        return isinstance(self.item, SbaItem | MultipleItem)

    def answer(self) -> Answer:
        """The answer as the grading understands it."""
        blank = "unknown" in request.form
        if self._has_options():
            return ChosenOptions(frozenset() if blank else frozenset(self.chosen()))
        return TypedText("" if blank else (self.text.data or "").strip(), self.language)
