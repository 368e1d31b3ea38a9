"""What may be wrong with a question, and what to do about it, in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from quizapp.domain.grading.trouble import ENOUGH_ANSWERS, Flag, Trouble

_ADVICE = {
    Trouble.NEGATIVE: _l(
        "Check the key first: it may be wrong. If it is right, look for a wording that misleads "
        "those who know more. Then correct the key, or drop the question."
    ),
    Trouble.WRONG_OPTION: _l(
        "Read this option again: if it is right too, correct the key; if it only nearly is, make "
        "the difference clear next time."
    ),
    Trouble.TOO_HARD: _l(
        "Was it taught, and does the text say it? Look at what was chosen instead: it may be a "
        "misconception to come back to."
    ),
    Trouble.RARE_OPTION: _l(
        "It only costs time to read. Replace it by a mistake that learners really make, or leave "
        "it out."
    ),
    Trouble.TOO_EASY: _l(
        "Keep it if everybody must know it. It does not tell learners apart, and counts all the "
        "same."
    ),
    Trouble.FEW_ANSWERS: _l("Figures are shown once there are enough of them."),
}


@dataclass(frozen=True, slots=True)
class FlagText:
    """A flag in words; ``options`` are texts with their languages.

    ``doubt`` says that it may be chance, and is empty where it is not.
    """

    said: str
    options: tuple[tuple[str, str], ...]
    advice: str
    doubt: str


def flag_text(flag: Flag, *, names: Mapping[str, tuple[str, str]], answers: int) -> FlagText:
    """A flag in words; ``names`` are the texts of options and their languages."""
    doubt = gettext("With so few answers, or so small a difference, this may be chance.")
    return FlagText(
        said=_said(flag, answers),
        options=tuple(names[option] for option in flag.options),
        advice=str(_ADVICE[flag.trouble]),
        doubt="" if flag.certain else str(doubt),
    )


def _said(flag: Flag, answers: int) -> str:
    options = len(flag.options)
    match flag.trouble:
        case Trouble.NEGATIVE:
            return str(gettext("Who does well on the other questions fails this one more often."))
        case Trouble.WRONG_OPTION:
            return str(
                ngettext(
                    "Who does well on the other questions chooses a wrong option more often:",
                    "Who does well on the other questions chooses wrong options more often:",
                    options,
                )
            )
        case Trouble.TOO_HARD:
            return str(gettext("Very hard: learners earned a fifth of its points at most."))
        case Trouble.RARE_OPTION:
            return str(
                ngettext(
                    "Fewer than 5%% chose this wrong option:",
                    "Fewer than 5%% chose each of these wrong options:",
                    options,
                )
            )
        case Trouble.TOO_EASY:
            return str(gettext("Very easy: nearly everybody gets it right."))
        case Trouble.FEW_ANSWERS:
            return str(
                ngettext(
                    "Not enough answers yet: %(num)s of %(enough)s.",
                    "Not enough answers yet: %(num)s of %(enough)s.",
                    answers,
                    enough=ENOUGH_ANSWERS,
                )
            )
