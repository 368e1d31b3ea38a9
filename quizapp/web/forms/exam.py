"""The sheet of an exam: an answer and all that stands beside it, sent by any of its buttons."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import gettext
from wtforms.validators import InputRequired, NumberRange

from quizapp.domain.grading.fit import AnswerDoesNotFitError, require_fit
from quizapp.domain.learning.sheet import Entry
from quizapp.web.converters import LARGEST_ID
from quizapp.web.forms.answers import AnswerForm
from quizapp.web.forms.fields import OUT_OF_DATE, WholeNumberField
from quizapp.web.forms.given import Given

_FLAGS = {"1": True, "0": False}


class ExamForm(AnswerForm):
    """One question of an exam. A blank is allowed: it is how an answer is taken back.

    ``seen`` is the number of the save that the page was shown with. Which button was used says
    what else is wanted: to validate (``validate``; ``skip`` for a blank, asked for once more), to
    flag (``flag``), to take the answer back (``unknown``), and where to go (``go``).
    """

    seen = WholeNumberField(
        validators=[InputRequired(OUT_OF_DATE), NumberRange(0, LARGEST_ID, OUT_OF_DATE)]
    )

    def _problem(self) -> str | None:
        try:
            require_fit(self.item, self.answer())
        except AnswerDoesNotFitError:
            return self.too_many() or str(OUT_OF_DATE)
        if self.would_skip():
            return str(gettext("You have not answered, and there is no way back to this question."))
        return None

    def would_skip(self) -> bool:
        """Whether a question of a case would be left for good without an answer, unasked."""
        return "validate" in request.form and self.answer().is_blank

    def entry(self) -> Entry:
        """What is to be kept."""
        return Entry(
            answer=self.answer(),
            seen=self.seen.data,
            confidence=self.confidence(),
            struck=tuple(sorted(self._struck())),
            final="validate" in request.form or "skip" in request.form,
            flagged=_FLAGS.get(request.form.get("flag", "")),
        )

    def given(self) -> Given:
        """What was sent, to be shown again."""
        return Given(self.chosen(), self.text.data or "", self.confidence(), self._struck())

    def target(self) -> str:
        """Where the button leads: the number of a question, "review", "leave", or "" for here."""
        buttons = (request.form.get(name) for name in ("validate", "skip", "go"))
        return next((target for target in buttons if target), "")

    def problems(self) -> str:
        """All that is wrong, in one line."""
        found: list[Any] = [*self.form_errors]
        for field in self:
            found += field.errors
        return " ".join(map(str, found))

    def _struck(self) -> frozenset[str]:
        return frozenset(request.form.getlist("struck"))
