"""What learners were asked and answered: attempts, their questions, and the responses."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.domain.grading.convention import Convention
from quizapp.domain.learning.build import Ending, Mode, Purpose
from quizapp.models.base import Base, BigId, ClientKey, Digest, Document, Id, Json, one_of

OPEN = text("finished_at IS NULL")
WITHHOLDS = text("withholds")


class Attempt(Base):
    """One sitting of a quiz."""

    __tablename__ = "attempts"
    __table_args__ = (
        UniqueConstraint("user_id", "client_key"),
        UniqueConstraint("assignment_id", "user_id", "number"),
        one_of("mode", [mode.value for mode in Mode]),
        one_of("convention", [convention.value for convention in Convention]),
        one_of("ending", [ending.value for ending in Ending]),
        one_of("purpose", [purpose.value for purpose in Purpose]),
        CheckConstraint("length BETWEEN 1 AND 100", name="length_range"),
        CheckConstraint("(ending IS NULL) = (finished_at IS NULL)", name="ending_when_finished"),
        CheckConstraint("(assignment_id IS NULL) = (number IS NULL)", name="numbered_if_assigned"),
        Index(None, "user_id", "started_at"),
        # Few are open: asked for on Today and before every card, and by the task that ends them.
        Index(
            "ix_attempts_open",
            "user_id",
            "deadline_at",
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
        # Fewer still are over and keep their marks back.
        Index(
            "ix_attempts_withholding",
            "user_id",
            sqlite_where=WITHHOLDS,
            postgresql_where=WITHHOLDS,
        ),
    )

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"))
    bank_id: Mapped[int] = mapped_column(BigId, ForeignKey("banks.id"))
    client_key: Mapped[ClientKey]
    mode: Mapped[str] = mapped_column(String(16))
    topics: Mapped[list[str]] = mapped_column(Json)
    # Types, difficulties and statuses that the questions were drawn from; an empty list: all.
    filters: Mapped[Document]
    convention: Mapped[str] = mapped_column(String(16))
    asks_confidence: Mapped[bool]
    length: Mapped[int]
    answered: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime]
    deadline_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    ending: Mapped[str | None] = mapped_column(String(16))
    # What it was begun for besides practising; None for nothing else.
    purpose: Mapped[str | None] = mapped_column(String(16))
    # What follows is of an assigned attempt alone. ``number``: the learner's how-manieth.
    assignment_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("assignments.id"))
    number: Mapped[int | None]
    # The items of a practice, in the order in which they are asked.
    paper: Mapped[list[int] | None] = mapped_column(Json)
    # Points of all responses by their current marks, once it is over; a fold.
    points: Mapped[float | None]
    maximum: Mapped[float | None]
    # Whether its marks were to be kept back when it ended. Cleared once results are out.
    withholds: Mapped[bool] = mapped_column(default=False)


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
        CheckConstraint("points BETWEEN -6 AND maximum", name="points_range"),
        CheckConstraint("credit BETWEEN 0 AND 1", name="credit_range"),
        CheckConstraint("confidence BETWEEN 1 AND 3", name="confidence_range"),
        Index(None, "user_id", "answered_at"),
        Index(None, "user_id", "item_id"),
        Index(None, "revision_id"),
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
    confidence: Mapped[int | None]
    points: Mapped[float]
    maximum: Mapped[float]
    # The share of the answer that was right, from 0 to 1, whatever the rule makes of it.
    credit: Mapped[float]
    rule: Mapped[str] = mapped_column(String(32))
    rule_version: Mapped[int]
    mark: Mapped[Document]
    first_exposure: Mapped[bool]
    duration_ms: Mapped[int | None]
    answered_at: Mapped[datetime]
    local_day: Mapped[date]


class AnswerSave(Base):
    """What stood in the answer sheet of an exam at one moment; append-only.

    The last save of a place is what is marked when the exam is handed in. ``number`` counts the
    saves of a place: a form that was shown before a later one is out of date. ``final``: the
    question of a case was validated, and there is no way back to it.
    """

    __tablename__ = "answer_saves"
    __table_args__ = (
        UniqueConstraint("user_id", "client_key"),
        UniqueConstraint("attempt_id", "position", "number"),
        ForeignKeyConstraint(
            ["attempt_id", "position"],
            ["attempt_items.attempt_id", "attempt_items.position"],
            ondelete="CASCADE",
        ),
        CheckConstraint("confidence BETWEEN 1 AND 3", name="confidence_range"),
    )

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"))
    attempt_id: Mapped[int] = mapped_column(BigId)
    position: Mapped[int]
    number: Mapped[int]
    client_key: Mapped[ClientKey]
    body_digest: Mapped[Digest]
    answer: Mapped[Document]
    confidence: Mapped[int | None]
    struck: Mapped[list[str]] = mapped_column(Json)
    final: Mapped[bool]
    duration_ms: Mapped[int | None]
    saved_at: Mapped[datetime]


class SavedBuild(Base):
    """Settings of a quiz that a learner keeps under a name."""

    __tablename__ = "saved_builds"
    __table_args__ = (UniqueConstraint("user_id", "name"),)

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"))
    bank_id: Mapped[int] = mapped_column(BigId, ForeignKey("banks.id"))
    name: Mapped[str] = mapped_column(String(60))
    settings: Mapped[Document]
    saved_at: Mapped[datetime]
