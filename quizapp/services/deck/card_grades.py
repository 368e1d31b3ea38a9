"""Grading a card: at once, or held back by a device without a network; and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from quizapp.domain.errors import RarissimeError
from quizapp.domain.learning.deck import DeckOptions
from quizapp.domain.learning.memory import Grade
from quizapp.models import Review
from quizapp.services import memory, receipts
from quizapp.services.deck import new_cards
from quizapp.services.deck.cards import Card, find_card
from quizapp.services.deck.decks import deck_now
from quizapp.services.deck.leeches import Leech, notice_leech
from quizapp.services.deck.siblings import bury_siblings
from quizapp.services.learners import Learner, lock_learner
from quizapp.services.review_log import find_logged

# A device that was away for longer has forgotten whose cards these were.
LONGEST_HELD = timedelta(days=30)


class HeldTooLongError(RarissimeError):
    """A grade that a device kept for longer than can be believed."""


@dataclass(frozen=True, slots=True)
class Graded:
    """What became of a grade.

    ``recorded`` is False where another grade came first (another tab or device). ``leech``: the
    card has been forgotten so often that its learner should be told.
    """

    recorded: bool
    leech: Leech | None = None


def grade_card(
    session: Session,
    *,
    learner: Learner,
    bank_id: int,
    item_id: int,
    seen_reviews: int,
    grade: Grade,
    client_key: str,
    duration_ms: int | None,
    now: datetime,
    held_since: datetime | None = None,
) -> Graded:
    """Record a grade once.

    ``seen_reviews`` is how often the card had been retrieved when the form was shown. A grade that
    a device has ``held_since`` an instant, for want of a network, is merged at that instant: what
    was graded elsewhere meanwhile is no obstacle then.

    Raises:
        NotFoundError: the bank has no such card in use.
        ConflictError: the client key was used for another grade.
        HeldTooLongError: it was held for more than `LONGEST_HELD`.
    """
    lock_learner(session, learner.id)
    body_digest = receipts.digest(item_id, seen_reviews, grade)
    repeated = find_logged(session, learner.id, client_key)
    if repeated is not None:
        receipts.require_same(repeated, body_digest)
        return Graded(recorded=True)
    card = find_card(session, learner=learner, bank_id=bank_id, item_id=item_id)
    if held_since is None and card.reviews != seen_reviews:
        return Graded(recorded=False)
    at = now if held_since is None else _believable(held_since, now)
    on = memory.Occasion(
        deck=deck_now(session, learner, bank_id, at),
        item_id=item_id,
        revision_id=card.revision_id,
        topic=card.content.topic,
        client_key=client_key,
        body_digest=body_digest,
        duration_ms=duration_ms,
        now=at,
    )
    before = _Before.of(card, learner, at)
    if held_since is None:
        review = memory.record_card(session, learner, card.memory, grade, on)
    else:
        review = memory.merge_card(session, learner, grade, on)
    session.flush()
    leech = _follow_up(session, learner, review, before, options=on.deck.options, now=now)
    return Graded(recorded=True, leech=leech)


@dataclass(frozen=True, slots=True)
class _Before:
    """What the rest follows from, as it was before a grade."""

    is_new: bool
    first_of_day: bool
    lapses: int

    @classmethod
    def of(cls, card: Card, learner: Learner, at: datetime) -> _Before:
        state = card.memory
        if state is None:
            return cls(is_new=True, first_of_day=True, lapses=0)
        first = state.last_day < learner.today(at)
        return cls(is_new=False, first_of_day=first, lapses=state.lapses)


def _follow_up(
    session: Session,
    learner: Learner,
    review: Review,
    before: _Before,
    *,
    options: DeckOptions,
    now: datetime,
) -> Leech | None:
    """What a grade means for other cards, and whether there is something to tell its learner."""
    new_cards.keep_up(session, learner.id, review.bank_id, introduced=before.is_new)
    if options.bury_siblings and before.first_of_day and review.local_day == learner.today(now):
        bury_siblings(session, learner, [review])
    state = memory.find_state(session, learner.id, review.item_id)
    leech = None
    if state is not None:
        leech = notice_leech(
            session,
            review,
            lapses_before=before.lapses,
            lapses=state.lapses,
            options=options,
        )
    session.flush()
    return leech


def _believable(held_since: datetime, now: datetime) -> datetime:
    """The instant of a grade by a device's clock, which may be fast: never in the future."""
    if now - held_since > LONGEST_HELD:
        raise HeldTooLongError(f"held since {held_since:%Y-%m-%d}")
    return min(held_since, now)
