"""How long a year of statistics takes for a learner with 720,000 answers in it.

The answers stand in the log, 2,000 a day on a bank of 1,000 items; the days of study are added up
from it by `flask maintain rebuild`'s own code. Measured are the two statements behind the plots of
the year with what is made of them, and all that the progress page asks the database, each in a
transaction of its own. Goal: 50 ms; Anki's graphs took 1,074 ms for as many.
"""

import argparse
import logging
import secrets
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy import String, case, cast, insert, literal, select
from sqlalchemy.orm import Session

from benchmarks.support import seeding
from benchmarks.support.databases import DATABASES
from benchmarks.support.figures import p50, p95, report
from benchmarks.support.server import environment
from quizapp import create_app
from quizapp.database import transaction
from quizapp.domain.learning.memory import ReviewKind
from quizapp.extensions import db
from quizapp.migrating import alembic
from quizapp.models import Item, Review
from quizapp.services import study_days
from quizapp.services.banks import load_folder
from quizapp.services.learners import Learner
from quizapp.services.progress import bank_progress
from quizapp.services.statistics import year_of_study
from quizapp.settings import Settings

ITEMS = 1_000
ROUNDS = 2
DAYS = 360
GOAL_MS = 50.0
TIMES = 40
ZONE = ZoneInfo("Europe/Paris")


def main() -> None:
    """Print one JSON line for each figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=DAYS, help="of 2,000 answers each")
    parser.add_argument("--database", choices=[*DATABASES, "both"], default="both")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    logging.getLogger("alembic").setLevel(logging.WARNING)
    for name, database in DATABASES.items():
        if options.database in (name, "both"):
            _measure(name, database, options.days)


def _measure(name: str, database: Callable[[Path], AbstractContextManager[str]], days: int) -> None:
    with (
        tempfile.TemporaryDirectory(prefix="rarissime-bench-") as folder,
        database(Path(folder)) as url,
    ):
        variables = environment(url, Path(folder), secrets.token_hex(32))
        app = create_app(Settings.from_env(variables))
        with app.app_context():
            learner, bank_id, now = _seed(days)
            title = f"{days * ROUNDS * ITEMS:,} answers on {name}"
            start = time.perf_counter()
            with transaction() as session:
                study_days.rebuild(session)
            seconds = time.perf_counter() - start
            report(f"{title}: days of study added up anew", seconds, "s")
            seeding.inform_planner()
            _time(title, learner, bank_id, now)
            db.session.remove()
            db.engine.dispose()


def _time(title: str, learner: Learner, bank_id: int, now: datetime) -> None:
    def year(session: Session) -> None:
        found = year_of_study(
            session, learner_id=learner.id, bank_id=bank_id, until=learner.today(now)
        )
        if not found.days:
            raise RuntimeError("a year without a day: nothing was measured")

    def page(session: Session) -> None:
        bank_progress(session, learner=learner, bank_id=bank_id, now=now)

    for what, work in (("a year of statistics", year), ("all of the progress page", page)):
        times = []
        for _ in range(TIMES):
            db.session.remove()
            start = time.perf_counter()
            work(db.session())
            db.session.rollback()
            times.append((time.perf_counter() - start) * 1000)
        goal = GOAL_MS if work is year else None
        report(f"{title}: {what}, median", p50(times), "ms")
        report(f"{title}: {what}, p95", p95(times), "ms", at_most=goal)


def _seed(days: int) -> tuple[Learner, int, datetime]:
    now = datetime.now(UTC)
    alembic.upgrade()
    with transaction() as session:
        load_folder(session, folder=seeding.SHIPPED, now=now)
        bank = seeding.clone_bank(session, "bench-year", ITEMS, Random(1), now)
        [user] = seeding.make_learners(session, 1, now)
        learner = Learner(id=user, zone=ZONE, language="fr")
        for number in range(days):
            for place in range(ROUNDS):
                at = now - timedelta(days=number, hours=place)
                _log(session, learner, bank.id, at=at, number=number, place=place)
    return learner, bank.id, now


def _log(
    session: Session, learner: Learner, bank_id: int, *, at: datetime, number: int, place: int
) -> None:
    """An answer to each item of the bank, made by the database: cards, and one quiz in five."""
    mixed = Item.id * 7 + number * 13 + place
    is_quiz = mixed % 5 == 0
    first = place == 0
    age = case((mixed % 3 == 0, "mature"), else_="young")
    values = {
        "user_id": literal(learner.id),
        "bank_id": Item.bank_id,
        "item_id": Item.id,
        "revision_id": Item.revision_id,
        "client_key": cast(Item.id, String) + literal(f"-{number}-{place}{seeding.SEEDED}"),
        "body_digest": literal("0" * 64),
        "kind": case((is_quiz, ReviewKind.QUIZ.value), else_=ReviewKind.CARD.value),
        "reviewed_at": literal(at, Review.reviewed_at.type),
        "local_day": literal(learner.today(at), Review.local_day.type),
        "time_zone": literal(ZONE.key),
        "grade": case((is_quiz, None), (mixed % 11 == 0, 1), else_=3),
        "score": case((is_quiz, 1.0)),
        "guessing": literal(0.2),
        "desired_retention": literal(0.9),
        "weights_version": literal("fsrs-6.3-default"),
        "retrievability": 0.8 + mixed % 17 / 100.0,
        "interval_days": literal(7),
        "duration_ms": 4_000 + mixed % 16_000,
        "topic": Item.topic,
        "tested_as": case((~is_quiz, age)) if first else literal(None, String),
        "was_due": literal(first),
        "after_reading": literal(value=False),
    }
    rows = select(*values.values()).where(Item.bank_id == bank_id)
    session.execute(insert(Review).from_select(list(values), rows))


if __name__ == "__main__":
    main()
