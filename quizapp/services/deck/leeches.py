"""Leeches: cards that are forgotten again and again, and cost more time than they give."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from quizapp.domain.learning.deck import DeckOptions
from quizapp.domain.learning.leech import becomes_leech
from quizapp.models import CardMark, Review


@dataclass(frozen=True, slots=True)
class Leech:
    """A card to speak of: it was forgotten ``lapses`` times; whether it is ``suspended`` for it."""

    item_id: int
    lapses: int
    suspended: bool


def notice_leech(
    session: Session, review: Review, *, lapses_before: int, lapses: int, options: DeckOptions
) -> Leech | None:
    """The leech that a review has made of its card, suspended where the deck says so."""
    if lapses <= lapses_before or not becomes_leech(lapses, leech_after=options.leech_after):
        return None
    if options.suspends_leeches:
        mark = session.get(CardMark, (review.user_id, review.item_id))
        if mark is None:
            mark = CardMark(user_id=review.user_id, item_id=review.item_id, bank_id=review.bank_id)
            session.add(mark)
        # The very instant of the review tells an undo whose doing it was.
        mark.suspended_at = mark.suspended_at or review.reviewed_at
    return Leech(review.item_id, lapses, options.suspends_leeches)


def forgive_leech(session: Session, review: Review) -> None:
    """Take back what `notice_leech` did for a review."""
    mark = session.get(CardMark, (review.user_id, review.item_id), populate_existing=True)
    if mark is not None and mark.suspended_at == review.reviewed_at:
        mark.suspended_at = None
