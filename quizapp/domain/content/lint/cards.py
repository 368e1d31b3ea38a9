"""Rule 20: what a card asks must be clear, single and not given away."""

import re
from collections.abc import Iterator

from quizapp.domain.content.lint.findings import Finding, Severity
from quizapp.domain.content.lint.wording import RECALL_TYPES, Phrase, Wording
from quizapp.domain.content.lint.words import content_words, fold, last_sentence, tokens
from quizapp.domain.content.vocabulary import ItemType, Language

_LONGEST_BACK, _LONGEST_BLANK = 9, 5  # words
_LARGEST_HIDDEN_SHARE = 0.5
_CUE_ROOT = 5  # letters: calcium, calcinose
_ORPHAN = {
    Language.FR: re.compile(r"^\W*(?:ils?|elles?|ce|cet|cette|ces|c'|cela|celui|celle|ceux|ca)\b"),
    Language.EN: re.compile(r"^\W*(?:it|its|this|that|these|those|they|he|she|their)\b"),
}
_SEPARATOR = re.compile(
    r"[,;]\s+(?:(?:et|ou|and|or)\s)?|\s(?:et|ou|and|or)\s|\n\s*(?:[-*•]|\d+[.)])\s"
)
_SEVERAL = {
    Language.FR: re.compile(
        r"\b(?:enumere[rz]|liste[rz]|(?:les|citez|nommez|donnez)\s(?:trois|quatre|cinq|six|[3-9])\b)"
    ),
    Language.EN: re.compile(
        r"\b(?:enumerate|list\s(?:all|the|every)|(?:the|name|give|state)\s(?:three|four|five|six|[3-9])\b)"
    ),
}
_YES_OR_NO = re.compile(r"^\W*(?:oui|non|vrai|faux|yes|no|true|false)\b(?!-)")
_ASKS_WHETHER = {
    Language.FR: re.compile(
        r"""^\W*(?:est-ce\squ|peut-on|faut-il|doit-on|y\sa-t-il|existe-t-il)
        |^(?!.*\b(?:quel(?:le)?s?|qu'|que|quoi|qui|ou|quand|comment|pourquoi|combien|lequel|laquelle
        |lesquel(?:le)?s|auquel|duquel)).*\w-(?:t-)?(?:il|elle|ils|elles|on|ce)\b""",
        re.VERBOSE,
    ),
    Language.EN: re.compile(
        r"""^\W*(?:is|are|was|were|does|do|did|can|could|may|might|should|must|has|have|will|would)\b""",
    ),
}


def orphan(wording: Wording) -> Iterator[Finding]:
    """ORPHAN: the prompt opens on a pronoun whose noun is nowhere on the card.

    A step of a case is shown below what the case has told: its pronouns have their noun there.
    """
    if wording.told:
        return
    found = _ORPHAN[wording.language].match(fold(wording.prompt.text))
    if found:
        message = f"opens on «{found[0].strip()}», and a card stands alone: name what it is about"
        yield wording.finding("ORPHAN", Severity.ERROR, wording.prompt, message)


def list_answer(wording: Wording) -> Iterator[Finding]:
    """LIST: three things or more to recall at once."""
    if wording.item.type not in RECALL_TYPES:
        return
    if _SEVERAL[wording.language].search(fold(wording.prompt.text)):
        message = "asks for a list, which is hard to remember: make a card of each entry"
        yield wording.finding("LIST", Severity.ERROR, wording.prompt, message)
    for answer in wording.answers:
        if len(_SEPARATOR.findall(fold_lines(answer.text))) >= 2:
            message = "the answer is a list, which is hard to remember: make a card of each entry"
            yield wording.finding("LIST", Severity.ERROR, answer, message)


def yes_or_no(wording: Wording) -> Iterator[Finding]:
    """YESNO: half of those who know nothing are right."""
    if wording.item.type not in {ItemType.BASIC, ItemType.SHORT_ANSWER}:
        return
    asked = fold(last_sentence(wording.prompt.text)).rpartition(":")[2]
    if _ASKS_WHETHER[wording.language].search(asked.strip()) or any(
        _YES_OR_NO.match(fold(answer.text)) for answer in wording.answers
    ):
        message = "can be answered by yes or no: ask what, where, how or why"
        yield wording.finding("YESNO", Severity.WARNING, wording.prompt, message)


def long_answer(wording: Wording) -> Iterator[Finding]:
    """LONGANSWER: more than nine words on the back of a card, or five in a blank."""
    for answer in wording.answers:
        count = len(answer.text.split())
        if wording.item.type is ItemType.BASIC and count > _LONGEST_BACK:
            message = f"the answer has {count} words: keep {_LONGEST_BACK} at most"
            yield wording.finding("LONGANSWER", Severity.WARNING, answer, message)
        elif wording.item.type is ItemType.CLOZE and count > _LONGEST_BLANK:
            message = f"the blank hides {count} words: hide {_LONGEST_BLANK} at most"
            yield wording.finding("LONGANSWER", Severity.ERROR, answer, message)


def cue(wording: Wording) -> Iterator[Finding]:
    """CUE: the prompt holds the answer, or gives it away (calcinose, calcium).

    Half of the answer's words must be given away by another word of the same root, or all of them
    be there: naming again what the question is about gives nothing away.
    """
    shown = set(content_words(wording.prompt.text, wording.language))
    for answer in _distinct(wording):
        words = content_words(answer.text, wording.language)
        derived = [word for word in words if word not in shown and _is_cued(word, shown)]
        repeated = [word for word in words if word in shown]
        if words and (2 * len(derived) >= len(words) or len(derived + repeated) == len(words)):
            message = f"«{(derived + repeated)[0]}» is given away by the question: reword one"
            yield wording.finding("CUE", Severity.ERROR, answer, message)


def mostly_hidden(wording: Wording) -> Iterator[Finding]:
    """HIDDEN: blanks cover more than half of a cloze."""
    if wording.item.type is not ItemType.CLOZE:
        return
    hidden = sum(len(tokens(answer.text)) for answer in wording.answers)
    total = hidden + len(tokens(wording.prompt.text))
    if hidden > _LARGEST_HIDDEN_SHARE * total:
        message = f"{hidden} of {total} words are hidden: leave more than half in sight"
        yield wording.finding("HIDDEN", Severity.ERROR, wording.prompt, message)


def fold_lines(text: str) -> str:
    """A text folded line by line: bullets are told by the line they open."""
    return "\n".join(fold(line) for line in text.splitlines())


def _distinct(wording: Wording) -> tuple[Phrase, ...]:
    """Of a short answer only the form that is shown: the others are what learners may type."""
    short = wording.item.type is ItemType.SHORT_ANSWER
    return wording.answers[:1] if short else wording.answers


def _is_cued(word: str, shown: set[str]) -> bool:
    return len(word) >= _CUE_ROOT and any(other[:_CUE_ROOT] == word[:_CUE_ROOT] for other in shown)
