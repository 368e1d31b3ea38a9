"""The log of retrievals: its rows, as the events that the domain folds."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from quizapp.domain.learning.memory import Grade, LoggedReview, ReviewKind
from quizapp.domain.learning.memory_state import DueChange as Change
from quizapp.domain.learning.memory_state import LoggedEvent
from quizapp.models import CardAction, DueChange, Review, ReviewUndo

# Whether a review was not taken back: undos leave the log as it was, so every reader asks.
IS_STANDING = ~select(ReviewUndo.review_id).where(ReviewUndo.review_id == Review.id).exists()
_UNDER_KEY = select(Review).where(
    Review.user_id == bindparam("learner"), Review.client_key == bindparam("key")
)


def find_logged(session: Session, learner_id: int, client_key: str) -> Review | None:
    """What was recorded under a client key; cards and quizzes share the log, and so its keys."""
    return session.scalar(_UNDER_KEY, {"learner": learner_id, "key": client_key})


def standing_reviews(learner_id: int) -> Select[tuple[Review]]:
    """The reviews of a learner that were not taken back."""
    return select(Review).where(Review.user_id == learner_id, IS_STANDING)


def seed(learner_id: int, item_id: int, number: int) -> str:
    """The fuzz depends on who, what and the how-manieth time, so a replay gives the same day."""
    return f"{learner_id}:{item_id}:{number}"


def reviews_of(session: Session, learner_id: int, item_id: int) -> list[Review]:
    """The standing reviews of an item in their order."""
    rows = session.scalars(standing_reviews(learner_id).where(Review.item_id == item_id))
    return sorted(rows, key=_place)


def due_changes_of(
    session: Session, learner_id: int, item_id: int
) -> list[tuple[CardAction, datetime]]:
    """The reschedulings of an item that were not taken back, with the due date that each set."""
    rows = session.execute(
        select(CardAction, DueChange.due_at)
        .join(DueChange, DueChange.action_id == CardAction.id)
        .where(
            DueChange.user_id == learner_id,
            DueChange.item_id == item_id,
            CardAction.undone_at.is_(None),
        )
    )
    return list(rows.tuples())


def events_of(session: Session, learner_id: int, item_id: int) -> list[LoggedEvent]:
    """All that moved the memory of an item or its due date, in the order in which it happened.

    Two devices may have recorded at one instant: the client key then decides, so that the order
    does not depend on which of them reached the server first.
    """
    reviews = reviews_of(session, learner_id, item_id)
    changes = due_changes_of(session, learner_id, item_id)
    events: list[tuple[tuple[datetime, str], LoggedEvent]] = [
        (_place(review), as_event(review, number)) for number, review in enumerate(reviews)
    ]
    events += [
        ((action.made_at, action.client_key), Change(action.made_at, due_at))
        for action, due_at in changes
    ]
    events.sort(key=lambda placed: placed[0])
    return [event for _, event in events]


def as_event(review: Review, number: int) -> LoggedReview:
    """A row of the log as the domain replays it; ``number`` reviews of the item stand before it."""
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
        seed=seed(review.user_id, review.item_id, number),
        exam_on=review.exam_on,
        spread=review.spread,
        after_reading=review.after_reading,
    )


def _place(review: Review) -> tuple[datetime, str]:
    return review.reviewed_at, review.client_key
