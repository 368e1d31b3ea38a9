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
    met = {
        bank_id: (seen, next_due)
        for bank_id, seen, next_due in session.execute(
            select(
                MemoryState.bank_id,
                func.count(),
                func.min(MemoryState.due_at).filter(MemoryState.due_at > now),
            )
            .join(Item, Item.id == MemoryState.item_id)
            .where(MemoryState.user_id == learner.id, Item.retired_at.is_(None))
            .group_by(MemoryState.bank_id)
        )
    }
    seconds = cards.usual_seconds(session, learner)
    banks = [
        BankToday(
            bank=bank,
            cards=cards.plan_bank(
                session, learner=learner, bank_id=bank.id, now=now, seconds=seconds
            ),
            seen=met.get(bank.id, (0, None))[0],
            next_due=met.get(bank.id, (0, None))[1],
        )
        for bank in list_banks(session)
        if bank.items
    ]
    banks.sort(key=lambda entry: (entry.cards.plan.due, entry.seen), reverse=True)
    return Home(banks, unfinished_attempt(session, learner.id))
