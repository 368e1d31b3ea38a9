"""Geometry of two loads side by side: the days as they are, and as they would be.

Many days are drawn as weeks or months, of which the mean day is shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from quizapp.web.charts import WIDTH, Bar, Tick, nice_step

# More columns than that are thinner than a finger, and than most eyes can tell apart.
MOST_DAYS = 31

_HEIGHT = 180.0
_TOP, _BOTTOM, _LEFT = 18.0, 22.0, 30.0
_LABEL_WIDTH = 44.0


@dataclass(frozen=True, slots=True)
class Pair:
    """A day, or the mean day of some that begin with it: its cards before and after."""

    day: date
    before: int
    after: int
    centre: float
    bars: tuple[Bar, ...]
    labelled: bool


@dataclass(frozen=True, slots=True)
class LoadChart:
    """Columns of two bars; each is the mean day of ``span`` days."""

    width: float
    height: float
    left: float
    baseline: float
    ticks: tuple[Tick, ...]
    columns: tuple[Pair, ...]
    span: int


def load_chart(first: date, before: Sequence[int], after: Sequence[int]) -> LoadChart:
    """Lay out the cards of each day from ``first`` on, before and after a change.

    Raises ValueError if the lengths differ.
    """
    pairs = list(zip(before, after, strict=True))
    span = 1 if len(pairs) <= MOST_DAYS else ceil(len(pairs) / MOST_DAYS / 7) * 7
    means = [_mean_day(pairs[start : start + span]) for start in range(0, len(pairs), span)]
    step = nice_step(max((value for pair in means for value in pair), default=0))
    top_value = max(step * ceil(max((max(pair) for pair in means), default=0) / step), 1)
    baseline = _HEIGHT - _BOTTOM
    scale = (baseline - _TOP) / top_value
    slot = (WIDTH - _LEFT) / max(len(means), 1)
    every = max(1, ceil(_LABEL_WIDTH / slot))
    width = slot * 0.4
    columns = []
    for index, pair in enumerate(means):
        left = _LEFT + index * slot
        bars = tuple(
            Bar(
                side,
                value,
                left + slot * 0.1 + side * width,
                baseline - value * scale,
                width,
                value * scale,
            )
            for side, value in enumerate(pair)
            if value
        )
        day = first + timedelta(days=index * span)
        columns.append(Pair(day, pair[0], pair[1], left + slot / 2, bars, index % every == 0))
    ticks = tuple(Tick(value, baseline - value * scale) for value in range(0, top_value + 1, step))
    return LoadChart(WIDTH, _HEIGHT, _LEFT, baseline, ticks, tuple(columns), span)


def _mean_day(pairs: Sequence[tuple[int, int]]) -> tuple[int, int]:
    count = len(pairs)
    return (
        round(sum(before for before, _ in pairs) / count),
        round(sum(after for _, after in pairs) / count),
    )
