"""Rule 13: a stem that asks nothing of its own."""

import re
from collections.abc import Iterator

from quizapp.domain.content.lint.findings import Finding, Severity
from quizapp.domain.content.lint.wording import STEM_TYPES, Wording
from quizapp.domain.content.lint.words import fold, last_sentence
from quizapp.domain.content.vocabulary import ItemType, Language

_FR_TRUE = r"(?:exacte?s?|vraie?s?|justes?|correcte?s?|bonnes?|faux|fausses?|inexacte?s?)"
_EN_TRUE = r"(?:true|correct|right|accurate|false|incorrect|wrong|untrue)"
_FR_THING = r"(?:propositions?|affirmations?|reponses?|assertions?|enonces?|items?|options?)"
_EN_THING = r"(?:statements?|answers?|options?|assertions?|propositions?|responses?|ones?)"
# «Choose the option» of a treatment is a question; «choose the correct option» is not.
_FR_CHOSEN = rf"(?:{_FR_TRUE}\s{_FR_THING}|(?:proposition|affirmation|reponse|assertion|enonce)s?)"
_EN_CHOSEN = rf"(?:(?:most\s)?{_EN_TRUE}\s{_EN_THING}|(?:statement|answer|assertion|proposition)s?)"
# «Which three statements are true?» asks no more than «which is true?».
_FR_COUNT = r"(?:(?:deux|trois|quatre|cinq|[2-5])\s)?"
_EN_COUNT = r"(?:(?:one|two|three|four|five|[2-5])\s)?"
_UNFOCUSED = {
    Language.FR: re.compile(
        rf"""\b(?:laquelle|lesquelles|lequel|lesquels)\b[^?.]{{0,80}}?
          \b(?:est|sont|semblent?)(?:-elles?|-ils?)?\s(?:la\s|le\s|les\s)?(?:plus\s)?{_FR_TRUE}\b
        | \b(?:quelles?|quels?)\s(?:est|sont)\s(?:la|le|les)\s{_FR_COUNT}
          (?:{_FR_TRUE}\s)?{_FR_THING}\b
        | \b(?:quelles?|quels?)\s{_FR_COUNT}{_FR_THING}\b[^?.]{{0,80}}?\b(?:est|sont)\s{_FR_TRUE}\b
        | \bqu'est-ce\squi\sest\s{_FR_TRUE}\b
        | \b(?:coche[zr]|choisi\w*|retene[zr]|retenir|indique[zr])\s(?:la|les)\s
          {_FR_COUNT}{_FR_CHOSEN}\b
        | \bque\s(?:peut-on|pouvez-vous|diriez-vous)\s?(?:dire|affirmer|retenir)?\b
        | ^(?:concernant|a\spropos\sd[eu]|au\ssujet\sd[eu])\b[^?,]*[,:]?\s?\?*$""",
        re.VERBOSE,
    ),
    Language.EN: re.compile(
        rf"""\b(?:which|what)\s{_EN_COUNT}(?:of\s(?:the\sfollowing|these)\s)?
          {_EN_COUNT}(?:{_EN_THING}\s)?
          (?:(?:about|concerning|regarding|on)\b[^?.]{{0,80}}?\s)?
          (?:is|are|seems?)\s(?:the\s)?(?:most\s)?{_EN_TRUE}\b
        | \b(?:select|choose|pick|mark|tick)\s(?:the\s|all\s)?{_EN_COUNT}{_EN_CHOSEN}\b
        | \bwhat\s(?:can|could|may)\s(?:be\ssaid|you\ssay|one\ssay)\b
        | ^(?:concerning|regarding|about|with\sregard\sto)\b[^?,]*[,:]?\s?\?*$""",
        re.VERBOSE,
    ),
}
_ORDER = {
    Language.FR: re.compile(
        r"""\b(?:cite[zr]|nomme[zr]|donne[zr]|indique[zr]|precise[zr]|complete[zr]|definis\w+|decri\w+
        |(?:choisiss|selectionn|coch|reten|propos)ez)\b""",
        re.VERBOSE,
    ),
    Language.EN: re.compile(
        r"\b(?:name|give|state|complete|define|describe|identify|choose|select|pick|tick)\b"
    ),
}


def unfocused(wording: Wording) -> Iterator[Finding]:
    """UNFOCUSED: «laquelle est exacte ?», which cannot be answered with the options covered."""
    if wording.options and _UNFOCUSED[wording.language].search(
        fold(last_sentence(wording.prompt.text))
    ):
        sba = wording.item.type is ItemType.SBA
        severity = Severity.ERROR if sba else Severity.WARNING
        message = "asks only which option is true: ask for something that has an answer by itself"
        yield wording.finding("UNFOCUSED", severity, wording.prompt, message)


def no_question(wording: Wording) -> Iterator[Finding]:
    """NOQUESTION: the stem neither asks a question nor tells what to do."""
    if wording.item.type not in STEM_TYPES:
        return
    asked = last_sentence(wording.prompt.text)
    if "?" not in asked and not _ORDER[wording.language].search(fold(asked)):
        message = "the stem does not end in a question: write one, with its question mark"
        yield wording.finding("NOQUESTION", Severity.WARNING, wording.prompt, message)
