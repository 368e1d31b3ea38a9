"""Flashcards: the session, one card, the deck and its options, the plan of the days to come.

Each module registers its own pages on the one blueprint.
"""

from quizapp.web.cards import (
    browse,
    days,
    deck,
    exam_date,
    marks,
    options,
    reschedule,
    session,
    tags,
    why,
)
from quizapp.web.cards.blueprint import bp

__all__ = [
    "bp",
    "browse",
    "days",
    "deck",
    "exam_date",
    "marks",
    "options",
    "reschedule",
    "session",
    "tags",
    "why",
]
