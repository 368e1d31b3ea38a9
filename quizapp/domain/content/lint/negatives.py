"""Rule 5, and what other rules need to know about negation in French and English."""

import re
from collections.abc import Iterator

from quizapp.domain.content.lint.findings import Finding, Severity
from quizapp.domain.content.lint.wording import STEM_TYPES, Wording
from quizapp.domain.content.lint.words import last_sentence
from quizapp.domain.content.vocabulary import Language

# Up to eight words between «ne» and its second half; «ne … que» is a restriction, not a negation.
_FR_NE = r"""\bn(?:e\s|['’])(?:(?!qu(?:e\b|['’]))[\w'’*_-]+\s){0,8}?[*_]*
    (?:pas|plus|point|jamais|guère|rien|personne|aucune?|ni)\b"""
_NEGATED = {
    Language.FR: re.compile(
        rf"""{_FR_NE}
        | \b(?:sauf|except[ée]e?s?|hormis|à\sl['’]exception|à\sl['’]exclusion)\b
        | \b(?:faux|fausses?)\b(?!\s(?:positi|négati|couche|membrane))
        | \b(?:incorrecte?s?|inexacte?s?|erronée?s?)\b
        | \b(?:l[ea]s?)\smoins\b""",
        re.VERBOSE | re.IGNORECASE,
    ),
    Language.EN: re.compile(
        r"""\b(?:not|never|cannot|except(?:ing)?|excluding|incorrect|untrue|wrong)\b
        | n['’]t\b
        | \bfalse\b(?!\s(?:positive|negative))
        | (?<!\bat\s)\bleast\b""",
        re.VERBOSE | re.IGNORECASE,
    ),
}
# What a patient says is not what the question asks; a word or two between quotes is emphasis.
_SPEECH = re.compile(r"""[«“"]\s?(?:[^«»“”"\s]+\s+){2,}[^«»“”"]*[»”"]""")
_NEGATION = {
    Language.FR: re.compile(
        rf"""{_FR_NE} | \b(?:pas|sans|non|aucune?|ni|jamais|nulle?|rien)\b""",
        re.VERBOSE | re.IGNORECASE,
    ),
    Language.EN: re.compile(
        r"""\b(?:not|no|none|never|neither|nor|without|cannot|nothing|nobody|nowhere)\b|n['’]t\b""",
        re.VERBOSE | re.IGNORECASE,
    ),
}
# Words that may stand for a negation in the other language: indolore, not painful.
_HIDDEN_NEGATION = {
    Language.FR: re.compile(
        r"""\b(?:absente?s?|absence|manqu\w+|dépourv\w+|exclu\w*|échou\w*|indolores?|faux|fausses?
        |mal|moins|hors|ailleurs|sauf|excepté\w*|hormis|seule?s?|seulement|peu|rare\w*|évit\w+
        |inutile\w*|(?:in|im|ir|dé|dés)[a-zàâéèêëîïôûùüç]{5,})\b""",
        re.VERBOSE | re.IGNORECASE,
    ),
    Language.EN: re.compile(
        r"""\b(?:absen(?:t|ce)|alone|lack\w*|missing|fail\w*|exclu\w+|except|false|free|outside|beyond
        |elsewhere|rather|only|little|few|rare\w*|avoid\w*|poor\w*|needless\w*|less|unless
        |\w{3,}less|(?:un|in|im|ir|dis|non)-?[a-z]{4,})\b""",
        re.VERBOSE | re.IGNORECASE,
    ),
}


def negative_stem(wording: Wording) -> Iterator[Finding]:
    """NEGSTEM: the question asks for what is not so. DOUBLENEG: two negations, or one in an option.

    Only the last sentence of the stem counts: a patient who has no pain is not a negative question.
    """
    if wording.item.type not in STEM_TYPES:
        return
    question = _SPEECH.sub(" ", last_sentence(wording.prompt.text))
    found = list(_NEGATED[wording.language].finditer(question))
    if not found:
        return
    if all(_is_emphasised(question, one) for one in found):
        message = "the question is negative: ask what is so, if you can"
        yield wording.finding("NEGSTEM", Severity.WARNING, wording.prompt, message)
    else:
        message = (
            f"the question is negative («{found[0][0]}») and does not show it: ask what is so, "
            "or put the negative word in capitals"
        )
        yield wording.finding("NEGSTEM", Severity.ERROR, wording.prompt, message)
    if len(found) > 1:
        message = "the question holds two negations: ask what is so"
        yield wording.finding("DOUBLENEG", Severity.ERROR, wording.prompt, message)
    for option in wording.options:
        if _NEGATED[wording.language].search(option.text):
            message = "a negative option under a negative question: word one of them positively"
            yield wording.finding("DOUBLENEG", Severity.ERROR, option, message)


def negative_hypothesis(wording: Wording) -> Iterator[Finding]:
    """NEGSTEM: less likely, said of what is not so, is two negations to untangle."""
    for phrase in wording.premises[:1]:
        found = _NEGATED[wording.language].search(phrase.text)
        if found:
            message = (
                f"the hypothesis is negative («{found[0]}») under a scale that goes from less to "
                "more: say what is thought of, or done"
            )
            yield wording.finding("NEGSTEM", Severity.WARNING, phrase, message)


def negates(text: str, language: Language) -> bool:
    """Whether a text holds a negation."""
    return bool(_NEGATION[language].search(text))


def may_negate(text: str, language: Language) -> bool:
    """Whether a text holds a negation, or a word that can translate one."""
    return negates(text, language) or bool(_HIDDEN_NEGATION[language].search(text))


def _is_emphasised(question: str, found: re.Match[str]) -> bool:
    word = found[0].split()[-1].strip("*_")
    around = question[max(found.start() - 2, 0) : found.end() + 2]
    return word.isupper() or bool(re.search(rf"(\*|__|_){re.escape(word)}(\*|__|_)", around))
