"""Flashcards: which card is next, grading it once, taking a grade back, summing up the day."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from sqlalchemy import Exists, Select, and_, func, select
from sqlalchemy.orm import Session

from quizapp.domain.content.schema import Item as ItemContent
from quizapp.domain.content.schema import MultipleItem, Option, SbaItem
from quizapp.domain.errors import NotFoundError
from quizapp.domain.learning.days import day_start
from quizapp.domain.learning.memory import Grade, Outcome, Phase, ReviewKind
from quizapp.domain.learning.queue import Limits, Plan, plan_today, seconds_per_card
from quizapp.models import Item, ItemRevision, MemoryState, Review, ReviewUndo
from quizapp.services import memory, receipts
from quizapp.services.catalogue import item_content
from quizapp.services.learners import Learner, lock_learner

# A card in minute steps may be shown a little early when nothing else is left to do.
LEARN_AHEAD = timedelta(minutes=20)


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
        if not isinstance(self.content, SbaItem | MultipleItem):
            return ()
        shuffled = list(self.content.options)
        Random(f"{self.item_id}:{self.reviews}").shuffle(shuffled)
        return tuple(shuffled)


@dataclass(frozen=True, slots=True)
class Today:
    """What today still asks of a bank, within the daily limits, and what was done.

    ``learning`` cards are in minute steps; ``plan`` covers the due and the new ones.
    """

    learning: int
    plan: Plan
    done: int

    @property
    def left(self) -> int:
        return self.learning + self.plan.due + self.plan.new


def plan_bank(session: Session, *, learner: Learner, bank_id: int, now: datetime) -> Today:
    """How many cards of a bank are in steps, due and new today."""
    today = learner.today(now)
    tomorrow = day_start(today + timedelta(days=1), learner.zone)
    in_steps = MemoryState.phase != Phase.REVIEW
    learning, due, seen = session.execute(
        select(
            func.count().filter(in_steps, MemoryState.due_at < tomorrow),
            func.count().filter(~in_steps, MemoryState.due_at < tomorrow),
            func.count(),
        )
        .select_from(MemoryState)
        .join(Item, Item.id == MemoryState.item_id)
        .where(
            MemoryState.user_id == learner.id,
            MemoryState.bank_id == bank_id,
            Item.retired_at.is_(None),
        )
    ).one()
    items = session.scalar(
        select(func.count()).where(Item.bank_id == bank_id, Item.retired_at.is_(None))
    )
    done, introduced, reviewed = _done_today(session, learner, bank_id, today)
    plan = plan_today(
        due,
        (items or 0) - seen,
        introduced,
        reviewed,
        Limits(new=learner.new_per_day, reviews=learner.due_per_day),
        seconds_per_card(_last_durations(session, learner.id)),
    )
    return Today(learning, plan, done)


def _done_today(
    session: Session, learner: Learner, bank_id: int, today: date
) -> tuple[int, int, int]:
    """(reviews by card, cards seen for the first time, cards that were due) of the learning day."""
    done, due = session.execute(
        select(func.count(), func.count().filter(Review.retrievability < 1.0))
        .select_from(Review)
        .where(
            Review.user_id == learner.id,
            Review.bank_id == bank_id,
            Review.local_day == today,
            Review.kind == ReviewKind.CARD,
            ~_undone(),
        )
    ).one()
    introduced = session.scalar(
        select(func.count()).where(
            MemoryState.user_id == learner.id,
            MemoryState.bank_id == bank_id,
            MemoryState.introduced_on == today,
            MemoryState.introduced_by == ReviewKind.CARD,
        )
    )
    return done, introduced or 0, due


def _undone() -> Exists:
    return select(ReviewUndo.review_id).where(ReviewUndo.review_id == Review.id).exists()


def _last_durations(session: Session, learner_id: int) -> list[int]:
    durations = session.scalars(
        select(Review.duration_ms)
        .where(Review.user_id == learner_id, Review.kind == ReviewKind.CARD)
        .order_by(Review.id.desc())
        .limit(50)
    )
    return [duration for duration in durations if duration is not None]


def next_card(
    session: Session, *, learner: Learner, bank_id: int, today: Today, now: datetime
) -> Card | None:
    """The card to show now: steps that have run out, then due, then new, then steps ahead."""
    in_steps = MemoryState.phase != Phase.REVIEW
    waiting = _cards(learner.id, bank_id).where(MemoryState.due_at.is_not(None))
    queries = [waiting.where(in_steps, MemoryState.due_at <= now).order_by(MemoryState.due_at)]
    if today.plan.due:
        tomorrow = day_start(learner.today(now) + timedelta(days=1), learner.zone)
        due = waiting.where(~in_steps, MemoryState.due_at < tomorrow)
        queries.append(due.order_by(MemoryState.due_at, MemoryState.item_id))
    if today.plan.new:
        new = _cards(learner.id, bank_id).where(MemoryState.item_id.is_(None))
        queries.append(new.order_by(Item.position))
    ahead = waiting.where(in_steps, MemoryState.due_at <= now + LEARN_AHEAD)
    queries.append(ahead.order_by(MemoryState.due_at))
    for query in queries:
        row = session.execute(query.limit(1)).first()
        if row is not None:
            return _card(session, row._tuple())
    return None


def find_card(session: Session, *, learner: Learner, bank_id: int, item_id: int) -> Card:
    """One card of a bank.

    Raises:
        NotFoundError: the bank has no such card in use.
    """
    row = session.execute(_cards(learner.id, bank_id).where(Item.id == item_id)).first()
    if row is None:
        raise NotFoundError(f"no card {item_id}")
    return _card(session, row._tuple())


# The state is None where the learner has not met the item: an outer join, which types do not show.
CardRow = tuple[int, int, str, MemoryState]


def _cards(learner_id: int, bank_id: int) -> Select[CardRow]:
    return (
        select(Item.id, ItemRevision.id, ItemRevision.digest, MemoryState)
        .join(ItemRevision, ItemRevision.id == Item.revision_id)
        .outerjoin(
            MemoryState, and_(MemoryState.item_id == Item.id, MemoryState.user_id == learner_id)
        )
        .where(Item.bank_id == bank_id, Item.retired_at.is_(None))
    )


def _card(session: Session, row: CardRow) -> Card:
    item_id, revision_id, digest, state = row
    content = item_content(session, revision_id=revision_id, digest=digest)
    return Card(item_id, revision_id, content, state)


def preview_grades(learner: Learner, card: Card, now: datetime) -> Mapping[Grade, Outcome]:
    """What each grade would do, for the buttons."""
    return memory.preview_grades(learner, card.memory, item_id=card.item_id, now=now)


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
    repeated = session.scalar(
        select(Review).where(Review.user_id == learner.id, Review.client_key == client_key)
    )
    if repeated is not None:
        receipts.require_same(repeated, body_digest)
        return True
    card = find_card(session, learner=learner, bank_id=bank_id, item_id=item_id)
    if card.reviews != seen_reviews:
        return False
    on = memory.Occasion(
        bank_id=bank_id,
        item_id=item_id,
        revision_id=card.revision_id,
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
    rows = session.execute(
        select(Review.grade, func.count(), func.coalesce(func.sum(Review.duration_ms), 0))
        .where(
            Review.user_id == learner.id,
            Review.bank_id == bank_id,
            Review.local_day == learner.today(now),
            Review.kind == ReviewKind.CARD,
            ~_undone(),
        )
        .group_by(Review.grade)
    ).all()
    next_due = session.scalar(
        select(func.min(MemoryState.due_at))
        .join(Item, Item.id == MemoryState.item_id)
        .where(
            MemoryState.user_id == learner.id,
            MemoryState.bank_id == bank_id,
            Item.retired_at.is_(None),
        )
    )
    counts = {grade: count for grade, count, _ in rows}
    milliseconds = sum(duration for _, _, duration in rows)
    return Summary(
        grades={grade: counts.get(grade, 0) for grade in Grade},
        minutes=math.ceil(milliseconds / 60_000),
        next_due=next_due,
    )
