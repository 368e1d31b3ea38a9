"""What may stand in an address. Anything else is no page, and no database is asked for it."""

from __future__ import annotations

from flask import Flask
from werkzeug.routing import BaseConverter, IntegerConverter, Map

# Larger than any row's number, and small enough for every database and for JavaScript.
LARGEST_ID = 2**53


class SlugConverter(BaseConverter):
    """The name of a bank: `<slug:slug>`."""

    regex = "[a-z0-9-]{1,64}"


class RowConverter(IntegerConverter):
    """The number of a row: `<row:attempt_id>`."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=LARGEST_ID)


def row_number(text: str) -> int:
    """The same for a value in the query; ValueError for what is no row's number."""
    number = int(text)
    if not 0 < number <= LARGEST_ID:
        raise ValueError(text)
    return number


def is_own_path(target: str) -> bool:
    """Whether an address that a form or a link brought along is a path of this site.

    Browsers read a backslash as a slash, and drop tabs and line ends before they look.
    """
    harmless = target.startswith("/") and not target.startswith("//")
    return harmless and "\\" not in target and target.isprintable()


def init_app(app: Flask) -> None:
    app.url_map.converters.update(slug=SlugConverter, row=RowConverter)
