"""The codes of the domain in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import format_decimal, gettext, lazy_gettext, ngettext

from quizapp.domain.grading.marks import Mark, ReasonCode

_TOPICS = {
    "definition": lazy_gettext("Definition"),
    "epidemiology": lazy_gettext("Epidemiology"),
    "causes": lazy_gettext("Causes"),
    "presentation": lazy_gettext("Presentation"),
    "diagnosis": lazy_gettext("Diagnosis"),
    "treatment": lazy_gettext("Treatment"),
    "prognosis": lazy_gettext("Prognosis"),
}
_TYPES = {
    "sba": lazy_gettext("Single best answer"),
    "multiple": lazy_gettext("Multiple response"),
    "short_answer": lazy_gettext("Short answer"),
    "cloze": lazy_gettext("Cloze"),
    "basic": lazy_gettext("Question and answer"),
}
_LEVELS = {
    "recall": lazy_gettext("Recall"),
    "understand": lazy_gettext("Understand"),
    "apply": lazy_gettext("Apply"),
}
_CHOICE_REASONS = {
    "weak_topic": lazy_gettext("Chosen because this topic is the one you know least."),
    "fading": lazy_gettext("Chosen because you are about to forget it."),
    "new": lazy_gettext("Chosen because you have not seen it yet."),
    "right_level": lazy_gettext("Chosen because it is at your level."),
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
    match mark.reason.code:
        case ReasonCode.BLANK:
            return str(gettext("Left blank: 0 points."))
        case ReasonCode.DISCORDANCES:
            return str(
                ngettext(
                    "%(num)s discordance (%(options)s): %(points)s of 1 point.",
                    "%(num)s discordances (%(options)s): %(points)s of 1 point.",
                    len(mark.reason.options),
                    options=named,
                    points=points(mark.points),
                )
            )
        case ReasonCode.INACCEPTABLE_CHOSEN:
            return str(
                gettext("An unacceptable option was chosen (%(options)s): 0 points.", options=named)
            )
        case ReasonCode.INDISPENSABLE_MISSED:
            return str(
                gettext(
                    "An indispensable option was missed (%(options)s): 0 points.", options=named
                )
            )
        case ReasonCode.ACCEPTED_TYPO:
            return str(
                gettext("Accepted as “%(form)s”, despite a typing error.", form=mark.reason.text)
            )
        case ReasonCode.REJECTED:
            return mark.reason.text or ""
        case _:
            return ""


def points(value: float) -> str:
    """Points without needless decimals, with the reader's decimal mark."""
    return str(format_decimal(value, format="0.##"))
