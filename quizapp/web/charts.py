"""Geometry of the plots: values in, coordinates of an SVG out.

Lengths are units of the SVG's viewBox, about a pixel on a phone; y grows downwards. The
macros in ``_macros/charts.html`` only draw what stands here, and put the numbers in a table.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, log10

WIDTH = 320.0
# Below this, a plot about a learner says more about chance than about them.
ENOUGH_ANSWERS = 10
# A label over a rail from 0 to 100 %.
ROW = 44.0
RAIL = 8.0

_TOP = 18.0  # room for the value above the highest bar
_BOTTOM = 22.0  # room for the labels under the axis
_LEFT = 30.0  # room for the numbers of the axis
_LABEL_WIDTH = 54.0


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the value axis."""

    value: int
    y: float


@dataclass(frozen=True, slots=True)
class Bar:
    """One rectangle; ``series`` is its place in a stack, from the bottom."""

    series: int
    value: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Column:
    """What stands over one label: its bars, and whether there is room to write the label."""

    label: str
    values: tuple[int, ...]
    total: int
    centre: float
    bars: tuple[Bar, ...]
    labelled: bool


@dataclass(frozen=True, slots=True)
class BarChart:
    """Columns of one or several stacked series."""

    width: float
    height: float
    left: float
    baseline: float
    series: tuple[str, ...]
    ticks: tuple[Tick, ...]
    columns: tuple[Column, ...]

    @property
    def total(self) -> int:
        """Sum of all values."""
        return sum(column.total for column in self.columns)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A proportion with its interval (all in 0–1) and the answers it rests on.

    ``expected`` is what had been predicted, where something had.
    """

    label: str
    mean: float
    low: float
    high: float
    answers: int
    expected: float | None = None


@dataclass(frozen=True, slots=True)
class IntervalRow:
    """One estimate drawn: a label over a rail from 0 to 100 %."""

    estimate: Estimate
    label_y: float
    rail_y: float
    x_low: float
    x_mean: float
    x_high: float
    x_expected: float | None


@dataclass(frozen=True, slots=True)
class IntervalChart:
    """Estimates under each other on one scale from 0 to 100 %."""

    width: float
    height: float
    rail_height: float
    rows: tuple[IntervalRow, ...]
    enough_from: int = ENOUGH_ANSWERS

    @property
    def answers(self) -> int:
        """Number of answers all rows rest on."""
        return sum(row.estimate.answers for row in self.rows)

    @property
    def enough(self) -> bool:
        """Whether there are enough answers to show anything."""
        return self.answers >= self.enough_from


def nice_step(highest: int, most_ticks: int = 4) -> int:
    """Return the smallest of 1, 2, 5, 10, 20, 50 … that reaches ``highest`` in few steps."""
    if highest <= most_ticks:
        return 1
    magnitude: int = 10 ** int(log10(highest / most_ticks))
    return next(
        step
        for step in (magnitude, 2 * magnitude, 5 * magnitude, 10 * magnitude)
        if step * most_ticks >= highest
    )


def bar_chart(
    labels: Sequence[str],
    series: Mapping[str, Sequence[int]],
    *,
    height: float = 180.0,
) -> BarChart:
    """Lay out one column per label, the series stacked in their order from the bottom.

    ``series`` maps the name of a series to its values, one for each label, none negative.
    A single series gives a plain bar chart. Raises ValueError if the lengths differ.
    """
    if any(len(values) != len(labels) for values in series.values()):
        raise ValueError("every series needs one value for each label")
    stacks = [tuple(values) for values in zip(*series.values(), strict=True)]
    highest = max((sum(stack) for stack in stacks), default=0)
    step = nice_step(highest)
    top_value = max(step * ceil(highest / step), 1)
    baseline = height - _BOTTOM
    scale = (baseline - _TOP) / top_value
    slot = (WIDTH - _LEFT) / max(len(labels), 1)
    every = max(1, ceil(_LABEL_WIDTH / slot))
    columns = tuple(
        _column(
            label,
            stack,
            left=_LEFT + index * slot,
            slot=slot,
            baseline=baseline,
            scale=scale,
            # The name of the last column would be cut off at the edge.
            labelled=index % every == 0 and (len(labels) - index - 0.5) * slot > _LABEL_WIDTH / 2,
        )
        for index, (label, stack) in enumerate(zip(labels, stacks, strict=True))
    )
    ticks = tuple(Tick(value, baseline - value * scale) for value in range(0, top_value + 1, step))
    return BarChart(WIDTH, height, _LEFT, baseline, tuple(series), ticks, columns)


def _column(
    label: str,
    stack: tuple[int, ...],
    *,
    left: float,
    slot: float,
    baseline: float,
    scale: float,
    labelled: bool,
) -> Column:
    gap = slot * 0.18
    bars = []
    below = 0
    for place, value in enumerate(stack):
        if value:
            top = baseline - (below + value) * scale
            bars.append(Bar(place, value, left + gap, top, slot - 2 * gap, value * scale))
        below += value
    return Column(label, stack, below, left + slot / 2, tuple(bars), labelled)


def interval_chart(
    estimates: Sequence[Estimate], *, enough_from: int = ENOUGH_ANSWERS
) -> IntervalChart:
    """Lay out one row per estimate, in the order given, on a scale from 0 to 100 %.

    ``enough_from`` answers are needed to show it; 0 for what was measured on purpose.
    """
    rows = tuple(
        IntervalRow(
            estimate,
            label_y=index * ROW + 14,
            rail_y=index * ROW + 24,
            x_low=estimate.low * WIDTH,
            x_mean=estimate.mean * WIDTH,
            x_high=estimate.high * WIDTH,
            x_expected=None if estimate.expected is None else estimate.expected * WIDTH,
        )
        for index, estimate in enumerate(estimates)
    )
    return IntervalChart(WIDTH, max(len(rows), 1) * ROW, RAIL, rows, enough_from)
