"""The tables. Importing this package registers them all."""

from quizapp.models.accounts import LoginFailure, LoginSession, Role, User
from quizapp.models.attempts import AnswerSave, Attempt, AttemptItem, Response, SavedBuild
from quizapp.models.banks import (
    Bank,
    Calibration,
    Fact,
    Item,
    ItemFact,
    ItemParameters,
    ItemRevision,
    ItemSentence,
    ItemWord,
    Note,
    Sentence,
    Text,
)
from quizapp.models.base import Base
from quizapp.models.cards import CardAction, CardMark, CardTag, Deck, DueChange, StudyDay
from quizapp.models.grading import AuditEvent, GradeChange, Notice, Regrade
from quizapp.models.reading import Reading, Recall
from quizapp.models.study import (
    Ability,
    ItemFlag,
    MemoryState,
    Review,
    ReviewUndo,
)
from quizapp.models.teaching import (
    Accommodation,
    Assignment,
    AssignmentItem,
    CalendarLink,
    Cohort,
    CohortStaff,
    Membership,
)

__all__ = [
    "Ability",
    "Accommodation",
    "AnswerSave",
    "Assignment",
    "AssignmentItem",
    "Attempt",
    "AttemptItem",
    "AuditEvent",
    "Bank",
    "Base",
    "CalendarLink",
    "Calibration",
    "CardAction",
    "CardMark",
    "CardTag",
    "Cohort",
    "CohortStaff",
    "Deck",
    "DueChange",
    "Fact",
    "GradeChange",
    "Item",
    "ItemFact",
    "ItemFlag",
    "ItemParameters",
    "ItemRevision",
    "ItemSentence",
    "ItemWord",
    "LoginFailure",
    "LoginSession",
    "Membership",
    "MemoryState",
    "Note",
    "Notice",
    "Reading",
    "Recall",
    "Regrade",
    "Response",
    "Review",
    "ReviewUndo",
    "Role",
    "SavedBuild",
    "Sentence",
    "StudyDay",
    "Text",
    "User",
]
