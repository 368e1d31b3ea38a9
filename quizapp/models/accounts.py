"""People: accounts, roles, signed-in browsers, and the record of failed log-ins."""

from __future__ import annotations

from datetime import datetime

from flask_security import RoleMixin, UserMixin
from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, String, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quizapp.domain.learning.agenda import NORMAL_WEEK
from quizapp.models.base import Base, BigId, Id, Json, one_of

THEMES = ["auto", "light", "dark"]
TEXT_SIZES = ["normal", "large", "larger"]
LANGUAGES = ["fr", "en"]
ROLES = ["student", "instructor", "admin"]

user_roles = Table(
    "user_roles",
    Base.metadata,
    Column("user_id", BigId, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("role_id", BigId, ForeignKey("roles.id", ondelete="CASCADE"), primary_key=True),
)


class Role(Base, RoleMixin):
    """What somebody may do; see ``domain.policies``."""

    __tablename__ = "roles"
    __table_args__ = (one_of("name", ROLES),)

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(32), unique=True)

    # Flask-Security asks for them; rights follow from the role's name alone.
    permissions = None


class User(Base, UserMixin):
    """An account, with the few choices that shape every page it sees."""

    __tablename__ = "users"
    __table_args__ = (
        one_of("language", LANGUAGES),
        one_of("theme", THEMES),
        one_of("text_size", TEXT_SIZES),
        CheckConstraint("new_per_day BETWEEN 0 AND 999", name="new_per_day_range"),
        CheckConstraint("due_per_day BETWEEN 0 AND 9999", name="due_per_day_range"),
    )

    id: Mapped[Id]
    email: Mapped[str] = mapped_column(String(255), unique=True)
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool]
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    create_datetime: Mapped[datetime]
    language: Mapped[str] = mapped_column(String(2))
    time_zone: Mapped[str] = mapped_column(String(64))
    theme: Mapped[str] = mapped_column(String(8), default="auto")
    text_size: Mapped[str] = mapped_column(String(8), default="normal")
    shortcuts: Mapped[bool] = mapped_column(default=True)
    hide_timer: Mapped[bool] = mapped_column(default=False)
    new_per_day: Mapped[int] = mapped_column(default=10)
    due_per_day: Mapped[int] = mapped_column(default=200)
    two_grades: Mapped[bool] = mapped_column(default=False)
    types_answers: Mapped[bool] = mapped_column(default=False)
    # Shares of a normal day's cards in percent, Monday first.
    easy_days: Mapped[list[int]] = mapped_column(Json, default=lambda: list(NORMAL_WEEK))
    # First and last days of times without cards, in ISO 8601.
    days_off: Mapped[list[list[str]]] = mapped_column(Json, default=list)

    # Read when asked for: by pages with the navigation, not by every answer.
    roles: Mapped[list[Role]] = relationship(secondary=user_roles)  # type: ignore[assignment]


class LoginSession(Base):
    """One signed-in browser. A copied cookie dies with its row: log out means logged out."""

    __tablename__ = "login_sessions"
    __table_args__ = (Index(None, "user_id"),)

    token_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"))
    remembered: Mapped[bool]
    expires_at: Mapped[datetime]


class LoginFailure(Base):
    """One wrong password. Counted in the database, because workers share no memory."""

    __tablename__ = "login_throttle"
    __table_args__ = (
        Index(None, "account_digest", "failed_at"),
        Index(None, "address", "failed_at"),
    )

    id: Mapped[Id]
    account_digest: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(64))
    failed_at: Mapped[datetime]
