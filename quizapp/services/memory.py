"""A learner's memory of items: what a retrieval does to it, and its fold from the log."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import itemgetter

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.domain.learning import memory
from quizapp.domain.learning.agenda import Agenda
from quizapp.domain.learning.days import day_start, elapsed_days
from quizapp.domain.learning.history import fold
from quizapp.domain.learning.memory import Grade, Outcome, Phase, ReviewKind, Scheduler
from quizapp.domain.learning.memory_state import MATURE_FROM, MemoryAge
from quizapp.models import MemoryState, Review, ReviewUndo
from quizapp.services import study_days
from quizapp.services.deck.decks import DeckNow, agenda_for, scheduler_for
from quizapp.services.learners import Learner, lock_learner
from quizapp.services.review_log import events_of, reviews_of, seed


@dataclass(frozen=True, slots=True)
class Occasion:
    """Which item was retrieved, when, in which deck, and under which client key."""

    deck: DeckNow
    item_id: int
    revision_id: int
    topic: str
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
    session: Session,
    learner: Learner,
    deck: DeckNow,
    row: MemoryState | None,
    *,
    item_id: int,
    topic: str,
    now: datetime,
) -> Mapping[Grade, Outcome]:
    """What each grade would do, shown on its button; grading then does just that."""
    state = domain_state(row)
    agenda = agenda_for(session, learner, deck, [(topic, state)], now)
    scheduler = scheduler_for(deck, topic, agenda)
    return scheduler.preview(
        state,
        now=now,
        zone=learner.zone,
        seed=seed(learner.id, item_id, state.reviews if state else 0),
        after_reading=deck.after_reading,
    )


def record_card(
    session: Session, learner: Learner, row: MemoryState | None, grade: Grade, on: Occasion
) -> Review:
    """Log a graded card and move its memory."""
    state = domain_state(row)
    on = replace(on, now=_after_last(state, on.now))
    agenda = agenda_for(session, learner, on.deck, [(on.topic, state)], on.now)
    scheduler = scheduler_for(on.deck, on.topic, agenda)
    outcome = scheduler.grade(
        state,
        grade,
        now=on.now,
        zone=learner.zone,
        seed=seed(learner.id, on.item_id, state.reviews if state else 0),
        after_reading=on.deck.after_reading,
    )
    review = _card_review(learner, on, scheduler, state, outcome)
    session.add(review)
    study_days.add(session, [review])
    _store(session, row, outcome.state, review)
    return review


def record_quiz(
    session: Session,
    learner: Learner,
    row: MemoryState | None,
    *,
    score: float,
    guessing: float,
    confidence: int | None,
    agenda: Agenda,
    on: Occasion,
) -> Review:
    """Log a quiz answer (``score`` from 0 to 1) and move the memory of its item.

    Its day of study is the caller's to count, who may have more answers to add.
    """
    state = domain_state(row)
    on = replace(on, now=_after_last(state, on.now))
    scheduler = scheduler_for(on.deck, on.topic, agenda)
    outcome = scheduler.quiz(
        state,
        score=score,
        guessing=guessing,
        confidence=confidence,
        now=on.now,
        zone=learner.zone,
        seed=seed(learner.id, on.item_id, state.reviews if state else 0),
        after_reading=on.deck.after_reading,
    )
    review = _review(learner, on, scheduler, state, outcome)
    review.kind = ReviewKind.QUIZ
    review.score, review.guessing, review.confidence = score, guessing, confidence
    session.add(review)
    _store(session, row, outcome.state, review)
    return review


def merge_card(session: Session, learner: Learner, grade: Grade, on: Occasion) -> Review:
    """Log a grade that a device held back, at its own instant ``on.now``, and fold anew.

    The order in which such grades arrive changes nothing: they are folded by their instants, and
    their days follow from the seed alone, not from how full the days were on arrival.
    """
    events = events_of(session, learner.id, on.item_id)
    state = fold(event for event in events if event.at < on.now)
    scheduler = scheduler_for(on.deck, on.topic)
    outcome = scheduler.grade(
        state,
        grade,
        now=on.now,
        zone=learner.zone,
        seed=seed(learner.id, on.item_id, state.reviews if state else 0),
        after_reading=on.deck.after_reading,
    )
    review = _card_review(learner, on, scheduler, state, outcome)
    session.add(review)
    study_days.add(session, [review])
    session.flush()
    refold(session, learner.id, on.item_id)
    return review


def take_back(session: Session, review: Review, *, now: datetime) -> None:
    """Take a review back, with all that followed from it for the memory and the day."""
    session.add(ReviewUndo(review_id=review.id, undone_at=now))
    session.flush()
    study_days.remove(session, review)
    refold(session, review.user_id, review.item_id)


def refold(session: Session, learner_id: int, item_id: int, *, check: bool = False) -> bool:
    """Compute one memory anew from its log and store it; whether the stored one differed.

    With ``check`` it is only compared.
    """
    reviews = reviews_of(session, learner_id, item_id)
    state = fold(events_of(session, learner_id, item_id))
    row = find_state(session, learner_id, item_id)
    if state is None:
        if row is not None and not check:
            session.delete(row)
            session.flush()
        return row is not None
    introduction = _introduction(reviews[0])
    if row is not None:
        stored = row.introduced_on, row.introduced_by
        if domain_state(row) == state and stored == introduction:
            return False
    if not check:
        if row is not None:
            row.introduced_on, row.introduced_by = introduction
        _store(session, row, state, reviews[0])
        session.flush()
    return True


def rebuild(session: Session, *, check: bool = False) -> tuple[int, int]:
    """Fold every memory anew: (memories looked at, memories that differed).

    Those that differ are mended, unless ``check``.
    """
    logged = set(session.execute(select(Review.user_id, Review.item_id).distinct()).tuples())
    stored = set(session.execute(select(MemoryState.user_id, MemoryState.item_id)).tuples())
    pairs, different = sorted(logged | stored), 0
    for learner_id, items in groupby(pairs, key=itemgetter(0)):
        if not check:  # between the log and the state nothing may be recorded
            lock_learner(session, learner_id)
        different += sum(refold(session, learner_id, item, check=check) for _, item in items)
    return len(pairs), different


def _after_last(state: memory.MemoryState | None, now: datetime) -> datetime:
    """An instant after the last retrieval, even where the clock went back: the log has an order."""
    if state is None:
        return now
    return max(now, state.last_reviewed_at + timedelta(microseconds=1))


def _review(
    learner: Learner,
    on: Occasion,
    scheduler: Scheduler,
    before: memory.MemoryState | None,
    outcome: Outcome,
) -> Review:
    """A line of the log; kind and grade or score are the caller's."""
    today = learner.today(on.now)
    return Review(
        user_id=learner.id,
        bank_id=on.deck.bank_id,
        item_id=on.item_id,
        revision_id=on.revision_id,
        client_key=on.client_key,
        body_digest=on.body_digest,
        reviewed_at=on.now,
        local_day=today,
        time_zone=learner.zone.key,
        guessing=0.0,
        desired_retention=scheduler.desired_retention,
        weights_version=scheduler.weights_version,
        retrievability=outcome.retrievability_before,
        interval_days=outcome.interval_days,
        duration_ms=on.duration_ms,
        topic=on.topic,
        tested_as=None,
        was_due=_was_due(before, today, learner),
        after_reading=on.deck.after_reading,
        exam_on=scheduler.exam_on,
        spread=outcome.spread,
    )


def _card_review(
    learner: Learner,
    on: Occasion,
    scheduler: Scheduler,
    before: memory.MemoryState | None,
    outcome: Outcome,
) -> Review:
    review = _review(learner, on, scheduler, before, outcome)
    review.kind, review.grade = ReviewKind.CARD, outcome.grade
    review.tested_as = _tested_as(before, review.local_day, on)
    return review


def _was_due(before: memory.MemoryState | None, today: date, learner: Learner) -> bool:
    if before is None or before.phase is not Phase.REVIEW:
        return False
    return before.due_at < day_start(today + timedelta(days=1), learner.zone)


def _tested_as(before: memory.MemoryState | None, today: date, on: Occasion) -> str | None:
    """See `models.Review.tested_as`; what was just read tests nothing."""
    if before is None or before.phase is not Phase.REVIEW or on.deck.after_reading:
        return None
    if elapsed_days(before.last_day, today) == 0:
        return None
    return MemoryAge.MATURE if before.stability >= MATURE_FROM else MemoryAge.YOUNG


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
