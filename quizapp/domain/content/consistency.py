"""What no single file can tell: whether the files of a bank agree with each other."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from quizapp.domain.content import cloze
from quizapp.domain.content.bank import Bank, item_file
from quizapp.domain.content.cases import cases_among
from quizapp.domain.content.problems import Problem
from quizapp.domain.content.schema import CaseStep, ClozeItem
from quizapp.domain.content.text import differences
from quizapp.domain.content.vocabulary import Language


def cross_checks(bank: Bank, faulty: frozenset[str]) -> Iterator[Problem]:
    """Languages, outlines of the texts, ids given twice, and ids that lead nowhere.

    Where a file is `faulty` what it lacks is known already: ids that point into it are not judged.
    """
    yield from _outlines(bank)
    yield from _identities(bank)
    yield from _references(bank, faulty)
    expected = set(bank.meta.languages)
    yield from _languages("bank.yaml", "", localized(bank.meta), expected)
    for fact in bank.facts:
        yield from _languages("facts.yaml", fact.id, localized(fact), expected)
    for note in bank.notes:
        yield from _languages("notes.yaml", note.id, localized(note), expected)
    for case in cases_among(bank.items):
        yield from _languages(item_file(case), case.id, case.texts, expected)
    for item in bank.items:
        yield from _languages(item_file(item), item.id, localized(item), expected)
        if isinstance(item, ClozeItem):
            yield from _same_blanks(item)


def localized(value: Any, path: str = "") -> Iterator[tuple[str, Mapping[Language, Any]]]:
    """Every mapping by language inside a part of a bank, with its field path.

    What a case tells is left out of its steps, each of which would tell it again: see `Case.texts`.
    """
    if isinstance(value, CaseStep):
        return
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from localized(getattr(value, name), f"{path}.{name}" if path else name)
    elif isinstance(value, tuple):
        for entry in value:
            yield from localized(entry, f"{path}.{getattr(entry, 'id', '')}")
    elif isinstance(value, dict) and value:
        yield path, value


def _outlines(bank: Bank) -> Iterator[Problem]:
    first, *others = bank.meta.languages
    if len(set(bank.meta.languages)) != len(bank.meta.languages):
        yield Problem("bank.yaml", "", "languages", "a language is given twice")
    for language in others:
        if first in bank.texts and language in bank.texts:
            for message in differences(bank.texts[first], bank.texts[language]):
                yield Problem(f"text.{language}.md", "", "", message, "PARITY")


def _identities(bank: Bank) -> Iterator[Problem]:
    places = [("facts.yaml", fact.id) for fact in bank.facts]
    places += [("notes.yaml", note.id) for note in bank.notes]
    for case in cases_among(bank.items):
        places.append((item_file(case), case.id))
    places += [(item_file(item), item.id) for item in bank.items]
    seen: dict[str, str] = {}
    for file, name in places:
        if name in seen:
            message = f"this id is already used in {seen[name]}: give each its own"
            yield Problem(file, name, "id", message)
        seen.setdefault(name, file)


def _references(bank: Bank, faulty: frozenset[str]) -> Iterator[Problem]:
    facts = None if "facts.yaml" in faulty else {fact.id for fact in bank.facts}
    texts = {f"text.{language}.md" for language in bank.meta.languages}
    known = [set(text.sentences) for text in bank.texts.values()]
    sentences = None if texts & faulty else set.union(*known)
    for file, name, field, ids in _cited(bank):
        targets = facts if field == "facts" else sentences
        for reference in ids:
            if targets is not None and reference not in targets:
                where = "facts.yaml" if field == "facts" else "the text"
                message = f"{reference} does not exist in {where}: correct it"
                yield Problem(file, name, field, message, "NOSOURCE")
        for reference in sorted({one for one in ids if list(ids).count(one) > 1}):
            yield Problem(file, name, field, f"{reference} is given twice")


def _cited(bank: Bank) -> Iterator[tuple[str, str, str, Iterable[str]]]:
    for fact in bank.facts:
        yield "facts.yaml", fact.id, "sentences", fact.sentences
    for note in bank.notes:
        yield "notes.yaml", note.id, "sentences", note.sentences
    for item in bank.items:
        yield item_file(item), item.id, "sentences", item.sentences
        yield item_file(item), item.id, "facts", item.facts


def _languages(
    file: str,
    name: str,
    parts: Iterable[tuple[str, Mapping[Language, Any]]],
    expected: set[Language],
) -> Iterator[Problem]:
    for path, texts in parts:
        missing = sorted(expected - set(texts)) if path != "rejected" else []
        for language in missing:
            yield Problem(file, name, f"{path}.{language}", "is missing: write it", "PARITY")
        for language in sorted(set(texts) - expected):
            message = "its language is not in «languages» of bank.yaml: remove it"
            yield Problem(file, name, f"{path}.{language}", message, "PARITY")


def _same_blanks(item: ClozeItem) -> Iterator[Problem]:
    counts = {
        language: sum(segment.hidden for segment in cloze.parse(item.text[language]))
        for language in Language
        if language in item.text
    }
    if len(set(counts.values())) > 1:
        listed = ", ".join(f"{count} in {language}" for language, count in counts.items())
        message = f"the number of blanks differs: {listed}"
        yield Problem(item_file(item), item.id, "text", message, "PARITY")
