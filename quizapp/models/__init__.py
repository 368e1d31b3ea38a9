"""The tables. Importing this package registers them all."""

from quizapp.models.accounts import LoginFailure, LoginSession, Role, User
from quizapp.models.banks import (
    Bank,
    Calibration,
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
    AnswerSave,
    Attempt,
    AttemptItem,
    ItemFlag,
    MemoryState,
    Response,
    Review,
    ReviewUndo,
    SavedBuild,
)

__all__ = [
    "Ability",
    "AnswerSave",
    "Attempt",
    "AttemptItem",
    "Bank",
    "Base",
    "Calibration",
    "Fact",
    "Item",
    "ItemFlag",
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
    "SavedBuild",
    "Sentence",
    "Text",
    "User",
]
