"""The plots of the progress page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext, ngettext

from quizapp.domain.grading.confidence_calibration import PAYS_BETWEEN, LevelReport
from quizapp.domain.learning.ability import Mastery
from quizapp.services.measuring import MeasureResult
from quizapp.services.progress import Progress
from quizapp.web import charts
from quizapp.web.locale import short_day
from quizapp.web.reliability import ReliabilityChart, Said, reliability_chart
from quizapp.web.words import confidence_level, topic_name


@dataclass(frozen=True, slots=True)
class ProgressPlots:
    """Laid out, ready to be drawn."""

    forecast: charts.BarChart
    history: charts.BarChart
    mastery: charts.IntervalChart
    measures: charts.IntervalChart
    confidence: ReliabilityChart


def progress_plots(progress: Progress) -> ProgressPlots:
    """Lay out what is to come, what was done, and how well it is known."""
    return ProgressPlots(
        forecast=charts.bar_chart(
            [short_day(day) for day, _ in progress.forecast],
            {gettext("Cards due"): [count for _, count in progress.forecast]},
        ),
        history=charts.bar_chart(
            [short_day(day) for day, _ in progress.history],
            {gettext("Answers"): [count for _, count in progress.history]},
        ),
        mastery=charts.interval_chart(_mastery(progress)),
        measures=charts.interval_chart(
            [_measure(day, found) for day, found in progress.measures], enough_from=0
        ),
        confidence=reliability_chart([_said(level) for level in progress.confidence.levels]),
    )


def _mastery(progress: Progress) -> list[charts.Estimate]:
    """The bank as a whole, then each topic."""
    first = sum(row.answers for row in progress.topics)
    rows = [(gettext("Whole bank"), progress.overall, first)]
    rows += [(topic_name(row.topic), row.mastery, row.answers) for row in progress.topics]
    return [_estimate(name, mastery, answers) for name, mastery, answers in rows if mastery]


def _estimate(name: str, mastery: Mastery, answers: int) -> charts.Estimate:
    return charts.Estimate(name, mastery.mean, mastery.low, mastery.high, answers)


def _measure(day: date, found: MeasureResult) -> charts.Estimate:
    label, share = short_day(day), found.measure.share
    if found.topics:
        topics = ngettext("%(num)s topic", "%(num)s topics", len(found.topics))
        label = f"{label} ({topics})"
    return charts.Estimate(label, share.expected, share.low_90, share.high_90, found.measure.n)


def _said(level: LevelReport) -> Said:
    share, (pays_from, pays_to) = level.share, PAYS_BETWEEN[level.level]
    return Said(
        confidence_level(level.level),
        share.mean if share else None,
        share.low if share else 0.0,
        share.high if share else 0.0,
        level.answers,
        pays_from,
        pays_to,
    )
