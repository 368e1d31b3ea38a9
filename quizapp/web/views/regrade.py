"""Regrading a question, put into words: what it says, and who gains or loses."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from quizapp.domain.content.schema import MultipleItem, OptionsItem, SbaItem
from quizapp.domain.grading.correction import CorrectionError, Fault
from quizapp.domain.grading.regrade import ChangeKind, Effect, Preview, Score
from quizapp.services.teaching.asked import Asked, Trail, learner_names, trail_of
from quizapp.web.change_words import score_text
from quizapp.web.views.parts import lettered, spoken_language

_EFFECTS = {
    Effect.GAINS: _l("gains"),
    Effect.LOSES: _l("loses"),
    Effect.SAME: _l("stays the same"),
    Effect.BY_HAND: _l("marked by hand: kept"),
    Effect.OTHER_WORDING: _l("was asked in another wording: kept"),
}
_KINDS = {
    ChangeKind.KEY: _l("Key corrected"),
    ChangeKind.DROP: _l("Question dropped"),
    ChangeKind.RESTORE: _l("Question taken back"),
}
_FAULTS = {
    Fault.NOT_CORRECTABLE: _l("The key of this question cannot be corrected: drop it instead."),
    Fault.UNKNOWN_OPTION: _l("One of the options is not there any more: load the page again."),
    Fault.NONE_RIGHT: _l("Choose the right option."),
    Fault.ALL_RIGHT: _l("One option at least has to be wrong: else drop the question."),
    Fault.ONE_BEST: _l("One option is the best. Others can be accepted beside it."),
    Fault.TWO_RIGHT_AT_LEAST: _l("A multiple response has two right options at least."),
    Fault.RIGHT_AND_ACCEPTED: _l("An option is either right or accepted beside the right one."),
    Fault.FLAG_DISAGREES: _l(
        "Only a right option can be indispensable, and only a wrong one unacceptable."
    ),
    Fault.NO_FORM: _l("Each language needs an accepted answer."),
}
_FAULTS_OF_FORMS = {
    Fault.EMPTY_FORM: _l("“%(form)s” says nothing that counts."),
    Fault.LONG_FORM: _l("“%(form)s” is longer than five words."),
    Fault.ACCEPTED_AND_REJECTED: _l("“%(form)s” is both accepted and rejected."),
    Fault.NO_REASON: _l("Say after an equals sign why “%(form)s” is wrong."),
}


@dataclass(frozen=True, slots=True)
class OptionRow:
    """An option and what it counts as in the form."""

    id: str
    letter: str
    text: str


@dataclass(frozen=True, slots=True)
class LearnerRow:
    """A learner whose mark a change touches."""

    name: str
    before: str
    after: str
    effect: str


@dataclass(frozen=True, slots=True)
class PreviewView:
    """Who gains and who loses; ``summary`` in one sentence, ``kept`` in others."""

    summary: str
    kept: tuple[str, ...]
    rows: tuple[LearnerRow, ...]


@dataclass(frozen=True, slots=True)
class RegradePage:
    """A question to be regraded. ``trail``: what was decided before, as (what, entry)."""

    asked: Asked
    lang: str
    stem: str
    options: tuple[OptionRow, ...]
    is_single: bool
    has_flags: bool
    trail: tuple[tuple[str, Trail], ...]
    preview: PreviewView | None
    problem: str


def regrade_page(
    session: Session, asked: Asked, preview: Preview | None = None, problem: str = ""
) -> RegradePage:
    """Put a question, and what a change would do, into words."""
    lang = spoken_language(asked.assignment.bank)
    content = asked.content
    options = content.options if isinstance(content, OptionsItem) else ()
    trail = trail_of(session, assignment_id=asked.assignment.id, item_id=asked.item_id)
    return RegradePage(
        asked=asked,
        lang=lang,
        stem=content.prompt[lang],
        options=tuple(
            OptionRow(option.id, letter, option.text[lang])
            for option, letter in lettered(content, options, lang)
        ),
        is_single=isinstance(content, SbaItem),
        has_flags=isinstance(content, MultipleItem),
        trail=tuple((str(_KINDS[ChangeKind(one.regrade.kind)]), one) for one in trail),
        preview=None if preview is None else preview_view(session, asked, preview),
        problem=problem,
    )


def preview_view(session: Session, asked: Asked, preview: Preview) -> PreviewView:
    """Who gains and who loses, those first."""
    names = learner_names(session, asked.assignment.cohort_id)
    learners = {response.id: attempt.user_id for response, attempt, _ in asked.rows}
    touched = [one for one in preview.outcomes if one.effect in {Effect.GAINS, Effect.LOSES}]
    rows = [
        LearnerRow(
            names.get(learners[one.key], ""),
            _score(one.before),
            _score(one.after),
            str(_EFFECTS[one.effect]),
        )
        for one in touched
    ]
    counts = preview.counts
    return PreviewView(
        summary=_summary(counts[Effect.GAINS], counts[Effect.LOSES], counts[Effect.SAME]),
        kept=tuple(
            f"{counts[effect]}: {_EFFECTS[effect]}"
            for effect in (Effect.BY_HAND, Effect.OTHER_WORDING)
            if counts[effect]
        ),
        rows=tuple(sorted(rows, key=lambda row: (row.effect, row.name))),
    )


def fault_text(error: CorrectionError) -> str:
    """What is wrong with a correction, and what to do."""
    if error.fault in _FAULTS:
        return str(_FAULTS[error.fault])
    if error.fault in _FAULTS_OF_FORMS:
        return str(_FAULTS_OF_FORMS[error.fault]) % {"form": error.text}
    if error.fault is Fault.ANNOUNCED:
        return str(
            ngettext(
                "The question announced %(num)s right option: choose as many.",
                "The question announced %(num)s right options: choose as many.",
                error.count,
            )
        )
    return str(gettext("This key makes no sense: %(why)s", why=error.text))


def _summary(gain: int, lose: int, same: int) -> str:
    gains = ngettext("%(num)s attempt gains", "%(num)s attempts gain", gain)
    loses = ngettext("%(num)s loses", "%(num)s lose", lose)
    stays = ngettext("%(num)s stays the same", "%(num)s stay the same", same)
    return f"{gains}, {loses}, {stays}."


def _score(score: Score) -> str:
    return score_text(score.points, score.maximum)
