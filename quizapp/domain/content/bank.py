"""A bank in memory: everything its files say, typed."""

from collections.abc import Mapping
from dataclasses import dataclass

from quizapp.domain.content.problems import place
from quizapp.domain.content.schema import BankMeta, Case, Fact, Item, Note
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


def item_file(item: Item | Case) -> str:
    """The file an item or a case stands in: that of the case for its steps."""
    step_of = item.case if not isinstance(item, Case) else None
    return f"items/{step_of.topic if step_of else item.topic}.yaml"


def item_place(item: Item | Case, field: str = "") -> str:
    """Where an item or a case, or one of its fields, stands, as people read it."""
    return place(item_file(item), item.id, field)
