"""Rules 3, 4 and 6: options that stand for other options, and absolute ones."""

import re
from collections.abc import Iterator

from quizapp.domain.content.lint.findings import Finding, Severity
from quizapp.domain.content.lint.wording import Phrase, Wording
from quizapp.domain.content.lint.words import fold
from quizapp.domain.content.vocabulary import Language

_FR_OPTIONS = r"(?:reponses?|propositions?|options?|affirmations?|assertions?|items?|choix)"
_EN_OPTIONS = r"(?:answers?|options?|choices?|statements?|responses?|items?|alternatives?)"
_ALL_OR_NONE = {
    Language.FR: re.compile(
        rf"""\b(?:toute?s?|tous|aucune?)\s(?:de\s|d')?(?:les?\s|ces\s|des\s|l')?(?:\w+\s)?{_FR_OPTIONS}\b
        | \b(?:tous|toutes|aucune?|rien)\s(?:de\s|des\s|les\s)?(?:tout\s)?
          (?:ce\squi\s|precedente?s?|ci-dessus|cela|celles?-ci|ceux-ci)
        | \b{_FR_OPTIONS}\s(?:ci-dessus\s|precedentes\s)?sont\s(?:toutes\s|tous\s)?
          (?:exacte?s|vraie?s|fausse?s|faux|correcte?s|juste?s)\b
        | ^(?:toutes|tous|aucune?|les\sdeux|(?:ni\s)?l'une?\s(?:et|ni)\sl'autre|tout\scela)
          (?:\s(?:sont|est)\s\w+)?\W*$
        | ^(?:aucune?|toute?s?|tous|l'ensemble)\s(?:de\s)?(?:ces|ceux|celles)\b
        | \btoutes?\ssont\s(?:exactes|vraies|fausses|correctes|justes)\b
        | \baucune\sn'est\s(?:exacte|vraie|fausse|correcte|juste)\b""",
        re.VERBOSE,
    ),
    Language.EN: re.compile(
        rf"""\b(?:all|none|any|both|neither|either)\s(?:of\s)?(?:the\s|these\s|those\s)?
          (?:\w+\s)?(?:above|these|those|preceding|previous|foregoing|following|{_EN_OPTIONS})\b
        | ^(?:all|none|both|neither|either)(?:\s(?:of|are|is)\b[^,;]{{0,24}})?\W*$
        | \b{_EN_OPTIONS}\sare\s(?:all\s)?(?:true|false|correct|wrong|right)\b""",
        re.VERBOSE,
    ),
}
_MARK = r"(?:[a-e]|[1-5]|i{1,3}|iv|v)"
# A comma or a slash without a space is a decimal or a fraction: «1,5», «1/2».
_JOINED = r"(?:\s?[,;/+&]\s(?:et\s|and\s|ou\s|or\s)?|\s(?:et|and|ou|or|but\snot|mais\spas)\s)"
_OF_OPTIONS = re.compile(
    rf"""^\W*(?:(?:both|either|neither|only|seulement|les?|the|la|soit|uniquement
        |{_FR_OPTIONS}|{_EN_OPTIONS})\s)*{_MARK}(?:{_JOINED}{_MARK})+
        (?:\s(?:only|seulement|uniquement|sont\s\w+|are\s\w+|together|ensemble))*\W*$
    | ^\W*[a-e](?:[,;/+&][a-e])+\W*$
    | \b(?:{_FR_OPTIONS}|{_EN_OPTIONS})\s(?:[b-e]|[1-5]|a(?=\W*$|,|\s(?:et|and|ou|or)\b))\b(?!')
    | \b(?:deux|trois)\s(?:premier|dernier|autre)e?s\s{_FR_OPTIONS}\b
    | \b(?:first|last|other)\s(?:two|three)\s{_EN_OPTIONS}\b""",
    re.VERBOSE,
)
_ABSOLUTE = {
    Language.FR: re.compile(
        r"""\b(?:toujours|jamais|aucune?|uniquement|systematiquement|exclusivement|seulement
        |obligatoirement|invariablement|constamment|immanquablement|tous|toutes|chacune?
        |absolument|totalement|sans\sexception|(?:la|le|les)\sseule?s?|a\s100\s%)\b
        |\bn(?:e\s|')(?:(?!\bpas\b)\w+\s){1,3}qu(?:e\b|')""",
        re.VERBOSE,
    ),
    Language.EN: re.compile(
        r"""\b(?:always|never|all|only|none|every|everyone|exclusively|invariably|systematically
        |solely|entirely|absolutely|without\sexception|no\sone|nobody|in\sany\scase)\b|100\s?%""",
        re.VERBOSE,
    ),
}
# What looks absolute and is not: «not all» is a hedge, «every six months» a frequency.
_NOT_ABSOLUTE = re.compile(
    r"""\b(?:not\s(?:all|always|every|only)|pas\s(?:tous|toutes|toujours|uniquement|seulement))\b
    | \b(?:every|tous\sles|toutes\sles)\s(?:other\s|few\s|(?:\d+|[a-z]+)\s)?
      (?:hours?|days?|weeks?|months?|years?|morning|evening|night|heures?|jours?|semaines?|mois|ans
      |annees|matins|soirs|nuits)\b""",
    re.VERBOSE,
)


def all_or_none(wording: Wording) -> Iterator[Finding]:
    """ALLNONE: «toutes les réponses», «none of the above», «both»."""
    for option in wording.options:
        if _ALL_OR_NONE[wording.language].search(fold(option.text)):
            message = "stands for all or none of the other options: write an option of its own"
            yield wording.finding("ALLNONE", Severity.ERROR, option, message)


def combinations(wording: Wording) -> Iterator[Finding]:
    """KTYPE: an option names other options («A et C», «1, 2 and 3»)."""
    for option in wording.options:
        if _OF_OPTIONS.search(fold(option.text)):
            message = "names other options, which are shuffled: write what it says"
            yield wording.finding("KTYPE", Severity.ERROR, option, message)


def absolutes(wording: Wording) -> Iterator[Finding]:
    """ABSOLUTE: always, never, all, only… Learners know that such options are mostly wrong."""
    for option in wording.options:
        word = _absolute_word(option, wording.language)
        if word and option.correct:
            message = f"«{word}» in a key puts off those who know: soften it if the text allows"
            yield wording.finding("ABSOLUTE", Severity.WARNING, option, message)
        elif word:
            message = f"«{word}» tells that this option is wrong: state the error without it"
            yield wording.finding("ABSOLUTE", Severity.ERROR, option, message)


def _absolute_word(option: Phrase, language: Language) -> str:
    found = _ABSOLUTE[language].search(_NOT_ABSOLUTE.sub("", fold(option.text)))
    return found[0] if found else ""
