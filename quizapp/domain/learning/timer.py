"""The time of an exam, by the server's clock alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta

# Said aloud when so much is left, beside half of the whole; never every second.
_ANNOUNCED = (timedelta(minutes=5), timedelta(minutes=1))


@dataclass(frozen=True, slots=True)
class Timer:
    """When an attempt began, when it ends (None: no limit), and the last instant known of it.

    All are UTC instants, so that neither a zone nor a summer time makes an exam longer. A server
    whose clock is set back does not give time back that was used: time stands still until the
    clock has caught up with what was recorded.
    """

    started_at: datetime
    deadline_at: datetime | None
    latest: datetime | None = None

    def at(self, clock: datetime) -> datetime:
        """The instant that counts: the clock, but never before what was recorded already."""
        return max(clock, self.started_at, self.latest or self.started_at)

    def is_over(self, clock: datetime) -> bool:
        """Whether the time is up; at the deadline itself it is."""
        return self.deadline_at is not None and self.at(clock) >= self.deadline_at

    def remaining(self, clock: datetime) -> timedelta | None:
        """What is left, from nothing to the whole limit; None without a limit."""
        if self.deadline_at is None:
            return None
        return max(self.deadline_at - self.at(clock), timedelta(0))

    @property
    def announced(self) -> tuple[timedelta, ...]:
        """The times left that are said aloud, the longest first: half, 5 minutes, 1 minute."""
        if self.deadline_at is None:
            return ()
        whole = self.deadline_at - self.started_at
        said = {whole / 2, *(left for left in _ANNOUNCED if left < whole)}
        return tuple(sorted(said, reverse=True))
