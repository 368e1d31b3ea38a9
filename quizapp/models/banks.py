"""Banks: their study texts, facts and items. An item is never edited, it gets a new revision."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quizapp.domain.content.vocabulary import ItemType, Topic
from quizapp.models.base import Base, BigId, Digest, Document, Id, Json, Key, one_of

TOPICS = [topic.value for topic in Topic]
IN_USE = text("retired_at IS NULL")


class Bank(Base):
    """A set of items on one condition, as last loaded from its folder."""

    __tablename__ = "banks"

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    version: Mapped[int]
    digest: Mapped[Digest]
    meta: Mapped[Document]
    loaded_at: Mapped[datetime]

    texts: Mapped[list[Text]] = relationship(order_by="Text.language")


class Text(Base):
    """The study text in one language."""

    __tablename__ = "texts"
    __table_args__ = (UniqueConstraint("bank_id", "language"),)

    id: Mapped[Id]
    bank_id: Mapped[int] = mapped_column(BigId, ForeignKey("banks.id"))
    language: Mapped[str] = mapped_column(String(2))
    title: Mapped[str] = mapped_column(String(255))
    headings: Mapped[dict[str, str]] = mapped_column(Json)  # topic -> heading

    sentences: Mapped[list[Sentence]] = relationship(
        order_by="Sentence.position", cascade="all, delete-orphan"
    )


class Sentence(Base):
    """One sentence; ``key`` (P3.2) is the same in every language."""

    __tablename__ = "sentences"
    __table_args__ = (UniqueConstraint("text_id", "key"), one_of("topic", TOPICS))

    id: Mapped[Id]
    text_id: Mapped[int] = mapped_column(BigId, ForeignKey("texts.id", ondelete="CASCADE"))
    key: Mapped[Key]
    position: Mapped[int]
    paragraph: Mapped[int]
    topic: Mapped[str] = mapped_column(String(16))
    body: Mapped[str]


class Fact(Base):
    """An atomic statement of the text: the unit of coverage."""

    __tablename__ = "facts"
    __table_args__ = (UniqueConstraint("bank_id", "key"), one_of("topic", TOPICS))

    id: Mapped[Id]
    bank_id: Mapped[int] = mapped_column(BigId, ForeignKey("banks.id"))
    key: Mapped[Key]
    topic: Mapped[str] = mapped_column(String(16))
    sentences: Mapped[list[str]] = mapped_column(Json)
    statement: Mapped[dict[str, str]] = mapped_column(Json)


class Note(Base):
    """What lies beyond the text, with its reference; never needed to answer an item."""

    __tablename__ = "notes"
    __table_args__ = (UniqueConstraint("bank_id", "key"),)

    id: Mapped[Id]
    bank_id: Mapped[int] = mapped_column(BigId, ForeignKey("banks.id"))
    key: Mapped[Key]
    sentences: Mapped[list[str]] = mapped_column(Json)
    body: Mapped[dict[str, str]] = mapped_column(Json)
    reference: Mapped[dict[str, Any]] = mapped_column(Json)


class Item(Base):
    """The unit of knowledge. What it says stands in its revisions; this row is its identity.

    ``sample_key`` is a fixed pseudo-random number: a range scan on it draws a random handful of
    items from a large bank without reading the bank.
    """

    __tablename__ = "items"
    __table_args__ = (
        UniqueConstraint("bank_id", "key"),
        one_of("topic", TOPICS),
        one_of("type", [kind.value for kind in ItemType]),
        CheckConstraint(
            "(case_key IS NULL) = (case_position IS NULL)"
            " AND (case_key IS NULL) = (case_length IS NULL)",
            name="whole_case",
        ),
        Index(None, "bank_id", "position"),
        Index(None, "bank_id", "case_key"),
        Index(None, "bank_id", "sample_key"),
        # Counting the items of a topic reads nothing else.
        Index(
            "ix_items_in_use",
            "bank_id",
            "topic",
            sqlite_where=IN_USE,
            postgresql_where=IN_USE,
        ),
    )

    id: Mapped[Id]
    bank_id: Mapped[int] = mapped_column(BigId, ForeignKey("banks.id"))
    key: Mapped[Key]
    topic: Mapped[str] = mapped_column(String(16))
    type: Mapped[str] = mapped_column(String(16))
    position: Mapped[int]
    sample_key: Mapped[int]
    guessing: Mapped[float]
    # The success that its author expects: what its difficulty is called until answers tell more.
    author_success: Mapped[float]
    # Its place in a case, whose questions follow each other; NULL for an item that stands alone.
    case_key: Mapped[str | None] = mapped_column(String(64))
    case_position: Mapped[int | None]
    case_length: Mapped[int | None]
    retired_at: Mapped[datetime | None]
    # No foreign key: items and revisions would then each have to exist before the other.
    revision_id: Mapped[int | None] = mapped_column(BigId)


class ItemRevision(Base):
    """What an item said from one moment on; an answer points to the revision it was given to."""

    __tablename__ = "item_revisions"
    __table_args__ = (UniqueConstraint("item_id", "number"),)

    id: Mapped[Id]
    item_id: Mapped[int] = mapped_column(BigId, ForeignKey("items.id"))
    number: Mapped[int]
    digest: Mapped[Digest]
    content: Mapped[Document]
    created_at: Mapped[datetime]


class ItemFact(Base):
    """A fact that an item asks for; items that share one are siblings."""

    __tablename__ = "item_facts"
    __table_args__ = (Index(None, "bank_id", "key"),)

    item_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("items.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[Key] = mapped_column(primary_key=True)
    bank_id: Mapped[int] = mapped_column(BigId, ForeignKey("banks.id"))


class ItemSentence(Base):
    """A sentence of the text that an item stands on."""

    __tablename__ = "item_sentences"
    __table_args__ = (Index(None, "bank_id", "key"),)

    item_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("items.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[Key] = mapped_column(primary_key=True)
    bank_id: Mapped[int] = mapped_column(BigId, ForeignKey("banks.id"))


class ItemWord(Base):
    """A folded word that an item holds in any language: what a search finds it by.

    Compared by code point on both databases, so that the words with one prefix are one range.
    """

    __tablename__ = "item_words"
    __table_args__ = (Index(None, "bank_id", "word", "item_id"),)

    item_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("items.id", ondelete="CASCADE"), primary_key=True
    )
    word: Mapped[str] = mapped_column(
        String(40).with_variant(String(40, collation="C"), "postgresql"), primary_key=True
    )
    bank_id: Mapped[int] = mapped_column(BigId, ForeignKey("banks.id"))


class Calibration(Base):
    """One batch estimation of a bank's item parameters, adopted or not; append-only.

    Losses are mean log losses on answers held out: with the parameters in force, and with the new.
    """

    __tablename__ = "calibrations"
    __table_args__ = (Index(None, "bank_id", "created_at"),)

    id: Mapped[Id]
    bank_id: Mapped[int] = mapped_column(BigId, ForeignKey("banks.id"))
    model: Mapped[str | None] = mapped_column(String(8))
    adopted: Mapped[bool]
    learners: Mapped[int]
    responses: Mapped[int]
    loss_before: Mapped[float | None]
    loss_after: Mapped[float | None]
    parameters: Mapped[Document]  # item key -> difficulty, variance, discrimination, n
    created_at: Mapped[datetime]


class ItemParameters(Base):
    """What the answers so far say of an item: difficulty b, its variance, discrimination a.

    They move with every first answer; ``calibration_id`` is the batch that they started from.
    """

    __tablename__ = "item_parameters"
    __table_args__ = (CheckConstraint("variance > 0", name="variance_positive"),)

    item_id: Mapped[int] = mapped_column(BigId, ForeignKey("items.id"), primary_key=True)
    difficulty: Mapped[float]
    variance: Mapped[float]
    discrimination: Mapped[float] = mapped_column(default=1.0)
    answers: Mapped[int] = mapped_column(default=0)
    calibration_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("calibrations.id"))
