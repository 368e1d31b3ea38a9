"""The language of the search for cards: from what was typed to the tree of `query_terms`.

    words      each the beginning of a word; all must be found      hypercal phosph
    "…" «…»    whole words that follow each other                   "soft tissue"
    -          not;   or / ou   one or the other;   ( ) group       -(tag:a or is:new)
    field:…    topic type tag is note sentence fact key             topic:treatment
    event:n    rated forgotten introduced, in the last n days       forgotten:1
    number     retrievability stability difficulty lapses reviews due, with < <= > >= =

What cannot be understood is refused with a `QueryError`: it says where, what is wrong, and what
would do, in codes and values that a page puts into words. Punctuation alone says nothing, so that
a sentence can be pasted.
"""

from __future__ import annotations

import unicodedata

from quizapp.domain.learning.query.errors import (
    DEEPEST_QUERY,
    LONGEST_QUERY,
    MOST_TERMS,
    QueryError,
    Wrong,
)
from quizapp.domain.learning.query.terms import (
    Everything,
    Not,
    Query,
    all_of,
    any_of,
    terms_of,
    written,
)
from quizapp.domain.learning.query.tokens import Kind, Token, tokens_of

__all__ = ["LONGEST_QUERY", "Query", "QueryError", "Wrong", "parse", "written"]


def parse(text: str) -> Query:
    """The tree of a query; `Everything` for one without a character that can be seen.

    Raises:
        QueryError: it is none, or larger than the limits above.
    """
    query = _tidy(text)
    if len(query.rstrip()) > LONGEST_QUERY:
        raise QueryError(Wrong.TOO_LONG, LONGEST_QUERY, "", highest=LONGEST_QUERY)
    tokens = tokens_of(query)
    if not tokens:
        if query.strip():
            raise QueryError(Wrong.NOTHING_ASKED, 0, query.strip())
        return Everything()
    return _Parser(tokens).whole()


def _tidy(text: str) -> str:
    """One line of composed letters, so that «é» is a letter however it was typed."""
    composed = unicodedata.normalize("NFC", text[: 4 * LONGEST_QUERY])
    return "".join(letter if letter.isprintable() else " " for letter in composed)


class _Parser:
    """Puts tokens together: not binds closest, then and, then or."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens, self.at, self.depth = tokens, 0, 0

    def whole(self) -> Query:
        query = self._alternatives()
        if self.at < len(self.tokens):  # nothing else ends an alternative
            stray = self.tokens[self.at]
            raise QueryError(Wrong.STRAY_PARENTHESIS, stray.position, stray.text)
        if sum(1 for _ in terms_of(query)) > MOST_TERMS:
            raise QueryError(Wrong.TOO_MANY_TERMS, 0, "", highest=MOST_TERMS)
        return query

    def _alternatives(self) -> Query:
        parts = [self._conjunction()]
        while self._take(Kind.OR):
            parts.append(self._conjunction())
        return any_of(parts)

    def _conjunction(self) -> Query:
        parts = [self._factor()]
        while True:
            if self._take(Kind.AND) or self._next_is(Kind.TERM, Kind.NOT, Kind.OPEN):
                parts.append(self._factor())
            else:
                return all_of(parts)

    def _factor(self) -> Query:
        if self._take(Kind.NOT):
            self._go_down()
            part = self._factor()
            self.depth -= 1
            return Not(part)
        if self._take(Kind.OPEN):
            opened = self.tokens[self.at - 1]
            self._go_down()
            inside = self._alternatives()
            self.depth -= 1
            if not self._take(Kind.CLOSE):
                raise QueryError(Wrong.UNCLOSED_GROUP, opened.position, opened.text)
            return inside
        if self._take(Kind.TERM):
            return self.tokens[self.at - 1].query
        raise self._nothing_here()

    def _go_down(self) -> None:
        self.depth += 1
        if self.depth > DEEPEST_QUERY:
            token = self.tokens[self.at - 1]
            raise QueryError(Wrong.TOO_DEEP, token.position, token.text, highest=DEEPEST_QUERY)

    def _nothing_here(self) -> QueryError:
        """A term was to come: after the operator before, or before the first one."""
        if self.at:
            before = self.tokens[self.at - 1]
            return QueryError(Wrong.TERM_EXPECTED, before.position, before.text)
        here = self.tokens[0]
        wrong = Wrong.STRAY_PARENTHESIS if here.kind is Kind.CLOSE else Wrong.TERM_MISSING_BEFORE
        return QueryError(wrong, here.position, here.text)

    def _next_is(self, *kinds: Kind) -> bool:
        return self.at < len(self.tokens) and self.tokens[self.at].kind in kinds

    def _take(self, kind: Kind) -> bool:
        found = self._next_is(kind)
        self.at += found
        return found
