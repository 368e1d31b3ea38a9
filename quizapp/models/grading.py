"""What was decided about marks after they were given: append-only, with who, when and why."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.models.base import Base, BigId, ClientKey, Document, Id, Json, one_of

REGRADE_KINDS = ["key", "drop", "restore"]
CHANGE_KINDS = [*REGRADE_KINDS, "manual"]
_UNSEEN = text("seen_at IS NULL")


class Regrade(Base):
    """A decision about an item of an assignment: another key, dropped, or back again.

    The last one of an item holds for whoever answers later. ``revision_id`` is the corrected
    revision; what was answered is never changed.
    """

    __tablename__ = "regrades"
    __table_args__ = (
        UniqueConstraint("created_by", "client_key"),
        one_of("kind", REGRADE_KINDS),
        CheckConstraint("(kind = 'key') = (revision_id IS NOT NULL)", name="key_has_revision"),
        Index(None, "assignment_id", "item_id", "id"),
    )

    id: Mapped[Id]
    assignment_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("assignments.id", ondelete="CASCADE")
    )
    item_id: Mapped[int] = mapped_column(BigId, ForeignKey("items.id"))
    kind: Mapped[str] = mapped_column(String(16))
    revision_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("item_revisions.id"))
    reason: Mapped[str] = mapped_column(String(1000))
    created_by: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("users.id", ondelete="SET NULL")
    )
    created_at: Mapped[datetime]
    client_key: Mapped[ClientKey]


class GradeChange(Base):
    """The mark of one response before and after; the last change of a response is in force."""

    __tablename__ = "grade_changes"
    __table_args__ = (
        one_of("kind", CHANGE_KINDS),
        Index(None, "assignment_id"),
        Index(None, "attempt_id"),
        Index(None, "response_id"),
    )

    id: Mapped[Id]
    assignment_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("assignments.id", ondelete="CASCADE")
    )
    attempt_id: Mapped[int] = mapped_column(BigId, ForeignKey("attempts.id", ondelete="CASCADE"))
    response_id: Mapped[int] = mapped_column(BigId, ForeignKey("responses.id", ondelete="CASCADE"))
    regrade_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("regrades.id"))
    kind: Mapped[str] = mapped_column(String(16))
    old_points: Mapped[float]
    old_maximum: Mapped[float]
    new_points: Mapped[float]
    new_maximum: Mapped[float]
    mark: Mapped[dict[str, Any]] = mapped_column(Json)  # `domain.grading.marks.Mark`
    reason: Mapped[str] = mapped_column(String(1000))
    changed_by: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("users.id", ondelete="SET NULL")
    )
    changed_at: Mapped[datetime]


class Notice(Base):
    """Something that a learner is to be told on their home page, until they have seen it."""

    __tablename__ = "notices"
    __table_args__ = (
        Index(
            "ix_notices_unseen",
            "user_id",
            sqlite_where=_UNSEEN,
            postgresql_where=_UNSEEN,
        ),
    )

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"))
    assignment_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("assignments.id", ondelete="CASCADE")
    )
    kind: Mapped[str] = mapped_column(String(32))
    data: Mapped[Document]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]


class AuditEvent(Base):
    """Who changed what of somebody else's: roles, cohorts, dates, grades; append-only."""

    __tablename__ = "audit_events"
    __table_args__ = (Index(None, "cohort_id", "at"), Index(None, "at"))

    id: Mapped[Id]
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id", ondelete="SET NULL"))
    action: Mapped[str] = mapped_column(String(48))
    cohort_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("cohorts.id", ondelete="CASCADE")
    )
    assignment_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("assignments.id", ondelete="SET NULL")
    )
    # Whom it was about.
    subject_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("users.id", ondelete="SET NULL")
    )
    data: Mapped[Document]
