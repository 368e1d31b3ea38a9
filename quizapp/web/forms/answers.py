"""Answering a question."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import gettext, ngettext
from werkzeug.datastructures import MultiDict
from wtforms import StringField
from wtforms.validators import Length

from quizapp.domain.content.schema import (
    SCALE,
    ConcordanceItem,
    Item,
    LongMenuItem,
    OptionsItem,
    ShortMenuItem,
)
from quizapp.domain.grading.answers import Answer, ChosenOptions, TypedText
from quizapp.web.forms.fields import RecordingForm, milliseconds
from quizapp.web.forms.given import Given

LONGEST_TEXT = 200


class AnswerForm(RecordingForm):
    """An answer to one question. «I don’t know» hands in a blank on purpose."""

    # PostgreSQL cannot store U+0000, which no keyboard types.
    text = StringField(
        filters=[lambda text: text and text.replace("\x00", "")],
        validators=[Length(max=LONGEST_TEXT)],
    )

    def __init__(self, item: Item, language: str) -> None:
        """The form for an ``item`` that is asked in ``language``."""
        super().__init__()
        self.item = item
        self.language = language

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        problem = self._problem()
        if problem:
            self.form_errors.append(problem)
        return not problem

    def _problem(self) -> str | None:
        if self.is_unknown():
            return None
        if self.answer().is_blank:
            return str(
                gettext("Choose an answer, or say that you do not know.")
                if self._has_options()
                else gettext("Type an answer, or say that you do not know.")
            )
        return self.too_many()

    def too_many(self) -> str | None:
        """What is wrong with a menu of which more is ticked than was asked for."""
        if not isinstance(self.item, ShortMenuItem | LongMenuItem):
            return None
        most = len(self.item.keys)
        if len(self.chosen()) <= most:
            return None
        return str(
            ngettext("Choose %(num)s answer at most.", "Choose %(num)s answers at most.", most)
        )

    def is_unknown(self) -> bool:
        return "unknown" in request.form

    def chosen(self) -> frozenset[str]:
        return frozenset(request.form.getlist("choice"))

    def confidence(self) -> int | None:
        """How sure the learner was, 1 to 3; None where they did not say, or did not know."""
        return None if self.is_unknown() else _level(request.form)

    def given(self) -> Given:
        """What was sent, to be shown again."""
        return Given(
            self.chosen(), self.text.data or "", self.confidence(), spent_ms=self.duration()
        )

    def carried(self) -> dict[str, Any]:
        """What was filled in so far, as the query of the same page loaded anew; see `given_in`."""
        given = self.given()
        filled = {
            "choice": sorted(given.chosen & _offered(self.item)),
            "text": given.text[:LONGEST_TEXT],
            "confidence": given.confidence,
            "spent": given.spent_ms,
        }
        return {name: value for name, value in filled.items() if value}

    def answer(self) -> Answer:
        """The answer as the grading understands it."""
        blank = self.is_unknown()
        if self._has_options():
            return ChosenOptions(frozenset() if blank else self.chosen())
        return TypedText("" if blank else (self.text.data or "").strip(), self.language)

    def _has_options(self) -> bool:
        return isinstance(self.item, OptionsItem | ConcordanceItem)


def given_in(query: MultiDict[str, str]) -> Given:
    """What a question is filled in with where its address says so; nothing is recorded of it."""
    chosen, text = frozenset(query.getlist("choice")), query.get("text", "")
    spent = milliseconds(query.get("spent", ""))
    return Given(chosen, text[:LONGEST_TEXT], _level(query), spent_ms=spent)


def _level(values: MultiDict[str, str]) -> int | None:
    said = values.get("confidence", "")
    return int(said) if said in ("1", "2", "3") else None


def _offered(item: Item) -> frozenset[str]:
    """The ids that may be chosen: nobody's page gets longer than the item is."""
    if isinstance(item, ConcordanceItem):
        return frozenset(SCALE)
    options = item.options if isinstance(item, OptionsItem) else ()
    return frozenset(option.id for option in options)
