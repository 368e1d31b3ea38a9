"""Another key for a question, or what becomes of it; and marks given by hand."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from quizapp.domain.content.schema import Item, OptionsItem, SbaItem, ShortAnswerItem
from quizapp.domain.grading.correction import (
    Correction,
    FormsCorrection,
    KeyCorrection,
    forms_of,
    key_of,
)
from quizapp.domain.grading.regrade import Share
from quizapp.web.forms.fields import RecordingForm

LONGEST_REASON = 1_000
LONGEST_FORMS = 50_000
PREVIEW = "preview"


def _reason(label: Any) -> StringField:
    return StringField(
        label,
        filters=[lambda text: (text or "").replace("\x00", "").strip()],
        validators=[
            DataRequired(_l("Say why: it is written down with the change.")),
            Length(max=LONGEST_REASON, message=_l("The reason has 1,000 characters at most.")),
        ],
    )


class DropForm(RecordingForm):
    """Dropping a question, or taking it back."""

    reason = _reason(_l("Reason"))


class CorrectionForm(RecordingForm):
    """Which options are right, or which forms are accepted; the reason is asked for at the end."""

    reason = _reason(_l("Reason, which the learners concerned are told"))
    in_bank = BooleanField(_l("Correct the bank as well, for everybody"))
    # What the preview was of: another key is looked at before it is applied.
    previewed = HiddenField()

    def __init__(self, item: Item) -> None:
        """The form as it was sent, for an item as it is now."""
        super().__init__()
        self.item = item

    def correction(self) -> Correction:
        """The key that was sent; the one that the item has where nothing was."""
        is_sent = request.method == "POST"
        if isinstance(self.item, ShortAnswerItem):
            return _forms_in_request(self.item) if is_sent else forms_of(self.item)
        if not isinstance(self.item, OptionsItem):
            return KeyCorrection(frozenset())
        return _key_in_request(self.item) if is_sent else key_of(self.item)

    def is_previewed(self) -> bool:
        """Whether just this key was looked at, and is to be applied."""
        return request.form.get("action") != PREVIEW and self.previewed.data == self.fingerprint()

    def fingerprint(self) -> str:
        """The same for two forms that ask for the same key."""
        return hashlib.sha256(repr(_in_order(self.correction())).encode()).hexdigest()

    def lines(self) -> dict[str, tuple[str, str]]:
        """By language, the accepted forms and the rejected ones, as their fields show them."""
        correction = self.correction()
        if not isinstance(correction, FormsCorrection):
            return {}
        return {
            language: (
                "\n".join(forms),
                "\n".join(f"{form} = {why}" for form, why in _of(correction.rejected, language)),
            )
            for language, forms in correction.accepted.items()
        }


def _key_in_request(item: OptionsItem) -> KeyCorrection:
    also = frozenset(request.form.getlist("also")) if isinstance(item, SbaItem) else frozenset()
    right = frozenset(request.form.getlist("right"))
    return KeyCorrection(
        right=right,
        also_accepted=also - right,
        indispensable=frozenset(request.form.getlist("indispensable")),
        inacceptable=frozenset(request.form.getlist("inacceptable")),
    )


def _forms_in_request(item: ShortAnswerItem) -> FormsCorrection:
    """One form a line; a rejected one says behind an equals sign why it is wrong."""
    accepted, rejected = {}, {}
    for language in item.answers:
        accepted[str(language)] = _lines(f"accepted_{language}")
        pairs = (line.partition("=") for line in _lines(f"rejected_{language}"))
        rejected[str(language)] = {form.strip(): why.strip() for form, _, why in pairs}
    return FormsCorrection(accepted, rejected)


def _lines(name: str) -> list[str]:
    text = request.form.get(name, "")[:LONGEST_FORMS].replace("\x00", "")
    return [line.strip() for line in text.splitlines() if line.strip()]


def _of(rejected: Mapping[str, Mapping[str, str]], language: str) -> list[tuple[str, str]]:
    return list(rejected.get(language, {}).items())


def _in_order(correction: Correction) -> object:
    if isinstance(correction, FormsCorrection):
        return (
            sorted((name, list(forms)) for name, forms in correction.accepted.items()),
            sorted((name, sorted(forms.items())) for name, forms in correction.rejected.items()),
        )
    return (
        sorted(correction.right),
        sorted(correction.also_accepted),
        sorted(correction.indispensable),
        sorted(correction.inacceptable),
    )


class GroupForm(RecordingForm):
    """A share of the points for all answers that say the same."""

    language = HiddenField()
    form = HiddenField()
    doubt = HiddenField()
    share = RadioField(
        _l("Points"),
        choices=[SelectChoice(share.name, share.name) for share in Share],
        validators=[InputRequired(_l("Choose how many points these answers get."))],
    )
    reason = _reason(_l("Reason, which the learners concerned are told"))
    learn = BooleanField(_l("Learn it: mark this answer so from now on"))

    @property
    def chosen(self) -> Share:
        """The share that was chosen."""
        return Share[self.share.data]
