"""Tables as CSV that spreadsheets open rightly and that nobody's name can turn into a formula.

Form: RFC 4180, cells in quotes only where they need them. A byte order mark comes first: without
one Excel takes UTF-8 for the encoding of the machine. The first cell must not need quotes then, as
readers that keep the mark would take the quotes for text; headings of ours never do.

Formulas: text that begins with ``= + - @`` (half or full width) gets an apostrophe before it, as
OWASP's page on CSV injection asks; tabs, carriage returns and line feeds, which count as such
beginnings too, become spaces. The page warns of separators inside of a text: whoever opens the
file with the other separator sees the rest of the text as a cell. So that is treated likewise.

Numbers of ours stay numbers, a leading minus included. With semicolons they have a decimal comma:
Windows uses the two together, in French among others, and takes "1.5" for text or for a day of May.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from io import StringIO
from math import isfinite

Cell = str | int | float | None

BYTE_ORDER_MARK = "\ufeff"
_DECIMALS = 4
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]+")
_FORMULA = re.compile(r'(^|[,;|])([\s"]*)([=+\-@＝＋－＠])')


class Separator(StrEnum):
    """What stands between two cells."""

    COMMA = ","
    SEMICOLON = ";"


class Sign(StrEnum):
    """A cell of ours that is written as it is; alone, a dash is no formula."""

    DASH = "-"


def csv_text(rows: Iterable[Sequence[Cell]], separator: Separator, *, point: bool = False) -> str:
    """The rows as text, lines ending in CR LF, the byte order mark first.

    ``point``: numbers have a decimal point whatever the separator, for programs that read no other.

    Raises:
        ValueError: a number is infinite or none.
    """
    mark = "," if separator is Separator.SEMICOLON and not point else "."
    written = StringIO()
    writer = csv.writer(written, delimiter=separator.value, lineterminator="\r\n")
    writer.writerows([_written(cell, mark) for cell in row] for row in rows)
    return BYTE_ORDER_MARK + written.getvalue()


def safe_text(text: str) -> str:
    """A text in one line, without control characters, that no spreadsheet takes for a formula."""
    line = _CONTROLS.sub(" ", text).strip()
    return _FORMULA.sub(r"\1\2'\3", line)


def number_text(value: float, mark: str = ".") -> str:
    """A number with at most four decimals and no needless one.

    Raises:
        ValueError: it is infinite or none.
    """
    if not isfinite(value):
        raise ValueError(f"{value} cannot stand in a table")
    text = f"{value:.{_DECIMALS}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text.replace(".", mark)


def _written(cell: Cell, mark: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Sign):
        return cell.value
    return safe_text(cell) if isinstance(cell, str) else number_text(cell, mark)
