"""Work that nobody waits for: a queue, its jobs, and ``flask --app wsgi jobs …``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def init_app(app: Flask) -> None:
    """Register the commands. Web processes get no further: the queue is for the consumer."""
    from quizapp.jobs.commands import jobs

    app.cli.add_command(jobs)
