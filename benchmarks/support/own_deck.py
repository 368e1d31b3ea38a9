"""Rarissime's own services on the big deck, in processes of their own: one builds, one measures.

``python -m benchmarks.support.own_deck build|measure`` with the order as JSON on standard input.
What a request adds (HTTP, form, template) is not in it, as Anki's windows are not in Anki's.
"""

import json
import logging
import resource
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select

from benchmarks.support import seeding
from benchmarks.support.big_deck import BigCard, big_deck
from benchmarks.support.server import environment
from quizapp import create_app
from quizapp.database import transaction
from quizapp.domain.learning.card_query import parse
from quizapp.domain.learning.days import day_start
from quizapp.domain.learning.memory import Grade, Phase, ReviewKind
from quizapp.domain.learning.memory_state import MATURE_FROM
from quizapp.extensions import db
from quizapp.migrating import alembic
from quizapp.models import Bank, Item, MemoryState, Review, User
from quizapp.services import study_days
from quizapp.services.banks import load_folder
from quizapp.services.deck import cards
from quizapp.services.deck.card_grades import grade_card
from quizapp.services.deck.decks import keep_deck
from quizapp.services.learners import Learner
from quizapp.services.plans.workload import workload_curve
from quizapp.services.progress import bank_progress
from quizapp.services.search.card_order import Order
from quizapp.services.search.card_rows import card_rows
from quizapp.services.search.card_search import CardSearch
from quizapp.settings import Settings

SLUG = "bench-anki"
ZONE = ZoneInfo("UTC")


def main() -> None:
    """Build or measure, as asked."""
    order = json.load(sys.stdin)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    folder = Path(order["folder"])
    url = f"sqlite:///{folder / 'own.sqlite3'}"
    app = create_app(Settings.from_env(environment(url, folder, "k" * 64)))
    now = datetime.fromtimestamp(order["now"], UTC)
    with app.app_context():
        if sys.argv[1] == "build":
            build(now, order["size"], order["reviews"])
        else:
            sys.stdout.write(json.dumps(measure(now, order)))


def build(now: datetime, size: int, reviews: int) -> None:
    alembic.upgrade()
    with transaction() as session:
        load_folder(session, folder=seeding.SHIPPED, now=now)
        bank = seeding.clone_bank(session, SLUG, size, Random(1), now)
        [user] = seeding.make_learners(session, 1, now, due_per_day=9_999, new_per_day=0)
        items = session.execute(
            select(Item.id, Item.revision_id, Item.topic)
            .where(Item.bank_id == bank.id)
            .order_by(Item.position)
        ).all()
        keep_deck(session, user, bank.id).new_from = size
        states, log = [], []
        for item, card in zip(items, big_deck(size, reviews), strict=True):
            ids = {"user_id": user, "bank_id": bank.id, "item_id": item.id}
            states.append(ids | _state(card, now))
            more = {"revision_id": item.revision_id, "topic": item.topic}
            log += [ids | more | one for one in _log(item.id, card, now)]
        for table, rows in ((MemoryState, states), (Review, log)):
            for start in range(0, len(rows), seeding.ROWS_AT_ONCE):
                session.execute(insert(table), rows[start : start + seeding.ROWS_AT_ONCE])
    with transaction() as session:
        study_days.rebuild(session)


def _state(card: BigCard, now: datetime) -> dict[str, Any]:
    first, last = card.reviews[0], card.reviews[-1]
    return {
        "phase": Phase.REVIEW.value,
        "step": None,
        "stability": card.stability,
        "difficulty": card.difficulty,
        "last_reviewed_at": now - timedelta(days=last.days_ago),
        "last_day": now.date() - timedelta(days=last.days_ago),
        "due_at": day_start(now.date() + timedelta(days=card.due_in), ZONE),
        "reviews": len(card.reviews),
        "lapses": card.lapses,
        "last_score": 0.0 if last.grade == Grade.AGAIN else 1.0,
        "introduced_on": now.date() - timedelta(days=first.days_ago),
        "introduced_by": ReviewKind.CARD.value,
    }


def _log(item: int, card: BigCard, now: datetime) -> list[dict[str, Any]]:
    return [
        {
            "client_key": f"{item}-{number}{seeding.SEEDED}",
            "body_digest": "0" * 64,
            "kind": ReviewKind.CARD.value,
            "reviewed_at": now - timedelta(days=one.days_ago),
            "local_day": now.date() - timedelta(days=one.days_ago),
            "time_zone": ZONE.key,
            "grade": one.grade,
            "guessing": 0.0,
            "desired_retention": 0.9,
            "weights_version": "fsrs-6.3-default",
            "retrievability": one.recall,
            "interval_days": one.interval,
            "duration_ms": one.duration_ms,
            "tested_as": _tested_as(card, number),
            "was_due": number > 0,
            "after_reading": False,
        }
        for number, one in enumerate(card.reviews)
    ]


def _tested_as(card: BigCard, number: int) -> str | None:
    if not number:
        return None
    return "mature" if card.reviews[number - 1].interval >= MATURE_FROM else "young"


class Study:
    """A learner at work: each call is a request's own session, committed where it records."""

    def __init__(self, now: datetime, page: int) -> None:
        user = db.session.scalars(select(User.id)).one()
        self._bank = db.session.scalars(select(Bank.id).where(Bank.slug == SLUG)).one()
        self._learner = Learner(id=user, zone=ZONE, language="fr", new_per_day=0, due_per_day=9_999)
        self._now, self._page = now, page
        self._shown: cards.Card | None = None

    @property
    def _whose(self) -> dict[str, Any]:
        return {"learner": self._learner, "bank_id": self._bank, "now": self._now}

    def find(self, query: str) -> None:
        """The first page of a search, with its rows."""
        search = self._search(query)
        card_rows(search.ground, search.page(Order.DUE, size=self._page).ids)

    def count(self, query: str) -> int:
        """How many cards a search finds."""
        return self._search(query).count()

    def _search(self, query: str) -> CardSearch:
        return CardSearch(db.session(), **self._whose, query=parse(query))

    def look_at_statistics(self) -> None:
        bank_progress(db.session(), **self._whose)

    def draw_curve(self) -> int:
        curve = workload_curve(db.session(), **self._whose)
        return len(curve.points) if curve else 0

    def next(self) -> None:
        """The card with what its four grades would do."""
        session = db.session()
        today = cards.plan_bank(session, **self._whose)
        self._shown = cards.next_card(session, **self._whose, today=today)
        if self._shown is None:
            raise RuntimeError("no card is left: more of them have to be due")
        cards.preview_grades(session, self._learner, self._bank, self._shown, self._now)

    def answer(self, grade: Grade, number: int) -> None:
        if self._shown is None:
            raise RuntimeError("no card was shown")
        with transaction() as session:
            grade_card(
                session,
                **self._whose,
                item_id=self._shown.item_id,
                seen_reviews=self._shown.reviews,
                grade=grade,
                client_key=f"bench-answer-{number:06}",
                duration_ms=6_000,
            )
        self._now += timedelta(seconds=6)


def measure(now: datetime, order: dict[str, Any]) -> dict[str, Any]:
    study = Study(now, order["page"])
    figures: dict[str, Any] = {"search": {}, "found": {}, "next": [], "answer": []}
    for name, query in order["searches"].items():
        figures["found"][name] = study.count(query)
        study.find(query)
        figures["search"][name] = [
            _timed(lambda query=query: study.find(query))[0] for _ in range(order["times"])
        ]
    figures["statistics"] = [_timed(study.look_at_statistics)[0] for _ in range(order["times"])]
    curves = [_timed(study.draw_curve) for _ in range(order["curves"])]
    figures["workload"], figures["points"] = [took for took, _ in curves], curves[0][1]
    figures["first"], _ = _timed(study.next)
    for number in range(order["rounds"]):
        figures["next"].append(_timed(study.next)[0])
        grade = Grade.AGAIN if number % 10 == 9 else Grade.GOOD
        figures["answer"].append(_timed(partial(study.answer, grade, number))[0])
    figures["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return figures


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Milliseconds that it took in a session of its own, and its result."""
    db.session.remove()
    start = time.perf_counter()
    result = work()
    return (time.perf_counter() - start) * 1000, result


if __name__ == "__main__":
    main()
