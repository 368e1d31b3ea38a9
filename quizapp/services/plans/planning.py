"""A learner's deck as plans see it: where its cards stand, and moving them as one action.

Read as plain columns: a deck of ten thousand cards is looked at whole, and no card is changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from quizapp.domain.learning.agenda import Agenda
from quizapp.domain.learning.card_actions import ActionKind
from quizapp.domain.learning.days import day_start, elapsed_days, learning_day
from quizapp.domain.learning.deck import DeckOptions
from quizapp.domain.learning.deck_sample import DeckCard, sampled
from quizapp.domain.learning.forecast import Deck, Rule, Week
from quizapp.domain.learning.memory import Phase
from quizapp.domain.learning.moves import DueCard
from quizapp.domain.learning.placing import PlacedCard
from quizapp.domain.learning.workload import DailyLimits
from quizapp.models import CardAction, CardMark, Item, MemoryState
from quizapp.services import review_log
from quizapp.services.deck import card_action_log
from quizapp.services.deck.card_action_log import Done
from quizapp.services.deck.decks import find_deck, options_of
from quizapp.services.deck.rescheduling import reschedule
from quizapp.services.learners import Learner


class CardNow(NamedTuple):
    """A card that has a memory; ``due`` is a learning day, which may be past."""

    item_id: int
    topic: str
    in_review: bool
    stability: float
    difficulty: float
    last_day: date
    due: date
    reviews: int


@dataclass(frozen=True, slots=True)
class DeckToday:
    """The cards of a bank that a learner has not suspended: those met, and topics of the others."""

    learner: Learner
    bank_id: int
    options: DeckOptions
    today: date
    met: list[CardNow]
    unmet: list[str]

    @property
    def limits(self) -> DailyLimits:
        """The limits of a day that hold for this deck."""
        new, due = self.options.new_per_day, self.options.due_per_day
        return DailyLimits(
            self.learner.new_per_day if new is None else new,
            self.learner.due_per_day if due is None else due,
        )

    @property
    def agenda(self) -> Agenda:
        """The learner's week, without loads."""
        return Agenda({}, self.learner.easy_days, self.learner.days_off)

    def rule(self, options: DeckOptions | None = None) -> Rule:
        """The rule of due days under these options, or under those in force."""
        week = Week(self.learner.easy_days, self.learner.days_off)
        return Rule(options or self.options, week)

    def deck_cards(self, moves: Mapping[int, date] | None = None) -> list[DeckCard]:
        """All cards, as a simulation follows them, once moved."""
        moved = moves or {}
        seen = [
            DeckCard(
                card.stability,
                card.difficulty,
                elapsed_days(card.last_day, self.today),
                (moved.get(card.item_id, card.due) - self.today).days,
                card.topic,
            )
            for card in self.met
        ]
        return seen + [DeckCard(0.0, 0.0, 0, 0, topic) for topic in self.unmet]

    def sample(self, moves: Mapping[int, date] | None = None) -> Deck:
        """A sample of the cards, once moved."""
        return Deck(sampled(self.deck_cards(moves)), self.today, self.limits)

    def in_review(self) -> list[DueCard]:
        """The cards that can be moved: those in minute steps come back within the day."""
        return [
            DueCard(card.item_id, card.stability, card.last_day, card.due)
            for card in self.met
            if card.in_review
        ]

    def to_place(self) -> list[PlacedCard]:
        """The same for a rule that places them anew."""
        return [
            PlacedCard(
                card.item_id,
                card.topic,
                card.stability,
                card.last_day,
                card.due,
                review_log.seed(self.learner.id, card.item_id, card.reviews),
            )
            for card in self.met
            if card.in_review
        ]


def read_deck(session: Session, *, learner: Learner, bank_id: int, now: datetime) -> DeckToday:
    """Where a learner's cards of a bank stand."""
    mark = and_(CardMark.item_id == Item.id, CardMark.user_id == learner.id)
    state = and_(MemoryState.item_id == Item.id, MemoryState.user_id == learner.id)
    rows = session.connection().execute(
        select(
            Item.id,
            Item.topic,
            MemoryState.phase,
            MemoryState.stability,
            MemoryState.difficulty,
            MemoryState.last_day,
            MemoryState.due_at,
            MemoryState.reviews,
        )
        .outerjoin(MemoryState, state)
        .outerjoin(CardMark, mark)
        .where(
            Item.bank_id == bank_id,
            Item.retired_at.is_(None),
            or_(CardMark.item_id.is_(None), CardMark.suspended_at.is_(None)),
        )
        .order_by(Item.position)
    )
    # Most cards are due when a learning day begins: a few hundred instants for all of them.
    days: dict[datetime, date] = {}
    met, unmet = [], []
    for item_id, topic, phase, stability, difficulty, last_day, due_at, reviews in rows:
        if phase is None:
            unmet.append(topic)
            continue
        due = days.get(due_at)
        if due is None:
            due = days[due_at] = learning_day(due_at, learner.zone)
        met.append(
            CardNow(
                item_id,
                topic,
                phase == Phase.REVIEW,
                stability,
                difficulty,
                last_day,
                due,
                reviews,
            )
        )
    options = options_of(find_deck(session, learner.id, bank_id))
    return DeckToday(learner, bank_id, options, learner.today(now), met, unmet)


def done_before(
    session: Session, *, learner: Learner, bank_id: int, client_key: str
) -> Done | None:
    """The move that a form has already made; see `card_action_log.done_before`."""
    return card_action_log.done_before(
        session,
        learner=learner,
        bank_id=bank_id,
        kind=ActionKind.RESCHEDULE,
        client_key=client_key,
    )


def move_cards(
    session: Session,
    *,
    deck: DeckToday,
    moves: Mapping[int, date],
    client_key: str,
    now: datetime,
) -> Done:
    """Put cards on other days, as one action that can be undone."""
    learner = deck.learner
    starts = {day: day_start(day, learner.zone) for day in set(moves.values())}
    return reschedule(
        session,
        learner=learner,
        bank_id=deck.bank_id,
        dues={item: starts[day] for item, day in moves.items()},
        client_key=client_key,
        now=now,
    )


def last_move(session: Session, *, learner: Learner, bank_id: int, now: datetime) -> Done | None:
    """What was moved last today and not put back: it can be."""
    action = session.scalar(
        select(CardAction)
        .where(
            CardAction.user_id == learner.id,
            CardAction.bank_id == bank_id,
            CardAction.local_day == learner.today(now),
            CardAction.kind == ActionKind.RESCHEDULE,
            CardAction.undone_at.is_(None),
        )
        .order_by(CardAction.id.desc())
        .limit(1)
    )
    return None if action is None else Done(action.id, len(action.before["cards"]))


def loads_of(cards: Iterable[CardNow], today: date) -> dict[date, int]:
    """Cards by day; what is overdue is due today."""
    loads: dict[date, int] = {}
    for card in cards:
        due = max(card.due, today)
        loads[due] = loads.get(due, 0) + 1
    return loads
