"""What a learner read of a text, and wrote down of it from memory."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.models.base import Base, BigId, ClientKey, Digest, Id, Json


class Reading(Base):
    """A learning day on which a learner read a bank's text, and since when on that day."""

    __tablename__ = "readings"

    user_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    bank_id: Mapped[int] = mapped_column(BigId, ForeignKey("banks.id"), primary_key=True)
    local_day: Mapped[date] = mapped_column(primary_key=True)
    read_at: Mapped[datetime]
    language: Mapped[str] = mapped_column(String(2))


class Recall(Base):
    """A paragraph recalled on a blank page, and the sentences that its writer found in it."""

    __tablename__ = "recalls"
    __table_args__ = (
        UniqueConstraint("user_id", "client_key"),
        CheckConstraint("length(body) <= 5000", name="body_length"),
        Index(None, "user_id", "bank_id", "paragraph"),
    )

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"))
    bank_id: Mapped[int] = mapped_column(BigId, ForeignKey("banks.id"))
    paragraph: Mapped[int]
    language: Mapped[str] = mapped_column(String(2))
    client_key: Mapped[ClientKey]
    body_digest: Mapped[Digest]
    body: Mapped[str]
    # Keys of the sentences ticked once the learner has compared.
    covered: Mapped[list[str]] = mapped_column(Json)
    compared_at: Mapped[datetime | None]
    written_at: Mapped[datetime]
    local_day: Mapped[date]
