"""Putting a quiz together, and keeping its settings under a name."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Field, RadioField, SelectMultipleField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from quizapp.domain.content.vocabulary import Topic
from quizapp.domain.grading.convention import Convention
from quizapp.domain.learning.build import (
    ASKED_TYPES,
    DEFAULT_LENGTH,
    LONGEST,
    LONGEST_MINUTES,
    Build,
    Difficulty,
    Mode,
    Status,
)
from quizapp.web import build_words
from quizapp.web.converters import SlugConverter, row_number
from quizapp.web.forms.fields import RecordingForm, WholeNumberField
from quizapp.web.words import topic_name

LONGEST_NAME = 60
COUNT, SAVE = "count", "save"
_UNTICKED = (None, *BooleanField.false_values)


class OnlyIn:
    """Lets a field be, whatever it holds, in the modes that do not have it."""

    def __init__(self, *modes: Mode) -> None:
        """The modes that have it."""
        self.modes = modes

    def __call__(self, form: Any, field: Field) -> None:
        if form.mode.data not in self.modes:
            field.errors = []
            raise StopValidation


class TicksField(SelectMultipleField):
    """Checkboxes, none of which leaves the matter open."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def word_choices(
    words: Sequence[str], name: Callable[[str], str]
) -> Callable[[], list[SelectChoice]]:
    """The words with their names, looked up in the reader's language for each request."""
    return lambda: [SelectChoice(str(word), name(word)) for word in words]


class BuildForm(RecordingForm):
    """What a quiz is for, what it draws from, how it is marked. Names are those of the query."""

    bank = RadioField(_l("Condition"), validators=[InputRequired(_l("Choose a condition."))])
    mode = RadioField(
        _l("Mode"), choices=word_choices(list(Mode), build_words.mode_name), default=Mode.PRACTICE
    )
    length = WholeNumberField(
        _l("Number of questions"),
        default=DEFAULT_LENGTH,
        validators=[
            OnlyIn(Mode.PRACTICE, Mode.EXAM),
            NumberRange(1, LONGEST, _l("Ask for 1 to 100 questions.")),
        ],
    )
    topics = TicksField(_l("Topics"), name="topic", choices=word_choices(list(Topic), topic_name))
    types = TicksField(
        _l("Types of questions"),
        name="type",
        choices=word_choices(ASKED_TYPES, build_words.type_with_traditions),
    )
    difficulties = TicksField(
        _l("Difficulty"),
        name="difficulty",
        choices=word_choices(list(Difficulty), build_words.difficulty_name),
    )
    statuses = TicksField(
        _l("Your history"),
        name="status",
        choices=word_choices(list(Status), build_words.status_name),
    )
    asks_confidence = BooleanField(_l("Ask how sure I am of each answer"))
    minutes = WholeNumberField(
        _l("Time limit in minutes"),
        validators=[
            OnlyIn(Mode.EXAM),
            Optional(),
            NumberRange(
                1, LONGEST_MINUTES, _l("Give it 1 to 300 minutes, or leave the field empty.")
            ),
        ],
    )
    extra_time = BooleanField(_l("A third more time"))
    convention = RadioField(
        _l("How answers are marked"),
        choices=word_choices(list(Convention), build_words.convention_name),
        default=Convention.EDN,
        validators=[OnlyIn(Mode.EXAM)],
    )
    name = StringField(_l("Name"), filters=[lambda text: _tidy(text or "")])
    # The saved settings that the learner knows to be overwritten.
    replaces = WholeNumberField()

    def __init__(self, banks: Sequence[SelectChoice]) -> None:
        """The form as it was sent, with the banks that there are to choose from."""
        super().__init__()
        self.bank.choices = banks
        self.build = build_in(request.form)

    @property
    def has_bank(self) -> bool:
        """Whether one of the banks that there are is chosen."""
        return self.bank.data in {choice.value for choice in self.bank.choices}

    def validate_to(self, action: str | None) -> bool:
        """Whether everything holds that an action needs: only saving needs a name.

        What was sent is then known word by word, and `build` is all of it.
        """
        name = [
            InputRequired(_l("Give the settings a name.")),
            Length(1, LONGEST_NAME, _l("A name has 1 to 60 characters.")),
        ]
        return bool(self.validate({"name": name} if action == SAVE else {}))

    def refuse(self, name: str, message: str) -> None:
        """Say at a field what is wrong with it that only the database knows."""
        self[name].errors = [*self[name].errors, message]

    def show(self, bank: str | None, build: Build) -> None:
        """Fill the form in; what filters leave open is left without a tick.

        A bank that there is not gives way to the first one.
        """
        self.bank.data = bank
        if not self.has_bank and self.bank.choices:
            self.bank.data = self.bank.choices[0].value
        self.build, filters = build, build.filters
        self.mode.data = build.mode
        self.length.data = DEFAULT_LENGTH if build.mode is Mode.MEASURE else build.length
        self.topics.data = list(filters.topics) if "topics" in filters.narrowed else []
        self.types.data = list(filters.types)
        self.difficulties.data = list(filters.difficulties)
        self.statuses.data = list(filters.statuses)
        self.asks_confidence.data = build.asks_confidence
        self.minutes.data = build.minutes
        self.extra_time.data = build.extra_time
        self.convention.data = build.convention


def build_in(values: MultiDict[str, str]) -> Build:
    """The build that a query asks for; what it does not say, or says wrong, is as proposed."""
    return Build.from_json(
        {
            "mode": values.get("mode"),
            "topics": values.getlist("topic"),
            "types": values.getlist("type"),
            "difficulties": values.getlist("difficulty"),
            "statuses": values.getlist("status"),
            "length": values.get("length", type=row_number),
            "convention": values.get("convention"),
            "asks_confidence": values.get("asks_confidence") not in _UNTICKED,
            "minutes": values.get("minutes", type=row_number),
            "extra_time": values.get("extra_time") not in _UNTICKED,
        }
    )


def slug_in(values: MultiDict[str, str]) -> str | None:
    """The bank that a query names; None for what cannot be one's name."""
    slug = values.get("bank", "")
    return slug if re.fullmatch(SlugConverter.regex, slug) else None


def _tidy(text: str) -> str:
    """A name on one line, without what cannot be seen (or stored: U+0000)."""
    seen = "".join(letter for letter in " ".join(text.split()) if letter.isprintable())
    return seen.strip()
