"""Undo: what was done to cards today, grades and all else on one stack, the latest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from quizapp.domain.learning.card_actions import ActionKind
from quizapp.domain.learning.memory import ReviewKind
from quizapp.models import CardAction, MemoryState, Review
from quizapp.services import memory
from quizapp.services.deck import new_cards
from quizapp.services.deck.card_actions import last_action, undo_action
from quizapp.services.deck.leeches import forgive_leech
from quizapp.services.deck.siblings import wake_siblings
from quizapp.services.learners import Learner, lock_learner
from quizapp.services.review_log import standing_reviews


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back: a grade (``kind`` None) or an action, on how many ``cards``.

    ``item_id``: the card to show again, where it is one.
    """

    kind: ActionKind | None
    item_id: int | None
    cards: int = 1


def undo_last(session: Session, *, learner: Learner, bank_id: int, now: datetime) -> Undone | None:
    """Take back the last thing done to cards of a bank today; None where there is nothing.

    A grade on whose card a quiz answer has built since then stays, with all before it.
    """
    lock_learner(session, learner.id)
    today = learner.today(now)
    review = _last_grade(session, learner.id, bank_id, today)
    action = last_action(session, learner_id=learner.id, bank_id=bank_id, day=today)
    if action is not None and (review is None or action.made_at >= review.reviewed_at):
        return _undo_action(session, learner, action, now)
    if review is None or _is_built_on(session, review):
        return None
    wake_siblings(session, review)
    forgive_leech(session, review)
    memory.take_back(session, review, now=now)
    if session.get(MemoryState, (learner.id, review.item_id)) is None:
        new_cards.follow(session, learner.id, bank_id, [review.item_id])
    session.flush()
    return Undone(None, review.item_id)


def _last_grade(session: Session, learner_id: int, bank_id: int, today: date) -> Review | None:
    return session.scalar(
        standing_reviews(learner_id)
        .where(
            Review.bank_id == bank_id,
            Review.local_day == today,
            Review.kind == ReviewKind.CARD,
        )
        .order_by(Review.reviewed_at.desc(), Review.id.desc())
        .limit(1)
    )


def _is_built_on(session: Session, review: Review) -> bool:
    later = standing_reviews(review.user_id).where(
        Review.item_id == review.item_id,
        or_(
            Review.reviewed_at > review.reviewed_at,
            and_(Review.reviewed_at == review.reviewed_at, Review.id > review.id),
        ),
    )
    return session.scalar(select(later.exists())) is True


def _undo_action(session: Session, learner: Learner, action: CardAction, now: datetime) -> Undone:
    undo_action(session, learner=learner, action_id=action.id, now=now)
    items = [int(item) for item in action.before["cards"]]
    return Undone(ActionKind(action.kind), items[0] if len(items) == 1 else None, len(items))
