"""What holds for SQLite alone: its pragmas, and the lock that lets one writer in at a time."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select, text

from quizapp import create_app, database
from quizapp.database import DatabaseBusyError, transaction
from quizapp.extensions import db
from quizapp.models import User
from quizapp.settings import ROOT
from tests.factories import make_learner
from tests.services.studying import at_once
from tests.support.databases import settings_for

INCREASES = 40

INCREASE_IN_ANOTHER_PROCESS = """
import sys
from pathlib import Path
from quizapp import create_app
from quizapp.database import transaction
from quizapp.models import User
from tests.support.databases import settings_for

url, user, times = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
app = create_app(settings_for(url, Path(url.removeprefix("sqlite:///")).parent))
print("ready", flush=True)
sys.stdin.readline()
for _ in range(times):
    with app.app_context(), transaction() as session:
        session.get_one(User, user).new_per_day += 1
"""
HOLD_IN_ANOTHER_PROCESS = """
import sys
from fasteners import InterProcessLock

with InterProcessLock(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def database_url(sqlite_databases, tmp_path):
    with sqlite_databases.filled(tmp_path) as url:
        yield url


@pytest.fixture
def app(database_url, tmp_path):
    """An application of this test's own, so that its lock lies beside its database."""
    app = create_app(settings_for(database_url, tmp_path))
    yield app
    with app.app_context():
        db.engine.dispose()


def process(script, *arguments):
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        text=True,
    )


def test_every_connection_is_opened_for_durability_and_integrity(session):
    asked = ("journal_mode", "synchronous", "foreign_keys")
    pragmas = [session.scalar(text(f"PRAGMA {name}")) for name in asked]

    assert pragmas == ["wal", 2, 1]  # 2 is FULL: NORMAL may lose the last commits at a power cut


def test_whoever_ignores_our_lock_is_kept_out_by_sqlites_own_from_the_start(session):
    with (
        closing(sqlite3.connect(db.engine.url.database, timeout=0)) as other,
        transaction(),
        pytest.raises(sqlite3.OperationalError, match="locked"),
    ):
        other.execute("DELETE FROM login_throttle")


def test_a_writer_whose_turn_does_not_come_is_told_so(app, session, monkeypatch):
    monkeypatch.setattr(database, "LOCK_TIMEOUT_SECONDS", 0.05)
    held, finish = threading.Event(), threading.Event()

    def hold():
        with transaction():
            held.set()
            finish.wait(timeout=10)

    def give_up():
        held.wait(timeout=10)
        try:
            with pytest.raises(DatabaseBusyError, match="another thread"), transaction():
                pass
        finally:
            finish.set()

    at_once(app, [hold, give_up])
    with transaction():
        pass


def test_a_writer_waits_for_another_process_and_is_told_when_it_takes_too_long(
    app, session, monkeypatch
):
    monkeypatch.setattr(database, "LOCK_TIMEOUT_SECONDS", 0.05)
    with process(HOLD_IN_ANOTHER_PROCESS, f"{db.engine.url.database}.lock") as other:
        assert other.stdout.readline() == "held\n"
        for _ in range(2):
            with pytest.raises(DatabaseBusyError, match="another process"), transaction():
                pass
        other.communicate("\n")

    with transaction():
        pass


def test_writers_in_two_processes_take_turns_and_lose_nothing(app, session, database_url):
    alice = make_learner("alice")
    arguments = (INCREASE_IN_ANOTHER_PROCESS, database_url, alice.id, INCREASES)
    with process(*arguments) as one, process(*arguments) as other:
        for writer in (one, other):
            assert writer.stdout.readline() == "ready\n"
        for writer in (one, other):
            writer.stdin.write("\n")
            writer.stdin.flush()

    assert (one.returncode, other.returncode) == (0, 0)
    stored = session.scalar(select(User.new_per_day).where(User.id == alice.id))
    assert stored == 10 + 2 * INCREASES


def test_the_lock_lies_beside_the_database_also_when_its_path_is_relative(tmp_path, monkeypatch):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    app = create_app(settings_for("sqlite:///relative.sqlite3", tmp_path))

    with app.app_context():
        with transaction() as session:
            session.execute(text("SELECT 1"))
        db.session.remove()
        db.engine.dispose()

    assert (tmp_path / "relative.sqlite3.lock").exists()
    assert not list(Path(elsewhere).iterdir())
