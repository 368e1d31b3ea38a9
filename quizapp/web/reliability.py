"""Geometry of the plot of confidence: values in, coordinates of an SVG out, as in `charts`."""

from collections.abc import Sequence
from dataclasses import dataclass

from quizapp.web.charts import ENOUGH_ANSWERS, RAIL, ROW, WIDTH


@dataclass(frozen=True, slots=True)
class Said:
    """What was said with one level of confidence, and how often it was right (all in 0–1).

    ``mean`` and its interval are None where nothing was said; from ``pays_from`` to ``pays_to``
    the level pays best.
    """

    label: str
    mean: float | None
    low: float
    high: float
    answers: int
    pays_from: float
    pays_to: float


@dataclass(frozen=True, slots=True)
class ReliabilityRow:
    """A level drawn: where it pays best behind, how often it was right in front."""

    said: Said
    label_y: float
    rail_y: float
    x_pays_from: float
    x_pays_to: float
    x_low: float
    x_mean: float
    x_high: float


@dataclass(frozen=True, slots=True)
class ReliabilityChart:
    """Levels of confidence under each other on one scale from 0 to 100 %."""

    width: float
    height: float
    rail_height: float
    rows: tuple[ReliabilityRow, ...]

    @property
    def answers(self) -> int:
        """Number of answers all rows rest on."""
        return sum(row.said.answers for row in self.rows)

    @property
    def enough(self) -> bool:
        """Whether there are enough answers to show anything."""
        return self.answers >= ENOUGH_ANSWERS


def reliability_chart(levels: Sequence[Said]) -> ReliabilityChart:
    """Lay out one row per level of confidence, in the order given, from 0 to 100 % right."""
    rows = tuple(
        ReliabilityRow(
            said,
            label_y=index * ROW + 14,
            rail_y=index * ROW + 24,
            x_pays_from=said.pays_from * WIDTH,
            x_pays_to=said.pays_to * WIDTH,
            x_low=said.low * WIDTH,
            x_mean=(said.mean or 0.0) * WIDTH,
            x_high=said.high * WIDTH,
        )
        for index, said in enumerate(levels)
    )
    return ReliabilityChart(WIDTH, max(len(rows), 1) * ROW, RAIL, rows)
