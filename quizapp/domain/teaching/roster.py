"""A list of learners as a registry hands it out: read as a whole, or refused line by line."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, zip_longest

from quizapp.domain.teaching.naming import LONGEST_NAME, LONGEST_NUMBER, one_line
from quizapp.domain.teaching.roster_cells import (
    Column,
    FactorRangeError,
    column_of,
    read_address,
    read_factor,
)
from quizapp.domain.teaching.roster_file import (
    LARGEST,
    MOST_LINES,
    Fault,
    Record,
    RosterError,
    Wrong,
    decode,
    quoted,
    records,
)

__all__ = [
    "LARGEST",
    "LONGEST_NAME",
    "LONGEST_NUMBER",
    "MOST_LINES",
    "Entry",
    "Fault",
    "Roster",
    "RosterError",
    "Wrong",
    "decode",
    "parse",
]


@dataclass(frozen=True, slots=True)
class Entry:
    """A learner of a roster; "" or None where it says nothing.

    ``email`` is in small letters; ``time_factor`` says how much of the usual time they get.
    """

    email: str
    name: str = ""
    number: str = ""
    time_factor: float | None = None


@dataclass(frozen=True, slots=True)
class Roster:
    """All learners of a file, no address twice, and the headings of columns that were not used."""

    entries: tuple[Entry, ...]
    unused: tuple[str, ...] = ()


class _BadCellError(ValueError):
    def __init__(self, column: Column, wrong: Wrong, value: str = "", number: int = 0) -> None:
        self.column, self.wrong, self.value, self.number = column, wrong, value, number
        super().__init__(wrong)


def parse(text: str) -> Roster:
    """The learners of a roster, whose first line names the columns in any order.

    Raises:
        RosterError: with all that is wrong; nothing of such a roster may be used.
    """
    lines = list(islice(records(text), MOST_LINES + 2))
    if len(lines) > MOST_LINES + 1:
        raise RosterError([Fault(lines[-1].line, "", Wrong.TOO_MANY_LINES, number=MOST_LINES)])
    if not lines:
        raise RosterError([Fault(0, "", Wrong.EMPTY)])
    headings, *rest = lines
    places = _places(headings)
    if not rest:
        raise RosterError([Fault(0, "", Wrong.EMPTY)])
    names = [one_line(heading) for heading in headings.cells]
    entries, faults = _entries(rest, places, names)
    if faults:
        raise RosterError(faults)
    used = set(places.values())
    unused = [quoted(name) for place, name in enumerate(names) if name and place not in used]
    return Roster(tuple(entries), tuple(unused))


def _places(headings: Record) -> dict[Column, int]:
    """Where each column stands."""
    found: dict[Column, tuple[int, int]] = {}
    faults = list(_with_bad_characters(headings, [""] * len(headings.cells)))
    for place, heading in enumerate(headings.cells):
        column, rank = column_of(heading) or (None, 0)
        if column is None:
            continue
        if column in found and found[column][0] == rank:
            faults.append(Fault(headings.line, quoted(heading), Wrong.COLUMN_TWICE))
        found[column] = min(found.get(column, (rank, place)), (rank, place))
    if Column.EMAIL not in found:
        faults.append(
            Fault(headings.line, "", Wrong.NO_ADDRESS_COLUMN, quoted(" ".join(headings.cells)))
        )
    if faults:
        raise RosterError(faults)
    return {column: place for column, (_rank, place) in found.items()}


def _entries(
    lines: list[Record], places: Mapping[Column, int], names: list[str]
) -> tuple[list[Entry], list[Fault]]:
    entries: list[Entry] = []
    faults: list[Fault] = []
    line_of: dict[str, int] = {}
    for line in lines:
        damaged = list(_with_bad_characters(line, names))
        if any(cell.strip() for cell in line.cells[len(names) :]):
            damaged.append(Fault(line.line, "", Wrong.TOO_MANY_CELLS, number=len(names)))
        if damaged:
            faults += damaged
            continue
        entry, bad = _entry(
            {
                column: one_line(line.cells[place]) if place < len(line.cells) else ""
                for column, place in places.items()
            }
        )
        if entry.email in line_of:
            same = line_of[entry.email]
            bad.append(_BadCellError(Column.EMAIL, Wrong.SAME_ADDRESS, entry.email, same))
        faults += [
            Fault(line.line, names[places[one.column]], one.wrong, quoted(one.value), one.number)
            for one in bad
        ]
        if entry.email:
            line_of.setdefault(entry.email, line.line)
            entries.append(entry)
    return entries, faults


def _with_bad_characters(line: Record, names: list[str]) -> Iterator[Fault]:
    """Cells with NUL or with halves of characters: a file that was damaged, or is none of text."""
    for cell, name in zip_longest(line.cells, names, fillvalue=""):
        if any(letter == "\0" or unicodedata.category(letter) == "Cs" for letter in cell):
            yield Fault(line.line, quoted(name), Wrong.BAD_CHARACTER, quoted(cell))


def _entry(text: Mapping[Column, str]) -> tuple[Entry, list[_BadCellError]]:
    """What the cells of a line say, and what is wrong with them."""
    bad: list[_BadCellError] = []
    email, name, number, factor = "", _name(text), text.get(Column.NUMBER, ""), None
    try:
        email = _address(text[Column.EMAIL])
    except _BadCellError as error:
        bad.append(error)
    if len(name) > LONGEST_NAME:
        # The column to be shortened is the one that most of the name comes from.
        column = max(_NAMES & text.keys(), key=lambda column: len(text[column]))
        bad.append(_BadCellError(column, Wrong.TOO_LONG, name, LONGEST_NAME))
    if len(number) > LONGEST_NUMBER:
        bad.append(_BadCellError(Column.NUMBER, Wrong.TOO_LONG, number, LONGEST_NUMBER))
    try:
        factor = _factor(text.get(Column.FACTOR, ""))
    except _BadCellError as error:
        bad.append(error)
    return Entry(email, name, number, factor), bad


_NAMES = {Column.NAME, Column.GIVEN_NAME, Column.FAMILY_NAME}


def _name(text: Mapping[Column, str]) -> str:
    """A name in one piece, given name first; «Nom» may hold all of it, or the family name."""
    whole, family = text.get(Column.NAME, ""), text.get(Column.FAMILY_NAME, "")
    if Column.NAME in text and (Column.FAMILY_NAME in text or Column.GIVEN_NAME not in text):
        return whole or " ".join([text.get(Column.GIVEN_NAME, ""), family]).strip()
    return " ".join([text.get(Column.GIVEN_NAME, ""), family or whole]).strip()


def _address(text: str) -> str:
    if not text:
        raise _BadCellError(Column.EMAIL, Wrong.NO_ADDRESS)
    try:
        return read_address(text)
    except ValueError as error:
        raise _BadCellError(Column.EMAIL, Wrong.BAD_ADDRESS, text) from error


def _factor(text: str) -> float | None:
    if not text:
        return None
    try:
        return read_factor(text)
    except FactorRangeError as error:
        raise _BadCellError(Column.FACTOR, Wrong.FACTOR_RANGE, text) from error
    except ValueError as error:
        raise _BadCellError(Column.FACTOR, Wrong.BAD_FACTOR, text) from error
