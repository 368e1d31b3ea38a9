"""Rule 16: a key must be found in the sentences that its item cites."""

from collections.abc import Iterable, Iterator, Sequence

from quizapp.domain.content.bank import Bank
from quizapp.domain.content.lint.findings import Finding, Severity
from quizapp.domain.content.lint.wording import Phrase, Wording, wordings
from quizapp.domain.content.lint.words import akin, content_words
from quizapp.domain.content.schema import OptionsItem
from quizapp.domain.content.vocabulary import ItemType, Language, Level

_LEAST_SHARE = 0.2


def unsupported(bank: Bank) -> Iterator[Finding]:
    """UNSUPPORTED: under 20 % of the key's roots stand in the cited sentences or cited facts.

    The keys of an item with several and the blanks of a cloze count together; of the accepted
    forms of a short answer, the one best supported counts. An item that applies the text may have a
    key that the text does not name (a sister, for a family history): the key's rationale must then
    hold both words of the key and words of the text.
    """
    for item in bank.items:
        for wording in wordings(item):
            sources = set(content_words(_cited(bank, wording), wording.language))
            phrases = wording.keys or wording.answers
            if not phrases or not sources:
                continue
            shares = [
                _share(_words(group, wording.language), sources) for group in _groups(wording)
            ]
            if max(shares) < _LEAST_SHARE and not _is_argued(wording, sources):
                message = (
                    f"the cited sentences ({', '.join(item.sentences)}) do not say this: "
                    "cite the sentences that do, or use their words"
                )
                yield wording.finding("UNSUPPORTED", Severity.WARNING, phrases[0], message)


def _is_argued(wording: Wording, sources: set[str]) -> bool:
    item, language = wording.item, wording.language
    if item.level is not Level.APPLY or not isinstance(item, OptionsItem):
        return False
    for key in item.keys:
        rationale = content_words(key.rationale.get(language, ""), language)
        named = _share(content_words(key.text.get(language, ""), language), set(rationale)) > 0
        if not named or _share(rationale, sources) < _LEAST_SHARE:
            return False
    return True


def _cited(bank: Bank, wording: Wording) -> str:
    item, language = wording.item, wording.language
    text = bank.texts.get(language)
    sentences = text.sentences if text else {}
    found = [sentences[name].text for name in item.sentences if name in sentences]
    found += [fact.statement.get(language, "") for fact in bank.facts if fact.id in item.facts]
    return " ".join(found)


def _groups(wording: Wording) -> list[tuple[Phrase, ...]]:
    if wording.item.type is ItemType.SHORT_ANSWER:
        return [(form,) for form in wording.answers]
    return [wording.keys or wording.answers]


def _words(phrases: Iterable[Phrase], language: Language) -> tuple[str, ...]:
    return tuple(word for phrase in phrases for word in content_words(phrase.text, language))


def _share(words: Sequence[str], sources: set[str]) -> float:
    """The part of the words that have kin in the sources; all, of no word at all («yes»)."""
    if not words:
        return 1.0
    return sum(any(akin(word, source) for source in sources) for word in words) / len(words)
