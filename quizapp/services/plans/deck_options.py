"""Choosing the options of a deck, and moving its cards to the days that they ask for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from quizapp.domain.learning.deck import DeckOptions
from quizapp.domain.learning.placing import placed_anew
from quizapp.services.deck.card_action_log import Done
from quizapp.services.deck.decks import keep_deck, options_of, store_options
from quizapp.services.learners import Learner, lock_learner
from quizapp.services.plans.planning import DeckToday, done_before, loads_of, move_cards, read_deck


@dataclass(frozen=True, slots=True)
class Moved:
    """What moving cards would do to the load of each day; ``moves``: how many cards move."""

    today: date
    before: dict[date, int]
    after: dict[date, int]
    moves: int


def save_options(session: Session, *, learner: Learner, bank_id: int, options: DeckOptions) -> bool:
    """Store options; whether days already set would be others under them.

    The date of an exam is chosen elsewhere (`exam_dates`) and stays.
    """
    lock_learner(session, learner.id)
    deck = keep_deck(session, learner.id, bank_id)
    before = options_of(deck)
    store_options(deck, replace(options, exam_on=before.exam_on))
    session.flush()
    return (before.desired_retention, dict(before.topic_retention)) != (
        options.desired_retention,
        dict(options.topic_retention),
    )


def preview_options(session: Session, *, learner: Learner, bank_id: int, now: datetime) -> Moved:
    """What it does to the load when the days already set follow the options."""
    deck = read_deck(session, learner=learner, bank_id=bank_id, now=now)
    moves = _moves(deck)
    after = [card._replace(due=moves.get(card.item_id, card.due)) for card in deck.met]
    return Moved(
        deck.today, loads_of(deck.met, deck.today), loads_of(after, deck.today), len(moves)
    )


def apply_options(
    session: Session, *, learner: Learner, bank_id: int, client_key: str, now: datetime
) -> Done:
    """Move the cards to the days that the options ask for.

    Raises:
        ConflictError: the client key was used for something else.
    """
    done = done_before(session, learner=learner, bank_id=bank_id, client_key=client_key)
    if done is not None:
        return done
    deck = read_deck(session, learner=learner, bank_id=bank_id, now=now)
    return move_cards(session, deck=deck, moves=_moves(deck), client_key=client_key, now=now)


def _moves(deck: DeckToday) -> dict[int, date]:
    return placed_anew(deck.to_place(), deck.rule(), deck.today)
