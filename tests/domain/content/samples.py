"""A small sound bank in French and English: one item of each type, and a way to spoil any of it."""

import copy
from pathlib import Path
from typing import Any

import yaml

from quizapp.domain.content.bank import Bank
from quizapp.domain.content.lint import Finding, lint_item
from quizapp.domain.content.reading import read_bank
from quizapp.domain.content.schema import ITEM, Item

META: dict[str, Any] = {
    "format": 1,
    "id": "goutte",
    "version": 1,
    "title": {"fr": "Goutte", "en": "Gout"},
    "summary": {"fr": "Des cristaux dans une articulation.", "en": "Crystals in a joint."},
    "languages": ["fr", "en"],
    "source": {"title": "Notes de cours"},
    "licence": "CC-BY-4.0",
    "authors": ["Alice"],
}
TEXTS = {
    "fr": """# Goutte

## Définition {definition}

La goutte est un dépôt de cristaux d’urate dans une articulation.
Elle touche surtout le gros orteil.

## Traitement {treatment}

La crise se traite par la colchicine.
Le repos et la glace soulagent aussi le patient.

Boire de l’eau prévient la récidive.
""",
    "en": """# Gout

## Definition {definition}

Gout is a deposit of urate crystals in a joint.
It affects above all the big toe.

## Treatment {treatment}

An attack is treated with colchicine.
Rest and ice also relieve the patient.

Drinking water prevents recurrence.
""",
}
FACTS: list[dict[str, Any]] = [
    {
        "id": "F01",
        "topic": "definition",
        "sentences": ["P1.2"],
        "fr": "Le gros orteil est le siège principal",
        "en": "The big toe is the main site",
    },
    {
        "id": "F02",
        "topic": "treatment",
        "sentences": ["P2.1"],
        "fr": "La colchicine traite la crise",
        "en": "Colchicine treats the attack",
    },
    {
        "id": "F03",
        "topic": "treatment",
        "sentences": ["P2.2"],
        "fr": "Repos et glace soulagent",
        "en": "Rest and ice bring relief",
    },
]
NOTES: list[dict[str, Any]] = [
    {
        "id": "N01",
        "sentences": ["P2.1"],
        "fr": "Un corticoïde est une autre possibilité.",
        "en": "A corticosteroid is another possibility.",
        "reference": {"citation": "A textbook, 2020."},
    }
]


def _option(name: str, fr: str, en: str, **more: Any) -> dict[str, Any]:
    return {
        "id": name,
        "text": {"fr": fr, "en": en},
        "rationale": {"fr": "Le texte le précise ainsi.", "en": "The text states it so."},
        **more,
    }


_ABOUT = {
    "level": "apply",
    "expected_success": 0.7,
    "explanation": {"fr": "Le texte le dit en clair.", "en": "The text says so plainly."},
}
ITEMS: dict[str, dict[str, Any]] = {
    "sba": {
        "id": "go-sba-01",
        "type": "sba",
        "topic": "definition",
        "sentences": ["P1.2"],
        "facts": ["F01"],
        "stem": {
            "fr": "Un homme de 50 ans a une première crise de goutte. Quel siège est le plus "
            "probable ?",
            "en": "A man of 50 has his first attack of gout. Which site is the most likely?",
        },
        "options": [
            _option("a", "Le genou droit", "The right knee"),
            _option("b", "Le gros orteil", "The big toe", correct=True),
            _option("c", "Le petit doigt", "The little finger"),
            _option("d", "Le rachis lombaire", "The lumbar spine"),
        ],
        **_ABOUT,
    },
    "multiple": {
        "id": "go-qrm-01",
        "type": "multiple",
        "topic": "treatment",
        "sentences": ["P2.1", "P2.2"],
        "facts": ["F02", "F03"],
        "stem": {
            "fr": "Une femme souffre d’une crise de goutte. Quelles mesures proposer ?",
            "en": "A woman suffers from an attack of gout. Which measures should be offered?",
        },
        "options": [
            _option("a", "Alcool à jeun", "Alcohol on waking", flag="inacceptable"),
            _option("b", "Colchicine", "Colchicine", correct=True, flag="indispensable"),
            _option("c", "Glace locale", "Local ice", correct=True),
            _option("d", "Marche forcée", "Forced march"),
            _option("e", "Repos au lit", "Bed rest", correct=True),
        ],
        **_ABOUT,
    },
    "short_answer": {
        "id": "go-qroc-01",
        "type": "short_answer",
        "topic": "treatment",
        "sentences": ["P2.1"],
        "facts": ["F02"],
        "stem": {
            "fr": "Goutte : quel médicament traite la crise ? (1 mot)",
            "en": "Gout: which medicine treats the attack? (1 word)",
        },
        "answers": {"fr": ["colchicine", "la colchicine"], "en": ["colchicine"]},
        "rejected": {
            "fr": {"pénicilline": "Un antibiotique."},
            "en": {"penicillin": "An antibiotic."},
        },
        **_ABOUT,
    },
    "cloze": {
        "id": "go-clz-01",
        "type": "cloze",
        "topic": "definition",
        "sentences": ["P1.2"],
        "facts": ["F01"],
        "text": {
            "fr": "La goutte touche surtout {{le gros orteil::siège}} des adultes.",
            "en": "Gout affects above all {{the big toe::site}} of adults.",
        },
        **_ABOUT,
    },
    "basic": {
        "id": "go-qa-01",
        "type": "basic",
        "topic": "treatment",
        "sentences": ["P2.2"],
        "facts": ["F03"],
        "front": {
            "fr": "Crise de goutte : quel froid soulage le patient ?",
            "en": "Attack of gout: which cold relieves the patient?",
        },
        "back": {"fr": "La glace", "en": "Ice"},
        **_ABOUT,
    },
}


def spoilt(kind: str, changes: dict[str, Any]) -> dict[str, Any]:
    """The sound item of a type with other values at some fields, such as `options.b.text.fr`.

    A value of None removes the field.
    """
    data = copy.deepcopy(ITEMS[kind])
    for field, value in changes.items():
        *parents, last = field.split(".")
        target: Any = data
        for name in parents:
            if isinstance(target, list):
                target = next(option for option in target if option["id"] == name)
            else:
                target = target[name]
        if value is None:
            del target[last]
        else:
            target[last] = value
    return data


def item(kind: str, changes: dict[str, Any] | None = None) -> Item:
    return ITEM.validate_python(spoilt(kind, changes or {}))


def codes(findings: list[Finding]) -> set[str]:
    return {finding.rule for finding in findings}


def findings_of(kind: str, changes: dict[str, Any] | None = None) -> list[Finding]:
    return list(lint_item(item(kind, changes)))


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
