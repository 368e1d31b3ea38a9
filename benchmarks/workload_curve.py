"""How long workload against desired retention takes for 10,000 cards, and how far it is off.

A year, ten retentions from .70 to .97, in processor time of one core. Goal: 3 s at most, and better
half a second; Anki's own simulation of 10,000 cards takes 10 to 33 s. Beside it the same of every
card of the deck: the difference of answers and of what is known, in percent, with and without
daily limits: the curve is made from a sample. Then the same as a page asks for it, from a learner's
10,000 cards in SQLite and PostgreSQL, and the preview of an exam in 60 days and in two years.
"""

import secrets
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import fmean
from time import perf_counter, process_time
from typing import Any

from sqlalchemy import select

from benchmarks.support import cards_seeding
from benchmarks.support.databases import DATABASES
from benchmarks.support.figures import report
from benchmarks.support.server import environment
from quizapp import create_app
from quizapp.domain.learning.deck_sample import NEVER_SEEN, DeckCard
from quizapp.domain.learning.quick_memory import quick_memory
from quizapp.domain.learning.workload import CurvePoint, DailyLimits, curve
from quizapp.extensions import db
from quizapp.models import Bank, Deck, User
from quizapp.services.learners import as_learner
from quizapp.services.plans.exam_dates import preview_exam
from quizapp.services.plans.workload import workload_curve
from quizapp.settings import Settings

CARDS = 10_000
UNSEEN = 2_000
HISTORY_DAYS = 365
RETENTION = 0.9
GOAL_SECONDS = 3.0
BETTER_SECONDS = 0.5
# Of all points of a curve on average, and of the worst point.
GOAL_MEAN, GOAL_WORST = 3.0, 8.0
LIMITS = {
    "without limits": DailyLimits(),
    "10 new and 200 due a day": DailyLimits(new=10, due=200),
}


def grown_deck(rng: Random) -> list[DeckCard]:
    """Cards learnt on one of the last ``HISTORY_DAYS`` and kept at .90; the rest never seen."""
    return [
        *(grown_card(rng, rng.randint(1, HISTORY_DAYS)) for _ in range(CARDS - UNSEEN)),
        *[NEVER_SEEN] * UNSEEN,
    ]


def grown_card(rng: Random, age: int) -> DeckCard:
    quick = quick_memory()
    stretch = quick.days_per_stability(RETENTION)
    first = quick.first_good if rng.random() < 0.75 else quick.first_again
    stability, difficulty = quick.good(*first, 0, 1.0)
    last = 0
    while True:
        gap = max(round(stability * stretch * rng.uniform(0.9, 1.1)), 1)
        if last + gap >= age:
            return DeckCard(stability, difficulty, age - last, last + gap - age)
        last += gap
        recall = quick.recall(stability, gap)
        if rng.random() < recall:
            stability, difficulty = quick.good(stability, difficulty, gap, recall)
        else:
            stability, difficulty = quick.again(stability, difficulty, gap, recall)
            stability, difficulty = quick.good(stability, difficulty, 0, 1.0)


def timed(
    cards: list[DeckCard], limits: DailyLimits, **options: int
) -> tuple[float, list[CurvePoint]]:
    start = process_time()
    points = curve(cards, limits=limits, seed="luck", **options)
    return process_time() - start, points


def seconds(work: Callable[[], Any]) -> float:
    """How long it takes on the clock, the best of three: others may be at work here."""
    taken = []
    for _ in range(3):
        start = perf_counter()
        work()
        taken.append(perf_counter() - start)
    return min(taken)


def of_a_learner(database: str, folder: Path, url: str) -> None:
    """The services behind the pages, with a deck of which 70 % was met."""
    variables = environment(url, folder, secrets.token_hex(32))
    app = create_app(Settings.from_env(variables))
    cards_seeding.seed(app, cards=CARDS, due=700)
    now = datetime.now(UTC)
    with app.app_context():
        bank_id, user = db.session.execute(
            select(Deck.bank_id, User)
            .join(User, User.id == Deck.user_id)
            .join(Bank, Bank.id == Deck.bank_id)
            .where(Bank.slug == cards_seeding.SLUG)
        ).one()
        learner = as_learner(user)
        who: dict[str, Any] = {"learner": learner, "bank_id": bank_id, "now": now}
        took = seconds(lambda: workload_curve(db.session(), **who))
        report(f"workload curve of a learner's {CARDS} cards, {database}", took, "s", at_most=3.0)
        for days in (60, 730):
            day = learner.today(now) + timedelta(days=days)
            took = seconds(lambda day=day: preview_exam(db.session(), **who, exam_on=day))
            name = f"preview of an exam in {days} days, {CARDS} cards, {database}"
            report(name, took, "s", at_most=3.0)
        db.session.remove()
        db.engine.dispose()


def main() -> None:
    """Print one JSON line for each figure."""
    cards = grown_deck(Random(1))
    for name, limits in LIMITS.items():
        seconds, points = timed(cards, limits)
        whole_seconds, whole = timed(cards, limits, size=CARDS)
        title = f"workload curve, {CARDS} cards {name}"
        report(title, seconds, "s", at_most=GOAL_SECONDS)
        report(f"{title}, better", seconds, "s", at_most=BETTER_SECONDS)
        report(f"{title}, every card followed", whole_seconds, "s")
        pairs = list(zip(points, whole, strict=True))
        answers = [100.0 * abs(p.answers_per_day / w.answers_per_day - 1.0) for p, w in pairs]
        known = [100.0 * abs(p.known / w.known - 1.0) for p, w in pairs]
        report(f"{title}: answers, mean difference", fmean(answers), "%", at_most=GOAL_MEAN)
        report(f"{title}: answers, worst point", max(answers), "%", at_most=GOAL_WORST)
        report(f"{title}: known, mean difference", fmean(known), "%", at_most=GOAL_MEAN)
        report(f"{title}: known, worst point", max(known), "%", at_most=GOAL_WORST)
        errors = [100.0 * point.answers_error / point.answers_per_day for point in points]
        report(f"{title}: standard error told of the answers", fmean(errors), "%")
    for database, opened in DATABASES.items():
        with tempfile.TemporaryDirectory() as folder, opened(Path(folder)) as url:
            of_a_learner(database, Path(folder), url)


if __name__ == "__main__":
    main()
