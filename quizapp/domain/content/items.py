"""The types of items: what each asks, and what makes it possible to mark."""

from typing import Annotated, Literal, Self, TypeAlias

from pydantic import Field, StringConstraints, TypeAdapter, model_validator
from pydantic.json_schema import SkipJsonSchema

from quizapp.domain.content import cloze
from quizapp.domain.content.fields import (
    FactId,
    LanguageKey,
    Localized,
    Model,
    Sentences,
    Slug,
    Text,
    TopicName,
    fault,
)
from quizapp.domain.content.vocabulary import (
    CaseFormat,
    ConcordanceKind,
    ItemType,
    Language,
    Level,
    OptionFlag,
)

LONGEST_SHORT_ANSWER = 5  # words: the EDN limit for a QROC


def _is_empty(value: object) -> bool:
    return not value


class Option(Model):
    """One proposition of an item that is answered by ticking.

    ``also_accepted`` marks an option of a single best answer that is not the best one and gives the
    point all the same, as after a correction. It is left out where it is false: revisions from
    before keep their digest.
    """

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]?$")]
    correct: bool = False
    flag: Annotated[OptionFlag | None, Field(strict=False)] = None
    also_accepted: Annotated[bool, Field(exclude_if=_is_empty)] = False
    text: Localized
    rationale: Localized

    @model_validator(mode="after")
    def _flag_agrees_with_truth(self) -> Self:
        if self.flag is OptionFlag.INDISPENSABLE and not self.correct:
            raise fault("FLAGS", "a wrong option cannot be indispensable", "flag")
        if self.flag is OptionFlag.INACCEPTABLE and self.correct:
            raise fault("FLAGS", "a right option cannot be inacceptable", "flag")
        if self.also_accepted and self.correct:
            raise fault("KEYS", "is right already: remove «also_accepted»", "also_accepted")
        return self


class CaseStep(Model):
    """Where a question stands in a case, and all that is known of the patient by then.

    ``information`` is in order of its revelation, the newest last. Nobody writes it: `Case.items`
    gathers it from the steps.
    """

    id: Slug
    topic: TopicName
    format: Annotated[CaseFormat, Field(strict=False)]
    title: Localized
    position: Annotated[int, Field(ge=1)]
    length: int
    information: Annotated[tuple[Localized, ...], Field(min_length=1, strict=False)]


class _ItemBase(Model):
    id: Slug
    topic: TopicName
    level: Annotated[Level, Field(strict=False)]
    expected_success: Annotated[float, Field(gt=0, lt=1)]
    sentences: Sentences
    facts: Annotated[tuple[FactId, ...], Field(min_length=1, strict=False)]
    explanation: Localized
    # Left out where there is none: items that stand alone keep the digest they always had. Left
    # out of the JSON Schema, since nobody writes it.
    case: SkipJsonSchema[Annotated[CaseStep | None, Field(exclude_if=_is_empty)]] = None


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

    @property
    def also_accepted(self) -> tuple[Option, ...]:
        """The options that are not right but give the point, in the order of the file."""
        return tuple(option for option in self.options if option.also_accepted)

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

    def _refuse_flags(self) -> None:
        for position, option in enumerate(self.options):
            if option.flag:
                where = f"options.{position}.flag"
                raise fault("FLAGS", "only a multiple-response option has a flag", where)

    def _refuse_also_accepted(self) -> None:
        for position, option in enumerate(self.options):
            if option.also_accepted:
                where = f"options.{position}.also_accepted"
                raise fault("KEYS", "only a single-best-answer option is also accepted", where)


class SbaItem(_OptionsItem):
    """Single best answer (QRU): exactly one right option."""

    type: Literal[ItemType.SBA]

    @model_validator(mode="after")
    def _one_key_and_no_flag(self) -> Self:
        if len(self.keys) > 1:
            raise fault("KEYS", f"{len(self.keys)} options are correct: keep one", "options")
        if len(self.also_accepted) == len(self.distractors):
            raise fault("ALLTRUE", "all options are accepted: one must be wrong", "options")
        self._refuse_flags()
        return self


class MultipleItem(_OptionsItem):
    """Multiple response (QRM): two to four right options, scored by discordances."""

    type: Literal[ItemType.MULTIPLE]

    @model_validator(mode="after")
    def _two_keys_at_least(self) -> Self:
        if len(self.keys) < 2:
            raise fault("KEYS", "only one option is correct: make it two to four", "options")
        self._refuse_also_accepted()
        return self


class ShortMenuItem(_OptionsItem):
    """Short menu (QRP courte): pick as many of 4 or 5 options as the question announces."""

    type: Literal[ItemType.SHORT_MENU]

    @model_validator(mode="after")
    def _two_to_four_keys(self) -> Self:
        if not 2 <= len(self.keys) <= 4:
            raise fault("KEYS", f"{len(self.keys)} options are correct: 2 to 4 must be", "options")
        self._refuse_flags()
        self._refuse_also_accepted()
        return self


class LongMenuItem(_OptionsItem):
    """Long menu (QRP longue): pick 1 to 5 of 10 to 25 options, as many as are announced."""

    type: Literal[ItemType.LONG_MENU]
    options: Annotated[tuple[Option, ...], Field(min_length=10, max_length=25, strict=False)]

    @model_validator(mode="after")
    def _one_to_five_keys(self) -> Self:
        if len(self.keys) > 5:
            raise fault("KEYS", f"{len(self.keys)} options are correct: 1 to 5 must be", "options")
        self._refuse_flags()
        self._refuse_also_accepted()
        return self


class Panel(Model):
    """How many experts chose each point of the scale, from −2 to +2.

    ``illustrative`` marks a panel that was made up to show how the format works: no expert was
    asked, and pages say so.
    """

    counts: Annotated[
        tuple[Annotated[int, Field(ge=0)], ...], Field(min_length=5, max_length=5, strict=False)
    ]
    illustrative: bool = False

    @model_validator(mode="after")
    def _ten_experts_at_least(self) -> Self:
        if sum(self.counts) < 10:
            counted = f"the panel has {sum(self.counts)} members: at least 10 are needed"
            raise fault("PANEL", counted, "counts")
        return self


# The points of the scale, −2 to +2, as ids of options.
SCALE = ("m2", "m1", "z0", "p1", "p2")


class ConcordanceItem(_ItemBase):
    """Script concordance (TCS): what a new finding does to a hypothesis, compared with a panel."""

    type: Literal[ItemType.CONCORDANCE]
    kind: Annotated[ConcordanceKind, Field(strict=False)]
    scenario: Localized
    hypothesis: Localized
    finding: Localized
    panel: Panel

    @property
    def prompt(self) -> dict[Language, str]:
        """What the learner is asked, by language."""
        return self.scenario


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


QuizItem: TypeAlias = Annotated[
    SbaItem | MultipleItem | ShortMenuItem | LongMenuItem | ShortAnswerItem | ConcordanceItem,
    Field(discriminator="type"),
]
Item: TypeAlias = Annotated[
    SbaItem
    | MultipleItem
    | ShortMenuItem
    | LongMenuItem
    | ShortAnswerItem
    | ConcordanceItem
    | ClozeItem
    | BasicItem,
    Field(discriminator="type"),
]
OptionsItem: TypeAlias = SbaItem | MultipleItem | ShortMenuItem | LongMenuItem
ITEM: TypeAdapter[Item] = TypeAdapter(Item)
QUIZ_TYPES = frozenset(ItemType) - {ItemType.CLOZE, ItemType.BASIC}
# A measure asks what has one defensible key and stands alone: no panel, no case.
MEASURE_TYPES = QUIZ_TYPES - {ItemType.CONCORDANCE}
