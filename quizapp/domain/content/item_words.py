"""The words by which a search finds an item: what it asks and what it answers, in all languages."""

from collections.abc import Iterator, Mapping
from typing import Any

from quizapp.domain.content.words import words_of

# What a learner sees of an item. Rationales and explanations also say what it is not about.
_FIELDS = ("stem", "text", "front", "back", "answers", "scenario", "hypothesis", "finding")


def searchable_words(document: Mapping[str, Any]) -> list[str]:
    """The folded words of an item's JSON document, each once, in alphabetical order."""
    return sorted({word for text in searchable_texts(document) for word in words_of(text)})


def searchable_texts(document: Mapping[str, Any]) -> Iterator[str]:
    """The texts that those words stand in, one after the other."""
    for field in _FIELDS:
        yield from _strings(document.get(field, ()))
    for option in document.get("options", ()):
        yield from _strings(option["text"])
    case = document.get("case") or {}
    yield from _strings(case.get("title", ()))
    yield from _strings(case.get("information", ()))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _strings(part)
