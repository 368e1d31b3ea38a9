"""Flashcards: the session, one card, the deck and its options, the plan of the days to come.

Each module registers its own pages on the one blueprint.
"""

from quizapp.web.cards import session
from quizapp.web.cards.blueprint import bp

__all__ = ["bp", "session"]
