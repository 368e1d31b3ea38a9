"""A small sound bank in French and English, a sound case, and a way to spoil any of it."""

import copy
from pathlib import Path
from typing import Any

import yaml

from quizapp.domain.content.bank import Bank
from quizapp.domain.content.lint import Finding, lint_case, lint_item
from quizapp.domain.content.reading import read_bank
from quizapp.domain.content.schema import ENTRY, ITEM, Case, Item
from tests.domain.content.sample_entries import (
    CASE,
    ENTRIES,
    FACTS,
    ITEMS,
    META,
    MORE_ITEMS,
    NOTES,
    TEXTS,
)

__all__ = [
    "CASE",
    "ENTRIES",
    "FACTS",
    "ITEMS",
    "META",
    "MORE_ITEMS",
    "NOTES",
    "TEXTS",
    "bank_of",
    "case",
    "codes",
    "findings_of",
    "item",
    "spoilt",
    "write_bank",
]


def spoilt(kind: str, changes: dict[str, Any]) -> dict[str, Any]:
    """The sound item of a type, or case, with other values at some fields.

    Fields are named as messages name them: `options.b.text.fr`, `steps.2.question.stem.fr`. A value
    of None removes the field.
    """
    data = copy.deepcopy(ENTRIES[kind])
    for field, value in changes.items():
        *parents, last = field.split(".")
        target: Any = data
        for name in parents:
            target = target[_key(target, name)]
        if value is None:
            del target[last]
        else:
            target[_key(target, last)] = value
    return data


def _key(parent: Any, name: str) -> str | int:
    if not isinstance(parent, list):
        return name
    if name.isdigit():
        return int(name) - 1
    return next(place for place, entry in enumerate(parent) if entry["id"] == name)


def item(kind: str, changes: dict[str, Any] | None = None) -> Item:
    return ITEM.validate_python(spoilt(kind, changes or {}))


def case(changes: dict[str, Any] | None = None) -> Case:
    found = ENTRY.validate_python(spoilt("case", changes or {}))
    assert isinstance(found, Case)
    return found


def codes(findings: list[Finding]) -> set[str]:
    return {finding.rule for finding in findings}


def findings_of(kind: str, changes: dict[str, Any] | None = None) -> list[Finding]:
    return list(lint_case(case(changes)) if kind == "case" else lint_item(item(kind, changes)))


def write_bank(folder: Path, **files: Any) -> Path:
    """Write the sound bank; `files` replaces the content of some (`bank`, `facts`, `items`…)."""
    (folder / "items").mkdir(parents=True, exist_ok=True)
    _dump(folder / "bank.yaml", files.get("bank", META))
    _dump(folder / "facts.yaml", files.get("facts", FACTS))
    _dump(folder / "notes.yaml", files.get("notes", NOTES))
    for language, text in (TEXTS | files.get("texts", {})).items():
        (folder / f"text.{language}.md").write_text(text, encoding="utf-8")
    by_topic: dict[str, list[dict[str, Any]]] = {}
    for data in files.get("items", list(ITEMS.values())):
        by_topic.setdefault(data["topic"], []).append(data)
    for topic, items in by_topic.items():
        _dump(folder / "items" / f"{topic}.yaml", items)
    return folder


def bank_of(folder: Path, **files: Any) -> Bank:
    return read_bank(write_bank(folder, **files))


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):
    """Writes what items share in full each time: banks may hold no anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _dump(path: Path, content: Any) -> None:
    path.write_text(yaml.dump(content, Dumper=_Dumper, allow_unicode=True), encoding="utf-8")
