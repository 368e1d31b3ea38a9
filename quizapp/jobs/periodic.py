"""The queue, and when its periodic jobs are due."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from huey import Huey, crontab
from huey.api import PeriodicTask, TaskWrapper
from huey.constants import EmptyData
from huey.serializer import SignedSerializer

from quizapp.jobs.storage import QUEUE, storage_for
from quizapp.settings import Settings

logger = logging.getLogger("quizapp.jobs")

MINUTE = timedelta(minutes=1)
# A night that the machine slept through is made up for; what is older has been overtaken.
LOOK_BACK = timedelta(days=1)

Due = Callable[[datetime], bool]

every_minute: Due = crontab()


def daily_at(hour: int, minute: int, zone: ZoneInfo) -> Due:
    """Whether a naive UTC minute is this time of the day in a time zone."""
    on_the_clock = crontab(hour=str(hour), minute=str(minute))

    def due(utc: datetime) -> bool:
        return bool(on_the_clock(utc.replace(tzinfo=UTC).astimezone(zone)))

    return due


class Queue(Huey):
    """Huey with a memory of the minutes at which each periodic job was due.

    Huey alone asks once a minute whether a job is due in that very minute: one that the machine
    slept through is lost, and every further consumer enqueues the job again. Here each job has a
    mark, the last minute that was seen to. All minutes since then count, and of all consumers the
    one that moves the mark enqueues the job.
    """

    def __init__(self, settings: Settings, **options: Any) -> None:
        self._settings = settings
        # Tasks are pickled. Signed, so that somebody who can write to the queue cannot make the
        # consumer run what they like.
        signed = SignedSerializer(secret=settings.derived_secret("jobs"), salt=QUEUE)
        super().__init__(QUEUE, results=False, serializer=signed, **options)
        self.jobs: dict[str, TaskWrapper] = {}
        self.post_execute()(self._note_run)

    def get_storage(self, **_options: Any) -> Any:
        return storage_for(self._settings)

    def read_periodic(self, timestamp: datetime | None) -> list[PeriodicTask]:
        """The periodic jobs that are due and that no other consumer has enqueued."""
        now = (timestamp or self._get_timestamp()).replace(second=0, microsecond=0)
        due = []
        for task in self._registry.periodic_tasks:
            try:
                if self._is_due(task, now):
                    due.append(task)
            except Exception:
                # The database is away. The mark stays, so that nothing is missed when it is back.
                logger.exception("Whether %s is due could not be found out.", task.name)
        return due

    def _is_due(self, task: PeriodicTask, now: datetime) -> bool:
        mark = self._mark(task.name)
        if mark is None:  # the first time: from here on nothing is missed
            mark = now - MINUTE
            self._advance(task.name, mark)
        minutes = _back_to(max(mark, now - LOOK_BACK), now)
        due = next(filter(task.validate_datetime, minutes), None)
        return due is not None and self._advance(task.name, due)

    def _advance(self, name: str, minute: datetime) -> bool:
        value = minute.isoformat(timespec="minutes").encode()
        return bool(self.storage.advance(f"due:{name}", value))

    def _mark(self, name: str) -> datetime | None:
        found = self.storage.peek_data(f"due:{name}")
        return None if found is EmptyData else datetime.fromisoformat(bytes(found).decode())

    def _note_run(self, task: Any, _value: object, error: Exception | None) -> None:
        note = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "failed": error is not None}
        self.storage.put_data(f"ran:{task.name}", json.dumps(note).encode())

    def last_run(self, name: str) -> tuple[datetime, bool] | None:
        """When a job last ended, and whether it failed; None if it never ran."""
        found = self.storage.peek_data(f"ran:{name}")
        if found is EmptyData:
            return None
        note = json.loads(bytes(found))
        return datetime.fromisoformat(note["at"]), note["failed"]


def _back_to(since: datetime, now: datetime) -> Iterator[datetime]:
    """The minutes after ``since`` up to ``now``, the latest first."""
    while now > since:
        yield now
        now -= MINUTE
