"""The grades of an assignment as rows of a table: our own, Moodle's and Canvas's.

What the two imports do was read in their sources, and shapes follow from it:

Moodle (docs.moodle.org, "Grade import"; grade/import/csv/classes/load_data.php):
  whoever imports chooses the column that says who is meant, an address or an ID number, and for
  each other column a grade item, a new one or nothing.
  - A new grade item is out of 100, an existing one out of what it was made for, and Moodle cannot
    tell which scale a number is on: there is a column for each, named after its maximum.
  - A new item takes the text of the cell as it is: the decimal mark is a point. "-" is no grade.
  - An empty ID number in a line leaves the person of the line before in force: that column is there
    only if everybody has one.
Canvas (lib/gradebook_importer.rb in instructure/canvas-lms; Ohio State's guide "Import a CSV file
to Carmen grades"):
  - Columns are found by place: Student, ID, SIS User ID, SIS Login ID, Section, then assignments.
    Who is meant is looked up by ID, SIS User ID, SIS Login ID and name, in this order.
  - A line whose first cell holds "Points Possible" says what each assignment is out of.
  - A title that ends in a number in brackets is taken for one with the number of an assignment of
    the course: the brackets become square ones.
  - The separator is guessed from three lines: a comma is what a tie falls back to.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from enum import StrEnum

from quizapp.domain.interchange.csv_cells import Cell, Separator, Sign, csv_text, number_text
from quizapp.domain.teaching.gradebook import Grade

_HUNDRED = 100.0


class Shape(StrEnum):
    """For whom a table is meant."""

    OWN = "own"
    MOODLE = "moodle"
    CANVAS = "canvas"


@dataclass(frozen=True, slots=True)
class GradeLine:
    """A learner's line. ``state`` is in the words of whoever reads our own shape.

    ``points`` gives the points of the attempt that counts, by the name of the question's column;
    a question that this learner was not asked is absent.
    """

    name: str
    email: str
    number: str = ""
    state: str = ""
    started_at: datetime | None = None
    handed_in_at: datetime | None = None
    grade: Grade | None = None
    points: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GradeTable:
    """All lines of an assignment; ``questions`` are the columns of our own shape, in order."""

    title: str
    cohort: str
    lines: Sequence[GradeLine]
    questions: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Headings:
    """The fixed columns of our own shape, in the words of whoever reads it."""

    name: str
    number: str
    email: str
    state: str
    started: str
    handed_in: str
    days_late: str
    points: str
    maximum: str
    percent: str

    def row(self) -> tuple[str, ...]:
        """In their order."""
        return (
            self.name,
            self.number,
            self.email,
            self.state,
            self.started,
            self.handed_in,
            self.days_late,
            self.points,
            self.maximum,
            self.percent,
        )


def gradebook_csv(
    table: GradeTable, shape: Shape, separator: Separator, *, headings: Headings, zone: tzinfo
) -> str:
    """The table as CSV; instants are in ``zone``. Canvas always gets commas."""
    match shape:
        case Shape.OWN:
            return csv_text(own_rows(table, headings, zone), separator)
        case Shape.MOODLE:
            return csv_text(moodle_rows(table), separator, point=True)
        case Shape.CANVAS:
            return csv_text(canvas_rows(table), Separator.COMMA)


def own_rows(table: GradeTable, headings: Headings, zone: tzinfo) -> list[list[Cell]]:
    """Everything we know of a learner's grade, a column for each question at the end."""
    rows: list[list[Cell]] = [[*headings.row(), *table.questions]]
    for line in table.lines:
        counted = line.grade
        rows.append(
            [
                line.name,
                line.number,
                line.email,
                line.state,
                _local(line.started_at, zone),
                _local(line.handed_in_at, zone),
                counted.days_late if counted else None,
                counted.points if counted else None,
                counted.maximum if counted else None,
                _percent(line),
                *(line.points.get(question) for question in table.questions),
            ]
        )
    return rows


def moodle_rows(table: GradeTable) -> list[list[Cell]]:
    """What Moodle's import of grades takes; see above."""
    title, maximum = _one_line(table.title), _common_maximum(table.lines)
    columns: list[_Column] = [
        ("Name", lambda line: line.name),
        ("Email address", lambda line: line.email),
    ]
    if all(line.number for line in table.lines):
        columns.append(("ID number", lambda line: line.number))
    columns.append((f"{title} (/100)", lambda line: _or_dash(_percent(line))))
    if maximum is not None and maximum != _HUNDRED:
        heading = f"{title} (/{number_text(maximum)})"
        columns.append((heading, lambda line: _or_dash(_points(line))))
    return _rows(columns, table.lines)


def canvas_rows(table: GradeTable) -> list[list[Cell]]:
    """What Canvas's import of a gradebook takes; see above.

    Points where all are out of the same maximum, else percentages.
    """
    maximum = _common_maximum(table.lines)
    columns: list[_Column] = [
        ("Student", lambda line: line.name),
        ("ID", lambda _: None),
        ("SIS User ID", lambda line: line.number),
        ("SIS Login ID", lambda line: line.email),
        ("Section", lambda _: table.cohort),
        (_for_canvas(table.title), _percent if maximum is None else _points),
    ]
    header, *rows = _rows(columns, table.lines)
    out_of = _HUNDRED if maximum is None else maximum
    return [header, ["Points Possible", None, None, None, None, out_of], *rows]


_Column = tuple[str, Callable[[GradeLine], Cell]]


def _rows(columns: Sequence[_Column], lines: Sequence[GradeLine]) -> list[list[Cell]]:
    header: list[Cell] = [heading for heading, _ in columns]
    return [header, *([cell(line) for _, cell in columns] for line in lines)]


def _common_maximum(lines: Sequence[GradeLine]) -> float | None:
    """What all grades are out of; None without any, and where papers of unequal weight differ."""
    maxima = {line.grade.maximum for line in lines if line.grade and line.grade.share is not None}
    return maxima.pop() if len(maxima) == 1 else None


def _points(line: GradeLine) -> float | None:
    return line.grade.points if line.grade and line.grade.share is not None else None


def _percent(line: GradeLine) -> float | None:
    share = line.grade.share if line.grade else None
    return None if share is None else round(share * _HUNDRED, 2)


def _or_dash(value: float | None) -> Cell:
    return Sign.DASH if value is None else value


def _one_line(title: str) -> str:
    return " ".join(title.split())


def _for_canvas(title: str) -> str:
    return re.sub(r"\((\d+)\)$", r"[\1]", _one_line(title))


def _local(instant: datetime | None, zone: tzinfo) -> str | None:
    """«2026-11-25 14:05», which spreadsheets of every language take for a date."""
    return None if instant is None else f"{instant.astimezone(zone):%Y-%m-%d %H:%M}"
