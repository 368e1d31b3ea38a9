"""What each desired retention would cost and give a learner in the year to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from quizapp.domain.learning.deck_sample import SAMPLE
from quizapp.domain.learning.workload import CURVE, CurvePoint, curve
from quizapp.services.deck.cards import usual_seconds
from quizapp.services.learners import Learner
from quizapp.services.plans.planning import read_deck

# At so many minutes of difference nobody would choose otherwise.
_RELATIVE_ERROR_FLOOR = 0.01


@dataclass(frozen=True, slots=True)
class WorkloadPoint:
    """A desired retention: minutes a day over the year, and cards known at its end."""

    retention: float
    minutes: float
    known: float
    is_current: bool


@dataclass(frozen=True, slots=True)
class WorkloadCurve:
    """``followed`` of ``cards`` were simulated; minutes are right to ``error`` of themselves."""

    points: tuple[WorkloadPoint, ...]
    cards: int
    followed: int
    seconds_per_answer: float
    error: float


def workload_curve(
    session: Session, *, learner: Learner, bank_id: int, now: datetime
) -> WorkloadCurve | None:
    """The curve for a learner's own cards and limits; None while the bank has no cards."""
    deck = read_deck(session, learner=learner, bank_id=bank_id, now=now)
    cards = deck.deck_cards()
    if not cards:
        return None
    current = deck.options.desired_retention
    points = curve(
        cards,
        limits=deck.limits,
        seed=f"{learner.id}:{bank_id}",
        own=deck.options.topic_retention,
        retentions=sorted({*CURVE, current}),
    )
    seconds = usual_seconds(session, learner)
    return WorkloadCurve(
        points=tuple(
            WorkloadPoint(
                point.retention,
                point.answers_per_day * seconds / 60.0,
                point.known,
                point.retention == current,
            )
            for point in points
        ),
        cards=len(cards),
        followed=min(len(cards), SAMPLE),
        seconds_per_answer=seconds,
        error=max(*(_relative_error(point) for point in points), _RELATIVE_ERROR_FLOOR),
    )


def _relative_error(point: CurvePoint) -> float:
    return point.answers_error / point.answers_per_day if point.answers_per_day else 0.0
