"""Geometry of the plot of choices: three columns for each option, as in `charts`."""

from collections.abc import Sequence
from dataclasses import dataclass

from quizapp.web.charts import WIDTH, Tick

# More groups of three columns than that are thinner than their letters.
MOST_OPTIONS = 8

_HEIGHT = 180.0
_TOP, _BOTTOM, _LEFT = 18.0, 22.0, 38.0


@dataclass(frozen=True, slots=True)
class Column:
    """One third's share of an option; a share of nothing has no height."""

    share: float
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class OptionGroup:
    """The three columns of an option, the lower third first."""

    label: str
    is_right: bool
    centre: float
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class ThirdsChart:
    """Options beside each other, on a scale from 0 to 100 %."""

    width: float
    height: float
    left: float
    baseline: float
    ticks: tuple[Tick, ...]
    groups: tuple[OptionGroup, ...]


def thirds_chart(options: Sequence[tuple[str, bool, Sequence[float]]]) -> ThirdsChart:
    """Lay out options: a label, whether it is right, and the shares of its thirds from 0 to 1."""
    baseline = _HEIGHT - _BOTTOM
    scale = baseline - _TOP
    slot = (WIDTH - _LEFT) / max(len(options), 1)
    # Few options would make columns of a finger's width.
    column = min(slot * 0.8 / 3, 22.0)
    groups = []
    for place, (label, is_right, shares) in enumerate(options):
        centre = _LEFT + (place + 0.5) * slot
        first = centre - column * len(shares) / 2
        columns = tuple(
            Column(
                share,
                x=first + number * column + 1,
                y=baseline - share * scale,
                width=column - 2,
                height=share * scale,
            )
            for number, share in enumerate(shares)
        )
        groups.append(OptionGroup(label, is_right, centre, columns))
    ticks = tuple(Tick(value, baseline - value / 100 * scale) for value in (0, 50, 100))
    return ThirdsChart(WIDTH, _HEIGHT, _LEFT, baseline, ticks, tuple(groups))
