"""A query cut into operators and whole terms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from quizapp.domain.content.words import words_of
from quizapp.domain.learning.query.errors import QueryError, Wrong
from quizapp.domain.learning.query.names import FIELDS, folded, nearest
from quizapp.domain.learning.query.terms import (
    AND_WORDS,
    OR_WORDS,
    Comparison,
    Everything,
    Measure,
    Phrase,
    Query,
    Word,
    all_of,
)
from quizapp.domain.learning.query.values import Typed, term_of


def tokens_of(query: str) -> list[Token]:
    """The tokens of a query, which is one line of composed letters.

    Raises:
        QueryError: a field, its value or a quotation cannot be understood.
    """
    return list(_Lexer(query).tokens())


class Kind(StrEnum):
    TERM = "term"
    NOT = "-"
    OR = "or"
    AND = "and"
    OPEN = "("
    CLOSE = ")"


@dataclass(frozen=True, slots=True)
class Token:
    kind: Kind
    position: int
    text: str
    query: Query


_CLOSERS = {'"': '"', "«": "»", "“": "”“", "„": "”“", "”": "”"}
_SPACE = re.compile(r"\s*")
_CHUNK = re.compile(r"[^\s()\"«“„”]+")
_NEGATION = re.compile(r"-(?=-*(?:[^\W_]|[(\"«“„”]))")
# A colon stands close to its name; a comparison may stand free, as one writes it in a formula.
_FIELD = re.compile(r"(?P<name>[^\W\d_][\w-]*)(?:(?P<colon>:)|\s*(?P<sign><=|>=|[<>=≤≥])\s*)")
_PERCENT = re.compile(r"\s+%(?=[\s()]|$)")
_SIGNS = {sign.value: sign for sign in Comparison} | {
    "≤": Comparison.AT_MOST,
    "≥": Comparison.AT_LEAST,
}


class _Lexer:
    """Cuts a query into operators and whole terms."""

    def __init__(self, query: str) -> None:
        self.query, self.at = query, 0

    def tokens(self) -> Iterator[Token]:
        negated = False
        while True:
            self._skip_space()
            if self.at == len(self.query):
                return
            start = self.at
            kind, query = self._next()
            if query == Everything() and kind is Kind.TERM:
                if negated:
                    raise QueryError(Wrong.TERM_EXPECTED, start, "-")
                continue  # punctuation by itself
            negated = kind is Kind.NOT
            yield Token(kind, start, self.query[start : self.at].strip(), query)

    def _next(self) -> tuple[Kind, Query]:
        first = self.query[self.at]
        if first in "()":
            self.at += 1
            return Kind(first), Everything()
        if _NEGATION.match(self.query, self.at):
            self.at += 1
            return Kind.NOT, Everything()
        if first in _CLOSERS:
            return Kind.TERM, Phrase(tuple(words_of(self._quoted())))
        field = _FIELD.match(self.query, self.at)
        if field:
            query = self._field(field)
            if query is not None:
                return Kind.TERM, query
        return self._word()

    def _word(self) -> tuple[Kind, Query]:
        chunk = self._chunk()
        if folded(chunk) == chunk.casefold():
            if chunk.casefold() in OR_WORDS:
                return Kind.OR, Everything()
            if chunk.casefold() in AND_WORDS:
                return Kind.AND, Everything()
        return Kind.TERM, all_of(Word(word) for word in words_of(chunk))

    def _chunk(self) -> str:
        found = _CHUNK.match(self.query, self.at)
        if found is None:
            return ""
        self.at = found.end()
        return found[0]

    def _quoted(self) -> str:
        """What stands between quotes, of which the first one is next."""
        start = self.at
        closers = _CLOSERS[self.query[start]]
        ends = [end for closer in closers if (end := self.query.find(closer, start + 1)) > 0]
        if not ends:
            raise QueryError(Wrong.UNCLOSED_QUOTE, start, self.query[start:].strip())
        self.at = min(ends) + 1
        inside = self.query[start + 1 : min(ends)]
        if not words_of(inside):
            raise QueryError(Wrong.EMPTY_QUOTES, start, self.query[start : self.at])
        return inside

    def _skip_space(self) -> None:
        found = _SPACE.match(self.query, self.at)
        self.at = found.end() if found else self.at

    def _field(self, found: re.Match[str]) -> Query | None:
        """A field with its value; None where a word only happens to end in a colon."""
        typed, name = found["name"], FIELDS.get(folded(found["name"]))
        self.at = start = found.end()
        is_quoted = self.at < len(self.query) and self.query[self.at] in _CLOSERS
        value = self._quoted() if is_quoted else self._chunk()
        percent = _PERCENT.match(self.query, self.at)
        if percent and name is Measure.RETRIEVABILITY:  # French puts a space before the sign
            self.at = percent.end()
            value += "%"
        if name is None:
            if not value and found["colon"]:
                self.at = found.start()
                return None
            near = nearest(typed, FIELDS)
            raise QueryError(Wrong.UNKNOWN_FIELD, found.start(), typed, suggestion=near)
        sign = found["sign"]
        comparison = None if sign is None else _SIGNS[sign]
        return term_of(name, Typed(typed, value, found.start(), start, comparison))
