"""A folder of bank files read into one typed object, or every reason why it cannot be."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from quizapp.domain.content.bank import Bank
from quizapp.domain.content.consistency import cross_checks
from quizapp.domain.content.files import UnreadableError, read_text, read_yaml
from quizapp.domain.content.messages import explain
from quizapp.domain.content.problems import BankErrors, Problem
from quizapp.domain.content.schema import ENTRY, BankMeta, Case, Fact, Item, Note
from quizapp.domain.content.text import StudyText, parse_text
from quizapp.domain.content.vocabulary import Language, Topic

__all__ = ["Bank", "BankErrors", "Inspection", "Problem", "inspect_bank", "read_bank"]

T = TypeVar("T")
_META, _FACT, _NOTE = TypeAdapter(BankMeta), TypeAdapter(Fact), TypeAdapter(Note)
_ITEM_FILES = frozenset(f"{topic}.yaml" for topic in Topic)


@dataclass(frozen=True, slots=True)
class Inspection:
    """What could be read of a bank (None without its `bank.yaml`), and what is wrong with it."""

    bank: Bank | None
    problems: tuple[Problem, ...]


def read_bank(folder: Path) -> Bank:
    """Read a bank. Raises BankErrors with all the problems of all its files."""
    inspection = inspect_bank(folder)
    if inspection.problems or inspection.bank is None:
        raise BankErrors(inspection.problems)
    return inspection.bank


def inspect_bank(folder: Path) -> Inspection:
    """Read what is sound in a bank, so that one broken item does not hide the faults of the rest.

    Reads files below `folder` and nothing else; never raises for what stands in them.
    """
    reader = _Reader(folder)
    bank = reader.bank()
    if bank is not None:
        faulty = frozenset(problem.file for problem in reader.problems)
        reader.problems.extend(cross_checks(bank, faulty))
    return Inspection(bank, tuple(dict.fromkeys(reader.problems)))


class _Reader:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []

    def bank(self) -> Bank | None:
        if not self.folder.is_dir():
            self.problems.append(Problem(self.folder.name, "", "", "there is no such folder"))
            return None
        data = self._load("bank.yaml", read_yaml)
        meta = None if data is None else self._validated(_META, data, "bank.yaml", "")
        languages = meta.languages if meta else tuple(Language)
        texts = self._texts(languages, sure=meta is not None)
        facts = tuple(self._entries(_FACT, "facts.yaml"))
        notes = tuple(self._entries(_NOTE, "notes.yaml")) if self._has("notes.yaml") else ()
        items = tuple(self._items())
        return Bank(meta, texts, facts, notes, items) if meta else None

    def _has(self, name: str) -> bool:
        return (self.folder / name).exists()

    def _load(self, name: str, read: Callable[[Path], T]) -> T | None:
        try:
            content = read(self.folder / name)
        except UnreadableError as error:
            self.problems.append(Problem(name, "", error.field, error.message))
            return None
        if content is None:
            self.problems.append(Problem(name, "", "", "the file is empty"))
        return content

    def _validated(self, adapter: TypeAdapter[T], data: object, file: str, item: str) -> T | None:
        try:
            return adapter.validate_python(data)
        except ValidationError as error:
            self.problems.extend(
                Problem(file, item, field, message, rule)
                for field, message, rule in explain(error, data)
            )
            return None

    def _texts(self, languages: tuple[Language, ...], *, sure: bool) -> dict[Language, StudyText]:
        texts = {}
        for language in languages:
            name = f"text.{language}.md"
            if not sure and not self._has(name):
                continue
            source = self._load(name, read_text)
            if source is None:
                continue
            try:
                texts[language] = parse_text(source, language, name)
            except BankErrors as errors:
                self.problems.extend(errors.problems)
        for path in sorted(self.folder.glob("text.*.md")):
            if sure and path.name not in {f"text.{language}.md" for language in languages}:
                message = "its language is not in «languages» of bank.yaml: add it there"
                self.problems.append(Problem(path.name, "", "", message))
        return texts

    def _entries(self, adapter: TypeAdapter[T], file: str) -> Iterator[T]:
        data = self._load(file, read_yaml)
        if data is None:
            return
        if not isinstance(data, list):
            self.problems.append(
                Problem(file, "", "", "must be a list: begin each entry with «- »")
            )
            return
        for number, entry in enumerate(data, start=1):
            valid = self._validated(adapter, entry, file, _name(entry, number))
            if valid is not None:
                yield valid

    def _items(self) -> Iterator[Item]:
        folder = self.folder / "items"
        paths = sorted(folder.iterdir()) if folder.is_dir() else []
        for path in paths:
            if not path.name.startswith(".") and path.name not in _ITEM_FILES:
                message = f"not the name of a topic: use one of {', '.join(sorted(_ITEM_FILES))}"
                self.problems.append(Problem(f"items/{path.name}", "", "", message))
        files = [f"items/{topic}.yaml" for topic in Topic if self._has(f"items/{topic}.yaml")]
        if not files:
            message = "there is no item: write them in files such as items/causes.yaml"
            self.problems.append(Problem("items", "", "", message))
        for file in files:
            for entry in self._entries(ENTRY, file):
                if f"items/{entry.topic}.yaml" != file:
                    message = f"is {entry.topic}: it must be the name of the file; move the item"
                    self.problems.append(Problem(file, entry.id, "topic", message))
                if isinstance(entry, Case):
                    yield from entry.items
                elif entry.case is not None:
                    message = "only a step of a case has it, and finds it out: remove it"
                    self.problems.append(Problem(file, entry.id, "case", message))
                else:
                    yield entry


def _name(entry: Any, number: int) -> str:
    identity = entry.get("id") if isinstance(entry, dict) else None
    return identity[:64] if isinstance(identity, str) and identity else f"number {number}"
