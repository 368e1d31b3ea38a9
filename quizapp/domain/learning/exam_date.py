"""An exam on a known day: fewer reviews before it, and a top-up in the last weeks.

Before the window a card comes back when recall has fallen to `BEFORE`; cards that would not be
remembered well enough on the day of the exam are seen once more within the window.

The constants were found by simulation (`benchmarks/exam_mode.py`). A top-up to .94 within 14 days
saves as many reviews, but the busiest day is up to 3.4 times as busy as without an exam. Logs are
replayed by them: whoever changes one gives it a version that the log tells, as weights have.
"""

from dataclasses import dataclass
from datetime import date, timedelta

BEFORE = 0.80
TOP_UP = 0.91
WINDOW_DAYS = 28


@dataclass(frozen=True, slots=True)
class ExamPlan:
    """What an exam on the learning day ``exam_on`` asks of the days before it."""

    exam_on: date

    @property
    def window_start(self) -> date:
        """The first day of the top-up; the last one is the day before the exam."""
        return self.exam_on - timedelta(days=WINDOW_DAYS)

    def is_ahead(self, day: date) -> bool:
        """Whether the exam is still to come on that day."""
        return day < self.exam_on

    def top_up_range(self, day: date) -> tuple[int, int]:
        """First and last day of a top-up, in days after ``day``, which lies before the exam.

        On the last day before it nothing is left but the morning of the exam.
        """
        last = max((self.exam_on - day).days - 1, 1)
        return min(max((self.window_start - day).days, 1), last), last

    def room(self, day: date) -> int:
        """How good a day before the exam is for a top-up, next to another: the days left from it.

        What is forgotten in a top-up has to come back before the exam: the last days fill up by
        themselves, and are kept free for that.
        """
        return (self.exam_on - day).days
