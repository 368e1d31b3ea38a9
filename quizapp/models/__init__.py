"""The tables. Importing this package registers them all."""

from quizapp.models.accounts import LoginFailure, LoginSession, Role, User
from quizapp.models.banks import (
    Bank,
    Fact,
    Item,
    ItemParameters,
    ItemRevision,
    Note,
    Sentence,
    Text,
)
from quizapp.models.base import Base
from quizapp.models.study import (
    Ability,
    Attempt,
    AttemptItem,
    MemoryState,
    Response,
    Review,
    ReviewUndo,
)

__all__ = [
    "Ability",
    "Attempt",
    "AttemptItem",
    "Bank",
    "Base",
    "Fact",
    "Item",
    "ItemParameters",
    "ItemRevision",
    "LoginFailure",
    "LoginSession",
    "MemoryState",
    "Note",
    "Response",
    "Review",
    "ReviewUndo",
    "Role",
    "Sentence",
    "Text",
    "User",
]
