"""One bank as large as the decks that people bring along, most of it met by one learner."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask
from sqlalchemy import insert
from sqlalchemy.orm import Session

from benchmarks.support import seeding
from benchmarks.support.seeding import BankRows, Person
from quizapp.database import transaction
from quizapp.domain.learning.days import day_start, learning_day
from quizapp.domain.learning.memory import Phase, ReviewKind
from quizapp.extensions import db
from quizapp.migrating import alembic
from quizapp.models import MemoryState
from quizapp.services.banks import load_folder
from quizapp.services.deck.decks import keep_deck

SLUG = "bench-deck"
SHARE_MET = 0.7
OTHERS = 4
SHARE_MET_BY_OTHERS = 0.1
# In review for a year at most: what is not due comes back within it.
LONGEST_DAYS = 365
ZONE = ZoneInfo("Europe/Paris")


@dataclass(frozen=True)
class Deck:
    """A seeded deck and the learner whose it is, signed in."""

    person: Person
    met: int


def seed(app: Flask, *, cards: int, due: int) -> Deck:
    """Fill an empty database with a bank of so many ``cards``, of which ``due`` are due today."""
    now, rng = datetime.now(UTC), Random(1)
    with app.app_context():
        alembic.upgrade()
        with transaction() as session:
            load_folder(session, folder=seeding.SHIPPED, now=now)
            bank = seeding.clone_bank(session, SLUG, cards, rng, now)
            # No limit ends the session while it is measured.
            learner, *others = seeding.make_learners(
                session, 1 + OTHERS, now, due_per_day=9_999, new_per_day=200
            )
            met = int(cards * SHARE_MET)
            _remember(session, learner, bank, met=met, due=due, rng=rng, now=now)
            for other in others:
                few = int(cards * SHARE_MET_BY_OTHERS)
                _remember(session, other, bank, met=few, due=due // 10, rng=rng, now=now)
            keep_deck(session, learner, bank.id).new_from = met
            for number in range(seeding.REVIEWS):
                seeding.log_review(session, number)
        seeding.inform_planner()
        db.session.remove()
    person = seeding.sign_in(app, learner, SLUG, [], now, with_quiz=False)
    with app.app_context():
        db.engine.dispose()
    return Deck(person, met)


def _remember(
    session: Session,
    learner: int,
    bank: BankRows,
    *,
    met: int,
    due: int,
    rng: Random,
    now: datetime,
) -> None:
    """Memories of the first ``met`` items, as cards come in the order of the bank."""
    late = set(rng.sample(range(met), due))
    rows = [
        {"user_id": learner, "item_id": item, "bank_id": bank.id}
        | _state(late=place in late, rng=rng, now=now)
        for place, item in enumerate(bank.items[:met])
    ]
    for start in range(0, len(rows), seeding.ROWS_AT_ONCE):
        session.execute(insert(MemoryState), rows[start : start + seeding.ROWS_AT_ONCE])


def _state(*, late: bool, rng: Random, now: datetime) -> dict[str, Any]:
    """A memory in review: its interval is its stability, as a desired retention of .90 asks."""
    today = learning_day(now, ZONE)
    interval = rng.randint(3, LONGEST_DAYS)
    waited = interval + rng.randint(0, 30) if late else rng.randint(1, interval - 1)
    reviewed = now - timedelta(days=waited)
    return {
        "phase": Phase.REVIEW.value,
        "step": None,
        "stability": float(interval),
        "difficulty": rng.uniform(1, 10),
        "last_reviewed_at": reviewed,
        "last_day": today - timedelta(days=waited),
        "due_at": day_start(today + timedelta(days=interval - waited), ZONE),
        "reviews": seeding.REVIEWS,
        "lapses": rng.choice([0, 0, 0, 1, 2, 5]),
        "last_score": 1.0,
        "introduced_on": today - timedelta(days=waited + 1),
        "introduced_by": ReviewKind.CARD.value,
    }
