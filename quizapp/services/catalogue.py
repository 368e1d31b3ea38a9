"""Reading banks: what exists, what an item says, where its sentence stands.

A revision never changes and a digest names its content, so parsed content is kept per process
under its digest; no worker can serve an outdated one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, selectinload

from quizapp.domain.content.schema import ITEM, QUIZ_TYPES
from quizapp.domain.content.schema import Item as ItemContent
from quizapp.domain.content.vocabulary import Topic
from quizapp.domain.errors import NotFoundError
from quizapp.models import Bank, Fact, Item, ItemRevision, Note, Text

KEPT_ITEMS = 20_000
KEPT_TEXTS = 200

_items: dict[str, ItemContent] = {}
_texts: dict[tuple[str, str], StudyText] = {}


@dataclass(frozen=True, slots=True)
class SentenceLine:
    """A sentence as it is shown."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The sentences of one paragraph, with the topic and heading it stands under."""

    number: int
    topic: str
    heading: str
    sentences: tuple[SentenceLine, ...]


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A remark beyond the text."""

    key: str
    sentences: tuple[str, ...]
    text: str
    citation: str
    url: str | None


@dataclass(frozen=True, slots=True)
class StudyText:
    """The study text in one language, with the notes that hang on its sentences."""

    language: str
    title: str
    paragraphs: tuple[Paragraph, ...]
    notes: tuple[NoteLine, ...]

    def around(self, sentence_keys: tuple[str, ...]) -> tuple[Paragraph, ...]:
        """The paragraphs that hold the given sentences, in the order of the text."""
        wanted = set(sentence_keys)
        return tuple(
            paragraph
            for paragraph in self.paragraphs
            if any(sentence.id in wanted for sentence in paragraph.sentences)
        )


@dataclass(frozen=True, slots=True)
class BankLine:
    """A bank as lists show it."""

    id: int
    slug: str
    digest: str
    meta: dict[str, Any]
    topics: dict[str, int]
    items: int
    questions: int

    def title(self, language: str) -> str:
        return localized(self.meta["title"], language)


def localized(texts: dict[str, str], language: str) -> str:
    """The text in the asked language, else in the first one there is."""
    return texts.get(language) or next(iter(texts.values()))


def spoken(languages: Sequence[str], language: str) -> str:
    """The language in which a bank can be shown to somebody who prefers ``language``."""
    return language if language in languages else languages[0]


def list_banks(session: Session) -> list[BankLine]:
    """All banks with their number of items by topic, alphabetically by slug."""
    counts: dict[int, dict[str, int]] = {}
    questions: dict[int, int] = {}
    rows = session.execute(
        select(Item.bank_id, Item.topic, Item.type, func.count())
        .where(Item.retired_at.is_(None))
        .group_by(Item.bank_id, Item.topic, Item.type)
    )
    for bank_id, topic, kind, count in rows:
        topics = counts.setdefault(bank_id, {})
        topics[topic] = topics.get(topic, 0) + count
        questions[bank_id] = questions.get(bank_id, 0) + (count if kind in QUIZ_TYPES else 0)
    return [
        BankLine(
            id=bank.id,
            slug=bank.slug,
            digest=bank.digest,
            meta=bank.meta,
            topics=counts.get(bank.id, {}),
            items=sum(counts.get(bank.id, {}).values()),
            questions=questions.get(bank.id, 0),
        )
        for bank in session.scalars(select(Bank).order_by(Bank.slug))
    ]


_BANK = select(Bank).where(Bank.slug == bindparam("slug"))


def find_bank(session: Session, slug: str) -> Bank:
    """The bank of that slug.

    Raises:
        NotFoundError: there is none.
    """
    bank = session.scalar(_BANK, {"slug": slug})
    if bank is None:
        raise NotFoundError(f"no bank {slug!r}")
    return bank


def item_content(session: Session, *, revision_id: int, digest: str) -> ItemContent:
    """What a revision says."""
    return _items.get(digest) or item_contents(session, {revision_id: digest})[revision_id]


def item_contents(session: Session, digests: Mapping[int, str]) -> dict[int, ItemContent]:
    """What several revisions say, by the number of the revision; ``digests`` by the same."""
    kept = {number: _items.get(digest) for number, digest in digests.items()}
    found = {number: content for number, content in kept.items() if content is not None}
    unread = digests.keys() - found.keys()
    if unread:
        rows = session.execute(
            select(ItemRevision.id, ItemRevision.content).where(ItemRevision.id.in_(unread))
        )
        for number, document in rows.tuples():
            found[number] = ITEM.validate_python(document)
            if len(_items) >= KEPT_ITEMS:
                _items.clear()
            _items[digests[number]] = found[number]
    return found


def study_text(session: Session, bank: Bank, language: str) -> StudyText:
    """The bank's text in a language, or in its first one."""
    language = spoken(bank.meta["languages"], language)
    text = _texts.get((bank.digest, language))
    if text is None:
        text = _read_text(session, bank.id, language)
        if len(_texts) >= KEPT_TEXTS:
            _texts.clear()
        _texts[bank.digest, language] = text
    return text


def _read_text(session: Session, bank_id: int, language: str) -> StudyText:
    row = session.execute(
        select(Text)
        .where(Text.bank_id == bank_id, Text.language == language)
        .options(selectinload(Text.sentences))
    ).scalar_one()
    paragraphs: dict[int, list[SentenceLine]] = {}
    topics: dict[int, str] = {}
    for sentence in row.sentences:
        line = SentenceLine(sentence.key, sentence.body)
        paragraphs.setdefault(sentence.paragraph, []).append(line)
        topics[sentence.paragraph] = sentence.topic
    notes = session.scalars(select(Note).where(Note.bank_id == bank_id).order_by(Note.key))
    return StudyText(
        language=language,
        title=row.title,
        paragraphs=tuple(
            Paragraph(number, topics[number], row.headings[topics[number]], tuple(lines))
            for number, lines in sorted(paragraphs.items())
        ),
        notes=tuple(
            NoteLine(
                key=note.key,
                sentences=tuple(note.sentences),
                text=localized(note.body, language),
                citation=note.reference["citation"],
                url=_reference_url(note.reference),
            )
            for note in notes
        ),
    )


def _reference_url(reference: dict[str, Any]) -> str | None:
    if reference.get("doi"):
        return f"https://doi.org/{reference['doi']}"
    return reference.get("url")


@dataclass(frozen=True, slots=True)
class ItemWithKey:
    """An item with everything a person who may see keys sees."""

    id: int
    revision: int
    content: ItemContent


def items_with_keys(session: Session, bank_id: int) -> list[ItemWithKey]:
    """Every item in use, topic by topic; for instructors only."""
    rows = session.execute(
        select(Item.id, ItemRevision.number, ItemRevision.id, ItemRevision.digest)
        .join(ItemRevision, ItemRevision.id == Item.revision_id)
        .where(Item.bank_id == bank_id, Item.retired_at.is_(None))
        .order_by(Item.position)
    )
    items = [
        ItemWithKey(item_id, number, item_content(session, revision_id=revision_id, digest=digest))
        for item_id, number, revision_id, digest in rows
    ]
    topics = list(Topic)
    return sorted(items, key=lambda item: topics.index(item.content.topic))


def bank_facts(session: Session, bank_id: int) -> list[Fact]:
    """The facts of a bank in the order of their keys."""
    return list(session.scalars(select(Fact).where(Fact.bank_id == bank_id).order_by(Fact.key)))
