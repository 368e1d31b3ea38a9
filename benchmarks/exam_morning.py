"""The morning of an exam: 300 learners of one cohort begin within a minute, under gunicorn.

Each opens the home page and the assignment, starts, reads and answers 20 questions with time to
think, looks at the review, hands in, and looks at the result; their instructor's page asks how far
they are every 10 s. Some learners press "Start" twice, some answers are sent twice. On SQLite and
on PostgreSQL, two workers; server, database and the load itself share this machine. Pages only:
their few static files are cached by browsers.

Every answer that the server said it kept has to be in the database, once, as it was given; every
attempt has all of its responses; nobody has a second attempt.
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
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, func, select

from benchmarks.support.databases import DATABASES, database_master
from benchmarks.support.exam_seeding import seed_exam
from benchmarks.support.figures import p50, p95, report
from benchmarks.support.seeding import USER_AGENT
from benchmarks.support.server import environment, serving
from quizapp import create_app
from quizapp.models import AnswerSave, Attempt, Response
from quizapp.settings import ROOT, Settings

GOAL_P95_MS = 500.0
# Beyond the time that thinking takes.
LOAD_SECONDS_MORE = 300


def main() -> None:
    """Print one JSON line for each figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--learners", type=int, default=300)
    parser.add_argument("--questions", type=int, default=20)
    parser.add_argument("--think", type=float, default=15, help="mean seconds before each answer")
    parser.add_argument("--start-within", type=float, default=60, help="seconds")
    parser.add_argument("--database", choices=[*DATABASES, "both"], default="both")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    logging.getLogger("alembic").setLevel(logging.WARNING)
    for name, database in DATABASES.items():
        if options.database in (name, "both"):
            with _folder() as folder, database(folder) as url:
                _hold_on(name, url, folder, options)


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="rarissime-bench-") as name:
        yield Path(name)


def _hold_on(name: str, url: str, folder: Path, options: argparse.Namespace) -> None:
    variables = environment(url, folder, secrets.token_hex(32))
    people = folder / "people.json"
    app = create_app(Settings.from_env(variables))
    assignment = seed_exam(app, options.learners, options.questions, people)
    with serving(variables, folder / "gunicorn.log") as server:
        order = {
            "port": server.port,
            "user_agent": USER_AGENT,
            "people": str(people),
            "assignment": assignment,
            "questions": options.questions,
            "think": options.think,
            "start_within": options.start_within,
            "masters": {"server": server.pid} | database_master(url),
        }
        seen = _load(order)
    name = f"{options.learners} learners on {name}"
    _report_times(name, seen)
    with _connected(url) as connection:
        _report_answers(name, connection, seen)
        _report_attempts(name, connection, assignment, options)
    report(f"{name}: errors", len(seen["errors"]), "requests", at_most=0)
    for error, count in Counter(seen["errors"]).most_common(5):
        print(f"{name}: {count} x {error}", file=sys.stderr)


def _load(order: dict[str, Any]) -> dict[str, Any]:
    thinking = 1.5 * order["think"] * (order["questions"] + 1)
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.support.exam_room"],
        cwd=ROOT,
        input=json.dumps(order),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=order["start_within"] + thinking + LOAD_SECONDS_MORE,
    )
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def _connected(url: str) -> Connection:
    return create_engine(url).connect()


def _report_times(name: str, seen: dict[str, Any]) -> None:
    every = [taken for times in seen["request_ms"].values() for taken in times]
    report(f"{name}: requests", len(every), "requests")
    report(f"{name}: requests a second", len(every) / seen["seconds"], "requests/s")
    report(f"{name}: every request, median", p50(every), "ms")
    report(f"{name}: every request, p95", p95(every), "ms", at_most=GOAL_P95_MS)
    for kind, times in seen["request_ms"].items():
        report(f"{name}: {kind}, p95", p95(times), "ms", at_most=GOAL_P95_MS)
    report(f"{name}: the slowest request", max(every), "ms")
    for process, milliseconds in seen["processor_ms"].items():
        report(f"{name}: CPU of the {process}, a request", milliseconds / len(every), "ms")
        share = milliseconds / 10 / seen["seconds"]
        report(f"{name}: CPU of the {process}, of one core", share, "%")


def _report_answers(name: str, connection: Connection, seen: dict[str, Any]) -> None:
    """Compare what learners were told is kept with what is, answer by answer."""
    saves = connection.execute(
        select(AnswerSave.client_key, AnswerSave.attempt_id, AnswerSave.position)
    ).all()
    marked = {
        (row.attempt_id, row.position): _given(row.answer)
        for row in connection.execute(
            select(Response.attempt_id, Response.position, Response.answer)
        )
    }
    kept = Counter(row.client_key for row in saves)
    lost = sum(not kept[one["client_key"]] for one in seen["kept"])
    changed = sum(
        marked.get((one["attempt"], one["position"])) != one["answer"] for one in seen["kept"]
    )
    acknowledged = {one["client_key"] for one in seen["kept"]}
    twice = sum(kept.values()) - len(acknowledged & kept.keys())
    report(f"{name}: acknowledged answers", len(seen["kept"]), "answers")
    report(f"{name}: acknowledged but not kept", lost, "answers", at_most=0)
    report(f"{name}: not marked as they were given", changed, "answers", at_most=0)
    report(f"{name}: kept twice, or never acknowledged", twice, "answers", at_most=0)


def _given(answer: dict[str, Any]) -> list[str]:
    return sorted(answer["chosen"]) if "chosen" in answer else [answer["text"]]


def _report_attempts(
    name: str, connection: Connection, assignment: int, options: argparse.Namespace
) -> None:
    of_exam = Attempt.assignment_id == assignment
    attempts = connection.execute(
        select(Attempt.user_id, func.count(Attempt.id).label("attempts"))
        .where(of_exam)
        .group_by(Attempt.user_id)
    ).all()
    whole = connection.execute(
        select(Attempt.id)
        .join(Response, Response.attempt_id == Attempt.id)
        .where(of_exam, Attempt.finished_at.is_not(None))
        .group_by(Attempt.id)
        .having(func.count(Response.id) == options.questions)
    ).all()
    more = sum(row.attempts > 1 for row in attempts)
    report(f"{name}: learners with a second attempt", more, "learners", at_most=0)
    report(
        f"{name}: handed in with a mark for each question",
        len(whole),
        "attempts",
        at_least=options.learners,
        at_most=options.learners,
    )


if __name__ == "__main__":
    main()
