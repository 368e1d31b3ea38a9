"""The plots of plans, and what is said of cards that were moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from flask import flash
from flask_babel import gettext, ngettext

from quizapp.services.plans.exam_dates import ExamPreview
from quizapp.services.plans.workload import WorkloadCurve
from quizapp.web.charts import BarChart, bar_chart
from quizapp.web.load_chart import LoadChart, load_chart

# How many of the days to come a move is shown on, at least and at most.
FEWEST_DAYS, MOST_DAYS = 14, 180


@dataclass(frozen=True, slots=True)
class CurveChart:
    """Time a day by retention; the column of the retention in force is of another series."""

    bars: BarChart
    curve: WorkloadCurve
    in_seconds: bool


def curve_chart(curve: WorkloadCurve) -> CurveChart:
    """Lay out the minutes a day that each desired retention would take."""
    # Whole minutes would hide all differences of a small deck.
    in_seconds = max(point.minutes for point in curve.points) < 10.0
    heights = [round(point.minutes * (60 if in_seconds else 1)) for point in curve.points]
    current = [point.is_current for point in curve.points]
    return CurveChart(
        bar_chart(
            [str(round(100 * point.retention)) for point in curve.points],
            {
                gettext("Your desired retention"): [
                    value * here for value, here in zip(heights, current, strict=True)
                ],
                gettext("Others"): [
                    value * (not here) for value, here in zip(heights, current, strict=True)
                ],
            },
        ),
        curve,
        in_seconds,
    )


def moved_chart(today: date, before: Mapping[date, int], after: Mapping[date, int]) -> LoadChart:
    """The load of the days on which something changes, from today on."""
    changed = [
        (day - today).days
        for day in before.keys() | after.keys()
        if before.get(day, 0) != after.get(day, 0)
    ]
    count = min(max([FEWEST_DAYS, *(number + 1 for number in changed)]), MOST_DAYS)
    days = [today + timedelta(days=number) for number in range(count)]
    return load_chart(
        today, [before.get(day, 0) for day in days], [after.get(day, 0) for day in days]
    )


def exam_chart(preview: ExamPreview) -> LoadChart:
    """The load of the days until the exam: as it is set, and as it is asked for."""
    without, with_exam = preview.without.loads, preview.with_exam.loads
    if preview.exam_on is None:
        return load_chart(preview.today, with_exam, without)
    return load_chart(preview.today, without, with_exam)


def say_moved(count: int) -> None:
    """Tell how many cards are on other days now."""
    if count:
        flash(
            ngettext(
                "%(num)s card is on another day now.",
                "%(num)s cards are on other days now.",
                count,
            )
        )
    else:
        flash(gettext("No card had to move."))
