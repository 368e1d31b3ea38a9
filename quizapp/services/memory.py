"""A learner's memory of items: the log of reviews, and the states that are folded from it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from quizapp.domain.learning import memory
from quizapp.domain.learning.memory import (
    Grade,
    LoggedReview,
    Outcome,
    Phase,
    ReviewKind,
    Scheduler,
    fold,
)
from quizapp.models import MemoryState, Review, ReviewUndo
from quizapp.services.learners import Learner, lock_learner

SCHEDULER = Scheduler(desired_retention=0.90)


@dataclass(frozen=True, slots=True)
class Occasion:
    """Which item was retrieved, when, and under which client key."""

    bank_id: int
    item_id: int
    revision_id: int
    client_key: str
    body_digest: str
    duration_ms: int | None
    now: datetime


def find_state(session: Session, learner_id: int, item_id: int) -> MemoryState | None:
    return session.get(MemoryState, (learner_id, item_id))


def find_states(
    session: Session, learner_id: int, item_ids: Collection[int]
) -> dict[int, MemoryState]:
    """The states of several items that the learner met, by item."""
    rows = session.scalars(
        select(MemoryState).where(
            MemoryState.user_id == learner_id, MemoryState.item_id.in_(item_ids)
        )
    )
    return {row.item_id: row for row in rows}


# Whether a review was not taken back: undos leave the log as it was, so every reader asks.
IS_STANDING = ~select(ReviewUndo.review_id).where(ReviewUndo.review_id == Review.id).exists()
_LOGGED = select(Review).where(
    Review.user_id == bindparam("learner"), Review.client_key == bindparam("key")
)


def find_logged(session: Session, learner_id: int, client_key: str) -> Review | None:
    """What was recorded under a client key; cards and quizzes share the log, and so its keys."""
    return session.scalar(_LOGGED, {"learner": learner_id, "key": client_key})


def domain_state(row: MemoryState | None) -> memory.MemoryState | None:
    """The stored state as the value that the domain computes with."""
    if row is None:
        return None
    return memory.MemoryState(
        phase=Phase(row.phase),
        step=row.step,
        stability=row.stability,
        difficulty=row.difficulty,
        last_reviewed_at=row.last_reviewed_at,
        last_day=row.last_day,
        due_at=row.due_at,
        reviews=row.reviews,
        lapses=row.lapses,
        last_score=row.last_score,
        last_confidence=row.last_confidence,
    )


def preview_grades(
    learner: Learner, row: MemoryState | None, *, item_id: int, now: datetime
) -> Mapping[Grade, Outcome]:
    """What each grade would do, shown on its button; grading then does just that."""
    number = row.reviews if row else 0
    return SCHEDULER.preview(
        domain_state(row), now=now, zone=learner.zone, seed=_seed(learner.id, item_id, number)
    )


def record_card(
    session: Session, learner: Learner, row: MemoryState | None, grade: Grade, on: Occasion
) -> Outcome:
    """Log a graded card and move its memory."""
    number = row.reviews if row else 0
    outcome = SCHEDULER.grade(
        domain_state(row),
        grade,
        now=on.now,
        zone=learner.zone,
        seed=_seed(learner.id, on.item_id, number),
    )
    review = _review(learner, on, outcome, kind=ReviewKind.CARD, grade=grade)
    session.add(review)
    _store(session, row, outcome.state, review)
    return outcome


def record_quiz(
    session: Session,
    learner: Learner,
    row: MemoryState | None,
    *,
    score: float,
    guessing: float,
    confidence: int | None,
    on: Occasion,
) -> Outcome:
    """Log a quiz answer (``score`` from 0 to 1) and move the memory of its item."""
    number = row.reviews if row else 0
    outcome = SCHEDULER.quiz(
        domain_state(row),
        score=score,
        guessing=guessing,
        confidence=confidence,
        now=on.now,
        zone=learner.zone,
        seed=_seed(learner.id, on.item_id, number),
    )
    review = _review(
        learner,
        on,
        outcome,
        kind=ReviewKind.QUIZ,
        score=score,
        guessing=guessing,
        confidence=confidence,
    )
    session.add(review)
    _store(session, row, outcome.state, review)
    return outcome


def undo_last_card(
    session: Session, learner: Learner, *, bank_id: int, now: datetime
) -> int | None:
    """Take back the learner's last graded card of a bank today; the item's id, or None.

    A card whose item was answered in a quiz since then stays: the quiz built on it.
    """
    review = session.scalar(
        standing_reviews(learner.id)
        .where(
            Review.bank_id == bank_id,
            Review.local_day == learner.today(now),
            Review.kind == ReviewKind.CARD,
        )
        .order_by(Review.id.desc())
        .limit(1)
    )
    if review is None:
        return None
    later = standing_reviews(learner.id).where(
        Review.item_id == review.item_id, Review.id > review.id
    )
    if session.scalar(later.limit(1)) is not None:
        return None
    session.add(ReviewUndo(review_id=review.id, undone_at=now))
    session.flush()
    refold(session, learner.id, review.item_id)
    return review.item_id


def standing_reviews(learner_id: int) -> Select[tuple[Review]]:
    """The reviews of a learner that were not taken back."""
    return select(Review).where(Review.user_id == learner_id, IS_STANDING)


def refold(session: Session, learner_id: int, item_id: int) -> bool:
    """Compute one memory anew from its log and store it; whether the stored one differed."""
    reviews = session.scalars(
        standing_reviews(learner_id).where(Review.item_id == item_id).order_by(Review.id)
    ).all()
    state = fold(_logged(review, number) for number, review in enumerate(reviews))
    row = find_state(session, learner_id, item_id)
    if state is None:
        if row is None:
            return False
        session.delete(row)
    else:
        introduction = _introduction(reviews[0])
        if row is not None:
            stored = row.introduced_on, row.introduced_by
            if domain_state(row) == state and stored == introduction:
                return False
            row.introduced_on, row.introduced_by = introduction
        _store(session, row, state, reviews[0])
    session.flush()
    return True


def rebuild(session: Session) -> tuple[int, int]:
    """Fold every memory anew: (memories looked at, memories that differed and were mended)."""
    logged = set(session.execute(select(Review.user_id, Review.item_id).distinct()).tuples())
    stored = set(session.execute(select(MemoryState.user_id, MemoryState.item_id)).tuples())
    pairs, mended = sorted(logged | stored), 0
    for learner_id, items in groupby(pairs, key=itemgetter(0)):
        lock_learner(session, learner_id)  # between the log and the state nothing may be recorded
        mended += sum(refold(session, learner_id, item_id) for _, item_id in items)
    return len(pairs), mended


def _seed(learner_id: int, item_id: int, number: int) -> str:
    """The fuzz depends on who, what and the how-manieth time, so a replay gives the same day."""
    return f"{learner_id}:{item_id}:{number}"


def _logged(review: Review, number: int) -> LoggedReview:
    return LoggedReview(
        kind=ReviewKind(review.kind),
        at=review.reviewed_at,
        day=review.local_day,
        zone=review.time_zone,
        grade=Grade(review.grade) if review.grade is not None else None,
        score=review.score,
        guessing=review.guessing,
        confidence=review.confidence,
        desired_retention=review.desired_retention,
        seed=_seed(review.user_id, review.item_id, number),
    )


def _review(
    learner: Learner,
    on: Occasion,
    outcome: Outcome,
    *,
    kind: ReviewKind,
    grade: Grade | None = None,
    score: float | None = None,
    guessing: float = 0.0,
    confidence: int | None = None,
) -> Review:
    return Review(
        user_id=learner.id,
        bank_id=on.bank_id,
        item_id=on.item_id,
        revision_id=on.revision_id,
        client_key=on.client_key,
        body_digest=on.body_digest,
        kind=kind,
        reviewed_at=on.now,
        local_day=learner.today(on.now),
        time_zone=learner.zone.key,
        grade=grade,
        score=score,
        guessing=guessing,
        confidence=confidence,
        desired_retention=SCHEDULER.desired_retention,
        weights_version=SCHEDULER.weights_version,
        retrievability=outcome.retrievability_before,
        interval_days=outcome.interval_days,
        duration_ms=on.duration_ms,
    )


def _store(
    session: Session, row: MemoryState | None, state: memory.MemoryState, review: Review
) -> None:
    """Write a state; where the row is new, ``review`` is what introduced the item."""
    if row is None:
        row = MemoryState(user_id=review.user_id, item_id=review.item_id, bank_id=review.bank_id)
        row.introduced_on, row.introduced_by = _introduction(review)
        session.add(row)
    row.phase, row.step = state.phase, state.step
    row.stability, row.difficulty = state.stability, state.difficulty
    row.last_reviewed_at, row.last_day = state.last_reviewed_at, state.last_day
    row.due_at = state.due_at
    row.reviews, row.lapses = state.reviews, state.lapses
    row.last_score, row.last_confidence = state.last_score, state.last_confidence


def _introduction(first: Review) -> tuple[date, str]:
    return first.local_day, first.kind
