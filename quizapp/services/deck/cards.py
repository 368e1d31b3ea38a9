"""Flashcards: what a day asks for, which card comes next, and what its grades would do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from quizapp.domain.content.schema import Item as ItemContent
from quizapp.domain.content.schema import Option, OptionsItem
from quizapp.domain.errors import NotFoundError, RarissimeError
from quizapp.domain.learning.agenda import is_off
from quizapp.domain.learning.days import day_start
from quizapp.domain.learning.deck import DeckOptions
from quizapp.domain.learning.memory import Grade, Outcome
from quizapp.domain.learning.queue import (
    DEFAULT_SECONDS_PER_CARD,
    Limits,
    Plan,
    plan_today,
    seconds_per_card,
)
from quizapp.models import MemoryState
from quizapp.services import memory
from quizapp.services.catalogue import item_content
from quizapp.services.deck.card_statements import (
    BUT_WITHHELD,
    LAST_DURATIONS,
    ONE,
    WHOLE_DECK,
    CardRow,
    DeckStatements,
)
from quizapp.services.deck.decks import deck_now, find_deck, options_of
from quizapp.services.learners import Learner
from quizapp.services.quizzes.withheld import items_withheld

# A card in minute steps may be shown a little early when nothing else is left to do.
LEARN_AHEAD = timedelta(minutes=20)


class WithheldCardError(RarissimeError):
    """The card is part of an exam that the learner has not handed in: its back stays hidden."""


@dataclass(frozen=True, slots=True)
class Card:
    """An item in front of a learner; ``memory`` is None on its first showing."""

    item_id: int
    revision_id: int
    content: ItemContent
    memory: MemoryState | None

    @property
    def reviews(self) -> int:
        """How often it was retrieved: a form that says less was shown before a later grade."""
        return self.memory.reviews if self.memory else 0

    @property
    def options(self) -> tuple[Option, ...]:
        """The options in an order of this showing's own, so that places are not learnt."""
        if not isinstance(self.content, OptionsItem):
            return ()
        shuffled = list(self.content.options)
        Random(f"{self.item_id}:{self.reviews}").shuffle(shuffled)
        return tuple(shuffled)


@dataclass(frozen=True, slots=True)
class Today:
    """What today still asks of a bank, within the daily limits, and what was done.

    ``learning`` cards are in minute steps; ``plan`` covers the due and the new ones, which are
    looked for from the position ``new_from`` on. Suspended and buried cards are in none of these,
    nor are the items of an exam in progress, ``withheld``: they are no cards until it is over. On
    a ``day_off`` all of it waits.
    """

    learning: int
    plan: Plan
    done: int
    withheld: frozenset[int] = frozenset()
    new_from: int = 0
    day_off: bool = False

    @property
    def left(self) -> int:
        return self.learning + self.plan.due + self.plan.new

    @property
    def is_free(self) -> bool:
        """Whether nothing is asked because of a day off: who begins all the same may go on."""
        return self.day_off and not self.done


def plan_bank(
    session: Session,
    *,
    learner: Learner,
    bank_id: int,
    now: datetime,
    seconds: float = DEFAULT_SECONDS_PER_CARD,
) -> Today:
    """How many cards of a bank are in steps, due and new today, at so many ``seconds`` a card."""
    connection = session.connection()
    today = learner.today(now)
    withheld = items_withheld(session, learner.id, now)
    statements, values = _statements(learner, bank_id, withheld, now)
    deck = find_deck(session, learner.id, bank_id)
    limits = _limits(learner, options_of(deck))
    new_from = deck.new_from if deck else 0
    asked = {"new_from": new_from, "most": limits.new}
    day = connection.execute(statements.day, values | asked).one()
    plan = plan_today(day.due, day.new, day.introduced, day.graded_due, limits, seconds)
    return Today(
        day.learning, plan, day.graded, withheld, new_from, is_off(today, learner.days_off)
    )


def _limits(learner: Learner, options: DeckOptions) -> Limits:
    """The daily limits of a deck: its own, else its learner's."""
    new, due = options.new_per_day, options.due_per_day
    return Limits(
        new=learner.new_per_day if new is None else new,
        reviews=learner.due_per_day if due is None else due,
    )


def usual_seconds(session: Session, learner: Learner) -> float:
    """How long this learner takes for a card."""
    durations = session.scalars(LAST_DURATIONS, {"learner": learner.id})
    return seconds_per_card([duration for duration in durations if duration is not None])


def _statements(
    learner: Learner, bank_id: int, withheld: frozenset[int], now: datetime
) -> tuple[DeckStatements, dict[str, Any]]:
    """The statements of a deck, and the values that all of them take."""
    today = learner.today(now)
    values: dict[str, Any] = {
        "learner": learner.id,
        "bank": bank_id,
        "today": today,
        "tomorrow": day_start(today + timedelta(days=1), learner.zone),
        "now": now,
        "ahead": now + LEARN_AHEAD,
    }
    if not withheld:
        return WHOLE_DECK, values
    return BUT_WITHHELD, {**values, "withheld": sorted(withheld)}


def next_card(
    session: Session, *, learner: Learner, bank_id: int, today: Today, now: datetime
) -> Card | None:
    """The card to show now: steps that have run out, then due, then new, then steps ahead.

    Among those whose time has come, what the learner was sure of and wrong comes first.
    """
    statements, values = _statements(learner, bank_id, today.withheld, now)
    asked = {
        "due": today.plan.due > 0,
        "new": today.plan.new > 0,
        "new_from": today.new_from,
    }
    item_id = session.connection().scalar(statements.next, values | asked)
    if item_id is None:
        return None
    return find_card(session, learner=learner, bank_id=bank_id, item_id=item_id)


def find_card(session: Session, *, learner: Learner, bank_id: int, item_id: int) -> Card:
    """One card of a bank.

    Raises:
        NotFoundError: the bank has no such card in use.
    """
    whose = {"learner": learner.id, "bank": bank_id, "item": item_id}
    row = session.execute(ONE, whose).first()
    if row is None:
        raise NotFoundError(f"no card {item_id}")
    return _card(session, row._tuple())


def reveal_card(
    session: Session, *, learner: Learner, bank_id: int, item_id: int, today: Today
) -> Card:
    """One card of a bank, whose back is to be shown.

    Raises:
        NotFoundError: the bank has no such card in use.
        WithheldCardError: it belongs to an exam in progress.
    """
    card = find_card(session, learner=learner, bank_id=bank_id, item_id=item_id)
    if item_id in today.withheld:
        raise WithheldCardError(f"card {item_id} is part of an exam in progress")
    return card


def _card(session: Session, row: CardRow) -> Card:
    item_id, revision_id, digest, state = row
    content = item_content(session, revision_id=revision_id, digest=digest)
    return Card(item_id, revision_id, content, state)


def preview_grades(
    session: Session, learner: Learner, bank_id: int, card: Card, now: datetime
) -> Mapping[Grade, Outcome]:
    """What each grade would do, for the buttons."""
    return memory.preview_grades(
        session,
        learner,
        deck_now(session, learner, bank_id, now),
        card.memory,
        item_id=card.item_id,
        topic=card.content.topic,
        now=now,
    )
