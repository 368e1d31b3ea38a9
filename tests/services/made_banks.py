"""Small banks about gout, made without files, and loaded as any other."""

from __future__ import annotations

import hashlib
import zlib
from datetime import datetime
from typing import Any

from quizapp.database import transaction
from quizapp.domain.content.bank import Bank
from quizapp.domain.content.schema import BankMeta, Fact, Item, Note
from quizapp.domain.content.text import parse_text
from quizapp.domain.content.vocabulary import Language
from quizapp.services.banks import LoadReport, load_bank
from tests.domain.content import samples
from tests.factories import NOON

SLUG = "goutte"


def made_item(
    kind: str = "sba", number: int = 1, topic: str = "definition", **changes: Any
) -> Item:
    """An item with the id ``go-<kind>-<topic>-<number>``; ``a__b=…`` changes the field ``a.b``.

    Each has a fact of its own: those that share one are siblings, and get out of each other's way.
    """
    name = f"go-{kind.replace('_', '-')}-{topic}-{number:02}"
    changes.setdefault("facts", [f"F{1000 + zlib.crc32(name.encode()) % 9000}"])
    fields = {field.replace("__", "."): value for field, value in changes.items()}
    return samples.item(kind, {"id": name, "topic": topic, **fields})


def made_items(count: int, kind: str = "sba", topic: str = "definition") -> list[Item]:
    return [made_item(kind, number, topic) for number in range(1, count + 1)]


def made_bank(*items: Item, slug: str = SLUG) -> Bank:
    """A bank with the text, facts and notes of the samples, and these items."""
    return Bank(
        meta=BankMeta.model_validate(samples.META | {"id": slug}),
        texts={
            Language(language): parse_text(source, Language(language), f"text.{language}.md")
            for language, source in samples.TEXTS.items()
        },
        facts=tuple(Fact.model_validate(fact) for fact in samples.FACTS),
        notes=tuple(Note.model_validate(note) for note in samples.NOTES),
        items=items,
    )


def load(*items: Item, slug: str = SLUG, now: datetime = NOON) -> LoadReport:
    """Bring the current application's database to a bank with just these items; committed."""
    bank = made_bank(*items, slug=slug)
    with transaction() as session:
        digest = hashlib.sha256(repr(bank).encode()).hexdigest()
        return load_bank(session, bank=bank, digest=digest, now=now)
