"""What an item is found by: its facts, its sentences, its words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from quizapp.domain.content.item_words import searchable_words
from quizapp.models import Item, ItemFact, ItemSentence, ItemWord


def link_item(session: Session, item: Item, document: Mapping[str, Any]) -> None:
    """Write the links of an item anew from its JSON document."""
    owner = {"item_id": item.id, "bank_id": item.bank_id}
    links: list[tuple[Any, list[dict[str, Any]]]] = [
        (ItemFact, [owner | {"key": key} for key in dict.fromkeys(document["facts"])]),
        (ItemSentence, [owner | {"key": key} for key in dict.fromkeys(document["sentences"])]),
        (ItemWord, [owner | {"word": word} for word in searchable_words(document)]),
    ]
    for table, rows in links:
        session.execute(delete(table).where(table.item_id == item.id))
        if rows:
            session.execute(insert(table), rows)
