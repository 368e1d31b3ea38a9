"""What a search for cards stands on: whose memory of which bank, at what moment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Date, Float, case, literal, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from quizapp.domain.content.words import words_of
from quizapp.domain.learning.build import Mode
from quizapp.domain.learning.days import day_start
from quizapp.models import Attempt, AttemptItem, CardMark, MemoryState
from quizapp.services.deck.decks import find_deck, options_of
from quizapp.services.learners import Learner


@dataclass
class Ground:
    """Read once for a search, and no longer kept than the request lasts."""

    session: Session
    learner: Learner
    bank_id: int
    now: datetime

    @cached_property
    def today(self) -> date:
        return self.learner.today(self.now)

    def day_begins(self, days: int) -> datetime:
        """The instant at which the day begins that comes in so many ``days``."""
        # Nothing is due beyond the end of the calendar, whatever a query says.
        far = max(-400_000, min(days, 400_000))
        return day_start(self.today + timedelta(days=far), self.learner.zone)

    @cached_property
    def leech_after(self) -> int:
        deck = find_deck(self.session, self.learner.id, self.bank_id)
        return options_of(deck).leech_after

    @cached_property
    def withheld(self) -> tuple[int, ...]:
        """Items of exams and measures that go on: a memory of them would tell how they went."""
        going_on = select(Attempt.id).where(
            Attempt.user_id == self.learner.id,
            Attempt.finished_at.is_(None),
            Attempt.mode.in_([Mode.EXAM, Mode.MEASURE]),
        )
        attempts = self.session.scalars(going_on).all()
        if not attempts:
            return ()
        items = select(AttemptItem.item_id).where(AttemptItem.attempt_id.in_(attempts))
        return tuple(sorted(set(self.session.scalars(items))))

    @cached_property
    def _notes(self) -> dict[int, list[str]]:
        """The words of the learner's own notes; most learners have few notes, if any."""
        rows = self.session.execute(
            select(CardMark.item_id, CardMark.note).where(
                CardMark.user_id == self.learner.id,
                CardMark.bank_id == self.bank_id,
                CardMark.note.is_not(None),
            )
        )
        return {item: words_of(note or "") for item, note in rows.tuples()}

    def items_noted(self, says: Callable[[Sequence[str]], bool]) -> list[int]:
        """The items whose note says something, in folded words."""
        return [item for item, words in self._notes.items() if says(words)]

    @property
    def age(self) -> ColumnElement[float]:
        """Learning days since the last retrieval over stability: the larger, the less is recalled.

        NULL for a card never met. A journey may have put the last day after today: 0 then, as in
        `days.elapsed_days`.
        """
        today = literal(self.today, Date())
        days = days_between(MemoryState.last_day, today)
        return case((MemoryState.last_day >= today, 0.0), else_=days / MemoryState.stability)


class days_between(FunctionElement[float]):  # noqa: N801 - it is a function of SQL
    """Days from an earlier date to a later one."""

    type = Float()
    inherit_cache = True


@compiles(days_between)
def _days_between(element: Any, compiler: SQLCompiler, **options: Any) -> str:
    earlier, later = (compiler.process(part, **options) for part in element.clauses)
    return f"({later} - {earlier})"


@compiles(days_between, "sqlite")
def _days_between_in_sqlite(element: Any, compiler: SQLCompiler, **options: Any) -> str:
    earlier, later = (compiler.process(part, **options) for part in element.clauses)
    return f"(julianday({later}) - julianday({earlier}))"
