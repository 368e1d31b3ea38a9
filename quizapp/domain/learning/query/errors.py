"""What is wrong with a query, in codes and values that a page puts into words."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from quizapp.domain.errors import RarissimeError

LONGEST_QUERY = 500  # characters
DEEPEST_QUERY = 10  # groups and negations in each other
MOST_TERMS = 40


class Wrong(StrEnum):
    """What is wrong with a query; beside each, the values that a `QueryError` then carries."""

    TOO_LONG = "too_long"  # highest
    TOO_MANY_TERMS = "too_many_terms"  # highest
    TOO_DEEP = "too_deep"  # highest
    NOTHING_ASKED = "nothing_asked"
    TOO_COMMON = "too_common"  # text: the phrase; highest
    UNCLOSED_QUOTE = "unclosed_quote"
    EMPTY_QUOTES = "empty_quotes"
    UNCLOSED_GROUP = "unclosed_group"
    STRAY_PARENTHESIS = "stray_parenthesis"
    TERM_EXPECTED = "term_expected"  # after the text
    TERM_MISSING_BEFORE = "term_missing_before"  # before the text
    UNKNOWN_FIELD = "unknown_field"  # suggestion
    UNKNOWN_VALUE = "unknown_value"  # field, suggestion, choices
    MISSING_VALUE = "missing_value"  # field
    MALFORMED_KEY = "malformed_key"  # field, suggestion: an example
    NOT_COMPARABLE = "not_comparable"  # field
    NOT_A_NUMBER = "not_a_number"  # field
    NOT_WHOLE = "not_whole"  # field
    OUT_OF_RANGE = "out_of_range"  # field, lowest, highest; suggestion or None


class QueryError(RarissimeError):
    """A query that cannot be understood.

    ``position`` counts characters from 0, ``text`` is what stands there; ``field`` as it was typed.
    A ``suggestion`` is text that could stand there instead.
    """

    def __init__(
        self,
        wrong: Wrong,
        position: int,
        text: str,
        *,
        field: str = "",
        suggestion: str | None = None,
        choices: Iterable[str] = (),
        lowest: int = 0,
        highest: int = 0,
    ) -> None:
        super().__init__(f"{wrong} at character {position + 1}: «{text}»")
        self.wrong, self.position, self.text = wrong, position, text
        self.field, self.suggestion, self.choices = field, suggestion, tuple(choices)
        self.lowest, self.highest = lowest, highest
