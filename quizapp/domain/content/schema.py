"""The single schema of bank files: what YAML, the database and the JSON Schema all agree on.

Models are frozen, strict (a number is not text) and refuse unknown fields. What an item and a case
are stands in `items` and `cases`; everything is imported from here.
"""

from typing import Annotated, Any

from pydantic import Field, model_validator

from quizapp.domain.content.cases import ENTRY, Case, Entry, Step
from quizapp.domain.content.fields import (
    FactId,
    LanguageKey,
    Localized,
    Model,
    NoteId,
    Sentences,
    Slug,
    Text,
    TopicName,
)
from quizapp.domain.content.items import (
    ITEM,
    LONGEST_SHORT_ANSWER,
    MEASURE_TYPES,
    QUIZ_TYPES,
    SCALE,
    BasicItem,
    CaseStep,
    ClozeItem,
    ConcordanceItem,
    Item,
    LongMenuItem,
    MultipleItem,
    Option,
    OptionsItem,
    Panel,
    QuizItem,
    SbaItem,
    ShortAnswerItem,
    ShortMenuItem,
)
from quizapp.domain.content.vocabulary import Language

__all__ = [
    "ENTRY",
    "ITEM",
    "LONGEST_SHORT_ANSWER",
    "MEASURE_TYPES",
    "QUIZ_TYPES",
    "SCALE",
    "BankMeta",
    "BasicItem",
    "Case",
    "CaseStep",
    "ClozeItem",
    "ConcordanceItem",
    "Entry",
    "Fact",
    "Item",
    "LongMenuItem",
    "MultipleItem",
    "Note",
    "Option",
    "OptionsItem",
    "Panel",
    "QuizItem",
    "Reference",
    "SbaItem",
    "ShortAnswerItem",
    "ShortMenuItem",
    "Source",
    "Step",
]


class Source(Model):
    """Where the facts of a bank come from."""

    title: Text
    kind: Text | None = None
    url: Text | None = None
    note: Localized | None = None


class BankMeta(Model):
    """The content of `bank.yaml`."""

    format: Annotated[int, Field(ge=1, le=1)]  # of the files: a later one may differ
    id: Slug
    version: Annotated[int, Field(ge=1)]
    title: Localized
    summary: Localized
    languages: Annotated[tuple[LanguageKey, ...], Field(min_length=1, strict=False)]
    source: Source
    licence: Text
    authors: Annotated[tuple[Text, ...], Field(min_length=1, strict=False)]


def _folded(data: Any, name: str) -> Any:
    """Gather the `fr:` and `en:` that stand at the top level of a YAML entry under one name."""
    if not isinstance(data, dict) or name in data:
        return data
    languages = {key: value for key, value in data.items() if key in set(Language)}
    others = {key: value for key, value in data.items() if key not in languages}
    return {**others, name: languages} if languages else others


class Fact(Model):
    """An atomic statement of the text: the unit of coverage."""

    id: FactId
    topic: TopicName
    sentences: Sentences
    statement: Localized

    @model_validator(mode="before")
    @classmethod
    def _languages_may_stand_at_the_top(cls, data: Any) -> Any:
        return _folded(data, "statement")


class Reference(Model):
    """A publication that a reader can look up."""

    citation: Text
    doi: Text | None = None
    url: Text | None = None


class Note(Model):
    """What mainstream medicine adds beyond the text; never needed to answer an item."""

    id: NoteId
    sentences: Sentences
    text: Localized
    reference: Reference

    @model_validator(mode="before")
    @classmethod
    def _languages_may_stand_at_the_top(cls, data: Any) -> Any:
        return _folded(data, "text")
