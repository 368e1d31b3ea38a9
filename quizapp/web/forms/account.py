"""A person's choices."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, NumberRange

from quizapp.domain.preferences import Preferences
from quizapp.web.forms.fields import Form, WholeNumberField

ZONES = sorted(
    zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/")
)


class SettingsForm(Form):
    """Language, time zone, look and daily limits."""

    language = RadioField(
        _l("Language"), choices=[SelectChoice("fr", "Français"), SelectChoice("en", "English")]
    )
    time_zone = SelectField(_l("Time zone"))
    theme = RadioField(
        _l("Theme"),
        choices=[
            SelectChoice("auto", _l("As the device")),
            SelectChoice("light", _l("Light")),
            SelectChoice("dark", _l("Dark")),
        ],
    )
    text_size = RadioField(
        _l("Text size"),
        choices=[
            SelectChoice("normal", _l("Normal")),
            SelectChoice("large", _l("Large")),
            SelectChoice("larger", _l("Larger")),
        ],
    )
    shortcuts = BooleanField(_l("Keyboard shortcuts"))
    two_grades = BooleanField(_l("Two grades instead of four: Again and Good"))
    types_answers = BooleanField(_l("Type the answers of cards that ask for a word"))
    hide_timer = BooleanField(_l("Hide the time left in exams"))
    new_per_day = WholeNumberField(
        _l("New cards a day"),
        validators=[
            InputRequired(_l("Enter a number from 0 to 999.")),
            NumberRange(0, 999, _l("Enter a number from 0 to 999.")),
        ],
    )
    due_per_day = WholeNumberField(
        _l("Reviews a day, at most"),
        validators=[
            InputRequired(_l("Enter a number from 0 to 9999.")),
            NumberRange(0, 9999, _l("Enter a number from 0 to 9999.")),
        ],
    )

    def __init__(self, **kwargs: Any) -> None:
        """Offer the stored zone too, whatever it is called: a browser in UTC reports «UTC»."""
        super().__init__(**kwargs)
        zones = sorted({*ZONES, kwargs["obj"].time_zone})
        self.time_zone.choices = [SelectChoice(zone, zone.replace("_", " ")) for zone in zones]

    def preferences(self) -> Preferences:
        """The choices as the service takes them."""
        return Preferences(
            language=self.language.data,
            time_zone=self.time_zone.data,
            theme=self.theme.data,
            text_size=self.text_size.data,
            shortcuts=self.shortcuts.data,
            hide_timer=self.hide_timer.data,
            new_per_day=self.new_per_day.data or 0,
            due_per_day=self.due_per_day.data or 0,
            two_grades=self.two_grades.data,
            types_answers=self.types_answers.data,
        )
