"""Loading a bank from its folder: all of it or nothing, and nothing twice."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from quizapp.domain.content.order import teaching_order
from quizapp.domain.content.reading import Bank as BankContent
from quizapp.domain.content.reading import read_bank
from quizapp.domain.content.schema import Item as ItemContent
from quizapp.domain.content.text import StudyText
from quizapp.domain.content.vocabulary import Language
from quizapp.domain.grading.score import guessing
from quizapp.domain.learning.ability import author_prior
from quizapp.models import (
    Bank,
    Deck,
    Fact,
    Item,
    ItemParameters,
    ItemRevision,
    Note,
    Sentence,
    Text,
)
from quizapp.services.item_links import link_item

SAMPLE_KEYS = 2**31


@dataclass(slots=True)
class LoadReport:
    """What a load changed, as keys of items."""

    slug: str
    added: list[str]
    changed: list[str]
    retired: list[str]
    returned: list[str]
    unchanged: int = 0

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.changed or self.retired or self.returned)


def folder_digest(folder: Path) -> str:
    """One hash over every file of a bank's folder: equal means there is nothing to load."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def is_loaded(session: Session, folder: Path) -> bool:
    """Whether the folder, as it is now, is what the database holds."""
    digest = folder_digest(folder)
    return session.scalar(select(Bank.id).where(Bank.digest == digest)) is not None


def load_folder(session: Session, *, folder: Path, now: datetime) -> LoadReport:
    """Read a bank's folder and load it.

    Raises:
        BankErrors: every problem of the files at once; nothing was changed.
    """
    return load_bank(session, bank=read_bank(folder), digest=folder_digest(folder), now=now)


def load_bank(session: Session, *, bank: BankContent, digest: str, now: datetime) -> LoadReport:
    """Bring the database to what the bank says: new items, new revisions, retired items."""
    row = session.scalar(select(Bank).where(Bank.slug == bank.meta.id).with_for_update())
    if row is None:
        row = Bank(slug=bank.meta.id)
        session.add(row)
    row.version, row.digest, row.loaded_at = bank.meta.version, digest, now
    row.meta = bank.meta.model_dump(mode="json")
    session.flush()
    _replace_texts(session, row.id, bank)
    # The order of items may change, and items come and go: new cards are looked for from the start.
    session.execute(update(Deck).where(Deck.bank_id == row.id).values(new_from=0))
    return _load_items(session, row, bank.items, now)


def _replace_texts(session: Session, bank_id: int, bank: BankContent) -> None:
    for text in session.scalars(select(Text).where(Text.bank_id == bank_id)):
        session.delete(text)
    session.flush()
    session.execute(delete(Fact).where(Fact.bank_id == bank_id))
    session.execute(delete(Note).where(Note.bank_id == bank_id))
    session.add_all(_text_row(bank_id, language, text) for language, text in bank.texts.items())
    for fact in bank.facts:
        document = fact.model_dump(mode="json")
        session.add(
            Fact(
                bank_id=bank_id,
                key=fact.id,
                topic=fact.topic,
                sentences=document["sentences"],
                statement=document["statement"],
            )
        )
    for note in bank.notes:
        document = note.model_dump(mode="json")
        session.add(
            Note(
                bank_id=bank_id,
                key=note.id,
                sentences=document["sentences"],
                body=document["text"],
                reference=document["reference"],
            )
        )


def _text_row(bank_id: int, language: Language, text: StudyText) -> Text:
    return Text(
        bank_id=bank_id,
        language=language,
        title=text.title,
        headings={section.topic: section.heading for section in text.sections},
        sentences=[
            Sentence(
                key=sentence.id,
                position=position,
                paragraph=sentence.paragraph,
                topic=sentence.topic,
                body=sentence.text,
            )
            for position, sentence in enumerate(text.sentences.values())
        ],
    )


def _load_items(
    session: Session, bank: Bank, contents: tuple[ItemContent, ...], now: datetime
) -> LoadReport:
    report = LoadReport(bank.slug, [], [], [], [])
    known = {
        item.key: item for item in session.scalars(select(Item).where(Item.bank_id == bank.id))
    }
    current = dict(
        session.execute(
            select(ItemRevision.item_id, ItemRevision)
            .join(Item, Item.revision_id == ItemRevision.id)
            .where(Item.bank_id == bank.id)
        )
        .tuples()
        .all()
    )
    for position, content in enumerate(teaching_order(contents)):
        item = known.pop(content.id, None)
        if item is None:
            item = _new_item(session, bank, content)
            report.added.append(content.id)
        elif item.retired_at is not None:
            report.returned.append(content.id)
        item.position, item.retired_at = position, None
        item.topic, item.type, item.guessing = content.topic, content.type, guessing(content)
        item.author_success = content.expected_success
        place = content.case
        item.case_key = place.id if place else None
        item.case_position = place.position if place else None
        item.case_length = place.length if place else None
        document = content.model_dump(mode="json")
        revision = current.get(item.id)
        if revision is not None and revision.digest == document_digest(document):
            report.unchanged += 1
            continue
        link_item(session, item, document)
        if revision is not None:
            report.changed.append(content.id)
        _revise(session, item, revision, document, now)
    for item in known.values():
        if item.retired_at is None:
            item.retired_at = now
            report.retired.append(item.key)
    session.flush()
    return report


def _new_item(session: Session, bank: Bank, content: ItemContent) -> Item:
    name = f"{bank.slug}/{content.id}".encode()
    item = Item(
        bank_id=bank.id,
        key=content.id,
        topic=content.topic,
        type=content.type,
        position=0,
        guessing=guessing(content),
        author_success=content.expected_success,
        sample_key=int.from_bytes(hashlib.sha256(name).digest()[:4]) % SAMPLE_KEYS,
    )
    session.add(item)
    session.flush()
    prior = author_prior(content.expected_success)
    session.add(
        ItemParameters(
            item_id=item.id,
            difficulty=prior.difficulty,
            variance=prior.variance,
            discrimination=prior.discrimination,
            answers=0,
        )
    )
    return item


def _revise(
    session: Session,
    item: Item,
    previous: ItemRevision | None,
    document: dict[str, Any],
    now: datetime,
) -> None:
    revision = ItemRevision(
        item_id=item.id,
        number=next_number(session, item.id) if previous else 1,
        digest=document_digest(document),
        content=document,
        created_at=now,
    )
    session.add(revision)
    session.flush()
    item.revision_id = revision.id


def next_number(session: Session, item_id: int) -> int:
    """The number of an item's next revision; one for an assignment alone has taken its own."""
    highest = select(func.max(ItemRevision.number)).where(ItemRevision.item_id == item_id)
    return (session.scalar(highest) or 0) + 1


def document_digest(document: dict[str, Any]) -> str:
    canonical = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
