"""The story of a card: what was retrieved when, what it did to the memory, and why it comes now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from quizapp.domain.learning.exam_date import BEFORE, ExamPlan
from quizapp.domain.learning.history import history
from quizapp.domain.learning.memory import MemoryState, retrievability
from quizapp.domain.learning.memory_state import DayRule
from quizapp.domain.learning.memory_state import DueChange as Change
from quizapp.models import Review
from quizapp.services.deck.card_marks import Marks, find_marks
from quizapp.services.deck.cards import Card, WithheldCardError, find_card
from quizapp.services.learners import Learner
from quizapp.services.quizzes.withheld import items_withheld
from quizapp.services.review_log import events_of, reviews_of


@dataclass(frozen=True, slots=True)
class StoryLine:
    """One retrieval, or one change of the due date (``kind`` None), and when the card then was due.

    ``recall`` is the predicted recall before, 0 to 1; ``interval`` the days that were decided on,
    None after a step of minutes.
    """

    at: datetime
    kind: str | None
    grade: int | None
    score: float | None
    recall: float | None
    interval: int | None
    due_at: datetime
    rule: DayRule


@dataclass(frozen=True, slots=True)
class CardStory:
    """A card, its marks, its lines with the latest first, and its memory now; None if never met.

    ``recall``: predicted recall on ``today``, 0 to 1. ``wanted``: the recall that the last decision
    was made for.
    """

    card: Card
    marks: Marks
    lines: tuple[StoryLine, ...]
    memory: MemoryState | None
    recall: float | None
    wanted: float | None
    today: date

    @property
    def rule(self) -> DayRule | None:
        """What decided on the day the card comes back."""
        return self.lines[0].rule if self.lines else None


def tell_story(
    session: Session, *, learner: Learner, bank_id: int, item_id: int, now: datetime
) -> CardStory:
    """The story of one card of a bank.

    Raises:
        NotFoundError: the bank has no such card in use.
        WithheldCardError: it belongs to an exam in progress.
    """
    card = find_card(session, learner=learner, bank_id=bank_id, item_id=item_id)
    if item_id in items_withheld(session, learner.id, now):
        raise WithheldCardError(f"card {item_id} is part of an exam in progress")
    reviews = reviews_of(session, learner.id, item_id)
    logged = iter(reviews)
    lines, state = [], None
    for event, state, outcome in history(events_of(session, learner.id, item_id)):
        if isinstance(event, Change) or outcome is None:
            lines.append(_moved(event.at, state.due_at))
            continue
        review = next(logged)
        lines.append(
            StoryLine(
                at=review.reviewed_at,
                kind=review.kind,
                grade=review.grade,
                score=review.score,
                recall=outcome.retrievability_before,
                interval=outcome.interval_days,
                due_at=state.due_at,
                rule=outcome.rule,
            )
        )
    today = learner.today(now)
    return CardStory(
        card=card,
        marks=find_marks(session, learner_id=learner.id, item_id=item_id, today=today),
        lines=tuple(reversed(lines)),
        memory=state,
        recall=None if state is None else retrievability(state, max(today, state.last_day)),
        wanted=_wanted(reviews[-1]) if reviews else None,
        today=today,
    )


def _wanted(review: Review) -> float:
    """The recall that a review let the card fall to: less than usual while an exam was to come."""
    if review.exam_on is None or not ExamPlan(review.exam_on).is_ahead(review.local_day):
        return review.desired_retention
    return min(review.desired_retention, BEFORE)


def _moved(at: datetime, due_at: datetime) -> StoryLine:
    return StoryLine(at, None, None, None, None, None, due_at, DayRule.RESCHEDULED)
