"""Rule 19 for cases: there is no way back, so nothing may tell the key before it is asked."""

from collections.abc import Iterator

from quizapp.domain.content.lint.findings import Finding, Severity
from quizapp.domain.content.lint.wording import Wording, wordings
from quizapp.domain.content.lint.words import tokens
from quizapp.domain.content.schema import Case
from quizapp.domain.content.vocabulary import Language

_ARTICLES = frozenset("le la l les un une des du de d the a an".split())


def told_too_early(case: Case) -> Iterator[Finding]:
    """CASELEAK: a key stands word for word in what is shown up to and including its question.

    That is the title, the information revealed by then, and the questions asked so far. Where a
    distractor stands there too, standing there tells nothing. Later steps may build on earlier
    keys: a learner has answered by then.
    """
    shown: dict[Language, list[tuple[str, tuple[str, ...]]]] = {
        language: [("the title of the case", tokens(text))] for language, text in case.title.items()
    }
    for step, item in zip(case.steps, case.items, strict=True):
        for language, text in (step.information or {}).items():
            place = f"the information of {item.id}"
            shown.setdefault(language, []).append((place, tokens(text)))
        for wording in wordings(item):
            read = shown.setdefault(wording.language, [])
            for phrase in (wording.prompt, *wording.premises):
                read.append((f"the question {item.id}", tokens(phrase.text)))
            yield from _leaks(wording, read)


def _leaks(wording: Wording, shown: list[tuple[str, tuple[str, ...]]]) -> Iterator[Finding]:
    if any(_standing(option.text, shown) for option in wording.distractors):
        return
    for key in wording.keys or wording.answers:
        place = _standing(key.text, shown)
        if place:
            message = f"«{key.text}» stands already in {place}: reveal it later, or reword one"
            yield wording.finding("CASELEAK", Severity.ERROR, key, message)


def _standing(phrase: str, shown: list[tuple[str, tuple[str, ...]]]) -> str:
    """Where a phrase stands word for word, its first articles left out; empty for nowhere."""
    words = tokens(phrase)
    while words and words[0] in _ARTICLES:
        words = words[1:]
    if not words:
        return ""
    for place, text in shown:
        starts = range(len(text) - len(words) + 1)
        if any(text[start : start + len(words)] == words for start in starts):
            return place
    return ""
