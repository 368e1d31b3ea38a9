"""Setting, changing and removing the date of an exam, after seeing what it does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.domain.learning.deck import DeckOptions
from quizapp.domain.learning.forecast import MOST_BUSY, forecast
from quizapp.domain.learning.placing import placed_anew
from quizapp.domain.learning.workload import Workload
from quizapp.models import CardAction, Deck
from quizapp.services.deck.card_action_log import Done
from quizapp.services.deck.decks import keep_deck
from quizapp.services.learners import Learner
from quizapp.services.plans.planning import DeckToday, done_before, move_cards, read_deck

# The horizon of a preview where there is no exam: its removal.
_AHEAD = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Outlook:
    """The days until an exam: cards a day, and the share of the cards seen known on the day.

    ``waiting`` cards would be left over on the eve, because of the daily limits.
    """

    loads: tuple[int, ...]
    recall: float
    known: int
    waiting: int

    @property
    def peak(self) -> int:
        return max(self.loads, default=0)

    @property
    def reviews(self) -> int:
        return sum(self.loads)


@dataclass(frozen=True, slots=True)
class ExamPreview:
    """What setting or removing a date does: the days from today to the eve of ``until``.

    ``moves``: cards that change their day at once. ``seen``: cards met by then, of ``cards``.
    """

    exam_on: date | None
    today: date
    until: date
    moves: int
    cards: int
    seen: int
    without: Outlook
    with_exam: Outlook

    @property
    def busier(self) -> float:
        """How many times as busy the busiest day is as without the exam."""
        return self.with_exam.peak / max(self.without.peak, 1)

    @property
    def is_too_busy(self) -> bool:
        """Whether the busiest day is beyond what an exam should ask for."""
        return self.busier > MOST_BUSY


def preview_exam(
    session: Session, *, learner: Learner, bank_id: int, exam_on: date | None, now: datetime
) -> ExamPreview:
    """The days until an exam with and without its date, and what would move at once.

    With None: the days until the date that is set, or 90 days, if it is removed.
    """
    deck = read_deck(session, learner=learner, bank_id=bank_id, now=now)
    until = exam_on or deck.options.exam_on or deck.today + _AHEAD
    if until <= deck.today:
        until = deck.today + _AHEAD
    plans = [replace(deck.options, exam_on=day) for day in (None, until)]
    moves = [
        _moves(deck, plan) if plan != deck.options or plan.exam_on == exam_on else {}
        for plan in plans
    ]
    (without, _), (with_exam, seen) = (
        _follow(deck, plan, {} if plan == deck.options else moved, until)
        for plan, moved in zip(plans, moves, strict=True)
    )
    return ExamPreview(
        exam_on=exam_on,
        today=deck.today,
        until=until,
        moves=len(moves[exam_on is not None]),
        cards=len(deck.met) + len(deck.unmet),
        seen=seen,
        without=without,
        with_exam=with_exam,
    )


def set_exam(
    session: Session,
    *,
    learner: Learner,
    bank_id: int,
    exam_on: date | None,
    client_key: str,
    now: datetime,
) -> Done:
    """Set the date of an exam, or remove it, and move the cards that have to; undone as one.

    Raises:
        ConflictError: the client key was used for something else.
    """
    done = done_before(session, learner=learner, bank_id=bank_id, client_key=client_key)
    if done is not None:
        return done
    row = keep_deck(session, learner.id, bank_id)
    before, row.exam_on = row.exam_on, exam_on
    session.flush()
    deck = read_deck(session, learner=learner, bank_id=bank_id, now=now)
    moves = _moves(deck, deck.options)
    done = move_cards(session, deck=deck, moves=moves, client_key=client_key, now=now)
    if done.action_id is not None:
        action = session.get_one(CardAction, done.action_id)
        action.before = {**action.before, "exam_on": before and before.isoformat()}
        session.flush()
    return done


def exams_ahead(session: Session, *, learner_id: int, today: date) -> dict[int, date]:
    """The exams to come, today's included, by bank."""
    rows = session.execute(
        select(Deck.bank_id, Deck.exam_on).where(Deck.user_id == learner_id, Deck.exam_on >= today)
    )
    return {bank_id: exam_on for bank_id, exam_on in rows if exam_on is not None}


def _moves(deck: DeckToday, options: DeckOptions) -> dict[int, date]:
    return placed_anew(deck.to_place(), deck.rule(options), deck.today)


def _follow(
    deck: DeckToday, options: DeckOptions, moves: Mapping[int, date], until: date
) -> tuple[Outlook, int]:
    """The days under some options, and how many cards have been seen by the end."""
    found = forecast(
        deck.sample(moves), deck.rule(options), until=until, seed=f"{deck.bank_id}:{until}"
    )
    return _outlook(found), round(found.seen)


def _outlook(found: Workload) -> Outlook:
    return Outlook(
        loads=tuple(round(load) for load in found.load()),
        recall=found.known / found.seen if found.seen else 0.0,
        known=round(found.known),
        waiting=round(found.waiting),
    )
