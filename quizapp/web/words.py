"""The codes of the domain in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import format_decimal, gettext, ngettext
from flask_babel import lazy_gettext as _l

from quizapp.domain.grading.marks import Mark, ReasonCode
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


def verdict(mark: Mark, *, by_panel: bool) -> str:
    """What an answer was, by its credit; ``by_panel``: no answer is right, some have company."""
    of = {"points": points(mark.points), "maximum": points(mark.maximum)}
    if by_panel and mark.reason.code == ReasonCode.PANEL:
        if mark.credit == 1:
            return str(gettext("You agree with most of the panel"))
        if mark.credit > 0:
            return str(gettext("Part of the panel agrees: %(points)s of %(maximum)s", **of))
        return str(gettext("Nobody on the panel agrees"))
    if mark.credit == 1:
        return str(gettext("Right"))
    if mark.credit > 0:
        return str(gettext("Partly right: %(points)s of %(maximum)s", **of))
    return str(gettext("Not quite"))


def mark_text(mark: Mark, letters: Mapping[str, str]) -> str:
    """Why a mark is what it is; ``letters`` are those that this learner saw, by option id.

    Options without a letter, those of a long menu, are not named. The author's reason why an answer
    is wrong is not in it: it is in the language of the item, not of the page.
    """
    reason, code = mark.reason, ReasonCode(mark.reason.code)
    named = ", ".join(sorted(filter(None, (letters.get(option) for option in reason.options))))
    match code:
        case ReasonCode.DISCORDANCES:
            return str(
                ngettext(
                    "%(num)s discordance (%(options)s): %(points)s of 1 point.",
                    "%(num)s discordances (%(options)s): %(points)s of 1 point.",
                    len(reason.options),
                    options=named,
                    points=points(mark.points),
                )
            )
        case ReasonCode.KPRIM:
            text = ngettext(
                "%(num)s decision of %(of)s is right: %(score)s.",
                "%(num)s decisions of %(of)s are right: %(score)s.",
                reason.count or 0,
                of=reason.of,
                score=_score(mark),
            )
        case ReasonCode.MENU:
            text = _menu_text(mark)
        case ReasonCode.TOO_MANY:
            text = ngettext(
                "%(num)s answer chosen, %(of)s asked for: %(score)s.",
                "%(num)s answers chosen, %(of)s asked for: %(score)s.",
                reason.count or 0,
                of=reason.of,
                score=_score(mark),
            )
        case ReasonCode.PANEL:
            return _panel_text(mark)
        case _:
            text = _plain_text(code, mark)
    if named and code in _NAMING:
        # Not within the f-string: there, texts to translate are found from Python 3.12 on only.
        discordances = gettext("Discordances: %(options)s.", options=named)
        text = f"{text} {discordances}"
    return str(text)


# Where the learner chose among options and it is not obvious which of them made the mark.
_NAMING = {
    ReasonCode.INACCEPTABLE_CHOSEN,
    ReasonCode.INDISPENSABLE_MISSED,
    ReasonCode.ALL_OR_NOTHING,
    ReasonCode.KPRIM,
    ReasonCode.MENU,
}


def _plain_text(code: ReasonCode, mark: Mark) -> str:
    """The sentence of a code that counts nothing."""
    level = confidence_level(mark.reason.confidence) if mark.reason.confidence else ""
    values = {"score": _score(mark), "form": mark.reason.text or "", "level": level}
    sentences = {
        ReasonCode.RIGHT: _l("Exactly right: %(score)s."),
        ReasonCode.WRONG: _l("Wrong: %(score)s."),
        ReasonCode.BLANK: _l("Left blank: 0 points."),
        ReasonCode.INACCEPTABLE_CHOSEN: _l(
            "An unacceptable option was chosen: 0 points, whatever the rest."
        ),
        ReasonCode.INDISPENSABLE_MISSED: _l(
            "An indispensable option was missed: 0 points, whatever the rest."
        ),
        ReasonCode.ALL_OR_NOTHING: _l(
            "Not exactly the right options: %(score)s. This convention gives all or nothing."
        ),
        ReasonCode.FORMULA_WRONG: _l(
            "Wrong: %(score)s. This convention takes away what guessing would gain on average."
        ),
        ReasonCode.ACCEPTED: _l("Accepted as “%(form)s”: %(score)s."),
        ReasonCode.ACCEPTED_TYPO: _l("Accepted as “%(form)s”, despite a typing error."),
        ReasonCode.REJECTED: _l("Not accepted: %(score)s."),
        ReasonCode.CONFIDENT_RIGHT: _l("Right, at the level “%(level)s”: %(score)s."),
        ReasonCode.CONFIDENT_WRONG: _l("Wrong, at the level “%(level)s”: %(score)s."),
    }
    return str(sentences[code]) % values


def _menu_text(mark: Mark) -> str:
    reason = mark.reason
    text = ngettext(
        "%(num)s right answer of %(of)s was chosen: %(score)s.",
        "%(num)s right answers of %(of)s were chosen: %(score)s.",
        reason.count or 0,
        of=reason.of,
        score=_score(mark),
    )
    if reason.penalty is None:
        return str(text)
    # The rules of the EDN say that a wrong choice costs something, not what.
    if reason.penalty == 0:
        cost = gettext("Wrong choices cost nothing here: the EDN’s formula is not verified.")
    else:
        cost = gettext(
            "Each wrong choice costs %(points)s points here: the EDN’s formula is not verified.",
            points=points(reason.penalty),
        )
    return f"{text} {cost}"


def _panel_text(mark: Mark) -> str:
    reason = mark.reason
    if mark.credit == 1:
        return str(
            ngettext(
                "%(num)s member of the panel answered so, more than anything else: %(score)s.",
                "%(num)s members of the panel answered so, more than anything else: %(score)s.",
                reason.count or 0,
                score=_score(mark),
            )
        )
    return str(
        ngettext(
            "%(num)s member of the panel answered so, and %(of)s gave the most frequent answer: "
            "%(score)s.",
            "%(num)s members of the panel answered so, and %(of)s gave the most frequent answer: "
            "%(score)s.",
            reason.count or 0,
            of=reason.of,
            score=_score(mark),
        )
    )


def _score(mark: Mark) -> str:
    """«0.5 of 1 point»; the maximum is a whole number under every rule."""
    return str(
        ngettext(
            "%(points)s of %(num)s point",
            "%(points)s of %(num)s points",
            int(mark.maximum),
            points=points(mark.points),
        )
    )


def points(value: float) -> str:
    """Points without needless decimals, with the reader's decimal mark and a real minus sign."""
    return str(format_decimal(value, format="0.##")).replace("-", "−")
