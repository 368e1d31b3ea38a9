"""The codes of the domain in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import format_decimal, ngettext
from flask_babel import lazy_gettext as _l

from quizapp.domain.grading.marks import Mark, ReasonCode

_TOPICS = {
    "definition": _l("Definition"),
    "epidemiology": _l("Epidemiology"),
    "causes": _l("Causes"),
    "presentation": _l("Presentation"),
    "diagnosis": _l("Diagnosis"),
    "treatment": _l("Treatment"),
    "prognosis": _l("Prognosis"),
}
_TYPES = {
    "sba": _l("Single best answer"),
    "multiple": _l("Multiple response"),
    "short_answer": _l("Short answer"),
    "cloze": _l("Cloze"),
    "basic": _l("Question and answer"),
}
_LEVELS = {
    "recall": _l("Recall"),
    "understand": _l("Understand"),
    "apply": _l("Apply"),
}
_CHOICE_REASONS = {
    "weak_topic": _l("Chosen because this topic is the one you know least."),
    "fading": _l("Chosen because you are about to forget it."),
    "new": _l("Chosen because you have not seen it yet."),
    "right_level": _l("Chosen because it is at your level."),
}


def topic_name(topic: str) -> str:
    return str(_TOPICS[topic])


def type_name(kind: str) -> str:
    return str(_TYPES[kind])


def level_name(level: str) -> str:
    return str(_LEVELS[level])


def choice_reason(code: str) -> str:
    """Why the quiz asked this question."""
    return str(_CHOICE_REASONS[code])


def mark_text(mark: Mark, letters: Mapping[str, str]) -> str:
    """Why a mark is what it is; ``letters`` are those that this learner saw, by option id."""
    named = ", ".join(
        sorted(letters[option] for option in mark.reason.options if option in letters)
    )
    reason = mark.reason
    if reason.code == ReasonCode.REJECTED:
        return reason.text or ""
    if reason.code == ReasonCode.DISCORDANCES:
        return str(
            ngettext(
                "%(num)s discordance (%(options)s): %(points)s of 1 point.",
                "%(num)s discordances (%(options)s): %(points)s of 1 point.",
                len(reason.options),
                options=named,
                points=points(mark.points),
            )
        )
    sentences = {
        ReasonCode.BLANK: _l("Left blank: 0 points."),
        ReasonCode.INACCEPTABLE_CHOSEN: _l(
            "An unacceptable option was chosen (%(options)s): 0 points.", options=named
        ),
        ReasonCode.INDISPENSABLE_MISSED: _l(
            "An indispensable option was missed (%(options)s): 0 points.", options=named
        ),
        ReasonCode.ACCEPTED_TYPO: _l(
            "Accepted as “%(form)s”, despite a typing error.", form=reason.text
        ),
    }
    return str(sentences.get(ReasonCode(reason.code), ""))


def points(value: float) -> str:
    """Points without needless decimals, with the reader's decimal mark."""
    return str(format_decimal(value, format="0.##"))
