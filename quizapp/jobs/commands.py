"""``flask --app wsgi jobs …``: run the jobs, and see when they ran."""

from __future__ import annotations

import logging
import os
from contextlib import closing
from datetime import datetime
from zoneinfo import ZoneInfo

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from quizapp.settings import Settings

# As gunicorn writes it, whose lines stand between these.
LOG_FORMAT = "[%(asctime)s] [%(process)d] [%(levelname)s] Jobs: %(message)s"
LOG_DATE = "%Y-%m-%d %H:%M:%S %z"

jobs = AppGroup("jobs", help="Run what is done in the background, and see when it was.")


@jobs.command("run")
@click.option("--workers", type=click.IntRange(1, 16), default=1, show_default=True)
def run(workers: int) -> None:
    """Run the jobs until Ctrl-C or a signal; the one at hand is brought to its end."""
    # Set before numpy comes: what it computes at night must leave a core to the learners.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from quizapp.jobs.consumer import Consumer
    from quizapp.jobs.tasks import create_queue

    logging.basicConfig(format=LOG_FORMAT, datefmt=LOG_DATE, level=logging.WARNING)
    logging.getLogger("quizapp.jobs").setLevel(logging.INFO)
    Consumer(create_queue(_app()), workers=workers).run()


@jobs.command("list")
def list_jobs() -> None:
    """Show every job, and when it last ran."""
    from quizapp.jobs.tasks import create_queue

    settings: Settings = current_app.extensions["settings"]
    zone = ZoneInfo(settings.default_time_zone)
    queue = create_queue(_app())
    with closing(queue.storage) as storage:
        storage.initialize_schema()
        for name, job in queue.jobs.items():
            click.echo(f"{name}: {_last(queue.last_run(name), zone)}\n    {job.__doc__}")
        waiting, again = queue.pending_count(), queue.scheduled_count()
    click.echo(f"{waiting} waiting, {again} to be tried again.")


def _app() -> Flask:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    return app


def _last(run: tuple[datetime, bool] | None, zone: ZoneInfo) -> str:
    if run is None:
        return "has not run yet"
    at, failed = run
    return f"{'failed' if failed else 'ran'} {at.astimezone(zone):%Y-%m-%d %H:%M}"
