"""What a learner chose about cards: options of a deck, marks, tags, and other due dates."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.domain.learning.card_actions import ActionKind
from quizapp.models.base import Base, BigId, ClientKey, Digest, Document, Id, Json, one_of


class Deck(Base):
    """A learner's options for the cards of a bank; without a row the defaults hold.

    ``new_from``: no item without a memory stands before this position, so the next new card is
    found without walking over all that is known.
    """

    __tablename__ = "decks"
    __table_args__ = (
        CheckConstraint("desired_retention BETWEEN 0.7 AND 0.97", name="retention_range"),
        CheckConstraint("new_per_day BETWEEN 0 AND 999", name="new_per_day_range"),
        CheckConstraint("due_per_day BETWEEN 0 AND 9999", name="due_per_day_range"),
        CheckConstraint("leech_after BETWEEN 2 AND 99", name="leech_after_range"),
    )

    user_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    bank_id: Mapped[int] = mapped_column(BigId, ForeignKey("banks.id"), primary_key=True)
    desired_retention: Mapped[float]
    topic_retention: Mapped[dict[str, float]] = mapped_column(Json)
    new_per_day: Mapped[int | None]
    due_per_day: Mapped[int | None]
    bury_siblings: Mapped[bool]
    leech_after: Mapped[int]
    suspends_leeches: Mapped[bool]
    exam_on: Mapped[date | None]
    new_from: Mapped[int] = mapped_column(default=0)


class CardMark(Base):
    """What a learner marked on a card; ``buried_on`` is the one learning day that it rests.

    ``buried_by``: the review of a sibling that buried it, None where the learner did.
    """

    __tablename__ = "card_marks"
    __table_args__ = (
        CheckConstraint("length(note) <= 5000", name="note_length"),
        Index(None, "user_id", "bank_id"),
        Index(None, "buried_by"),
    )

    user_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    item_id: Mapped[int] = mapped_column(BigId, ForeignKey("items.id"), primary_key=True)
    bank_id: Mapped[int] = mapped_column(BigId, ForeignKey("banks.id"))
    suspended_at: Mapped[datetime | None]
    buried_on: Mapped[date | None]
    buried_by: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("reviews.id", ondelete="SET NULL")
    )
    note: Mapped[str | None]


class CardTag(Base):
    """A tag that a learner gave to an item."""

    __tablename__ = "card_tags"
    __table_args__ = (Index(None, "user_id", "bank_id", "tag"),)

    user_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    item_id: Mapped[int] = mapped_column(BigId, ForeignKey("items.id"), primary_key=True)
    tag: Mapped[str] = mapped_column(String(40), primary_key=True)
    bank_id: Mapped[int] = mapped_column(BigId, ForeignKey("banks.id"))


class CardAction(Base):
    """Something done to cards that is no grade. ``before`` holds what stood, for undo."""

    __tablename__ = "card_actions"
    __table_args__ = (
        UniqueConstraint("user_id", "client_key"),
        one_of("kind", [kind.value for kind in ActionKind]),
        Index(None, "user_id", "bank_id", "local_day"),
    )

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"))
    bank_id: Mapped[int] = mapped_column(BigId, ForeignKey("banks.id"))
    client_key: Mapped[ClientKey]
    body_digest: Mapped[Digest]
    kind: Mapped[str] = mapped_column(String(16))
    before: Mapped[Document]
    local_day: Mapped[date]
    made_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]


class DueChange(Base):
    """The day that a rescheduling put a card on: a line of the log, next to the reviews."""

    __tablename__ = "due_changes"
    __table_args__ = (Index(None, "user_id", "item_id"),)

    action_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("card_actions.id", ondelete="CASCADE"), primary_key=True
    )
    item_id: Mapped[int] = mapped_column(BigId, ForeignKey("items.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"))
    due_at: Mapped[datetime]


class StudyDay(Base):
    """The answers of one learning day on one topic, added up from the log.

    ``young`` and ``mature`` count the reviews that test what was to be remembered (see
    `Review.tested_as`), ``…_recalled`` those that succeeded, ``predicted`` adds up their predicted
    recall.
    """

    __tablename__ = "study_days"

    user_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    bank_id: Mapped[int] = mapped_column(BigId, ForeignKey("banks.id"), primary_key=True)
    local_day: Mapped[date] = mapped_column(primary_key=True)
    topic: Mapped[str] = mapped_column(String(16), primary_key=True)
    cards: Mapped[int]
    quizzes: Mapped[int]
    again: Mapped[int]
    hard: Mapped[int]
    good: Mapped[int]
    easy: Mapped[int]
    milliseconds: Mapped[int] = mapped_column(BigId)
    young: Mapped[int]
    young_recalled: Mapped[int]
    mature: Mapped[int]
    mature_recalled: Mapped[int]
    predicted: Mapped[float]
