"""Flashcards: the queue, grades, and what else is done to cards of a deck."""
