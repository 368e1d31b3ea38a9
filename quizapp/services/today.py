"""The home page: what to do now, and when the next thing comes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.domain.content.schema import QUIZ_TYPES
from quizapp.domain.learning.build import Mode
from quizapp.domain.learning.timer import Timer
from quizapp.models import AnswerSave, Attempt, Bank, Item, ItemFlag, MemoryState
from quizapp.services.catalogue import BankLine, list_banks
from quizapp.services.deck import cards
from quizapp.services.learners import Learner
from quizapp.services.plans.exam_dates import exams_ahead
from quizapp.services.quizzes.pool_conditions import KEPT_SECRET
from quizapp.services.quizzes.withheld import items_withheld
from quizapp.services.teaching.due import Due, work_due
from quizapp.services.teaching.notices import MarkNotice, unseen

# Who leaves every quiz half-way is not to scroll past all of them to today's cards.
MOST_OPEN = 5


@dataclass(frozen=True, slots=True)
class BankToday:
    """One bank on the home page; the banks not begun yet ask for nothing but an invitation.

    ``mistakes`` and ``flagged`` count questions that a quiz can be made of; ``exam_in``: days until
    the exam, None where no date is set.
    """

    bank: BankLine
    cards: cards.Today
    seen: int
    next_due: datetime | None
    mistakes: int
    flagged: int
    exam_in: int | None = None


@dataclass(frozen=True, slots=True)
class OpenAttempt:
    """An attempt to go on with. ``remaining``: the time left of an exam; None without a limit."""

    attempt: Attempt
    bank: Bank
    remaining: timedelta | None

    @property
    def position(self) -> int:
        """The question that waits, in practice and measure."""
        return self.attempt.answered + 1

    @property
    def is_over(self) -> bool:
        """Whether the time is up, and the exam not handed in yet."""
        return self.remaining is not None and not self.remaining

    @property
    def minutes(self) -> int | None:
        """The whole minutes left."""
        return None if self.remaining is None else self.remaining // timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Home:
    """All of the home page."""

    banks: list[BankToday]
    open_attempts: list[OpenAttempt]
    due: list[Due]
    notices: list[MarkNotice]


@dataclass(frozen=True, slots=True)
class _Met:
    """What a learner met of one bank."""

    seen: int = 0
    next_due: datetime | None = None
    mistakes: int = 0


def plan_home(session: Session, *, learner: Learner, now: datetime) -> Home:
    """What to do today in every bank: the one with most to review first."""
    in_exams = items_withheld(session, learner.id, now)
    met = _met(session, learner, in_exams, now)
    flagged = _flagged(session, learner, in_exams)
    seconds = cards.usual_seconds(session, learner)
    today = learner.today(now)
    exams = exams_ahead(session, learner_id=learner.id, today=today)
    banks = []
    for bank in list_banks(session):
        if not bank.items:
            continue
        plan = cards.plan_bank(session, learner=learner, bank_id=bank.id, now=now, seconds=seconds)
        known = met.get(bank.id, _Met())
        banks.append(
            BankToday(
                bank=bank,
                cards=plan,
                seen=known.seen,
                next_due=known.next_due,
                mistakes=known.mistakes,
                flagged=flagged.get(bank.id, 0),
                exam_in=(exams[bank.id] - today).days if bank.id in exams else None,
            )
        )
    banks.sort(key=lambda entry: (entry.cards.plan.due, entry.seen), reverse=True)
    return Home(
        banks,
        open_attempts(session, learner_id=learner.id, now=now),
        work_due(session, learner_id=learner.id, now=now),
        unseen(session, learner_id=learner.id, now=now),
    )


def _met(
    session: Session, learner: Learner, in_exams: frozenset[int], now: datetime
) -> dict[int, _Met]:
    """By bank, in one walk over what the learner remembers, however large the banks are."""
    is_mistake = (
        (MemoryState.last_score < 1.0)
        & Item.type.in_(QUIZ_TYPES)
        & Item.id.not_in(in_exams)
        & Item.id.not_in(KEPT_SECRET)
    )
    rows = session.execute(
        select(
            MemoryState.bank_id,
            func.count(),
            func.min(MemoryState.due_at).filter(MemoryState.due_at > now),
            func.count().filter(is_mistake),
        )
        .join(Item, Item.id == MemoryState.item_id)
        .where(MemoryState.user_id == learner.id, Item.retired_at.is_(None))
        .group_by(MemoryState.bank_id),
        {"learner": learner.id},
    )
    return {bank_id: _Met(*counts) for bank_id, *counts in rows}


def _flagged(session: Session, learner: Learner, in_exams: frozenset[int]) -> dict[int, int]:
    rows = session.execute(
        select(Item.bank_id, func.count())
        .join(ItemFlag, ItemFlag.item_id == Item.id)
        .where(
            ItemFlag.user_id == learner.id,
            Item.retired_at.is_(None),
            Item.type.in_(QUIZ_TYPES),
            Item.id.not_in(in_exams),
        )
        .group_by(Item.bank_id)
    )
    return dict(rows.tuples().all())


def open_attempts(session: Session, *, learner_id: int, now: datetime) -> list[OpenAttempt]:
    """What the learner can go on with: soonest deadline first, then exams, then the latest."""
    rows = session.execute(
        select(Attempt, Bank)
        .join(Bank, Bank.id == Attempt.bank_id)
        .where(Attempt.user_id == learner_id, Attempt.finished_at.is_(None))
        .order_by(
            Attempt.deadline_at.is_(None),
            Attempt.deadline_at,
            Attempt.mode != Mode.EXAM,
            Attempt.started_at.desc(),
            Attempt.id.desc(),
        )
        .limit(MOST_OPEN)
    ).all()
    latest = _last_saves(session, [attempt for attempt, _ in rows])
    return [
        OpenAttempt(
            attempt,
            bank,
            Timer(attempt.started_at, attempt.deadline_at, latest.get(attempt.id)).remaining(now),
        )
        for attempt, bank in rows
    ]


def _last_saves(session: Session, attempts: Sequence[Attempt]) -> dict[int, datetime]:
    """When something was saved last in each exam: its time does not go back behind that."""
    exams = [attempt.id for attempt in attempts if attempt.mode == Mode.EXAM]
    if not exams:
        return {}
    rows = session.execute(
        select(AnswerSave.attempt_id, func.max(AnswerSave.saved_at))
        .where(AnswerSave.attempt_id.in_(exams))
        .group_by(AnswerSave.attempt_id)
    )
    return dict(rows.tuples().all())
