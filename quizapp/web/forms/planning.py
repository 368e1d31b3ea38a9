"""Options of a deck, the date of an exam, moving cards, the week."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from wtforms import BooleanField, DateField, Field, HiddenField, RadioField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional, Regexp, ValidationError

from quizapp.domain.content.vocabulary import Topic
from quizapp.domain.learning.deck import RETENTION_BOUNDS, DeckOptions
from quizapp.web.converters import LARGEST_ID
from quizapp.web.forms.fields import OUT_OF_DATE, Form, WholeNumberField
from quizapp.web.words import topic_name

SOONEST_EXAM = timedelta(days=2)
LATEST_EXAM = timedelta(days=730)
LONGEST_DAYS_OFF = 60
LONGEST_MOVE = 60
_LOWEST, _HIGHEST = (round(100 * bound) for bound in RETENTION_BOUNDS)
_RETENTION = _l("Enter a number from 70 to 97.")
_NOT_A_DAY = _l("Enter a date, such as 2027-01-31.")


class DayField(DateField):
    """A date; to anything else, the validators say what is allowed."""

    data: Any

    def process_formdata(self, valuelist: list[Any]) -> None:
        with suppress(ValueError):
            super().process_formdata(valuelist)


class Planned(Form):
    """A form that moves cards: it counts once, by its client key."""

    client_key = HiddenField(
        validators=[
            InputRequired(OUT_OF_DATE),
            Regexp(r"^[A-Za-z0-9_-]{16,64}\Z", message=OUT_OF_DATE),
        ]
    )


class Query(Form):
    """A form whose answers stand in the address: it only shows something."""

    class Meta(Form.Meta):
        csrf = False


class OptionsForm(Form):
    """The options of a deck; retentions in percent. An empty field leaves the usual value."""

    retention = WholeNumberField(
        _l("Desired retention, in percent"),
        validators=[InputRequired(_RETENTION), NumberRange(_LOWEST, _HIGHEST, _RETENTION)],
    )
    new_per_day = WholeNumberField(
        _l("New cards a day"),
        validators=[Optional(), NumberRange(0, 999, _l("Enter a number from 0 to 999."))],
    )
    due_per_day = WholeNumberField(
        _l("Reviews a day, at most"),
        validators=[Optional(), NumberRange(0, 9999, _l("Enter a number from 0 to 9999."))],
    )
    bury_siblings = BooleanField(_l("Rest the cards on the same fact for the day"))
    leech_after = WholeNumberField(
        _l("A card is a leech after so many lapses"),
        validators=[
            InputRequired(_l("Enter a number from 2 to 99.")),
            NumberRange(2, 99, _l("Enter a number from 2 to 99.")),
        ],
    )
    suspends_leeches = BooleanField(_l("Suspend leeches"))

    @property
    def topics(self) -> list[Field]:
        """The fields of the retentions by topic."""
        return [self[_topic_field(topic)] for topic in Topic]

    def show(self, options: DeckOptions) -> None:
        """Fill the fields in, where nothing was sent."""
        self.retention.data = _percent(options.desired_retention)
        for topic in Topic:
            own = options.topic_retention.get(topic)
            self[_topic_field(topic)].data = None if own is None else _percent(own)
        self.new_per_day.data, self.due_per_day.data = options.new_per_day, options.due_per_day
        self.bury_siblings.data = options.bury_siblings
        self.leech_after.data = options.leech_after
        self.suspends_leeches.data = options.suspends_leeches

    def options(self) -> DeckOptions:
        """The answers as values; the date of an exam is none of them."""
        chosen = {topic.value: self[_topic_field(topic)].data for topic in Topic}
        return DeckOptions(
            desired_retention=self.retention.data / 100.0,
            topic_retention={
                topic: percent / 100.0 for topic, percent in chosen.items() if percent is not None
            },
            new_per_day=self.new_per_day.data,
            due_per_day=self.due_per_day.data,
            bury_siblings=self.bury_siblings.data,
            leech_after=self.leech_after.data,
            suspends_leeches=self.suspends_leeches.data,
        )


def _topic_field(topic: Topic) -> str:
    return f"retention_{topic}"


def _percent(retention: float) -> int:
    return round(100.0 * retention)


for _topic in Topic:
    setattr(
        OptionsForm,
        _topic_field(_topic),
        WholeNumberField(
            LazyString(topic_name, _topic),
            validators=[Optional(), NumberRange(_LOWEST, _HIGHEST, _RETENTION)],
        ),
    )


class ExamDate:
    """A day on which an exam can be: not too near to prepare for, nor too far to foresee."""

    def __call__(self, form: Any, field: Field) -> None:
        day = field.data
        if day is None:
            raise ValidationError(_NOT_A_DAY)
        if day <= form.today:
            raise ValidationError(_l("This day is past: enter a day to come."))
        if day < form.today + SOONEST_EXAM:
            raise ValidationError(
                _l("There is no time left to plan: enter a day from the day after tomorrow on.")
            )
        if day > form.today + LATEST_EXAM:
            raise ValidationError(_l("Enter a day within the next two years."))


class ExamQuery(Query):
    """The day that a preview is asked for."""

    on = DayField(_l("Date of the exam"), validators=[ExamDate()])

    def __init__(self, today: date, *args: Any, **kwargs: Any) -> None:
        """``today``: the learning day, which validators count from."""
        super().__init__(*args, **kwargs)
        self.today = today


class ExamForm(Planned):
    """The day that is accepted."""

    on = DayField(_l("Date of the exam"), validators=[ExamDate()])

    def __init__(self, today: date, *args: Any, **kwargs: Any) -> None:
        """``today``: the learning day, which validators count from."""
        super().__init__(*args, **kwargs)
        self.today = today


_WAYS = {
    "spread": _l("Spread what is due over several days, lowest recall first"),
    "advance": _l("Study ahead: bring what is due in the next days to today"),
    "postpone": _l("Put off what is due today by several days"),
    "days_off": _l("Move cards away from my days off"),
}


def _way() -> RadioField:
    return RadioField(
        _l("What to do"),
        choices=[SelectChoice(value, label) for value, label in _WAYS.items()],
        validators=[InputRequired(_l("Choose what to do."))],
    )


def _days() -> WholeNumberField:
    return WholeNumberField(
        _l("Number of days"),
        default=7,
        validators=[
            InputRequired(_l("Enter a number from 1 to 60.")),
            NumberRange(1, LONGEST_MOVE, _l("Enter a number from 1 to 60.")),
        ],
    )


class MoveQuery(Query):
    """The move that a preview is asked for."""

    way = _way()
    days = _days()


class MoveForm(Planned):
    """The move that is accepted."""

    way = _way()
    days = _days()


class UndoMoveForm(Form):
    """The action to take back."""

    action = WholeNumberField(
        validators=[InputRequired(OUT_OF_DATE), NumberRange(1, LARGEST_ID, OUT_OF_DATE)]
    )


class WeekForm(Form):
    """How much of a normal day's cards each day of the week takes."""

    @property
    def days(self) -> list[Field]:
        """The seven fields, Monday first."""
        return [self[f"day_{number}"] for number in range(7)]

    def show(self, easy_days: tuple[int, ...]) -> None:
        """Fill the fields in."""
        for field, share in zip(self.days, easy_days, strict=True):
            field.data = str(min(_SHARES, key=lambda known: abs(known - share)))

    def easy_days(self) -> tuple[int, ...]:
        """The shares in percent."""
        return tuple(int(field.data) for field in self.days)

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """At least one day of the week has to take cards."""
        if not super().validate(*args, **kwargs):
            return False
        if any(self.easy_days()):
            return True
        self.day_0.errors = [_l("Leave at least one day of the week for cards.")]
        return False


_SHARES = {100: _l("as usual"), 50: _l("fewer cards"), 0: _l("no cards if possible")}
_WEEKDAYS = (
    _l("Monday"),
    _l("Tuesday"),
    _l("Wednesday"),
    _l("Thursday"),
    _l("Friday"),
    _l("Saturday"),
    _l("Sunday"),
)
for _number, _weekday in enumerate(_WEEKDAYS):
    setattr(
        WeekForm,
        f"day_{_number}",
        SelectField(
            _weekday,
            choices=[SelectChoice(str(share), label) for share, label in _SHARES.items()],
        ),
    )


class DaysOffForm(Form):
    """A first and a last day off."""

    first = DayField(_l("First day off"), validators=[])
    last = DayField(_l("Last day off"), validators=[])

    def __init__(self, today: date, *args: Any, **kwargs: Any) -> None:
        """``today``: the learning day, which validators count from."""
        super().__init__(*args, **kwargs)
        self.today = today

    def refuse(self, reason: str) -> None:
        """Say why these days cannot be kept."""
        self.first.errors = [reason]

    def validate_first(self, field: Field) -> None:
        if field.data is None:
            raise ValidationError(_NOT_A_DAY)
        if field.data > self.today + LATEST_EXAM:
            raise ValidationError(_l("Enter a day within the next two years."))

    def validate_last(self, field: Field) -> None:
        first, last = self.first.data, field.data
        if last is None:
            raise ValidationError(_NOT_A_DAY)
        if last < self.today:
            raise ValidationError(_l("These days are past: enter days to come."))
        if first is not None and last < first:
            raise ValidationError(_l("The last day comes before the first: enter a later one."))
        if first is not None and (last - first).days >= LONGEST_DAYS_OFF:
            raise ValidationError(_l("Enter at most 60 days in a row."))


class RemoveDaysOffForm(Form):
    """The first of the days off to give up."""

    first = DayField(validators=[InputRequired(OUT_OF_DATE)])
