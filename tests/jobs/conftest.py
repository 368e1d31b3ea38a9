"""The queue of the application under test, on its real storage."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from flask import Flask

from quizapp.jobs.periodic import Queue
from quizapp.jobs.tasks import create_queue


@pytest.fixture
def queue(app: Flask) -> Iterator[Queue]:
    """A queue that keeps what is enqueued until a consumer comes."""
    queue = create_queue(app)
    with closing(queue.storage) as storage:
        storage.initialize_schema()
        yield queue


@pytest.fixture
def at_once(app: Flask) -> Queue:
    """A queue that runs a job where it is enqueued."""
    return create_queue(app, immediate=True)
