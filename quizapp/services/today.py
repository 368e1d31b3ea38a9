"""The home page: what to do now, and when the next thing comes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.models import Attempt, Bank, Item, MemoryState
from quizapp.services import cards
from quizapp.services.catalogue import BankLine, list_banks
from quizapp.services.learners import Learner
from quizapp.services.quiz_result import unfinished_attempt


@dataclass(frozen=True, slots=True)
class BankToday:
    """One bank on the home page; the banks not begun yet ask for nothing but an invitation."""

    bank: BankLine
    cards: cards.Today
    seen: int
    next_due: datetime | None


@dataclass(frozen=True, slots=True)
class Home:
    """All of the home page."""

    banks: list[BankToday]
    open_attempt: tuple[Attempt, Bank] | None


def plan_home(session: Session, *, learner: Learner, now: datetime) -> Home:
    """What to do today in every bank: the one with most to review first."""
    seen = dict(
        session.execute(
            select(MemoryState.bank_id, func.count())
            .where(MemoryState.user_id == learner.id)
            .group_by(MemoryState.bank_id)
        )
        .tuples()
        .all()
    )
    next_due = dict(
        session.execute(
            select(MemoryState.bank_id, func.min(MemoryState.due_at))
            .join(Item, Item.id == MemoryState.item_id)
            .where(
                MemoryState.user_id == learner.id,
                MemoryState.due_at > now,
                Item.retired_at.is_(None),
            )
            .group_by(MemoryState.bank_id)
        )
        .tuples()
        .all()
    )
    banks = [
        BankToday(
            bank=bank,
            cards=cards.plan_bank(session, learner=learner, bank_id=bank.id, now=now),
            seen=seen.get(bank.id, 0),
            next_due=next_due.get(bank.id),
        )
        for bank in list_banks(session)
        if bank.items
    ]
    banks.sort(key=lambda entry: (entry.cards.plan.due, entry.seen), reverse=True)
    return Home(banks, unfinished_attempt(session, learner.id))
