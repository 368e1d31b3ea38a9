"""A roster as a file: its bytes, its text, and the cells of its lines."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from io import StringIO

from quizapp.domain.errors import RarissimeError
from quizapp.domain.teaching.naming import one_line
from quizapp.domain.teaching.roster_cells import column_of

LARGEST = 1_000_000  # bytes
MOST_LINES = 5_000
SEPARATORS = ";,\t"
_QUOTED = 40  # as much of a faulty cell is quoted


class Wrong(StrEnum):
    """What can be wrong with a roster."""

    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"
    EMPTY = "empty"
    TOO_MANY_LINES = "too_many_lines"
    BAD_QUOTES = "bad_quotes"
    NO_ADDRESS_COLUMN = "no_address_column"
    COLUMN_TWICE = "column_twice"
    TOO_MANY_CELLS = "too_many_cells"
    NO_ADDRESS = "no_address"
    BAD_ADDRESS = "bad_address"
    SAME_ADDRESS = "same_address"
    BAD_FACTOR = "bad_factor"
    FACTOR_RANGE = "factor_range"
    TOO_LONG = "too_long"
    BAD_CHARACTER = "bad_character"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend: the line (0: the file), the column's heading, and what stands there.

    ``number`` is a limit that was passed, or the line that has the same address already.
    """

    line: int
    column: str
    wrong: Wrong
    value: str = ""
    number: int = 0


class RosterError(RarissimeError):
    """A roster that nothing is taken from; every fault, in the order of the lines."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(f"{len(faults)} faults in a roster")


@dataclass(frozen=True, slots=True)
class Record:
    """A line with something in it: its number in the file, from 1, and its cells as written."""

    line: int
    cells: list[str]


def quoted(text: str) -> str:
    """The beginning of a cell, to be shown to whoever has to mend it."""
    line = one_line(text)
    return line if len(line) <= _QUOTED else line[: _QUOTED - 1] + "…"


def decode(data: bytes) -> str:
    """The text of a file that a spreadsheet saved: UTF-8 or UTF-16 by its mark, or Windows-1252.

    UTF-8 with halves of characters in it is let through: they are a line's fault, found there.

    Raises:
        RosterError: it is too large, or no text.
    """
    if len(data) > LARGEST:
        raise RosterError([Fault(0, "", Wrong.TOO_LARGE, number=LARGEST)])
    encodings = ("utf-8-sig", "utf-8", "cp1252")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ("utf-16", "utf-16", "utf-16")
    for encoding, errors in zip(encodings, ("strict", "surrogatepass", "strict"), strict=True):
        try:
            return data.decode(encoding, errors)
        except UnicodeDecodeError:
            continue
    raise RosterError([Fault(0, "", Wrong.UNREADABLE)])


def records(text: str) -> Iterator[Record]:
    """The lines that are not blank, split by the separator that the headings speak for.

    Raises:
        RosterError: the text is too large, or quotation marks do not match.
    """
    # As a form will send it back: in UTF-8, each line end two characters.
    size = len(text.encode("utf-8", "surrogatepass")) + text.count("\n") + text.count("\r")
    if size > LARGEST:
        raise RosterError([Fault(0, "", Wrong.TOO_LARGE, number=LARGEST)])
    text = text.removeprefix("\ufeff")
    first, separator = _declared(text)
    lines = csv.reader(
        StringIO(text, newline=""), delimiter=separator or _likeliest(text), strict=True
    )
    begins = 1
    try:
        for cells in lines:
            if begins > first and any(cell.strip() for cell in cells):
                yield Record(begins, cells)
            begins = lines.line_num + 1
    except csv.Error as error:
        raise RosterError([Fault(begins, "", Wrong.BAD_QUOTES)]) from error


def _declared(text: str) -> tuple[int, str]:
    """The separator that Excel was told in a line of its own («sep=;»), and that line's number."""
    first = text.split("\n", 1)[0].strip().strip('"').casefold()
    if len(first) == 5 and first.startswith("sep=") and first[-1] in SEPARATORS:
        return 1, first[-1]
    return 0, ""


def _likeliest(text: str) -> str:
    """The separator by which most headings of the first line are known; as French ones, ``;``."""
    first = next((line for line in StringIO(text) if line.strip()), "")

    def known(separator: str) -> int:
        try:
            cells = next(csv.reader([first], delimiter=separator), [])
        except csv.Error:
            return 0
        return sum(column_of(cell) is not None for cell in cells)

    return max(SEPARATORS, key=known)
