"""How fast learners study over HTTP: gunicorn with two workers, 10,000 items, 1,000 learners.

A pair is the next question (or card) and the answer to it (or its grade). A cycle also looks at the
page between or after them: the feedback, or the back of the card. On SQLite and on PostgreSQL;
every acknowledged answer must be in the database once. Server, database and the load itself share
this machine; all traffic stays on it.
"""

import argparse
import json
import logging
import secrets
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, select

from benchmarks.support.databases import DATABASES, database_master
from benchmarks.support.figures import p50, p95, report
from benchmarks.support.seeding import SEEDED, USER_AGENT, seed
from benchmarks.support.server import Server, environment, serving
from quizapp import create_app
from quizapp.domain.learning.memory import ReviewKind
from quizapp.models import Response, Review
from quizapp.settings import ROOT, Settings

GOAL_PAIRS = 250.0
GOAL_P95_MS = 60.0
GOAL_CPU_MS = 6.0
GOAL_WORKER_MB = 150.0
LEARNERS = 1_000
# A learner is good for 20 pairs, half of them do quizzes: enough for 400 pairs a second.
LEARNERS_A_SECOND = 60
# The pages of a cycle that are not part of a pair.
BETWEEN = ("feedback", "reveal")
# For warming up, and for the last requests.
LOAD_SECONDS_MORE = 60


@dataclass(frozen=True)
class Study:
    """A server with its database, ready to be studied on."""

    database: str
    url: str
    people: Path
    learners: int
    server: Server
    masters: dict[str, int]  # what to count processor time of: the first process of each


def main() -> None:
    """Print one JSON line for each figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=8, help="measured time of the pairs")
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--database", choices=[*DATABASES, "both"], default="both")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    for name, database in DATABASES.items():
        if options.database in (name, "both"):
            with _folder() as folder, database(folder) as url:
                _study_on(name, url, folder, options)


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="rarissime-bench-") as name:
        yield Path(name)


def _study_on(name: str, url: str, folder: Path, options: argparse.Namespace) -> None:
    variables = environment(url, folder, secrets.token_hex(32))
    people = folder / "people.json"
    learners = max(LEARNERS, int(LEARNERS_A_SECOND * options.seconds))
    logging.getLogger("alembic").setLevel(logging.WARNING)
    seed(create_app(Settings.from_env(variables)), learners, people)
    with serving(variables, folder / "gunicorn.log") as server:
        masters = {"server": server.pid} | database_master(url)
        study = Study(name, url, people, learners, server, masters)
        _study(study, "quiz", 0, options)
        _study(study, "cards", learners // 2, options)
        memory = max(server.worker_megabytes)
        report(f"{name}: memory of the larger worker", memory, "MB", at_most=GOAL_WORKER_MB)


def _study(study: Study, kind: str, first: int, options: argparse.Namespace) -> None:
    """Measure pairs, then cycles, each with learners of its own from number ``first`` on."""
    middle, last = first + study.learners // 3, first + study.learners // 2
    order = {
        "port": study.server.port,
        "user_agent": USER_AGENT,
        "people": str(study.people),
        "connections": options.connections,
        "kind": kind,
        "masters": study.masters,
    }
    pairs = _load(
        order | {"whole": False, "seconds": options.seconds, "people_slice": [first, middle]}
    )
    cycles = _load(
        order | {"whole": True, "seconds": options.seconds / 2, "people_slice": [middle, last]}
    )
    name = f"{kind} on {study.database}"
    errors = pairs["errors"] + cycles["errors"]
    if not (pairs["round_ms"] and cycles["round_ms"]):
        raise SystemExit(f"{name}: nobody finished in the measured time; errors: {errors[:3]}")
    _report_pairs(name, pairs, options.connections)
    _report_cycles(name, cycles)
    acknowledged = pairs["acknowledged"] + cycles["acknowledged"]
    _report_answers(name, acknowledged, _recorded(study.url, kind))
    report(f"{name}: errors", len(errors), "requests", at_most=0)
    for error, count in Counter(errors).most_common(3):
        print(f"{name}: {count} x {error}", file=sys.stderr)


def _load(order: dict[str, Any]) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.support.load"],
        cwd=ROOT,
        input=json.dumps(order),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=order["seconds"] + LOAD_SECONDS_MORE,
    )
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def _report_pairs(name: str, pairs: dict[str, Any], connections: int) -> None:
    report(
        f"{name}: pairs a second, {connections} connections",
        pairs["rounds"] / pairs["seconds"],
        "pairs/s",
        at_least=GOAL_PAIRS,
    )
    for request, times in pairs["request_ms"].items():
        report(f"{name}: {request}, median", p50(times), "ms")
        report(f"{name}: {request}, p95", p95(times), "ms", at_most=GOAL_P95_MS)
    report(f"{name}: both requests of a pair, median", p50(pairs["round_ms"]), "ms")
    report(f"{name}: both requests of a pair, p95", p95(pairs["round_ms"]), "ms")
    for process, milliseconds in pairs["processor_ms"].items():
        goal = GOAL_CPU_MS if process == "server" else None
        each = milliseconds / pairs["rounds"]
        report(f"{name}: CPU of the {process}, a pair", each, "ms", at_most=goal)


def _report_cycles(name: str, cycles: dict[str, Any]) -> None:
    report(f"{name}: cycles a second", cycles["rounds"] / cycles["seconds"], "cycles/s")
    for request, times in cycles["request_ms"].items():
        if request in BETWEEN:
            report(f"{name}: {request}, median", p50(times), "ms")
            report(f"{name}: {request}, p95", p95(times), "ms", at_most=GOAL_P95_MS)
    each = cycles["processor_ms"]["server"] / cycles["rounds"]
    report(f"{name}: CPU of the server, a cycle", each, "ms")


def _report_answers(name: str, acknowledged: list[str], recorded: list[Counter[str]]) -> None:
    """Compare what learners were told is saved with what is, after some forms were sent twice."""
    asked = set(acknowledged)
    lost = sum(any(not log[key] for log in recorded) for key in acknowledged)
    twice = max(log.total() - len(asked & log.keys()) for log in recorded)
    report(f"{name}: acknowledged answers", len(acknowledged), "answers")
    report(f"{name}: acknowledged but not recorded", lost, "answers", at_most=0)
    report(f"{name}: recorded twice, or never acknowledged", twice, "answers", at_most=0)


def _recorded(url: str, kind: str) -> list[Counter[str]]:
    """How often each client key stands in the logs: a quiz answer in two, a card's grade in one."""
    mode = ReviewKind.QUIZ if kind == "quiz" else ReviewKind.CARD
    reviews = select(Review.client_key).where(
        Review.kind == mode, Review.client_key.not_like(f"%{SEEDED}%")
    )
    logs = [reviews, select(Response.client_key)] if kind == "quiz" else [reviews]
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return [Counter(connection.scalars(log)) for log in logs]
    finally:
        engine.dispose()


if __name__ == "__main__":
    main()
