"""The codes of the domain in the reader's words."""

from __future__ import annotations

from flask_babel import format_decimal, gettext, ngettext
from flask_babel import lazy_gettext as _l

from quizapp.domain.learning.measure import MAX_ITEMS, MIN_ITEMS

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
    "short_menu": _l("Short menu"),
    "long_menu": _l("Long menu"),
    "short_answer": _l("Short answer"),
    "concordance": _l("Script concordance"),
    "cloze": _l("Cloze"),
    "basic": _l("Question and answer"),
    "case": _l("Case"),
}
_CASE_FORMATS = {
    "progressive": _l("Progressive case"),
    "key_features": _l("Key-feature case"),
}
# What each point of a concordance scale says, by what the new finding is to change.
_SCALES = {
    "diagnosis": {
        "m2": _l("Ruled out, or nearly"),
        "m1": _l("Less likely"),
        "z0": _l("Neither more nor less likely"),
        "p1": _l("More likely"),
        "p2": _l("Certain, or nearly"),
    },
    "investigation": {
        "m2": _l("To be avoided, or nearly always"),
        "m1": _l("Less useful"),
        "z0": _l("Neither more nor less useful"),
        "p1": _l("More useful"),
        "p2": _l("Indispensable, or nearly always"),
    },
    "treatment": {
        "m2": _l("Contraindicated, or nearly always"),
        "m1": _l("Less appropriate"),
        "z0": _l("Neither more nor less appropriate"),
        "p1": _l("More appropriate"),
        "p2": _l("Necessary, or nearly always"),
    },
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
    "case": _l("Chosen because it is the next question of this case."),
    "paper": _l("Drawn at random for this exam, every topic as often as the others."),
    "first": _l("Chosen to begin with: it is neither easy nor hard for an average learner."),
    "most_informative": _l(
        "Chosen because, at your level as measured so far, its answer tells the most."
    ),
    "topic_quota": _l("Chosen because its topic has not had its share of the questions yet."),
}


def topic_name(topic: str) -> str:
    return str(_TOPICS[topic])


def type_name(kind: str) -> str:
    return str(_TYPES[kind])


def level_name(level: str) -> str:
    return str(_LEVELS[level])


_CONFIDENCE = {1: _l("Unsure"), 2: _l("Fairly sure"), 3: _l("Sure")}
_WAS_CONFIDENT = {
    1: _l("You were unsure."),
    2: _l("You were fairly sure."),
    3: _l("You were sure."),
}
# How a script concordance question goes on, by what its new finding is to change.
_SCRIPTS = {
    "diagnosis": (
        _l("If you were thinking of"),
        _l("and then you find"),
        _l("this hypothesis becomes"),
    ),
    "investigation": (
        _l("If you were thinking of asking for"),
        _l("and then you find"),
        _l("asking for it becomes"),
    ),
    "treatment": (
        _l("If you were thinking of proposing"),
        _l("and then you find"),
        _l("proposing it becomes"),
    ),
}


def confidence_level(level: int) -> str:
    """How sure a learner said they were, 1 to 3."""
    return str(_CONFIDENCE[level])


def was_confident(level: int) -> str:
    """The same, said back to the learner."""
    return str(_WAS_CONFIDENT[level])


def script_lead(kind: str) -> tuple[str, str, str]:
    """What stands before a hypothesis, before a new finding, and before the scale."""
    before, then, becomes = _SCRIPTS[kind]
    return str(before), str(then), str(becomes)


def scale_point(kind: str, point: str) -> str:
    """What a point of a concordance scale says."""
    return str(_SCALES[kind][point])


def case_format(code: str) -> str:
    return str(_CASE_FORMATS[code])


def measure_length(most: int) -> str:
    """How many questions a measure asks, where it may ask ``most``."""
    most = min(most, MAX_ITEMS)
    if most <= MIN_ITEMS:
        return str(ngettext("%(num)s question at most", "%(num)s questions at most", most))
    return str(
        gettext("%(least)s to %(most)s questions, stops by itself", least=MIN_ITEMS, most=most)
    )


def choice_reason(code: str) -> str:
    """Why the quiz asked this question."""
    return str(_CHOICE_REASONS[code])


def points(value: float) -> str:
    """Points without needless decimals, with the reader's decimal mark and a real minus sign."""
    return str(format_decimal(value, format="0.##")).replace("-", "−")
