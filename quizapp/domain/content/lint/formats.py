"""Rule 19: what only one form of item asks for: a short answer, a menu, a panel."""

import re
from collections.abc import Iterator

from quizapp.domain.content.bank import item_place
from quizapp.domain.content.lint.findings import Finding, Severity
from quizapp.domain.content.lint.wording import Wording
from quizapp.domain.content.lint.words import NUMBER_WORDS, content_words, fold, last_sentence
from quizapp.domain.content.schema import ConcordanceItem, Item, ShortAnswerItem
from quizapp.domain.content.vocabulary import ItemType, Language

_MENUS = frozenset({ItemType.SHORT_MENU, ItemType.LONG_MENU})
_NUMBER = {
    Language.FR: r"(?P<number>une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|\d{1,2})\b",
    Language.EN: r"(?P<number>one|two|three|four|five|six|seven|eight|nine|ten|\d{1,2})\b",
}
_FR_REPLIES, _EN_REPLIES = (
    r"(?:reponses?|propositions?|options?|choix|items?)",
    r"(?:answers?|responses?|options?|choices?|items?)",
)
# A number that counts answers and nothing else: «quels sont les trois», «choose 2», «(3 réponses)».
_ANNOUNCED = {
    Language.FR: re.compile(
        rf"""(?:
          \bquel(?:le)?s\s
            (?:(?:sont|seraient|etaient)\b(?:,[^,?.]*,)?\s
              (?:(?:parmi|selon|d'apres|chez|dans|pour)\b[^,?.]*?\s)?(?:les|ces|ses|vos|leurs)\s)?
            (?:autres\s|principa(?:les|ux)\s|premier(?:e)?s\s)?
        | \b(?:choisi(?:ssez|r)|coche[zr]|selectionne[zr]|retene[zr]|retenir|indique[zr]|cite[zr]
            |donne[zr]|nomme[zr]|propose[zr]|designe[zr]|precise[zr]|trouve[zr]|prescri(?:vez|re)
            |demande[zr])(?:-en|-vous)?\s
            (?:en\s)?(?:exactement\s)?(?:les\s|ces\s|vos\s)?(?:principa(?:les|ux)\s)?
        | \bau\snombre\sde\s
        | \((?=[a-z]+\)|\w+\s{_FR_REPLIES}\b)
        ){_NUMBER[Language.FR]}""",
        re.VERBOSE,
    ),
    Language.EN: re.compile(
        rf"""(?:
          \b(?:which|what)\s
            (?:(?:are|were|would\sbe)\s(?:the|these|those|your|his|her|its|their)\s)?
            (?:other\s|main\s|first\s|next\s|most\s)?
        | \b(?:choose|select|pick|tick|mark|name|give|state|identify|indicate|list)\s
            (?:exactly\s|any\s)?(?:(?:the|these|those|your|his|her|its|their)\s)?
            (?:other\s|main\s|first\s|next\s)?
        | \((?=[a-z]+\)|\w+\s{_EN_REPLIES}\b)
        ){_NUMBER[Language.EN]}""",
        re.VERBOSE,
    ),
}
# One that may count answers, or knees.
_MENTIONED = {
    Language.FR: re.compile(
        rf"\b(?:les|ces|ses|vos|leurs)\s(?:[\w'-]+\s){{0,2}}?{_NUMBER[Language.FR]}"
    ),
    Language.EN: re.compile(
        r"\b(?:the|these|those|your|his|her|its|their)\s(?:[\w'-]+\s){0,2}?" + _NUMBER[Language.EN]
    ),
}
_LEAST_SHARE = 0.25  # of the panel, on each side of a divide
_POINTS = ("−2", "−1", "0", "+1", "+2")


def few_forms(item: Item) -> Iterator[Finding]:
    """SHORTFORMS: a short answer accepts one form; articles and capitals make no second one.

    Two forms in one language show that the author has looked for them: the other may have none.
    """
    if not isinstance(item, ShortAnswerItem):
        return
    most = max(
        len({content_words(form, language) for form in forms})
        for language, forms in item.answers.items()
    )
    if most < 2:
        message = "a single form is accepted: add a synonym or an abbreviation, if there is one"
        yield Finding("SHORTFORMS", Severity.INFO, item_place(item, "answers"), message)


def announced_number(wording: Wording) -> Iterator[Finding]:
    """ANNOUNCED: a menu must say how many options to choose. One is said by the singular."""
    if wording.item.type not in _MENUS:
        return
    keys, language = len(wording.keys), wording.language
    text = fold(wording.prompt.text)
    announced = [_value(found["number"], language) for found in _ANNOUNCED[language].finditer(text)]
    if announced and keys not in announced:
        message = f"announces {announced[0]} and {keys} options are correct: make them agree"
        yield wording.finding("ANNOUNCED", Severity.ERROR, wording.prompt, message)
    elif not announced and keys > 1 and keys not in _mentioned(wording):
        message = f"does not say how many to choose: ask for {keys}"
        yield wording.finding("ANNOUNCED", Severity.WARNING, wording.prompt, message)


def divided_panel(item: Item) -> Iterator[Finding]:
    """PANEL: two distant points are each chosen by a quarter of the experts, and few lie between.

    Such items are left out of real tests: the panel did not read them as one question.
    """
    if not isinstance(item, ConcordanceItem):
        return
    counts = item.panel.counts
    sides = [point for point, count in enumerate(counts) if count >= _LEAST_SHARE * sum(counts)]
    for low in sides:
        for high in sides:
            between = counts[low + 1 : high]
            if between and 2 * max(between) <= min(counts[low], counts[high]):
                message = (
                    f"the panel is divided between {_POINTS[low]} and {_POINTS[high]}: the item "
                    "can be read in two ways, reword it and ask again, or leave it out"
                )
                where = item_place(item, "panel.counts")
                yield Finding("PANEL", Severity.WARNING, where, message)


def _mentioned(wording: Wording) -> set[int]:
    question = fold(last_sentence(wording.prompt.text))
    found = _MENTIONED[wording.language].finditer(question)
    return {_value(one["number"], wording.language) for one in found}


def _value(number: str, language: Language) -> int:
    if number.isdigit():
        return int(number)
    return NUMBER_WORDS[language].get(number, 1)  # «une» is the one that is not listed
