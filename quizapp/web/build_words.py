"""What the builder of quizzes says: its modes, filters and conventions in the reader's words."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from quizapp.domain.grading.convention import Convention
from quizapp.domain.learning.build import CASE, Difficulty, Mode, Status

_MODES = {
    Mode.PRACTICE: _l("Practice"),
    Mode.MEASURE: _l("Measure"),
    Mode.EXAM: _l("Exam"),
}
_MODE_NOTES = {
    Mode.PRACTICE: _l(
        "Explains each answer at once. Follows your level, and does not claim to measure it."
    ),
    Mode.MEASURE: _l("Stops by itself after 8 to 20 questions. Explains nothing before the end."),
    Mode.EXAM: _l("A fixed paper, marked and explained once you hand it in. Does not adapt."),
}
# Both traditions where the name alone does not say it: the international one, then the French one.
_TYPES = {
    "sba": _l("Single best answer (SBA, QRU)"),
    "multiple": _l("Multiple response (MRQ, QRM)"),
    "short_menu": _l("Short menu (short QRP)"),
    "long_menu": _l("Long menu (long QRP)"),
    "short_answer": _l("Short answer (SAQ, QROC)"),
    "concordance": _l("Script concordance (SCT, TCS)"),
    CASE: _l("Case, as a whole (KFP, DP)"),
}
_DIFFICULTIES = {
    Difficulty.EASY: _l("Easy"),
    Difficulty.MEDIUM: _l("Medium"),
    Difficulty.HARD: _l("Hard"),
}
_STATUSES = {
    Status.UNSEEN: _l("Not seen yet"),
    Status.WRONG: _l("Wrong last time"),
    Status.FLAGGED: _l("Flagged"),
    Status.DUE: _l("Due for review today"),
}
_CONVENTIONS = {
    Convention.EDN: _l("EDN rules"),
    Convention.CLASSIC: _l("One point or none"),
    Convention.FORMULA: _l("Formula scoring"),
    Convention.KPRIM: _l("Kprim"),
    Convention.CONFIDENCE: _l("Confidence marking"),
}
_CONVENTION_NOTES = {
    Convention.EDN: _l(
        "Each type has its own rule: a multiple response gives 1, 0.5, 0.2 or 0 points for 0, 1, "
        "2 or more discordances."
    ),
    Convention.CLASSIC: _l(
        "One point where the answer is exactly right, none otherwise; nothing is taken."
    ),
    Convention.FORMULA: _l(
        "A wrong single best answer takes away what guessing would gain on average; a blank costs "
        "nothing."
    ),
    Convention.KPRIM: _l(
        "A multiple response with four options gives 1 point for four right decisions, 0.5 for "
        "three, 0 for fewer."
    ),
    Convention.CONFIDENCE: _l(
        "A right answer gives 1, 2 or 3 points by how sure you said you were, a wrong one takes 0, "
        "2 or 6."
    ),
}
_FILTERS = {
    "topics": _l("Topics"),
    "types": _l("Types of questions"),
    "difficulties": _l("Difficulty"),
    "statuses": _l("Your history"),
}


def mode_name(mode: str) -> str:
    return str(_MODES[Mode(mode)])


def mode_note(mode: str) -> str:
    """What a mode does, and what it does not."""
    return str(_MODE_NOTES[Mode(mode)])


def type_with_traditions(kind: str) -> str:
    """A type of questions with its abbreviations in both traditions."""
    return str(_TYPES[kind])


def difficulty_name(difficulty: str) -> str:
    return str(_DIFFICULTIES[Difficulty(difficulty)])


def status_name(status: str) -> str:
    """What an item is to the learner."""
    return str(_STATUSES[Status(status)])


def convention_name(convention: str) -> str:
    return str(_CONVENTIONS[Convention(convention)])


def convention_note(convention: str) -> str:
    """How a convention marks, in one line."""
    return str(_CONVENTION_NOTES[Convention(convention)])


def filter_name(aspect: str) -> str:
    """What stands above the choices of an aspect of `Filters`."""
    return str(_FILTERS[aspect])
