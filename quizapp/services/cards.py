"""Flashcards: which card is next, grading it once, taking a grade back, summing up the day."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.domain.content.schema import Item as ItemContent
from quizapp.domain.content.schema import Option, OptionsItem
from quizapp.domain.errors import NotFoundError, RarissimeError
from quizapp.domain.learning.days import day_start
from quizapp.domain.learning.memory import Grade, Outcome
from quizapp.domain.learning.queue import (
    DEFAULT_SECONDS_PER_CARD,
    Limits,
    Plan,
    plan_today,
    seconds_per_card,
)
from quizapp.models import Item, MemoryState, Review
from quizapp.services import memory, receipts
from quizapp.services.card_statements import (
    BUT_WITHHELD,
    DONE,
    IN_DECK,
    LAST_DURATIONS,
    ONE,
    STANDING_TODAY,
    WHOLE_DECK,
    CardRow,
    DeckStatements,
)
from quizapp.services.catalogue import item_content
from quizapp.services.decks import deck_now
from quizapp.services.learners import Learner, lock_learner
from quizapp.services.review_log import find_logged
from quizapp.services.withheld import items_in_exams

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

    ``learning`` cards are in minute steps; ``plan`` covers the due and the new ones. The items of
    an exam in progress, ``withheld``, are in none of these: they are no cards until it is over.
    """

    learning: int
    plan: Plan
    done: int
    withheld: frozenset[int] = frozenset()

    @property
    def left(self) -> int:
        return self.learning + self.plan.due + self.plan.new


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
    withheld = items_in_exams(session, learner.id)
    statements, whose = _statements(learner, bank_id, withheld)
    tomorrow = day_start(today + timedelta(days=1), learner.zone)
    count = connection.execute(
        statements.counts, {**whose, "today": today, "tomorrow": tomorrow}
    ).one()
    items = connection.execute(statements.items, whose).scalar_one()
    done = connection.execute(DONE, {"learner": learner.id, "bank": bank_id, "today": today}).one()
    plan = plan_today(
        count.due,
        items - count.seen,
        count.introduced,
        done.due,
        Limits(new=learner.new_per_day, reviews=learner.due_per_day),
        seconds,
    )
    return Today(count.learning, plan, done.cards, withheld)


def usual_seconds(session: Session, learner: Learner) -> float:
    """How long this learner takes for a card."""
    durations = session.scalars(LAST_DURATIONS, {"learner": learner.id})
    return seconds_per_card([duration for duration in durations if duration is not None])


def _statements(
    learner: Learner, bank_id: int, withheld: frozenset[int]
) -> tuple[DeckStatements, dict[str, Any]]:
    """The statements of a deck, and the values that all of them take."""
    whose: dict[str, Any] = {"learner": learner.id, "bank": bank_id}
    if not withheld:
        return WHOLE_DECK, whose
    return BUT_WITHHELD, {**whose, "withheld": sorted(withheld)}


def next_card(
    session: Session, *, learner: Learner, bank_id: int, today: Today, now: datetime
) -> Card | None:
    """The card to show now: steps that have run out, then due, then new, then steps ahead.

    Among those whose time has come, what the learner was sure of and wrong comes first.
    """
    statements, whose = _statements(learner, bank_id, today.withheld)
    if today.plan.due:
        tomorrow = day_start(learner.today(now) + timedelta(days=1), learner.zone)
        row = session.execute(
            statements.steps_or_due, {**whose, "now": now, "tomorrow": tomorrow}
        ).first()
    else:
        row = session.execute(statements.steps, {**whose, "now": now}).first()
    if row is None and today.plan.new:
        row = session.execute(statements.new, whose).first()
    if row is None:
        row = session.execute(statements.steps, {**whose, "now": now + LEARN_AHEAD}).first()
    return None if row is None else _card(session, row._tuple())


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
) -> bool:
    """Record a grade once; False where another grade came first (another tab or device).

    ``seen_reviews`` is how often the card had been retrieved when the form was shown.

    Raises:
        NotFoundError: the bank has no such card in use.
        ConflictError: the client key was used for another grade.
    """
    lock_learner(session, learner.id)
    body_digest = receipts.digest(item_id, seen_reviews, grade)
    repeated = find_logged(session, learner.id, client_key)
    if repeated is not None:
        receipts.require_same(repeated, body_digest)
        return True
    card = find_card(session, learner=learner, bank_id=bank_id, item_id=item_id)
    if card.reviews != seen_reviews:
        return False
    on = memory.Occasion(
        deck=deck_now(session, learner, bank_id, now),
        item_id=item_id,
        revision_id=card.revision_id,
        topic=card.content.topic,
        client_key=client_key,
        body_digest=body_digest,
        duration_ms=duration_ms,
        now=now,
    )
    memory.record_card(session, learner, card.memory, grade, on)
    session.flush()
    return True


def undo_card(session: Session, *, learner: Learner, bank_id: int, now: datetime) -> int | None:
    """Take back the last card graded today; the item's id, or None where there is none."""
    lock_learner(session, learner.id)
    return memory.undo_last_card(session, learner, bank_id=bank_id, now=now)


@dataclass(frozen=True, slots=True)
class Summary:
    """The cards of a learning day, and when the next one comes."""

    grades: dict[Grade, int]
    minutes: int
    next_due: datetime | None

    @property
    def total(self) -> int:
        return sum(self.grades.values())


def summarize_day(session: Session, *, learner: Learner, bank_id: int, now: datetime) -> Summary:
    """What was done with the cards of a bank on this learning day."""
    whose = {"learner": learner.id, "bank": bank_id}
    rows = session.execute(
        select(Review.grade, func.count(), func.coalesce(func.sum(Review.duration_ms), 0))
        .where(STANDING_TODAY)
        .group_by(Review.grade),
        {**whose, "today": learner.today(now)},
    ).all()
    next_due = session.scalar(
        select(func.min(MemoryState.due_at))
        .join(Item, Item.id == MemoryState.item_id)
        .where(IN_DECK),
        whose,
    )
    counts = {grade: count for grade, count, _ in rows}
    milliseconds = sum(duration for _, _, duration in rows)
    return Summary(
        grades={grade: counts.get(grade, 0) for grade in Grade},
        minutes=math.ceil(milliseconds / 60_000),
        next_due=next_due,
    )
