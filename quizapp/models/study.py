"""What learners did: attempts and responses, reviews, and the states folded from them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.domain.learning.memory import Phase, ReviewKind
from quizapp.models.base import Base, BigId, ClientKey, Digest, Document, Id, Json, one_of

ATTEMPT_MODES = ["practice"]
KINDS = [kind.value for kind in ReviewKind]


class Attempt(Base):
    """One sitting of a quiz."""

    __tablename__ = "attempts"
    __table_args__ = (
        UniqueConstraint("user_id", "client_key"),
        one_of("mode", ATTEMPT_MODES),
        CheckConstraint("length BETWEEN 1 AND 100", name="length_range"),
        Index(None, "user_id", "started_at"),
    )

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"))
    bank_id: Mapped[int] = mapped_column(BigId, ForeignKey("banks.id"))
    client_key: Mapped[ClientKey]
    mode: Mapped[str] = mapped_column(String(16))
    topics: Mapped[list[str]] = mapped_column(Json)
    length: Mapped[int]
    answered: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class AttemptItem(Base):
    """The item at one place of an attempt, with the parameters it was chosen by."""

    __tablename__ = "attempt_items"
    __table_args__ = (UniqueConstraint("attempt_id", "item_id"),)

    attempt_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("attempts.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(BigId, ForeignKey("items.id"))
    revision_id: Mapped[int] = mapped_column(BigId, ForeignKey("item_revisions.id"))
    parameters: Mapped[Document]
    reason: Mapped[str] = mapped_column(String(32))


class Response(Base):
    """The answer to one item of an attempt, and its mark under a rule and version."""

    __tablename__ = "responses"
    __table_args__ = (
        UniqueConstraint("attempt_id", "position"),
        UniqueConstraint("user_id", "client_key"),
        CheckConstraint("points BETWEEN 0 AND maximum", name="points_range"),
        Index(None, "user_id", "answered_at"),
    )

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"))
    attempt_id: Mapped[int] = mapped_column(BigId, ForeignKey("attempts.id", ondelete="CASCADE"))
    position: Mapped[int]
    item_id: Mapped[int] = mapped_column(BigId, ForeignKey("items.id"))
    revision_id: Mapped[int] = mapped_column(BigId, ForeignKey("item_revisions.id"))
    client_key: Mapped[ClientKey]
    body_digest: Mapped[Digest]
    answer: Mapped[Document]
    points: Mapped[float]
    maximum: Mapped[float]
    rule: Mapped[str] = mapped_column(String(32))
    rule_version: Mapped[int]
    mark: Mapped[Document]
    first_exposure: Mapped[bool]
    duration_ms: Mapped[int | None]
    answered_at: Mapped[datetime]
    local_day: Mapped[date]


class Review(Base):
    """One retrieval of one item, by a card or by a quiz; append-only.

    ``interval_days`` and ``due_at`` record what was decided; everything else needed to replay the
    decision stands beside it.
    """

    __tablename__ = "reviews"
    __table_args__ = (
        UniqueConstraint("user_id", "client_key"),
        one_of("kind", KINDS),
        CheckConstraint("grade BETWEEN 1 AND 4", name="grade_range"),
        CheckConstraint("(kind = 'card') = (grade IS NOT NULL)", name="card_has_grade"),
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
    desired_retention: Mapped[float]
    weights_version: Mapped[str] = mapped_column(String(32))
    retrievability: Mapped[float | None]
    interval_days: Mapped[int | None]
    duration_ms: Mapped[int | None]


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
        Index(None, "user_id", "bank_id", "due_at"),
        Index(None, "user_id", "bank_id", "introduced_on"),
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
