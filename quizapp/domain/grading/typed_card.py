"""What a typed answer on a card is worth, and which grade it suggests; the learner decides.

A short answer has one field, a cloze one for each gap. Each is compared as a short answer is; see
`short_answer` for what is forgiven.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quizapp.domain.content import cloze
from quizapp.domain.content.schema import ClozeItem, Item, ShortAnswerItem
from quizapp.domain.content.vocabulary import Language
from quizapp.domain.grading.fit import AnswerDoesNotFitError
from quizapp.domain.grading.marks import ReasonCode, Verdict
from quizapp.domain.grading.short_answer import mark_short_answer
from quizapp.domain.learning.stability import Grade


@dataclass(frozen=True, slots=True)
class TypedField:
    """One field of a card: what was typed in it, and what that is worth, 1 or 0."""

    typed: str
    verdict: Verdict

    @property
    def is_right(self) -> bool:
        return self.verdict.credit == 1.0


@dataclass(frozen=True, slots=True)
class TypedCard:
    """The fields of a card in their order, at least one."""

    fields: tuple[TypedField, ...]

    @property
    def right(self) -> int:
        """How many fields are right."""
        return sum(field.is_right for field in self.fields)

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed at all."""
        return all(field.verdict.reason.code == ReasonCode.BLANK for field in self.fields)

    def suggested_grade(self, *, two_grades: bool = False) -> Grade | None:
        """Good for all right, Hard for a slip in it or a part of it, Again for nothing right.

        None where nothing was typed: the learner may know it all the same. With ``two_grades``
        (Again and Good alone) a slip is Good and a part is Again. Never Easy: how much effort it
        took, the text does not tell.
        """
        if self.is_blank:
            return None
        if self.right == len(self.fields):
            slipped = any(
                field.verdict.reason.code == ReasonCode.ACCEPTED_TYPO for field in self.fields
            )
            return Grade.HARD if slipped and not two_grades else Grade.GOOD
        return Grade.HARD if self.right and not two_grades else Grade.AGAIN


def count_fields(item: Item, language: Language) -> int:
    """How many fields the front of a card has to type in; 0 where it is not answered in words."""
    match item:
        case ShortAnswerItem() if language in item.answers:
            return 1
        case ClozeItem() if language in item.text:
            return len(_gaps(item, language))
        case _:
            return 0


def mark_typed_card(item: Item, typed: Sequence[str], language: Language) -> TypedCard:
    """Mark what was typed in the fields of a card, in their order; what is missing is blank.

    Raises AnswerDoesNotFitError where there is nothing to type in, or more was typed than the card
    has fields.
    """
    fields = count_fields(item, language)
    if not fields or len(typed) > fields:
        raise AnswerDoesNotFitError(f"{item.id}: {len(typed)} typed answers for {fields} fields")
    whole = [*typed, *[""] * (fields - len(typed))]
    verdicts = _verdicts(item, whole, language)
    return TypedCard(tuple(map(TypedField, whole, verdicts)))


def _verdicts(item: Item, typed: Sequence[str], language: Language) -> Iterator[Verdict]:
    if isinstance(item, ShortAnswerItem):
        yield mark_short_answer(
            typed[0],
            language=language,
            accepted=item.answers[language],
            rejected=item.rejected.get(language, {}),
        )
    elif isinstance(item, ClozeItem):
        gaps = _gaps(item, language)
        for text, gap in zip(typed, gaps, strict=True):
            # What belongs into another gap is a known term: no slip of the keyboard leads there.
            others = {other: "" for other in gaps if other != gap}
            yield mark_short_answer(text, language=language, accepted=[gap], rejected=others)


def _gaps(item: ClozeItem, language: Language) -> tuple[str, ...]:
    return tuple(segment.text for segment in cloze.parse(item.text[language]) if segment.hidden)
