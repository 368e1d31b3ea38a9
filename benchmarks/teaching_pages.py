"""How long an instructor waits for figures: of 200 learners x 20 questions, of 2,000 learners.

Everybody has handed in. The pages are asked for as a browser does, from an application in this
process, each 20 times after the first: how the questions did (200 learners: 150 ms of CPU), one of
them, the results (2,000 learners: 500 ms), and the poll of a page of results that is left open.
CPU is that of the application; the database server's own is in the time that passes.
"""

import argparse
import gc
import json
import logging
import secrets
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time

from flask import Flask
from sqlalchemy import select

from benchmarks.support.databases import DATABASES
from benchmarks.support.exam_seeding import seed_exam
from benchmarks.support.figures import p50, p95, report
from benchmarks.support.handed_in import hand_in_all
from benchmarks.support.seeding import USER_AGENT, inform_planner
from benchmarks.support.server import environment
from quizapp import create_app
from quizapp.database import transaction
from quizapp.extensions import db
from quizapp.models import AssignmentItem
from quizapp.settings import Settings

QUESTIONS = 20
TIMES = 20
CLASS, FACULTY = 200, 2_000
GOAL_CPU_MS, GOAL_MS = 150.0, 500.0


@dataclass(frozen=True)
class Desk:
    """A signed-in instructor, their assignment, and one of its questions."""

    app: Flask
    cookie: str
    assignment: int
    item: int

    def time(self, path: str) -> tuple[list[float], list[float]]:
        """Milliseconds of CPU, and milliseconds that pass, of each request but the first."""
        client = self.app.test_client(use_cookies=False)
        address = f"/teach/assignments/{self.assignment}{path}"
        headers = {"Cookie": self.cookie, "User-Agent": USER_AGENT}
        busy, passed = [], []
        for _ in range(TIMES + 1):
            cpu, start = process_time(), perf_counter()
            page = client.get(address, headers=headers)
            busy.append((process_time() - cpu) * 1000)
            passed.append((perf_counter() - start) * 1000)
            if page.status_code != 200:
                raise RuntimeError(f"{address}: {page.status}")
        return busy[1:], passed[1:]


def main() -> None:
    """Print one JSON line for each figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--learners", type=int, help="instead of 200 and of 2,000")
    parser.add_argument("--database", choices=[*DATABASES, "both"], default="both")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    logging.getLogger("alembic").setLevel(logging.WARNING)
    for name in DATABASES:
        if options.database in (name, "both"):
            _overview(name, options.learners or CLASS)
            _results(name, options.learners or FACULTY)


def _overview(name: str, learners: int) -> None:
    with _desk(name, learners) as desk:
        title = f"{learners:,} learners x {QUESTIONS} questions on {name}"
        _report(f"{title}: how the questions did", desk.time("/items"), cpu_at_most=GOAL_CPU_MS)
        _report(f"{title}: one question", desk.time(f"/items/{desk.item}"))


def _results(name: str, learners: int) -> None:
    with _desk(name, learners) as desk:
        title = f"{learners:,} learners on {name}"
        _report(f"{title}: results", desk.time(""), at_most=GOAL_MS)
        _report(f"{title}: poll of an open page", desk.time("/progress"))
        _report(f"{title}: how the questions did", desk.time("/items"))


def _report(
    title: str,
    measured: tuple[list[float], list[float]],
    *,
    cpu_at_most: float | None = None,
    at_most: float | None = None,
) -> None:
    busy, passed = measured
    report(f"{title}, CPU, median", p50(busy), "ms", at_most=cpu_at_most)
    report(f"{title}, median", p50(passed), "ms")
    report(f"{title}, p95", p95(passed), "ms", at_most=at_most)


@contextmanager
def _desk(name: str, learners: int) -> Iterator[Desk]:
    """An exam that everybody handed in, on a database that is gone afterwards."""
    with (
        tempfile.TemporaryDirectory(prefix="rarissime-bench-") as place,
        DATABASES[name](Path(place)) as url,
    ):
        folder = Path(place)
        app = create_app(Settings.from_env(environment(url, folder, secrets.token_hex(32))))
        people = folder / "people.json"
        assignment = seed_exam(app, learners, QUESTIONS, people)
        with app.app_context():
            with transaction() as session:
                hand_in_all(session, assignment)
                item = session.scalars(
                    select(AssignmentItem.item_id)
                    .where(AssignmentItem.assignment_id == assignment)
                    .order_by(AssignmentItem.position)
                ).first()
            inform_planner()
            db.session.remove()
        cookie = json.loads(people.read_text(encoding="utf-8"))[-1]["cookie"]
        # What was only needed to fill the database is no burden of a process that serves pages.
        gc.collect()
        gc.freeze()
        yield Desk(app, cookie, assignment, item or 0)
        with app.app_context():
            db.engine.dispose()


if __name__ == "__main__":
    main()
