"""The plots of the progress page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from flask_babel import gettext, ngettext

from quizapp.domain.grading.confidence_calibration import PAYS_BETWEEN, LevelReport
from quizapp.domain.learning.ability import Mastery
from quizapp.services.progress import ENOUGH_ANSWERS, Forecast, Progress
from quizapp.services.quizzes.measuring import MeasureResult
from quizapp.services.statistics import Tested, Year
from quizapp.web import charts
from quizapp.web.heat_map import Calendar, calendar
from quizapp.web.locale import short_day
from quizapp.web.reliability import ReliabilityChart, Said, reliability_chart
from quizapp.web.words import confidence_level, topic_name

# Two bands of 26 weeks are the last twelve months; as many bars of minutes have room on a phone.
CALENDAR_WEEKS = 52
TIME_WEEKS = 26
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class ProgressPlots:
    """Laid out, ready to be drawn.

    ``retention`` rests on ``tests`` cards; its table tells more than there is room to draw.
    """

    forecast: charts.BarChart
    retention: charts.IntervalChart
    retention_table: tuple[charts.Estimate, ...]
    tests: int
    mastery: charts.IntervalChart
    ability: charts.IntervalChart
    measures: charts.IntervalChart
    confidence: ReliabilityChart
    calendar: Calendar
    time: charts.BarChart


def progress_plots(progress: Progress) -> ProgressPlots:
    """Lay out what is to come, what was done, and how well it is known."""
    retention = tuple(_retention(progress.year))
    ages = tuple(_retention_by_age(progress.year))
    return ProgressPlots(
        forecast=_forecast(progress.forecast),
        retention=charts.interval_chart(retention, enough_from=0),
        retention_table=retention + ages,
        tests=progress.year.retention.together.tests,
        mastery=charts.interval_chart(list(_mastery(progress))),
        ability=charts.interval_chart(list(_ability(progress))),
        measures=charts.interval_chart(
            [_measure(day, found) for day, found in progress.measures], enough_from=0
        ),
        confidence=reliability_chart([_said(level) for level in progress.confidence.levels]),
        calendar=calendar(
            {day: done.answers for day, done in progress.year.days.items()},
            last=progress.year.last,
            weeks=CALENDAR_WEEKS,
            bands=2,
        ),
        time=_time(progress.year),
    )


def _forecast(forecast: Forecast) -> charts.BarChart:
    """What should have been done before stands on top of today's bar, in a colour of its own."""
    series = {gettext("Due that day"): [count for _, count in forecast.days]}
    if forecast.overdue:
        series[gettext("Overdue")] = [forecast.overdue, *(0 for _ in forecast.days[1:])]
    return charts.bar_chart([short_day(day) for day, _ in forecast.days], series)


def _retention(year: Year) -> Iterator[charts.Estimate]:
    """All topics, young and mature memories, then topic by topic, where there are enough tests."""
    whole = year.retention
    yield from _tested(gettext("All topics"), whole.together)
    yield from _tested(gettext("Young memories"), whole.young)
    yield from _tested(gettext("Mature memories"), whole.mature)
    for topic in year.topics:
        yield from _tested(topic_name(topic.topic or ""), topic.together)


def _retention_by_age(year: Year) -> Iterator[charts.Estimate]:
    """Young and mature memories topic by topic, where there are some of both."""
    for topic in year.topics:
        if topic.young.tests and topic.mature.tests:
            name = topic_name(topic.topic or "")
            yield from _tested(gettext("%(topic)s, young", topic=name), topic.young)
            yield from _tested(gettext("%(topic)s, mature", topic=name), topic.mature)


def _tested(label: str, tested: Tested) -> Iterator[charts.Estimate]:
    share = tested.retention
    if share is not None and tested.tests >= ENOUGH_ANSWERS:
        yield charts.Estimate(
            label, share.mean, share.low, share.high, tested.tests, tested.expected
        )


def _mastery(progress: Progress) -> Iterator[charts.Estimate]:
    for row in progress.topics:
        if row.mastery is not None:
            yield _estimate(topic_name(row.topic), row.mastery, row.answers)


def _ability(progress: Progress) -> Iterator[charts.Estimate]:
    """The bank as a whole."""
    if progress.overall is not None:
        first = sum(row.answers for row in progress.topics)
        yield _estimate(gettext("Whole bank"), progress.overall, first)


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


def _time(year: Year) -> charts.BarChart:
    """Minutes of each week, by its Monday."""
    this_week = year.last - timedelta(days=year.last.weekday())
    mondays = [this_week - _WEEK * number for number in reversed(range(TIME_WEEKS))]
    spent = dict.fromkeys(mondays, 0)
    for day, done in year.days.items():
        monday = day - timedelta(days=day.weekday())
        if monday in spent:
            spent[monday] += done.milliseconds
    return charts.bar_chart(
        [short_day(monday) for monday in mondays],
        {gettext("Minutes"): [ceil(spent[monday] / 60_000) for monday in mondays]},
    )
