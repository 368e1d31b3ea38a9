"""The consumer: a process that runs every job once, and stops when it is told to."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from quizapp.extensions import db
from quizapp.jobs.consumer import STOPPING, Consumer
from quizapp.jobs.tasks import create_queue
from quizapp.models import Attempt
from quizapp.services.quizzes import exam
from quizapp.settings import ROOT
from tests.factories import make_learner
from tests.services.exams import begin, save
from tests.services.made_banks import load, made_items

PATIENCE_SECONDS = 30


@contextmanager
def consuming(app, *options):
    """``flask jobs run`` in a process of its own; what it logs, as it comes."""
    settings = app.extensions["settings"]
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "jobs", "run", *options]
    environment = os.environ | {
        "QUIZAPP_ENV": "testing",
        "SECRET_KEY": settings.secret_key,
        "DATABASE_URL": settings.database_url,
        "INSTANCE_PATH": str(settings.instance_path),
    }
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True
    )
    lines: list[str] = []
    reader = threading.Thread(target=lambda: lines.extend(process.stderr))
    reader.start()
    try:
        yield process, lines
    finally:
        process.kill()
        process.wait()
        reader.join()
        process.stderr.close()


def wait_until(condition):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.05)


@pytest.fixture
def _signals_as_before():
    """Give the signals back to pytest; until then one comes by itself, should a test not end."""
    before = {number: signal.getsignal(number) for number in STOPPING}
    impatient = threading.Timer(PATIENCE_SECONDS, os.kill, [os.getpid(), signal.SIGTERM])
    impatient.start()
    yield
    impatient.cancel()
    impatient.join()
    for number, handler in before.items():
        signal.signal(number, handler)


def test_every_task_runs_once_however_many_workers_there_are(app, queue):
    with app.app_context():
        load(*made_items(3))
        long_ago = datetime.now(UTC) - timedelta(hours=5)
        alice = make_learner("alice")
        attempt = begin(alice, minutes=60, now=long_ago)
        save(alice, attempt, now=long_ago)
    for _ in range(12):
        queue.jobs["calibrate_bank"](1)

    with consuming(app, "--workers", "3") as (process, lines):
        # The minute that has begun is the first to be seen to.
        wait_until(lambda: any("was handed in" in line for line in lines))
        wait_until(lambda: queue.pending_count() == 0)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=PATIENCE_SECONDS) == 0

    assert sum("too few to calibrate" in line for line in lines) == 12
    assert sum("was handed in" in line for line in lines) == 1
    assert "Ready, with calibrate_banks, calibrate_bank" in lines[0]
    assert not [line for line in lines if "INFO" not in line]
    with app.app_context():
        assert db.session.scalar(select(Attempt.ending).where(Attempt.id == attempt.id)) == "time"


@pytest.mark.usefixtures("_signals_as_before")
def test_the_first_start_makes_the_queue(app, monkeypatch):
    def stop(*_, **__):
        os.kill(os.getpid(), signal.SIGTERM)
        return []

    monkeypatch.setattr(exam, "expired_exams", stop)
    queue = create_queue(app)
    with closing(queue.storage):
        Consumer(queue).run()

        assert queue.pending_count() == 0
        assert queue.last_run("hand_in_expired_exams")


@pytest.mark.usefixtures("_signals_as_before")
@pytest.mark.parametrize("number", STOPPING)
def test_any_signal_stops_it_once_the_job_at_hand_is_done(app, queue, monkeypatch, caplog, number):
    caplog.set_level(logging.INFO, logger="huey")
    done = []

    def work_slowly(*_, **__):
        os.kill(os.getpid(), number)
        time.sleep(0.6)
        done.append(True)
        return []

    monkeypatch.setattr(exam, "expired_exams", work_slowly)
    queue.jobs["hand_in_expired_exams"]()

    Consumer(queue).run()

    assert done
    assert "Consumer exiting." in caplog.text  # and not: Consumer will restart


@pytest.mark.usefixtures("_signals_as_before")
def test_a_closed_terminal_does_not_stop_what_was_started_to_outlive_it(queue):
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as nohup does

    Consumer(queue)._set_signal_handlers()

    assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
    assert signal.getsignal(signal.SIGTERM) != signal.SIG_DFL


@pytest.mark.usefixtures("_signals_as_before")
def test_a_job_that_takes_too_long_is_cut_off(queue, monkeypatch):
    released = threading.Event()

    def work_for_ever(*_, **__):
        os.kill(os.getpid(), signal.SIGTERM)
        released.wait(PATIENCE_SECONDS)
        return []

    monkeypatch.setattr("quizapp.jobs.consumer.SECONDS_TO_END", 0.3)
    monkeypatch.setattr(exam, "expired_exams", work_for_ever)
    queue.jobs["hand_in_expired_exams"]()
    consumer = Consumer(queue)
    started = time.monotonic()

    consumer.run()

    assert time.monotonic() - started < PATIENCE_SECONDS / 2
    released.set()
    for _, worker in consumer.worker_threads:
        worker.join(timeout=PATIENCE_SECONDS)
