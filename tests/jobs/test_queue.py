"""The queue: where it lies, that nothing runs twice, and when periodic jobs are due."""

from __future__ import annotations

import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from itertools import chain
from threading import Barrier

import psycopg
import pytest
from sqlalchemy import inspect

from quizapp import create_app
from quizapp.extensions import db
from quizapp.jobs.storage import queue_file
from quizapp.jobs.tasks import create_queue
from quizapp.settings import ROOT
from tests.support.databases import settings_for

MINUTE = timedelta(minutes=1)
# 03:30 in Paris, in winter and in summer; the queue counts in UTC, as Huey does.
WINTER_NIGHT = datetime(2026, 11, 3, 2, 30)  # noqa: DTZ001
SUMMER_NIGHT = datetime(2026, 7, 3, 1, 30)  # noqa: DTZ001
EVERY_MINUTE = ["hand_in_expired_exams", "close_assignments"]


@contextmanager
def another(app):
    """The queue of another consumer of the same installation."""
    queue = create_queue(app)
    with closing(queue.storage):
        yield queue


def due(queue, now):
    return [task.name for task in queue.read_periodic(now)]


def nights(queue, start, minutes):
    """The minutes at which the nightly job is due, when asked once in each."""
    asked = (start + number * MINUTE for number in range(minutes))
    return [now for now in asked if "calibrate_banks" in due(queue, now)]


def test_nothing_is_opened_before_the_consumer_starts(tmp_path):
    folder = tmp_path / "new"
    for url in (f"sqlite:///{folder}/a.sqlite3", "postgresql+psycopg://nobody@127.0.0.1:1/none"):
        queue = create_queue(create_app(settings_for(url, folder)))
        assert list(queue.jobs) == ["calibrate_banks", "calibrate_bank", *EVERY_MINUTE]
        assert queue.storage._conn is None
    assert not folder.exists()
    with pytest.raises(psycopg.OperationalError):
        queue.pending_count()


def test_a_process_that_serves_pages_loads_neither_the_queue_nor_numpy():
    script = (
        "import sys; from pathlib import Path; from quizapp import create_app\n"
        "from tests.support.databases import settings_for\n"
        "create_app(settings_for('sqlite://', Path('unused')))\n"
        "print([name for name in ('huey', 'numpy') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, check=True, cwd=ROOT, text=True
    )
    assert done.stdout == "[]\n"


def test_the_queue_lies_beside_the_database_of_sqlite_and_in_that_of_postgresql(app, queue):
    queue.jobs["calibrate_bank"](7)

    settings = app.extensions["settings"]
    assert queue_file(settings).exists() == settings.uses_sqlite
    with app.app_context():
        tables = set(inspect(db.engine).get_table_names())
    of_the_queue = {"jobs_kv", "jobs_schedule", "jobs_task", "jobs_counter"}
    assert tables & of_the_queue == (set() if settings.uses_sqlite else of_the_queue)


def test_consumers_that_start_together_both_find_their_queue(app):
    barrier = Barrier(4)

    def start(_):
        with another(app) as queue:
            barrier.wait(timeout=20)
            queue.storage.initialize_schema()
            return queue.pending_count()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(start, range(4))) == [0, 0, 0, 0]


def test_a_task_is_taken_by_one_worker_only(app, queue):
    for number in range(60):
        queue.jobs["calibrate_bank"](number)
    barrier = Barrier(4)

    def take(_):
        taken = []
        with another(app) as own:
            barrier.wait(timeout=20)
            while (task := own.dequeue()) is not None:
                taken.append(task.args[0])
        return taken

    with ThreadPoolExecutor(4) as pool:
        taken = chain.from_iterable(pool.map(take, range(4)))
    assert sorted(taken) == list(range(60))


def test_a_task_that_somebody_else_wrote_into_the_queue_is_not_run(queue, tmp_path):
    class Trap:
        def __reduce__(self):
            return (open, (str(tmp_path / "sprung"), "w"))

    queue.storage.enqueue(pickle.dumps(Trap()))

    with pytest.raises(ValueError, match=r"Separator|Signature"):
        queue.dequeue()
    assert not (tmp_path / "sprung").exists()


@pytest.mark.parametrize("night", [WINTER_NIGHT, SUMMER_NIGHT])
def test_banks_are_calibrated_at_half_past_three_in_the_time_zone_of_the_installation(queue, night):
    assert nights(queue, night - 90 * MINUTE, 180) == [night]


def test_exams_are_looked_after_every_minute(queue):
    for number in range(5):
        now = WINTER_NIGHT.replace(hour=12, second=59) + number * MINUTE
        assert due(queue, now) == EVERY_MINUTE


def test_a_minute_is_used_once_even_if_it_is_asked_about_twice(queue):
    assert "calibrate_banks" in due(queue, WINTER_NIGHT)
    assert due(queue, WINTER_NIGHT.replace(second=58)) == []


def test_two_consumers_do_not_both_run_what_is_due(app, queue):
    with another(app) as other:
        for minute in range(3):
            now = WINTER_NIGHT + minute * MINUTE
            asked = due(queue, now), due(other, now)
            assert asked[1] == []
            assert asked[0] == (["calibrate_banks"] if minute == 0 else []) + EVERY_MINUTE
        # The other one's clock is a minute ahead: it is first, and the night was used all the same.
        assert "calibrate_banks" not in due(other, WINTER_NIGHT + 4 * MINUTE)


def test_consumers_that_ask_at_the_same_moment_run_what_is_due_once(app, queue):
    barrier = Barrier(4)

    def ask(_):
        with another(app) as own:
            barrier.wait(timeout=20)
            return due(own, WINTER_NIGHT)

    with ThreadPoolExecutor(4) as pool:
        asked = chain.from_iterable(pool.map(ask, range(4)))
    assert sorted(asked) == sorted(["calibrate_banks", *EVERY_MINUTE])


def test_a_night_that_the_machine_slept_through_is_made_up_for_once(queue):
    assert nights(queue, WINTER_NIGHT - 5 * MINUTE, 3) == []

    morning = WINTER_NIGHT + timedelta(hours=6)

    assert nights(queue, morning, 30) == [morning]
    assert nights(queue, WINTER_NIGHT + timedelta(days=1), 2) == [WINTER_NIGHT + timedelta(days=1)]


def test_many_missed_minutes_are_made_up_for_together(queue):
    due(queue, WINTER_NIGHT)

    after_a_week = WINTER_NIGHT + timedelta(days=7, hours=1)

    assert sorted(due(queue, after_a_week)) == sorted(["calibrate_banks", *EVERY_MINUTE])
    assert due(queue, after_a_week) == []


def test_a_minute_in_which_the_database_was_away_is_made_up_for(queue, monkeypatch):
    due(queue, WINTER_NIGHT - MINUTE)
    advance = queue.storage.advance

    def fail_for_one(key, value):
        if key == "due:calibrate_banks":
            raise psycopg.OperationalError("the server closed the connection")
        return advance(key, value)

    with monkeypatch.context() as patch:
        patch.setattr(queue.storage, "advance", fail_for_one)
        assert due(queue, WINTER_NIGHT) == EVERY_MINUTE

    assert due(queue, WINTER_NIGHT + MINUTE) == ["calibrate_banks", *EVERY_MINUTE]


def test_a_new_installation_makes_up_for_nothing(queue):
    assert due(queue, WINTER_NIGHT + timedelta(hours=1)) == EVERY_MINUTE
