"""What was assigned to a learner and is still to be done, soonest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from quizapp.domain.teaching.accommodation import Terms, Window
from quizapp.models import Accommodation, Assignment, Attempt, Cohort, Membership
from quizapp.services.teaching.terms import terms_of

# Whoever is in many cohorts is not to scroll past all of their work to today's cards.
MOST_DUE = 10


@dataclass(frozen=True, slots=True)
class Due:
    """An assignment to be done. ``begun``: an attempt at it is going on."""

    assignment: Assignment
    cohort: Cohort
    terms: Terms
    window: Window
    begun: bool


_GIVEN = (
    select(Assignment, Cohort, Membership.id)
    .join(Cohort, Cohort.id == Assignment.cohort_id)
    .join(Membership, Membership.cohort_id == Cohort.id)
    .where(
        Membership.user_id == bindparam("learner"),
        Membership.joined_at.is_not(None),
        Membership.left_at.is_(None),
        Cohort.archived_at.is_(None),
        Assignment.published_at.is_not(None),
    )
)
_ATTEMPTS = select(Attempt.assignment_id, Attempt.finished_at).where(
    Attempt.user_id == bindparam("learner"), Attempt.assignment_id.is_not(None)
)
_GRANTED = (
    select(Accommodation)
    .join(Membership, Membership.id == Accommodation.membership_id)
    .where(
        Membership.user_id == bindparam("learner"),
        or_(
            Accommodation.assignment_id.is_(None),
            Accommodation.assignment_id.in_(bindparam("assignments", expanding=True)),
        ),
    )
)


def work_due(session: Session, *, learner_id: int, now: datetime) -> list[Due]:
    """The assignments of the learner's cohorts that wait for them, or are about to open.

    Not what they handed in and what is closed; of what may be done again, only while begun.
    """
    rows = session.execute(_GIVEN, {"learner": learner_id}).tuples().all()
    if not rows:
        return []
    made = session.execute(_ATTEMPTS, {"learner": learner_id}).tuples().all()
    granted = list(
        session.scalars(
            _GRANTED, {"learner": learner_id, "assignments": [row[0].id for row in rows]}
        )
    )
    found = [
        _due(assignment, cohort, granted, place, made, now) for assignment, cohort, place in rows
    ]
    waiting = [one for one in found if one is not None]
    waiting.sort(key=lambda one: (_or_last(one.terms.closes_at), one.assignment.id))
    return waiting[:MOST_DUE]


def _due(  # noqa: PLR0917 - one row and what belongs to it
    assignment: Assignment,
    cohort: Cohort,
    granted: Iterable[Accommodation],
    place: int,
    made: Iterable[tuple[int | None, datetime | None]],
    now: datetime,
) -> Due | None:
    mine = [finished for attempted, finished in made if attempted == assignment.id]
    terms = terms_of(
        assignment,
        [
            one
            for one in granted
            if one.membership_id == place and one.assignment_id in (None, assignment.id)
        ],
    )
    begun, window = None in mine, terms.window(now)
    if not begun and (mine or window is Window.CLOSED):
        return None
    return Due(assignment, cohort, terms, window, begun)


def _or_last(closes_at: datetime | None) -> tuple[bool, float]:
    return closes_at is None, closes_at.timestamp() if closes_at else 0.0
