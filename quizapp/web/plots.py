"""The plots of the progress page."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext

from quizapp.services.progress import Progress
from quizapp.web import charts
from quizapp.web.locale import short_day
from quizapp.web.words import topic_name


@dataclass(frozen=True, slots=True)
class ProgressPlots:
    """Laid out, ready to be drawn."""

    forecast: charts.BarChart
    history: charts.BarChart
    mastery: charts.IntervalChart


def progress_plots(progress: Progress) -> ProgressPlots:
    """Lay out the load to come, the answers of the last weeks, and mastery by topic."""
    return ProgressPlots(
        forecast=charts.bar_chart(
            [short_day(day) for day, _ in progress.forecast],
            {gettext("Cards due"): [count for _, count in progress.forecast]},
        ),
        history=charts.bar_chart(
            [short_day(day) for day, _ in progress.history],
            {gettext("Answers"): [count for _, count in progress.history]},
        ),
        mastery=charts.interval_chart(
            [
                charts.Estimate(
                    topic_name(row.topic),
                    row.mastery.mean,
                    row.mastery.low,
                    row.mastery.high,
                    row.answers,
                )
                for row in progress.topics
                if row.mastery is not None
            ]
        ),
    )
