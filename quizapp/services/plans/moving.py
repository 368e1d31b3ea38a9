"""Spreading a backlog, studying ahead, putting off, leaving days off: first seen, then done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from quizapp.domain.learning import moves as ways
from quizapp.domain.learning.moves import Cost, Moves
from quizapp.services.deck.card_action_log import Done
from quizapp.services.learners import Learner
from quizapp.services.plans.planning import DeckToday, done_before, loads_of, move_cards, read_deck


class Way(StrEnum):
    """The ways of moving cards."""

    SPREAD = "spread"
    ADVANCE = "advance"
    POSTPONE = "postpone"
    DAYS_OFF = "days_off"


@dataclass(frozen=True, slots=True)
class MovePreview:
    """What moving cards would do to the load of each day, and cost in recall; None: nothing moves.

    ``forgotten``: how many more cards are expected to be forgotten when they come up; fewer, where
    it is below 0.
    """

    today: date
    before: dict[date, int]
    after: dict[date, int]
    moves: int
    cost: Cost | None

    @property
    def forgotten(self) -> float:
        return 0.0 if self.cost is None else self.moves * (self.cost.before - self.cost.after)


def preview_moves(
    session: Session, *, learner: Learner, bank_id: int, way: Way, days: int, now: datetime
) -> MovePreview:
    """What a way of moving cards would do."""
    deck = read_deck(session, learner=learner, bank_id=bank_id, now=now)
    moves = _moves(deck, way, days)
    after = [card._replace(due=moves.get(card.item_id, card.due)) for card in deck.met]
    return MovePreview(
        today=deck.today,
        before=loads_of(deck.met, deck.today),
        after=loads_of(after, deck.today),
        moves=len(moves),
        cost=ways.cost_of(deck.in_review(), moves, today=deck.today),
    )


def make_moves(
    session: Session,
    *,
    learner: Learner,
    bank_id: int,
    way: Way,
    days: int,
    client_key: str,
    now: datetime,
) -> Done:
    """Move the cards, as one action that can be undone.

    Raises:
        ConflictError: the client key was used for something else.
    """
    done = done_before(session, learner=learner, bank_id=bank_id, client_key=client_key)
    if done is not None:
        return done
    deck = read_deck(session, learner=learner, bank_id=bank_id, now=now)
    return move_cards(
        session, deck=deck, moves=_moves(deck, way, days), client_key=client_key, now=now
    )


def _moves(deck: DeckToday, way: Way, days: int) -> Moves:
    cards, today = deck.in_review(), deck.today
    if way is Way.SPREAD:
        moves = ways.spread_backlog(cards, today=today, days=days, agenda=deck.agenda)
    elif way is Way.ADVANCE:
        moves = ways.advance(cards, today=today, days=days)
    elif way is Way.POSTPONE:
        moves = ways.postpone(cards, today=today, days=days, agenda=deck.agenda)
    else:
        moves = ways.leave_days_off(cards, today=today, agenda=deck.agenda)
    due = {card.item_id: max(card.due, today) for card in cards}
    return {item: day for item, day in moves.items() if day != due[item]}
