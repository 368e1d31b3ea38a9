"""How a quiz is put together: its mode, what its questions are drawn from, and how it ends."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import Any, Self, TypeVar

from quizapp.domain.content.schema import MEASURE_TYPES, QUIZ_TYPES
from quizapp.domain.content.vocabulary import Topic
from quizapp.domain.grading.convention import Convention
from quizapp.domain.learning.measure import MAX_ITEMS

# A case is chosen as a whole, whatever the types of its questions.
CASE = "case"


class Mode(StrEnum):
    """What a quiz is for: learning, knowing where one stands, or a rehearsal of the real thing."""

    PRACTICE = "practice"
    MEASURE = "measure"
    EXAM = "exam"


class Purpose(StrEnum):
    """What a quiz is begun for besides practising: questions before a first reading."""

    PREQUESTIONS = "prequestions"


class Ending(StrEnum):
    """Why an attempt is over."""

    LENGTH = "length"
    PRECISION = "precision"
    EXHAUSTED = "exhausted"
    TIME = "time"
    HANDED_IN = "handed_in"


class Difficulty(StrEnum):
    """How many learners are expected to be right."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class Status(StrEnum):
    """What an item is to one learner."""

    UNSEEN = "unseen"
    WRONG = "wrong"
    FLAGGED = "flagged"
    DUE = "due"


# Expected success at the lower end of what is called easy and medium.
EASY_FROM, MEDIUM_FROM = 0.80, 0.65
# What a learner may ask for; a measure stops by itself (`measure.MAX_ITEMS`).
DEFAULT_LENGTH, LONGEST = 5, 100
LONGEST_MINUTES = 300


@dataclass(frozen=True, slots=True)
class Filters:
    """Which questions a quiz may draw; an empty tuple leaves its aspect open.

    ``types`` are values of `ItemType` that a quiz asks, and `CASE`. ``topics`` are named one by
    one: where there is none, no question passes.
    """

    topics: tuple[str, ...]
    types: tuple[str, ...] = ()
    difficulties: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        topics: Collection[str],
        types: Collection[str] = (),
        difficulties: Collection[str] = (),
        statuses: Collection[str] = (),
    ) -> Self:
        """The filters in one order, unknown words left out.

        Every type, or every difficulty, is the same as none: nothing is left out. Not so with the
        statuses: what is known, and neither flagged nor due, has none of them.
        """
        return cls(
            topics=_in_order(list(Topic), topics),
            types=_narrowing(ASKED_TYPES, types),
            difficulties=_narrowing(list(Difficulty), difficulties),
            statuses=_in_order(list(Status), statuses),
        )

    def for_measure(self) -> Self:
        """The same without what cannot measure: cases and concordance items."""
        types = self.types or tuple(sorted(QUIZ_TYPES))
        kept = tuple(kind for kind in types if kind in MEASURE_TYPES)
        # No type left would leave the types open: it is to let nothing pass.
        topics = self.topics if kept else ()
        return type(self)(topics, kept, self.difficulties, self.statuses)

    @property
    def narrowed(self) -> tuple[str, ...]:
        """The aspects that leave something out, in the order of the fields."""
        narrows = {
            "topics": len(self.topics) < len(Topic),
            "types": bool(self.types),
            "difficulties": bool(self.difficulties),
            "statuses": bool(self.statuses),
        }
        return tuple(aspect for aspect, narrowing in narrows.items() if narrowing)

    def without(self, aspect: str) -> Self:
        """The same with one aspect left open."""
        opened = tuple(Topic) if aspect == "topics" else ()
        return replace(self, **{aspect: tuple(map(str, opened))})

    def as_json(self) -> dict[str, Any]:
        """A dictionary of JSON values, without the topics, which an attempt keeps by themselves."""
        return {
            "types": list(self.types),
            "difficulties": list(self.difficulties),
            "statuses": list(self.statuses),
        }

    @classmethod
    def from_json(cls, topics: Collection[str], data: dict[str, Any]) -> Self:
        """The filters that `as_json` wrote; what is missing, or unknown by now, is left open."""
        return cls.of(
            topics,
            _words(data.get("types")),
            _words(data.get("difficulties")),
            _words(data.get("statuses")),
        )


@dataclass(frozen=True, slots=True)
class Build:
    """Everything a learner decides about a quiz before it begins.

    ``length`` counts questions; for a measure it is the most it may ask. ``minutes`` is the time
    limit, None for none; ``extra_time`` makes it a third longer, as in French exams.
    """

    mode: Mode
    filters: Filters
    length: int
    convention: Convention = Convention.EDN
    asks_confidence: bool = False
    minutes: int | None = None
    extra_time: bool = False

    @property
    def time_limit(self) -> timedelta | None:
        """The time from the first question to the end; None for no limit."""
        if self.minutes is None:
            return None
        return timedelta(minutes=self.minutes) * (EXTRA_TIME if self.extra_time else 1.0)

    def as_json(self) -> dict[str, Any]:
        """A dictionary of JSON values."""
        return {
            "mode": self.mode.value,
            "topics": list(self.filters.topics),
            **self.filters.as_json(),
            "length": self.length,
            "convention": self.convention.value,
            "asks_confidence": self.asks_confidence,
            "minutes": self.minutes,
            "extra_time": self.extra_time,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """The build that `as_json` wrote, from whenever and whoever it comes.

        What is missing, or not known any more, is as the builder proposes it; numbers out of
        bounds go to the nearest.
        """
        topics = [word for word in _words(data.get("topics")) if word in set(Topic)]
        minutes = data.get("minutes")
        return cls(
            mode=_one_of(Mode, data.get("mode"), Mode.PRACTICE),
            filters=Filters.from_json(topics or list(Topic), data),
            length=_number(data.get("length"), DEFAULT_LENGTH, LONGEST),
            convention=_one_of(Convention, data.get("convention"), Convention.EDN),
            asks_confidence=data.get("asks_confidence") is True,
            minutes=None if minutes is None else _number(minutes, None, LONGEST_MINUTES),
            extra_time=data.get("extra_time") is True,
        ).settled()

    def settled(self) -> Self:
        """The same without what its mode does not have, and with what its convention needs.

        Time and marking are an exam's. A measure stops by itself. Confidence marking has to ask.
        """
        if self.mode is not Mode.EXAM:
            return replace(
                self,
                length=MAX_ITEMS if self.mode is Mode.MEASURE else self.length,
                convention=Convention.EDN,
                minutes=None,
                extra_time=False,
            )
        return replace(
            self,
            asks_confidence=self.asks_confidence or self.convention is Convention.CONFIDENCE,
            extra_time=self.extra_time and self.minutes is not None,
        )


# A third more, as French exams grant.
EXTRA_TIME = 4 / 3
# In the order in which pages show them.
ASKED_TYPES = (
    "sba",
    "multiple",
    "short_menu",
    "long_menu",
    "short_answer",
    "concordance",
    CASE,
)


_Word = TypeVar("_Word", bound=StrEnum)
_Number = TypeVar("_Number", int, None)


def _words(value: object) -> list[str]:
    return [word for word in value if isinstance(word, str)] if isinstance(value, list) else []


def _one_of(words: type[_Word], value: object, otherwise: _Word) -> _Word:
    return words(value) if isinstance(value, str) and value in set(words) else otherwise


def _number(value: object, otherwise: _Number, highest: int) -> int | _Number:
    if not isinstance(value, int) or isinstance(value, bool):
        return otherwise
    return min(max(value, 1), highest)


def _in_order(known: Collection[str], chosen: Collection[str]) -> tuple[str, ...]:
    return tuple(str(word) for word in known if word in chosen)


def _narrowing(known: Collection[str], chosen: Collection[str]) -> tuple[str, ...]:
    kept = _in_order(known, chosen)
    return () if len(kept) == len(known) else kept
