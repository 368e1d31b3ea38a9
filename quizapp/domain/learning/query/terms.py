"""What a search for cards asks, as a tree; `written` puts it back into words.

A tree in normal form has at least two parts in `All` and `Any`, none of the same kind as the
whole; the parser and `all_of` / `any_of` make no other. Then writing and parsing again gives the
same tree.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from quizapp.domain.content.vocabulary import ItemType, Topic

OR_WORDS = frozenset({"or", "ou"})
AND_WORDS = frozenset({"and", "et"})


class CardIs(StrEnum):
    """What a card can be to a learner."""

    DUE = "due"
    NEW = "new"
    LEARNING = "learning"
    REVIEW = "review"
    YOUNG = "young"
    MATURE = "mature"
    SUSPENDED = "suspended"
    BURIED = "buried"
    FLAGGED = "flagged"
    LEECH = "leech"
    NOTED = "noted"
    CONFUSED = "confused"


class Reference(StrEnum):
    """What names a card: its own key, or a sentence or fact of the text that it asks."""

    SENTENCE = "sentence"
    FACT = "fact"
    KEY = "key"


class Lately(StrEnum):
    """What happened to a card within the last days."""

    RATED = "rated"
    FORGOTTEN = "forgotten"
    INTRODUCED = "introduced"


class Measure(StrEnum):
    """The numbers of a card: recall 0 to 1, days, 1 to 10, counts, days from today."""

    RETRIEVABILITY = "retrievability"
    STABILITY = "stability"
    DIFFICULTY = "difficulty"
    LAPSES = "lapses"
    REVIEWS = "reviews"
    DUE = "due"


class Comparison(StrEnum):
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="
    EQUAL = "="


@dataclass(frozen=True, slots=True)
class Everything:
    """Nothing was asked: every card."""


@dataclass(frozen=True, slots=True)
class Word:
    """The beginning of a word (folded, one word) of the card or of the learner's note on it."""

    prefix: str

    def __str__(self) -> str:
        # A star at the end says no more than a word without, but such a word is no operator.
        return f"{self.prefix}*" if self.prefix in OR_WORDS | AND_WORDS else self.prefix


@dataclass(frozen=True, slots=True)
class Phrase:
    """Whole words (folded) that follow each other."""

    words: tuple[str, ...]

    def __str__(self) -> str:
        return f'"{" ".join(self.words)}"'


@dataclass(frozen=True, slots=True)
class OnTopic:
    topic: Topic

    def __str__(self) -> str:
        return f"topic:{self.topic}"


@dataclass(frozen=True, slots=True)
class OfType:
    type: ItemType

    def __str__(self) -> str:
        return f"type:{self.type}"


@dataclass(frozen=True, slots=True)
class Tagged:
    """A tag as `tags.normal_tag` spells it."""

    tag: str

    def __str__(self) -> str:
        return f"tag:{self.tag}"


@dataclass(frozen=True, slots=True)
class State:
    state: CardIs

    def __str__(self) -> str:
        return f"is:{self.state}"


@dataclass(frozen=True, slots=True)
class InNote:
    """The beginning of a word (folded) of the learner's own note."""

    prefix: str

    def __str__(self) -> str:
        return f"note:{self.prefix}"


@dataclass(frozen=True, slots=True)
class Refers:
    """A key as banks spell them: P3.2, F19, ct-sba-07."""

    to: Reference
    key: str

    def __str__(self) -> str:
        return f"{self.to}:{self.key}"


@dataclass(frozen=True, slots=True)
class Within:
    """``days`` counts learning days back from today, today being the first: at least 1."""

    event: Lately
    days: int

    def __str__(self) -> str:
        return f"{self.event}:{self.days}"


@dataclass(frozen=True, slots=True)
class Compare:
    """A number of a card's memory compared; a card without memory is never such a one.

    ``=`` means within half a unit of what is shown: half a percent of retrievability, half a day
    of stability, .05 of difficulty. A retrievability is from 0 to 1.
    """

    measure: Measure
    comparison: Comparison
    value: float

    def __str__(self) -> str:
        return f"{self.measure}{self.comparison}{_number(self.value)}"


@dataclass(frozen=True, slots=True)
class Not:
    """Every card that the part does not find."""

    part: Query


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Any:
    parts: tuple[Query, ...]


Term: TypeAlias = (
    Word | Phrase | OnTopic | OfType | Tagged | State | InNote | Refers | Within | Compare
)
Query: TypeAlias = Everything | Term | Not | All | Any


def all_of(parts: Iterable[Query]) -> Query:
    """What every part finds; of no parts, everything."""
    flat: list[Query] = []
    for part in parts:
        if isinstance(part, All):
            flat.extend(part.parts)
        elif not isinstance(part, Everything):
            flat.append(part)
    if not flat:
        return Everything()
    return flat[0] if len(flat) == 1 else All(tuple(flat))


def any_of(parts: Iterable[Query]) -> Query:
    """What one part at least finds; there must be one."""
    flat: list[Query] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, Any) else [part])
    if any(isinstance(part, Everything) for part in flat):
        return Everything()
    return flat[0] if len(flat) == 1 else Any(tuple(flat))


def terms_of(query: Query) -> Iterable[Term]:
    """The terms of a tree, from left to right."""
    if isinstance(query, Not):
        yield from terms_of(query.part)
    elif isinstance(query, All | Any):
        for part in query.parts:
            yield from terms_of(part)
    elif not isinstance(query, Everything):
        yield query


def written(query: Query) -> str:
    """The query as one would type it, in English names; "" finds everything."""
    match query:
        case Everything():
            return ""
        case All(parts):
            return " ".join(
                _grouped(part) if isinstance(part, Any) else written(part) for part in parts
            )
        case Any(parts):
            return " or ".join(written(part) for part in parts)
        case Not(part):
            return f"-{_grouped(part) if isinstance(part, All | Any) else written(part)}"
        case _:
            return str(query)


def _grouped(query: Query) -> str:
    return f"({written(query)})"


def _number(value: float) -> str:
    """Without exponent or needless zeros, to the six decimals that a query may have."""
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
