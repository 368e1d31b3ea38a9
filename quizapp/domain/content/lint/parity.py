"""Rule 17: the languages of a bank must say the same."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from quizapp.domain.content import cloze
from quizapp.domain.content.bank import Bank, item_place
from quizapp.domain.content.consistency import localized
from quizapp.domain.content.lint.findings import Finding, Severity
from quizapp.domain.content.lint.negatives import may_negate, negates
from quizapp.domain.content.lint.words import NUMBER_WORDS, tokens
from quizapp.domain.content.problems import place
from quizapp.domain.content.schema import Case, ClozeItem, Item
from quizapp.domain.content.vocabulary import Language

_SHORT = 30  # characters: «hip» and «hanche» differ by half and mean the same
_LOWEST_RATIO, _HIGHEST_RATIO = 0.6, 1.7
_NUMBER = re.compile(r"\d+(?:[   ,.]\d{3})*(?:[.,]\d+)?")
_UNCHECKED = frozenset({"answers", "rejected"})  # lists of forms differ from language to language


def parity(item: Item) -> Iterator[Finding]:
    """PARITY: other numbers, a negation in one language only, or a length out of proportion."""
    for field, texts in localized(item):
        if field.split(".")[0] not in _UNCHECKED:
            shown = texts
            if isinstance(item, ClozeItem) and field == "text":
                shown = {language: _without_hints(text) for language, text in texts.items()}
            yield from _compare(item_place(item, field), shown)


def parity_of_case(case: Case) -> Iterator[Finding]:
    """PARITY of what a case itself tells: its title and its information."""
    for field, texts in case.texts:
        yield from _compare(item_place(case, field), texts)


def parity_of_texts(bank: Bank) -> Iterator[Finding]:
    """PARITY of the study text, the facts and the notes."""
    for fact in bank.facts:
        yield from _compare(place("facts.yaml", fact.id), fact.statement)
    for note in bank.notes:
        yield from _compare(place("notes.yaml", note.id), note.text)
    for language, text in bank.texts.items():
        for name, sentence in text.sentences.items():
            first = bank.texts.get(bank.meta.languages[0])
            if first and first.language is not language and name in first.sentences:
                texts = {first.language: first.sentences[name].text, language: sentence.text}
                yield from _compare(place(f"text.{language}.md", field=name), texts)


def _without_hints(text: str) -> str:
    return "".join(segment.text for segment in cloze.parse(text))


def _compare(where: str, texts: Mapping[Language, str]) -> Iterator[Finding]:
    first, *others = texts
    for other in others:
        pair = {first: texts[first], other: texts[other]}
        for severity, message in _differences(first, other, pair):
            yield Finding("PARITY", severity, where, message)


def _differences(
    first: Language, other: Language, texts: Mapping[Language, str]
) -> Iterator[tuple[Severity, str]]:
    numbers = {language: _numbers(text) for language, text in texts.items()}
    for one, two in ((first, other), (other, first)):
        alone = sorted((numbers[one] - numbers[two] - _spelt(texts[two], two)).elements())
        if alone:
            message = f"the {one} text has the number {', '.join(alone)}, the {two} text has not"
            yield Severity.ERROR, message
        if negates(texts[one], one) and not may_negate(texts[two], two):
            message = f"the {one} text holds a negation and the {two} text none: do they agree?"
            yield Severity.WARNING, message
    ratio = len(texts[other]) / len(texts[first])
    longest = max(len(text) for text in texts.values())
    if longest >= _SHORT and not _LOWEST_RATIO <= ratio <= _HIGHEST_RATIO:
        message = f"the {other} text is {ratio:.1f} times as long as the {first} one: is all there?"
        yield Severity.WARNING, message


def _numbers(text: str) -> Counter[str]:
    return Counter(_plain(found) for found in _NUMBER.findall(text))


def _plain(number: str) -> str:
    """«1 000», «1,000» and «1000» alike; «0,5» and «0.5» alike."""
    joined = re.sub(r"[   ,.](?=\d{3}(?!\d))", "", number)
    return joined.replace(",", ".")


def _spelt(text: str, language: Language) -> Counter[str]:
    found = Counter(tokens(text))
    words = NUMBER_WORDS[language].items()
    return Counter({str(value): found[word] for word, value in words if found[word]})
