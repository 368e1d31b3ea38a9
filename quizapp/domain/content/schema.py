"""The single schema of bank files: what YAML, the database and the JSON Schema all agree on.

Models are frozen, strict (a number is not text) and refuse unknown fields. A check that pydantic
cannot word is raised by `fault` with the code of the item-writing rule that it breaks.
"""

import re
import unicodedata
from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    model_validator,
)
from pydantic_core import PydanticCustomError

from quizapp.domain.content import cloze
from quizapp.domain.content.vocabulary import ItemType, Language, Level, OptionFlag, Topic

LONGEST_SHORT_ANSWER = 5  # words: the EDN limit for a QROC


def fault(rule: str, message: str, field: str = "") -> PydanticCustomError:
    """An error that carries the rule it breaks and the field, relative to the model, it is in."""
    return PydanticCustomError(rule, "{message}", {"message": message, "field": field})


# Unicode's categories Cc (without the line end), Cs and Co: control, surrogate, private use.
_UNPRINTABLE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff"
    "\U000f0000-\U000ffffd\U00100000-\U0010fffd]"
)


def _printable(text: str) -> str:
    found = _UNPRINTABLE.search(text)
    if found:
        raise fault("CHARACTER", f"holds the unprintable character U+{ord(found[0]):04X}")
    return unicodedata.normalize("NFC", text)


Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=4000),
    AfterValidator(_printable),
]
# YAML and JSON have neither enums nor tuples: these alone are read loosely, their contents are not.
LanguageKey = Annotated[Language, Field(strict=False)]
TopicName = Annotated[Topic, Field(strict=False)]
Localized: TypeAlias = Annotated[dict[LanguageKey, Text], Field(min_length=1)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=64)]
SentenceId = Annotated[str, StringConstraints(pattern=r"^P[1-9][0-9]*\.[1-9][0-9]*$")]
FactId = Annotated[str, StringConstraints(pattern=r"^F[0-9]{2,4}$")]
NoteId = Annotated[str, StringConstraints(pattern=r"^N[0-9]{2,4}$")]
Sentences = Annotated[tuple[SentenceId, ...], Field(min_length=1, strict=False)]


class Model(BaseModel):
    """What all parts of a bank have in common."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


class Option(Model):
    """One proposition of an SBA or a multiple-response item."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]?$")]
    correct: bool = False
    flag: Annotated[OptionFlag | None, Field(strict=False)] = None
    text: Localized
    rationale: Localized

    @model_validator(mode="after")
    def _flag_agrees_with_truth(self) -> Self:
        if self.flag is OptionFlag.INDISPENSABLE and not self.correct:
            raise fault("FLAGS", "a wrong option cannot be indispensable", "flag")
        if self.flag is OptionFlag.INACCEPTABLE and self.correct:
            raise fault("FLAGS", "a right option cannot be inacceptable", "flag")
        return self


class _ItemBase(Model):
    id: Slug
    topic: TopicName
    level: Annotated[Level, Field(strict=False)]
    expected_success: Annotated[float, Field(gt=0, lt=1)]
    sentences: Sentences
    facts: Annotated[tuple[FactId, ...], Field(min_length=1, strict=False)]
    explanation: Localized


class _OptionsItem(_ItemBase):
    stem: Localized
    options: Annotated[tuple[Option, ...], Field(min_length=4, max_length=5, strict=False)]

    @property
    def prompt(self) -> dict[Language, str]:
        """What the learner is asked, by language."""
        return self.stem

    @property
    def keys(self) -> tuple[Option, ...]:
        """The right options, in the order of the file."""
        return tuple(option for option in self.options if option.correct)

    @property
    def distractors(self) -> tuple[Option, ...]:
        """The wrong options, in the order of the file."""
        return tuple(option for option in self.options if not option.correct)

    @model_validator(mode="after")
    def _options_can_be_scored(self) -> Self:
        ids = [option.id for option in self.options]
        twice = sorted({name for name in ids if ids.count(name) > 1})
        if twice:
            raise fault("SCHEMA", f"two options have the id «{twice[0]}»", "options")
        if not self.keys:
            raise fault("NOTRUE", "no option is correct: mark it «correct: true»", "options")
        if not self.distractors:
            raise fault("ALLTRUE", "every option is correct: at least one must be wrong", "options")
        return self


class SbaItem(_OptionsItem):
    """Single best answer (QRU): exactly one right option."""

    type: Literal[ItemType.SBA]

    @model_validator(mode="after")
    def _one_key_and_no_flag(self) -> Self:
        if len(self.keys) > 1:
            raise fault("KEYS", f"{len(self.keys)} options are correct: keep one", "options")
        for position, option in enumerate(self.options):
            if option.flag:
                where = f"options.{position}.flag"
                raise fault("FLAGS", "only a multiple-response option has a flag", where)
        return self


class MultipleItem(_OptionsItem):
    """Multiple response (QRM): two to four right options, scored by discordances."""

    type: Literal[ItemType.MULTIPLE]

    @model_validator(mode="after")
    def _two_keys_at_least(self) -> Self:
        if len(self.keys) < 2:
            raise fault("KEYS", "only one option is correct: make it two to four", "options")
        return self


class ShortAnswerItem(_ItemBase):
    """Short answer (QROC): the learner types up to five words."""

    type: Literal[ItemType.SHORT_ANSWER]
    stem: Localized
    answers: Annotated[
        dict[LanguageKey, Annotated[tuple[Text, ...], Field(min_length=1, strict=False)]],
        Field(min_length=1),
    ]
    rejected: dict[LanguageKey, dict[Text, Text]] = Field(default_factory=dict)

    @property
    def prompt(self) -> dict[Language, str]:
        """What the learner is asked, by language."""
        return self.stem

    @model_validator(mode="after")
    def _answers_can_be_typed(self) -> Self:
        for language, forms in self.answers.items():
            for position, form in enumerate(forms):
                if len(form.split()) > LONGEST_SHORT_ANSWER:
                    words = f"«{form}» has more than {LONGEST_SHORT_ANSWER} words: shorten it"
                    raise fault("LONGANSWER", words, f"answers.{language}.{position}")
            accepted = {form.casefold() for form in forms}
            for form in self.rejected.get(language, {}):
                if form.casefold() in accepted:
                    both = f"«{form}» is both accepted and rejected: keep one"
                    raise fault("SCHEMA", both, f"rejected.{language}")
        return self


class ClozeItem(_ItemBase):
    """A sentence with blanks, all hidden together: one memory. `cloze.parse` reads the blanks."""

    type: Literal[ItemType.CLOZE]
    text: Localized

    @property
    def prompt(self) -> dict[Language, str]:
        """The text by language, blanks included as they are written."""
        return self.text

    @model_validator(mode="after")
    def _blanks_are_well_formed(self) -> Self:
        for language, text in self.text.items():
            try:
                cloze.parse(text)
            except ValueError as error:
                raise fault("CLOZE", str(error), f"text.{language}") from error
        return self


class BasicItem(_ItemBase):
    """A question on the front of a card and its answer on the back."""

    type: Literal[ItemType.BASIC]
    front: Localized
    back: Localized

    @property
    def prompt(self) -> dict[Language, str]:
        """What the learner is asked, by language."""
        return self.front


Item: TypeAlias = Annotated[
    SbaItem | MultipleItem | ShortAnswerItem | ClozeItem | BasicItem, Field(discriminator="type")
]
ITEM: TypeAdapter[Item] = TypeAdapter(Item)
QUIZ_TYPES = frozenset({ItemType.SBA, ItemType.MULTIPLE, ItemType.SHORT_ANSWER})


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
