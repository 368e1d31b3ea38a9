"""Cohorts, who is in them and who teaches them, what is assigned to them and granted to one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quizapp.domain.grading.convention import Convention
from quizapp.domain.learning.build import Mode
from quizapp.domain.teaching.assignment import Counting, Late, PaperKind, Reveal
from quizapp.models.banks import Bank
from quizapp.models.base import Base, BigId, ClientKey, Id, Json, one_of

_FOR_ALL = text("assignment_id IS NULL")


class Cohort(Base):
    """A group of learners. Without a join code, nobody can join by themselves."""

    __tablename__ = "cohorts"
    __table_args__ = (UniqueConstraint("created_by", "client_key"),)

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(120))
    join_code: Mapped[str | None] = mapped_column(String(16), unique=True)
    created_by: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("users.id", ondelete="SET NULL")
    )
    client_key: Mapped[ClientKey]
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]


class CohortStaff(Base):
    """Somebody who teaches a cohort; see ``domain.policies``."""

    __tablename__ = "cohort_staff"
    __table_args__ = (Index(None, "user_id"),)

    cohort_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("cohorts.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    is_owner: Mapped[bool]
    added_at: Mapped[datetime]


class Membership(Base):
    """A learner's place in a cohort, kept for an address until it has an account.

    Whoever has left keeps the row: the work that they handed in is still a grade.
    """

    __tablename__ = "memberships"
    __table_args__ = (
        UniqueConstraint("cohort_id", "email"),
        UniqueConstraint("cohort_id", "user_id"),
        CheckConstraint("joined_at IS NULL OR user_id IS NOT NULL", name="joined_by_somebody"),
        Index(None, "user_id"),
        Index(None, "email"),
    )

    id: Mapped[Id]
    cohort_id: Mapped[int] = mapped_column(BigId, ForeignKey("cohorts.id", ondelete="CASCADE"))
    user_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"))
    email: Mapped[str] = mapped_column(String(255))
    # As the instructors know them; "" where nobody said.
    name: Mapped[str] = mapped_column(String(120))
    number: Mapped[str] = mapped_column(String(64))
    added_at: Mapped[datetime]
    joined_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]


class Assignment(Base):
    """A quiz given to a cohort; see `domain.teaching.assignment.Plan`. A draft is not published.

    ``version`` counts its edits: a form that was shown before a later one is out of date.
    """

    __tablename__ = "assignments"
    __table_args__ = (
        UniqueConstraint("created_by", "client_key"),
        one_of("mode", [mode.value for mode in Mode]),
        one_of("paper", [paper.value for paper in PaperKind]),
        one_of("convention", [convention.value for convention in Convention]),
        one_of("late", [late.value for late in Late]),
        one_of("counting", [counting.value for counting in Counting]),
        one_of("reveal", [reveal.value for reveal in Reveal]),
        CheckConstraint("length BETWEEN 1 AND 100", name="length_range"),
        CheckConstraint("minutes BETWEEN 1 AND 300", name="minutes_range"),
        CheckConstraint("late_deduction BETWEEN 0 AND 100", name="late_deduction_range"),
        CheckConstraint("attempts_allowed BETWEEN 1 AND 20", name="attempts_allowed_range"),
        CheckConstraint("opens_at < closes_at", name="opens_before_it_closes"),
        CheckConstraint("(mode = 'measure') = (paper = 'adaptive')", name="measure_is_adaptive"),
        Index(None, "cohort_id"),
    )

    id: Mapped[Id]
    cohort_id: Mapped[int] = mapped_column(BigId, ForeignKey("cohorts.id", ondelete="CASCADE"))
    bank_id: Mapped[int] = mapped_column(BigId, ForeignKey("banks.id"))
    title: Mapped[str] = mapped_column(String(120))
    note: Mapped[str]
    mode: Mapped[str] = mapped_column(String(16))
    paper: Mapped[str] = mapped_column(String(16))
    draw: Mapped[dict[str, int]] = mapped_column(Json)  # topic -> questions
    topics: Mapped[list[str]] = mapped_column(Json)  # of a measure; an empty list: all
    length: Mapped[int]
    shuffles: Mapped[bool]
    convention: Mapped[str] = mapped_column(String(16))
    asks_confidence: Mapped[bool]
    minutes: Mapped[int | None]
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    late: Mapped[str] = mapped_column(String(16))
    late_deduction: Mapped[int]
    attempts_allowed: Mapped[int | None]
    counting: Mapped[str] = mapped_column(String(16))
    reveal: Mapped[str] = mapped_column(String(16))
    published_at: Mapped[datetime | None]
    # When an instructor had the results shown, whatever the dates say.
    released_at: Mapped[datetime | None]
    created_by: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("users.id", ondelete="SET NULL")
    )
    client_key: Mapped[ClientKey]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    cohort: Mapped[Cohort] = relationship()
    bank: Mapped[Bank] = relationship()


class AssignmentItem(Base):
    """The item at one place of a fixed paper."""

    __tablename__ = "assignment_items"
    __table_args__ = (UniqueConstraint("assignment_id", "item_id"),)

    assignment_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("assignments.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(BigId, ForeignKey("items.id"))


class Accommodation(Base):
    """What was granted to one learner, for all assignments of the cohort or for one of them."""

    __tablename__ = "accommodations"
    __table_args__ = (
        UniqueConstraint("membership_id", "assignment_id"),
        CheckConstraint("time_factor BETWEEN 1 AND 4", name="time_factor_range"),
        CheckConstraint("extra_attempts BETWEEN 0 AND 20", name="extra_attempts_range"),
        CheckConstraint("opens_at < closes_at", name="opens_before_it_closes"),
        # A unique constraint takes no NULL for another.
        Index(
            "ix_accommodations_for_all",
            "membership_id",
            unique=True,
            sqlite_where=_FOR_ALL,
            postgresql_where=_FOR_ALL,
        ),
        Index(None, "assignment_id"),
    )

    id: Mapped[Id]
    membership_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("memberships.id", ondelete="CASCADE")
    )
    assignment_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("assignments.id", ondelete="CASCADE")
    )
    time_factor: Mapped[float | None]
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    extra_attempts: Mapped[int] = mapped_column(default=0)
    note: Mapped[str] = mapped_column(String(255))
    changed_by: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("users.id", ondelete="SET NULL")
    )
    changed_at: Mapped[datetime]


class CalendarLink(Base):
    """The secret address of somebody's calendar of due dates; only its digest is kept."""

    __tablename__ = "calendar_links"

    user_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
