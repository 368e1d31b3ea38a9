"""An item as the rules read it: one language at a time, its answers told from its distractors."""

from collections.abc import Iterator
from dataclasses import dataclass

from quizapp.domain.content import cloze
from quizapp.domain.content.bank import item_place
from quizapp.domain.content.lint.findings import Finding, Severity
from quizapp.domain.content.schema import (
    QUIZ_TYPES,
    BasicItem,
    ClozeItem,
    ConcordanceItem,
    Item,
    ShortAnswerItem,
)
from quizapp.domain.content.vocabulary import ItemType, Language

STEM_TYPES = QUIZ_TYPES - {ItemType.CONCORDANCE}  # those that end in a question
RECALL_TYPES = frozenset({ItemType.SHORT_ANSWER, ItemType.CLOZE, ItemType.BASIC})


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text of an item and the field it stands in; `correct` for an answer or a right option."""

    field: str
    text: str
    correct: bool = True


@dataclass(frozen=True, slots=True)
class Wording:
    """An item in one language. A cloze's prompt shows its blanks as «…».

    `premises` are the hypothesis and the finding of a concordance item, whose prompt is its
    scenario.
    """

    item: Item
    language: Language
    prompt: Phrase
    options: tuple[Phrase, ...] = ()
    answers: tuple[Phrase, ...] = ()
    premises: tuple[Phrase, ...] = ()

    @property
    def told(self) -> tuple[str, ...]:
        """The information of a case, in order; empty for an item that stands alone."""
        known = self.item.case.information if self.item.case else ()
        return tuple(texts[self.language] for texts in known if self.language in texts)

    @property
    def keys(self) -> tuple[Phrase, ...]:
        """The right options."""
        return tuple(option for option in self.options if option.correct)

    @property
    def distractors(self) -> tuple[Phrase, ...]:
        """The wrong options."""
        return tuple(option for option in self.options if not option.correct)

    def finding(self, rule: str, severity: Severity, phrase: Phrase, message: str) -> Finding:
        """A remark on one phrase of this item."""
        return Finding(rule, severity, item_place(self.item, phrase.field), message)


def wordings(item: Item) -> Iterator[Wording]:
    """An item in each of its languages."""
    for language in item.explanation:
        if language in item.prompt:
            yield _wording(item, language)


def _wording(item: Item, language: Language) -> Wording:
    if isinstance(item, ClozeItem):
        segments = cloze.parse(item.text[language])
        shown = "".join("…" if segment.hidden else segment.text for segment in segments)
        field = f"text.{language}"
        answers = tuple(Phrase(field, segment.text) for segment in segments if segment.hidden)
        return Wording(item, language, Phrase(field, shown), answers=answers)
    if isinstance(item, BasicItem):
        back = (Phrase(f"back.{language}", item.back[language]),) if language in item.back else ()
        front = Phrase(f"front.{language}", item.front[language])
        return Wording(item, language, front, answers=back)
    if isinstance(item, ConcordanceItem):
        return _concordance(item, language)
    stem = Phrase(f"stem.{language}", item.stem[language])
    if isinstance(item, ShortAnswerItem):
        forms = item.answers.get(language, ())
        answers = tuple(
            Phrase(f"answers.{language}.{number}", form)
            for number, form in enumerate(forms, start=1)
        )
        return Wording(item, language, stem, answers=answers)
    options = tuple(
        Phrase(f"options.{option.id}.text.{language}", option.text[language], option.correct)
        for option in item.options
        if language in option.text
    )
    return Wording(item, language, stem, options=options)


def _concordance(item: ConcordanceItem, language: Language) -> Wording:
    premises = (("hypothesis", item.hypothesis), ("finding", item.finding))
    return Wording(
        item,
        language,
        Phrase(f"scenario.{language}", item.scenario[language]),
        premises=tuple(
            Phrase(f"{field}.{language}", texts[language])
            for field, texts in premises
            if language in texts
        ),
    )
