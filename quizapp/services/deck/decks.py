"""A learner's deck of a bank: its options, and the scheduler that follows from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import CompoundSelect, bindparam, func, select, union_all
from sqlalchemy.orm import Session

from quizapp.domain.learning.agenda import Agenda
from quizapp.domain.learning.days import day_start, learning_day
from quizapp.domain.learning.deck import DeckOptions
from quizapp.domain.learning.due import Span
from quizapp.domain.learning.memory import MemoryState as Memory
from quizapp.domain.learning.memory import Scheduler
from quizapp.models import Deck, MemoryState, Reading
from quizapp.services.learners import Learner


@dataclass(frozen=True, slots=True)
class DeckNow:
    """A deck at the moment of one request.

    ``after_reading``: its learner has read the text earlier on this learning day.
    """

    bank_id: int
    options: DeckOptions
    after_reading: bool


_DECK = select(Deck).where(Deck.user_id == bindparam("learner"), Deck.bank_id == bindparam("bank"))
_READ_TODAY = select(Reading.read_at).where(
    Reading.user_id == bindparam("learner"),
    Reading.bank_id == bindparam("bank"),
    Reading.local_day == bindparam("today"),
)


def find_deck(session: Session, learner_id: int, bank_id: int) -> Deck | None:
    """The stored options of a deck; None where its learner never chose any."""
    return session.scalar(_DECK, {"learner": learner_id, "bank": bank_id})


def keep_deck(session: Session, learner_id: int, bank_id: int) -> Deck:
    """The row of a deck, made with the default options where there is none."""
    deck = find_deck(session, learner_id, bank_id)
    if deck is None:
        deck = Deck(user_id=learner_id, bank_id=bank_id, new_from=0)
        store_options(deck, DeckOptions())
        session.add(deck)
    return deck


def store_options(deck: Deck, options: DeckOptions) -> None:
    """Write options into the row of a deck."""
    deck.desired_retention = options.desired_retention
    deck.topic_retention = dict(options.topic_retention)
    deck.new_per_day, deck.due_per_day = options.new_per_day, options.due_per_day
    deck.bury_siblings = options.bury_siblings
    deck.leech_after, deck.suspends_leeches = options.leech_after, options.suspends_leeches
    deck.exam_on = options.exam_on


def options_of(deck: Deck | None) -> DeckOptions:
    """The options in force."""
    if deck is None:
        return DeckOptions()
    return DeckOptions(
        desired_retention=deck.desired_retention,
        topic_retention=deck.topic_retention,
        new_per_day=deck.new_per_day,
        due_per_day=deck.due_per_day,
        bury_siblings=deck.bury_siblings,
        leech_after=deck.leech_after,
        suspends_leeches=deck.suspends_leeches,
        exam_on=deck.exam_on,
    )


def deck_now(session: Session, learner: Learner, bank_id: int, now: datetime) -> DeckNow:
    """The deck as its cards are graded at this moment."""
    options = options_of(find_deck(session, learner.id, bank_id))
    read_at = session.scalar(
        _READ_TODAY, {"learner": learner.id, "bank": bank_id, "today": learner.today(now)}
    )
    return DeckNow(bank_id, options, read_at is not None and read_at <= now)


def agenda_for(
    session: Session,
    learner: Learner,
    deck: DeckNow,
    retrieved: Iterable[tuple[str, Memory | None]],
    now: datetime,
) -> Agenda:
    """The days that some retrievals, each a topic and the state before it, may choose from."""
    spans = {
        span
        for topic, state in retrieved
        for span in scheduler_for(deck, topic).spans(state, now=now, zone=learner.zone)
    }
    return Agenda(
        loads=loads_on(session, learner, deck.bank_id, spans),
        easy_days=learner.easy_days,
        days_off=learner.days_off,
    )


def scheduler_for(deck: DeckNow, topic: str, agenda: Agenda | None = None) -> Scheduler:
    """The scheduler of the cards on a topic."""
    return Scheduler(deck.options.retention_for(topic), exam_on=deck.options.exam_on, agenda=agenda)


def loads_on(
    session: Session, learner: Learner, bank_id: int, spans: Iterable[Span]
) -> Counter[date]:
    """How many cards of the bank are due on the days of some spans; 0 where none is."""
    ranges = _joined(spans)
    if not ranges:
        return Counter()
    values: dict[str, Any] = {"learner": learner.id, "bank": bank_id}
    for number, (first, last) in enumerate(ranges):
        values[f"from_{number}"] = day_start(first, learner.zone)
        values[f"to_{number}"] = day_start(last + timedelta(days=1), learner.zone)
    rows = session.connection().execute(_loads(len(ranges)), values)
    loads: Counter[date] = Counter()
    for due_at, count in rows:
        loads[learning_day(due_at, learner.zone)] += count
    return loads


@lru_cache(maxsize=32)
def _loads(ranges: int) -> CompoundSelect[Any]:
    """Cards due by instant, in so many ranges.

    Each range apart: of ranges joined by OR, SQLite would read the whole deck. Put together once,
    for that takes longer than most of them run.
    """
    return union_all(
        *(
            select(MemoryState.due_at, func.count())
            .where(
                MemoryState.user_id == bindparam("learner"),
                MemoryState.bank_id == bindparam("bank"),
                MemoryState.due_at >= bindparam(f"from_{number}"),
                MemoryState.due_at < bindparam(f"to_{number}"),
            )
            .group_by(MemoryState.due_at)
            for number in range(ranges)
        )
    )


def _joined(spans: Iterable[Span]) -> list[tuple[date, date]]:
    """Spans of more than a day, those that meet made one."""
    joined: list[tuple[date, date]] = []
    for span in sorted(spans):
        if span.first == span.last:
            continue
        if joined and span.first <= joined[-1][1] + timedelta(days=1):
            joined[-1] = (joined[-1][0], max(joined[-1][1], span.last))
        else:
            joined.append((span.first, span.last))
    return joined
