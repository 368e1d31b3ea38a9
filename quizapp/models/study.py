"""What learners remember: reviews, the states folded from them, flags and abilities."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.domain.grading.confidence_calibration import RIGHT_FROM, SUREST
from quizapp.domain.learning.memory import Phase, ReviewKind
from quizapp.domain.learning.memory_state import MemoryAge
from quizapp.models.banks import TOPICS
from quizapp.models.base import Base, BigId, ClientKey, Digest, Id, Json, one_of

KINDS = [kind.value for kind in ReviewKind]
CONFIDENT_ERROR = text(f"last_score < {RIGHT_FROM} AND last_confidence = {SUREST}")


class ItemFlag(Base):
    """An item that a learner wants to find again, until they take the flag off."""

    __tablename__ = "item_flags"

    user_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    item_id: Mapped[int] = mapped_column(BigId, ForeignKey("items.id"), primary_key=True)
    flagged_at: Mapped[datetime]


class Review(Base):
    """One retrieval of one item, by a card or by a quiz; append-only.

    The log of an item is in order of ``reviewed_at`` and the client key: what a device held back
    for want of a network comes in later, at its own instant. ``interval_days`` records what was
    decided; everything needed to replay the decision stands beside it.

    ``tested_as`` says that a card tests what was to be remembered, and how old that memory was:
    the first retrieval of a day of a card in whole days, not after reading. ``was_due``: it counts
    towards the daily limit.
    """

    __tablename__ = "reviews"
    __table_args__ = (
        UniqueConstraint("user_id", "client_key"),
        one_of("kind", KINDS),
        CheckConstraint("grade BETWEEN 1 AND 4", name="grade_range"),
        CheckConstraint("(kind = 'card') = (grade IS NOT NULL)", name="card_has_grade"),
        CheckConstraint("confidence BETWEEN 1 AND 3", name="confidence_range"),
        CheckConstraint("spread BETWEEN 0 AND 1", name="spread_range"),
        one_of("topic", TOPICS),
        one_of("tested_as", [age.value for age in MemoryAge]),
        Index(None, "user_id", "item_id", "id"),
        Index(None, "user_id", "bank_id", "local_day"),
    )

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"))
    bank_id: Mapped[int] = mapped_column(BigId, ForeignKey("banks.id"))
    item_id: Mapped[int] = mapped_column(BigId, ForeignKey("items.id"))
    revision_id: Mapped[int] = mapped_column(BigId, ForeignKey("item_revisions.id"))
    client_key: Mapped[ClientKey]
    body_digest: Mapped[Digest]
    kind: Mapped[str] = mapped_column(String(8))
    reviewed_at: Mapped[datetime]
    local_day: Mapped[date]
    time_zone: Mapped[str] = mapped_column(String(64))
    grade: Mapped[int | None]
    score: Mapped[float | None]
    guessing: Mapped[float]
    confidence: Mapped[int | None]
    desired_retention: Mapped[float]
    weights_version: Mapped[str] = mapped_column(String(32))
    retrievability: Mapped[float | None]
    interval_days: Mapped[int | None]
    duration_ms: Mapped[int | None]
    topic: Mapped[str] = mapped_column(String(16))
    tested_as: Mapped[str | None] = mapped_column(String(8))
    was_due: Mapped[bool]
    after_reading: Mapped[bool]
    exam_on: Mapped[date | None]
    spread: Mapped[float | None]


class ReviewUndo(Base):
    """A review taken back. The log keeps both; a fold leaves the pair out."""

    __tablename__ = "review_undos"

    review_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("reviews.id", ondelete="CASCADE"), primary_key=True
    )
    undone_at: Mapped[datetime]


class MemoryState(Base):
    """What a learner is predicted to remember of an item; a fold of the reviews."""

    __tablename__ = "memory_states"
    __table_args__ = (
        one_of("phase", [phase.value for phase in Phase]),
        one_of("introduced_by", KINDS),
        CheckConstraint("stability > 0", name="stability_positive"),
        # All that counting and choosing due cards need: the table itself is not read for it.
        Index("ix_memory_states_due", "user_id", "bank_id", "due_at", "phase", "item_id"),
        # All that predicted recall needs, for searches and orders by it.
        Index("ix_memory_states_recall", "user_id", "bank_id", "last_day", "stability", "item_id"),
        Index(None, "user_id", "bank_id", "introduced_on"),
        # What a learner was sure of and wrong comes back first; there are few of them.
        Index(
            "ix_memory_states_confident_errors",
            "user_id",
            "bank_id",
            "due_at",
            sqlite_where=CONFIDENT_ERROR,
            postgresql_where=CONFIDENT_ERROR,
        ),
    )

    user_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    item_id: Mapped[int] = mapped_column(BigId, ForeignKey("items.id"), primary_key=True)
    bank_id: Mapped[int] = mapped_column(BigId, ForeignKey("banks.id"))
    phase: Mapped[str] = mapped_column(String(16))
    step: Mapped[int | None]
    stability: Mapped[float]
    difficulty: Mapped[float]
    last_reviewed_at: Mapped[datetime]
    last_day: Mapped[date]
    due_at: Mapped[datetime]
    reviews: Mapped[int]
    lapses: Mapped[int]
    last_score: Mapped[float]
    last_confidence: Mapped[int | None]
    introduced_on: Mapped[date]
    introduced_by: Mapped[str] = mapped_column(String(8))


class Ability(Base):
    """A learner's ability on a bank: topic means and covariance, folded from first answers."""

    __tablename__ = "abilities"

    user_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    bank_id: Mapped[int] = mapped_column(BigId, ForeignKey("banks.id"), primary_key=True)
    state: Mapped[dict[str, Any]] = mapped_column(Json)
    answers: Mapped[int]
