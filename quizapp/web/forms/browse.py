"""Looking through cards, and doing something to many of them."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, ValidationError

from quizapp.domain.learning.tags import normal_tag
from quizapp.web.converters import row_number
from quizapp.web.forms.fields import OUT_OF_DATE, RecordingForm, WholeNumberField

FARTHEST = 365  # days
_TAG = _l("Give the tag a name: letters or digits, 40 characters at most.")
_DAYS = _l("Enter a number of days from 1 to 365.")
_ACTIONS = (
    ("", _l("Choose…")),
    ("suspend", _l("Suspend: not asked until you unsuspend them")),
    ("unsuspend", _l("Unsuspend")),
    ("bury", _l("Bury until tomorrow")),
    ("unbury", _l("Unbury")),
    ("flag", _l("Flag")),
    ("unflag", _l("Take the flag off")),
    ("tag", _l("Add a tag")),
    ("untag", _l("Remove a tag")),
    ("postpone", _l("Postpone by some days")),
    ("advance", _l("Bring forward by some days")),
)
TAGGING, MOVING = frozenset({"tag", "untag"}), frozenset({"postpone", "advance"})


def action_choices() -> list[SelectChoice]:
    """What can be done to cards."""
    return [SelectChoice(value, label) for value, label in _ACTIONS]


class TagField(StringField):
    """A tag in its one spelling; "" for what has none."""

    data: Any

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        self.data = normal_tag(self.data or "")


class BulkForm(RecordingForm):
    """One thing to do to the ticked cards, or with ``everything`` to all that ``find`` finds.

    ``confirmed``: the learner has seen how many they are.
    """

    find = StringField()
    everything = BooleanField(_l("All cards that match, not only the ticked ones"))
    action = SelectField(
        _l("What to do"),
        choices=action_choices,
        validators=[InputRequired(_l("Choose what to do."))],
    )
    tag = TagField(_l("Tag"))
    days = WholeNumberField(_l("Days"))
    confirmed = BooleanField()

    def __init__(self, ticked: list[str] | None = None) -> None:
        """The form as it was sent, with the numbers of the cards that were ticked."""
        super().__init__()
        self.ticked, self._sent = ticked or [], ticked or []

    @property
    def item_ids(self) -> list[int]:
        return [row_number(text) for text in dict.fromkeys(self._sent)]

    @property
    def what(self) -> str:
        """The chosen action in words."""
        return str(dict(_ACTIONS)[self.action.data])

    def refuse_number(self, message: str) -> None:
        """Say that too many cards match, which only the database knows."""
        self.everything.errors = [message]

    def validate_everything(self, field: BooleanField) -> None:
        if field.data:
            return
        if not self._sent:
            raise ValidationError(_l("Tick a card at least, or all that match."))
        try:
            _ = self.item_ids
        except ValueError as error:
            raise ValidationError(OUT_OF_DATE) from error

    def validate_tag(self, field: TagField) -> None:
        if self.action.data in TAGGING and not field.data:
            raise ValidationError(_TAG)

    def validate_days(self, field: WholeNumberField) -> None:
        if self.action.data in MOVING and not 1 <= (field.data or 0) <= FARTHEST:
            raise ValidationError(_DAYS)


class TagForm(RecordingForm):
    """A tag to rename or to remove."""

    tag = TagField()
    new = TagField(_l("New name"))
    action = RadioField(choices=["rename", "remove"], validators=[InputRequired(OUT_OF_DATE)])

    def validate_tag(self, field: TagField) -> None:
        if not field.data:
            raise ValidationError(OUT_OF_DATE)

    def validate_new(self, field: TagField) -> None:
        if self.action.data == "rename" and not field.data:
            raise ValidationError(_TAG)
