"""Which day a card comes back on: its interval, an exam to come, and how full the days are."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from quizapp.domain.learning import fuzz
from quizapp.domain.learning import stability as fsrs
from quizapp.domain.learning.agenda import Agenda
from quizapp.domain.learning.exam_date import BEFORE, TOP_UP, ExamPlan
from quizapp.domain.learning.memory_state import DayRule
from quizapp.domain.learning.stability import MAXIMUM_INTERVAL, Weights


class Span(NamedTuple):
    """The days that a card may be put on, both included, and the rule that allows them."""

    first: date
    last: date
    rule: DayRule


class DueDay(NamedTuple):
    """The day a card was put on; ``spread`` as in `memory_state.Outcome`."""

    day: date
    spread: float | None
    rule: DayRule


@dataclass(frozen=True, slots=True)
class DuePolicy:
    """How days are chosen: for a recall, before an exam or none, with an agenda or none."""

    desired_retention: float
    weights: Weights
    exam_on: date | None = None
    agenda: Agenda | None = None

    def span(self, stability: float, *, since: date, earliest: date) -> Span:
        """Where a memory of that ``stability``, last retrieved on the day ``since``, may be put.

        Never before ``earliest``. While an exam is to come on the day E, recall may fall to
        `exam_date.BEFORE`; what would come back within its window or later is topped up in the
        window, or, if recall on E is at least `exam_date.TOP_UP` as it is, comes after E.
        """
        exam = None if self.exam_on is None else ExamPlan(self.exam_on)
        if exam is None or not exam.is_ahead(earliest - timedelta(days=1)):
            days = self._interval(stability, self.desired_retention)
            return _span(since, *_range(days), earliest, DayRule.INTERVAL)
        days = self._interval(stability, min(self.desired_retention, BEFORE))
        until_exam = (exam.exam_on - since).days
        if since + timedelta(days=days) < exam.window_start:
            first, last = _range(days)
            # The range of a long interval is wider than the window.
            return _span(since, first, min(last, until_exam - 1), earliest, DayRule.INTERVAL)
        if fsrs.recall(stability, elapsed=until_exam, weights=self.weights) >= TOP_UP:
            days = self._interval(stability, self.desired_retention)
            after = exam.exam_on + timedelta(days=1)
            return _span(since, *_range(days), max(after, earliest), DayRule.AFTER_EXAM)
        first, last = exam.top_up_range(earliest - timedelta(days=1))
        return _span(earliest - timedelta(days=1), first, last, earliest, DayRule.EXAM_TOP_UP)

    def choose(self, span: Span, *, seed: str, spread: float | None = None) -> DueDay:
        """A day of the span: at its ``spread`` where one was logged, else by agenda and seed."""
        first, last = span.first.toordinal(), span.last.toordinal()
        if first == last:
            return DueDay(span.first, None, span.rule)
        if spread is not None:
            chosen = fuzz.placed(first, last, spread)
            return DueDay(date.fromordinal(chosen), spread, span.rule)
        if self.agenda is None:
            chosen = fuzz.pick(first, last, seed=seed)
            return DueDay(date.fromordinal(chosen), None, span.rule)
        weights = self.agenda.weights(span.first, 0, last - first)
        if span.rule is DayRule.EXAM_TOP_UP and self.exam_on is not None:
            room = ExamPlan(self.exam_on).room
            weights = [
                weight * room(span.first + timedelta(days=number))
                for number, weight in enumerate(weights)
            ]
        chosen = fuzz.pick(first, last, seed=seed, weights=weights)
        return DueDay(date.fromordinal(chosen), fuzz.position(chosen, first, last), span.rule)

    def _interval(self, stability: float, retention: float) -> int:
        return fsrs.ideal_interval(stability, retention=retention, weights=self.weights)


def _range(interval: int) -> tuple[int, int]:
    return fuzz.fuzz_range(interval, longest=MAXIMUM_INTERVAL)


def _span(since: date, first: int, last: int, earliest: date, rule: DayRule) -> Span:
    start = max(since + timedelta(days=first), earliest)
    return Span(start, max(since + timedelta(days=last), start), rule)
