"""Flashcards: which card is next, grading it once, taking a grade back, summing up the day."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import and_, bindparam, case, func, or_, select
from sqlalchemy.orm import Session

from quizapp.domain.content.schema import Item as ItemContent
from quizapp.domain.content.schema import MultipleItem, Option, SbaItem
from quizapp.domain.errors import NotFoundError
from quizapp.domain.learning.days import day_start
from quizapp.domain.learning.memory import Grade, Outcome, Phase, ReviewKind
from quizapp.domain.learning.queue import (
    DEFAULT_SECONDS_PER_CARD,
    Limits,
    Plan,
    plan_today,
    seconds_per_card,
)
from quizapp.models import Item, ItemRevision, MemoryState, Review
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


# Statements of the path that every card takes are put together once: building them for each
# request cost more than running them.
_IN_STEPS = MemoryState.phase != Phase.REVIEW
_DUE_TODAY = MemoryState.due_at < bindparam("tomorrow")
_STANDING = and_(
    Review.user_id == bindparam("learner"),
    Review.bank_id == bindparam("bank"),
    Review.local_day == bindparam("today"),
    Review.kind == ReviewKind.CARD,
    memory.IS_STANDING,
)
_IN_DECK = and_(
    MemoryState.user_id == bindparam("learner"),
    MemoryState.bank_id == bindparam("bank"),
    Item.retired_at.is_(None),
)
_COUNTS = (
    select(
        func.count().filter(_IN_STEPS, _DUE_TODAY).label("learning"),
        func.count().filter(~_IN_STEPS, _DUE_TODAY).label("due"),
        func.count().label("seen"),
        func.count()
        .filter(
            MemoryState.introduced_on == bindparam("today"),
            MemoryState.introduced_by == ReviewKind.CARD,
        )
        .label("introduced"),
    )
    .select_from(MemoryState)
    .join(Item, Item.id == MemoryState.item_id)
    .where(_IN_DECK)
)
_ITEMS = select(func.count()).where(Item.bank_id == bindparam("bank"), Item.retired_at.is_(None))
_DONE = select(
    func.count().label("cards"), func.count().filter(Review.retrievability < 1.0).label("due")
).where(_STANDING)
_LAST_DURATIONS = (
    select(Review.duration_ms)
    .where(
        Review.user_id == bindparam("learner"),
        Review.kind == ReviewKind.CARD,
        Review.duration_ms.is_not(None),
    )
    .order_by(Review.id.desc())
    .limit(50)
)


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
    whose = {"learner": learner.id, "bank": bank_id, "today": today}
    tomorrow = day_start(today + timedelta(days=1), learner.zone)
    count = connection.execute(_COUNTS, {**whose, "tomorrow": tomorrow}).one()
    items = connection.execute(_ITEMS, {"bank": bank_id}).scalar_one()
    done = connection.execute(_DONE, whose).one()
    plan = plan_today(
        count.due,
        items - count.seen,
        count.introduced,
        done.due,
        Limits(new=learner.new_per_day, reviews=learner.due_per_day),
        seconds,
    )
    return Today(count.learning, plan, done.cards)


def usual_seconds(session: Session, learner: Learner) -> float:
    """How long this learner takes for a card."""
    durations = session.scalars(_LAST_DURATIONS, {"learner": learner.id})
    return seconds_per_card([duration for duration in durations if duration is not None])


# The state is None where the learner has not met the item: an outer join, which types do not show.
CardRow = tuple[int, int, str, MemoryState]

_MET = (
    select(Item.id, ItemRevision.id, ItemRevision.digest, MemoryState)
    .select_from(MemoryState)
    .join(Item, Item.id == MemoryState.item_id)
    .join(ItemRevision, ItemRevision.id == Item.revision_id)
    .where(_IN_DECK)
    .limit(1)
)
_STEPS = _MET.where(_IN_STEPS, MemoryState.due_at <= bindparam("now")).order_by(MemoryState.due_at)
_STEPS_OR_DUE = _MET.where(
    or_(and_(_IN_STEPS, MemoryState.due_at <= bindparam("now")), and_(~_IN_STEPS, _DUE_TODAY))
).order_by(case((_IN_STEPS, 0), else_=1), MemoryState.due_at, MemoryState.item_id)
_ANY = (
    select(Item.id, ItemRevision.id, ItemRevision.digest, MemoryState)
    .join(ItemRevision, ItemRevision.id == Item.revision_id)
    .outerjoin(
        MemoryState,
        and_(MemoryState.item_id == Item.id, MemoryState.user_id == bindparam("learner")),
    )
    .where(Item.bank_id == bindparam("bank"), Item.retired_at.is_(None))
    .limit(1)
)
_NEW = _ANY.where(MemoryState.item_id.is_(None)).order_by(Item.position)
_ONE = _ANY.where(Item.id == bindparam("item"))


def next_card(
    session: Session, *, learner: Learner, bank_id: int, today: Today, now: datetime
) -> Card | None:
    """The card to show now: steps that have run out, then due, then new, then steps ahead."""
    whose = {"learner": learner.id, "bank": bank_id}
    if today.plan.due:
        tomorrow = day_start(learner.today(now) + timedelta(days=1), learner.zone)
        row = session.execute(_STEPS_OR_DUE, {**whose, "now": now, "tomorrow": tomorrow}).first()
    else:
        row = session.execute(_STEPS, {**whose, "now": now}).first()
    if row is None and today.plan.new:
        row = session.execute(_NEW, whose).first()
    if row is None:
        row = session.execute(_STEPS, {**whose, "now": now + LEARN_AHEAD}).first()
    return None if row is None else _card(session, row._tuple())


def find_card(session: Session, *, learner: Learner, bank_id: int, item_id: int) -> Card:
    """One card of a bank.

    Raises:
        NotFoundError: the bank has no such card in use.
    """
    whose = {"learner": learner.id, "bank": bank_id, "item": item_id}
    row = session.execute(_ONE, whose).first()
    if row is None:
        raise NotFoundError(f"no card {item_id}")
    return _card(session, row._tuple())


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
    repeated = memory.find_logged(session, learner.id, client_key)
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
    whose = {"learner": learner.id, "bank": bank_id}
    rows = session.execute(
        select(Review.grade, func.count(), func.coalesce(func.sum(Review.duration_ms), 0))
        .where(_STANDING)
        .group_by(Review.grade),
        {**whose, "today": learner.today(now)},
    ).all()
    next_due = session.scalar(
        select(func.min(MemoryState.due_at))
        .join(Item, Item.id == MemoryState.item_id)
        .where(_IN_DECK),
        whose,
    )
    counts = {grade: count for grade, count, _ in rows}
    milliseconds = sum(duration for _, _, duration in rows)
    return Summary(
        grades={grade: counts.get(grade, 0) for grade in Grade},
        minutes=math.ceil(milliseconds / 60_000),
        next_due=next_due,
    )
