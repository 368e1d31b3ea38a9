"""A bank in memory: everything its files say, typed."""

from collections.abc import Mapping
from dataclasses import dataclass

from quizapp.domain.content.problems import place
from quizapp.domain.content.schema import BankMeta, Fact, Item, Note
from quizapp.domain.content.text import StudyText
from quizapp.domain.content.vocabulary import Language


@dataclass(frozen=True, slots=True)
class Bank:
    """All the files of a condition: its texts by language, its facts, notes and items."""

    meta: BankMeta
    texts: Mapping[Language, StudyText]
    facts: tuple[Fact, ...]
    notes: tuple[Note, ...]
    items: tuple[Item, ...]


def item_file(item: Item) -> str:
    """The file an item stands in."""
    return f"items/{item.topic}.yaml"


def item_place(item: Item, field: str = "") -> str:
    """Where an item, or one of its fields, stands, as people read it."""
    return place(item_file(item), item.id, field)
