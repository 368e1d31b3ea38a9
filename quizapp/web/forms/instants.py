"""A date with a time of day, typed in the time zone of whoever is logged in."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from wtforms import Field, ValidationError
from wtforms.widgets import DateTimeLocalInput

from quizapp.web.locale import time_zone

_NOT_AN_INSTANT = _l("Enter a date and a time, such as 2027-01-31 18:00.")
_NO_SUCH_HOUR = _l(
    "On this day the clocks go forward, and this time does not exist: choose another."
)
_SHAPE = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?", re.ASCII)
_FIRST_YEAR, _LAST_YEAR = 2000, 2100


class InstantField(Field):
    """An instant, aware and in UTC; None where the field is left empty.

    Where the clocks go back, an hour comes twice: its first time is meant.
    """

    widget = DateTimeLocalInput()
    data: datetime | None = None

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        text = str(valuelist[0]).strip() if valuelist else ""
        if not text:
            return
        local = _local(text)
        if local is None or not _FIRST_YEAR <= local.year <= _LAST_YEAR:
            raise ValueError(str(_NOT_AN_INSTANT))
        zone = ZoneInfo(time_zone())
        instant = local.replace(tzinfo=zone).astimezone(UTC)
        if instant.astimezone(zone).replace(tzinfo=None) != local:
            raise ValueError(str(_NO_SUCH_HOUR))
        self.data = instant

    def _value(self) -> str:
        """What stands in the input: as it was sent, else the instant in the reader's zone."""
        if self.raw_data:
            return str(self.raw_data[0])
        if self.data is None:
            return ""
        return self.data.astimezone(ZoneInfo(time_zone())).strftime("%Y-%m-%dT%H:%M")


class Later:
    """The instant has to be after that of another field, where both are given."""

    def __init__(self, than: str, message: Any) -> None:
        self._than, self._message = than, message

    def __call__(self, form: Any, field: Field) -> None:
        earlier = form[self._than].data
        if earlier is not None and field.data is not None and field.data <= earlier:
            raise ValidationError(self._message)


def _local(text: str) -> datetime | None:
    if not _SHAPE.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
