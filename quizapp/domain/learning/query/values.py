"""From a field and what was typed after it to a term."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from quizapp.domain.content.vocabulary import ItemType, Topic
from quizapp.domain.content.words import words_of
from quizapp.domain.learning.query.errors import QueryError, Wrong
from quizapp.domain.learning.query.names import (
    FIELDS,
    STATES,
    TOPICS,
    TYPES,
    Field,
    Name,
    folded,
    nearest,
    spelt,
)
from quizapp.domain.learning.query.terms import (
    CardIs,
    Compare,
    Comparison,
    InNote,
    Lately,
    Measure,
    OfType,
    OnTopic,
    Query,
    Reference,
    Refers,
    State,
    Tagged,
    Within,
    all_of,
)
from quizapp.domain.learning.tags import normal_tag

LONGEST_PERIOD = 3650  # days
_LARGEST = 1_000_000
_NUMBER = re.compile(r"-?(?:[0-9]{1,9}(?:[.,][0-9]{1,6})?|[.,][0-9]{1,6})")
_WHOLE = frozenset({Measure.LAPSES, Measure.REVIEWS, Measure.DUE})
_RANGES: Mapping[Measure, tuple[int, int]] = {
    Measure.RETRIEVABILITY: (0, 1),
    Measure.STABILITY: (0, _LARGEST),
    Measure.DIFFICULTY: (0, 10),
    Measure.LAPSES: (0, _LARGEST),
    Measure.REVIEWS: (0, _LARGEST),
    Measure.DUE: (-_LARGEST, _LARGEST),
}
# How each kind of key is spelt, and one of them as an example.
_KEYS: Mapping[Reference, tuple[re.Pattern[str], str]] = {
    Reference.SENTENCE: (re.compile(r"P[0-9]{1,6}\.[0-9]{1,6}"), "P3.2"),
    Reference.FACT: (re.compile(r"F[0-9]{2,4}"), "F19"),
    Reference.KEY: (re.compile(r"[a-z0-9-]{1,64}"), "ct-sba-07"),
}

V = TypeVar("V")
M = TypeVar("M", CardIs, Topic, ItemType)


@dataclass(frozen=True, slots=True)
class Typed:
    """A field as it was typed, and where; ``comparison`` is None after a colon."""

    field: str
    value: str
    field_at: int
    value_at: int
    comparison: Comparison | None

    def refused(self, wrong: Wrong, **values: object) -> QueryError:
        """The error about the value."""
        return QueryError(wrong, self.value_at, self.value, field=self.field, **values)  # type: ignore[arg-type]

    @property
    def whole_number(self) -> int | None:
        return int(self.value) if re.fullmatch(r"-?[0-9]{1,9}", self.value) else None


def term_of(name: Name, typed: Typed) -> Query:
    """The term that a field and its value make.

    Raises:
        QueryError: there is no value, or it is none of this field.
    """
    if not typed.value:
        raise QueryError(Wrong.MISSING_VALUE, typed.field_at, typed.field, field=typed.field)
    if isinstance(name, Measure):
        return _compare(name, typed)
    if typed.comparison not in (None, Comparison.EQUAL):
        raise QueryError(Wrong.NOT_COMPARABLE, typed.field_at, typed.field, field=typed.field)
    if isinstance(name, Reference):
        return _reference(name, typed)
    if isinstance(name, Lately):
        return _within(name, typed)
    return _READERS[name](typed)


def _said(value: V, typed: Typed) -> V:
    if not value:
        raise QueryError(Wrong.MISSING_VALUE, typed.field_at, typed.field, field=typed.field)
    return value


def _one_of(known: Mapping[str, M], typed: Typed) -> M:
    found = known.get(folded(typed.value))
    if found is not None:
        return found
    # In the language in which the field was typed; `type` and `note` are words of both.
    in_french = folded(typed.field) != FIELDS[folded(typed.field)]
    near = nearest(typed.value, known)
    raise typed.refused(
        Wrong.UNKNOWN_VALUE,
        suggestion=None if near is None else spelt(known[near], in_french=in_french),
        choices=dict.fromkeys(spelt(meant, in_french=in_french) for meant in known.values()),
    )


_READERS: Mapping[Field, Callable[[Typed], Query]] = {
    Field.TOPIC: lambda typed: OnTopic(_one_of(TOPICS, typed)),
    Field.TYPE: lambda typed: OfType(_one_of(TYPES, typed)),
    Field.IS: lambda typed: State(_one_of(STATES, typed)),
    Field.TAG: lambda typed: Tagged(_said(normal_tag(typed.value), typed)),
    Field.NOTE: lambda typed: all_of(InNote(word) for word in _said(words_of(typed.value), typed)),
}


def _reference(name: Reference, typed: Typed) -> Refers:
    pattern, example = _KEYS[name]
    key = typed.value.lower() if name is Reference.KEY else typed.value.upper()
    if not pattern.fullmatch(key):
        raise typed.refused(Wrong.MALFORMED_KEY, suggestion=example)
    return Refers(name, key)


def _within(name: Lately, typed: Typed) -> Within:
    days = typed.whole_number
    if days is None:
        raise typed.refused(Wrong.NOT_WHOLE)
    if not 1 <= days <= LONGEST_PERIOD:
        raise typed.refused(Wrong.OUT_OF_RANGE, lowest=1, highest=LONGEST_PERIOD)
    return Within(name, days)


def _compare(name: Measure, typed: Typed) -> Compare:
    is_percent = name is Measure.RETRIEVABILITY and typed.value.endswith("%")
    digits = typed.value.removesuffix("%") if is_percent else typed.value
    if not _NUMBER.fullmatch(digits):
        raise typed.refused(Wrong.NOT_A_NUMBER)
    if name in _WHOLE and typed.whole_number is None:
        raise typed.refused(Wrong.NOT_WHOLE)
    value = float(digits.replace(",", "."))
    if is_percent:
        value = round(value / 100.0, 6)
    lowest, highest = _RANGES[name]
    if not lowest <= value <= highest:
        meant_percent = name is Measure.RETRIEVABILITY and not is_percent and 1 < value <= 100
        percent = f"{digits}%" if meant_percent else None
        raise typed.refused(Wrong.OUT_OF_RANGE, suggestion=percent, lowest=lowest, highest=highest)
    # Adding zero makes 0 of -0, which is written without a sign.
    return Compare(name, typed.comparison or Comparison.EQUAL, value + 0.0)
