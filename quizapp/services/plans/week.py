"""A learner's week: lighter days, and days off, over all of their cards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from quizapp.domain.errors import RarissimeError
from quizapp.domain.learning.days import day_start
from quizapp.domain.learning.memory import Phase
from quizapp.models import Bank, Item, MemoryState, User
from quizapp.services.learners import Learner

MOST_RANGES = 20
LONGEST_DAYS = 60


class DaysOffError(RarissimeError):
    """Days off that cannot be kept."""


class TooManyDaysOffError(DaysOffError):
    """There are `MOST_RANGES` ranges already."""


class OverlappingDaysOffError(DaysOffError):
    """Some of the days are off already."""


def save_easy_days(session: Session, *, learner: Learner, easy_days: Sequence[int]) -> None:
    """Store the share of a normal day's cards for each day of the week, in percent."""
    user = session.get_one(User, learner.id)
    user.easy_days = list(easy_days)
    session.flush()


def add_days_off(
    session: Session, *, learner: Learner, first: date, last: date, now: datetime
) -> None:
    """Keep the days from ``first`` to ``last`` free; what is past is forgotten.

    Adding the same days again changes nothing.

    Raises:
        TooManyDaysOffError: no more ranges fit.
        OverlappingDaysOffError: some of the days are off already.
    """
    user = session.get_one(User, learner.id, with_for_update=True)
    ranges = _ranges(user, learner.today(now))
    if (first, last) in ranges:
        return
    if len(ranges) >= MOST_RANGES:
        raise TooManyDaysOffError(f"{MOST_RANGES} ranges of days off are kept at most")
    if any(begin <= last and first <= end for begin, end in ranges):
        raise OverlappingDaysOffError(f"some days from {first} to {last} are off already")
    _store(user, [*ranges, (first, last)])
    session.flush()


def remove_days_off(session: Session, *, learner: Learner, first: date, now: datetime) -> None:
    """Give up the days off that begin on a day; where there are none, nothing changes."""
    user = session.get_one(User, learner.id, with_for_update=True)
    ranges = _ranges(user, learner.today(now))
    _store(user, [days for days in ranges if days[0] != first])
    session.flush()


def cards_on_days_off(
    session: Session, *, learner: Learner, now: datetime
) -> list[tuple[Bank, int]]:
    """The banks with cards due on coming days off, and how many."""
    today = learner.today(now)
    coming = [
        and_(
            MemoryState.due_at >= day_start(max(first, today), learner.zone),
            MemoryState.due_at < day_start(last + timedelta(days=1), learner.zone),
        )
        for first, last in learner.days_off
        if last >= today
    ]
    if not coming:
        return []
    rows = session.execute(
        select(Bank, func.count())
        .join(Item, Item.bank_id == Bank.id)
        .join(MemoryState, MemoryState.item_id == Item.id)
        .where(
            MemoryState.user_id == learner.id,
            MemoryState.phase == Phase.REVIEW,
            Item.retired_at.is_(None),
            or_(*coming),
        )
        .group_by(Bank.id)
        .order_by(Bank.slug)
    )
    return [(bank, count) for bank, count in rows]


def _ranges(user: User, today: date) -> list[tuple[date, date]]:
    ranges = [
        (date.fromisoformat(first), date.fromisoformat(last)) for first, last in user.days_off
    ]
    return [(first, last) for first, last in ranges if last >= today]


def _store(user: User, ranges: list[tuple[date, date]]) -> None:
    user.days_off = [[first.isoformat(), last.isoformat()] for first, last in sorted(ranges)]
