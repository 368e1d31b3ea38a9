"""Why a mark is what it is, in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from quizapp.domain.grading.marks import Mark, ReasonCode
from quizapp.web import words


def verdict_text(mark: Mark, *, by_panel: bool) -> str:
    """What an answer was, by its credit; ``by_panel``: no answer is right, some have company."""
    if mark.reason.code == ReasonCode.DROPPED:
        return str(gettext("Not counted"))
    of = {"points": words.points(mark.points), "maximum": words.points(mark.maximum)}
    if by_panel and mark.reason.code == ReasonCode.PANEL:
        return _panel_verdict(mark, of)
    if mark.credit == 1:
        return str(gettext("Right"))
    if mark.credit > 0:
        return str(gettext("Partly right: %(points)s of %(maximum)s", **of))
    return str(gettext("Not quite"))


def _panel_verdict(mark: Mark, of: Mapping[str, str]) -> str:
    if mark.credit == 1:
        return str(gettext("You gave the most frequent answer of the panel"))
    if mark.credit > 0:
        return str(gettext("Part of the panel agrees: %(points)s of %(maximum)s", **of))
    return str(gettext("Nobody on the panel agrees"))


def mark_text(mark: Mark, letters: Mapping[str, str]) -> str:
    """Why a mark is what it is; ``letters`` are those that this learner saw, by option id.

    Options without a letter, those of a long menu, are not named. The author's reason why an answer
    is wrong is not in it: it is in the language of the item, not of the page. Nor is what was said
    of a mark by hand.
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
                    points=words.points(mark.points),
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
    level = words.confidence_level(mark.reason.confidence) if mark.reason.confidence else ""
    values = {"score": _score(mark), "form": mark.reason.text or "", "level": level}
    sentences = {
        ReasonCode.RIGHT: _l("Exactly right: %(score)s."),
        ReasonCode.ALSO_ACCEPTED: _l("Not the best answer, but also accepted: %(score)s."),
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
        ReasonCode.BY_HAND: _l("Marked by hand: %(score)s."),
        ReasonCode.DROPPED: _l("This question was dropped: it counts for nobody."),
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
            points=words.points(reason.penalty),
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
            points=words.points(mark.points),
        )
    )
