"""What a learner typed on the front of a card, marked, on its back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from quizapp.domain.content import cloze
from quizapp.domain.content.schema import ClozeItem, Item
from quizapp.domain.content.vocabulary import Language
from quizapp.domain.grading.marks import ReasonCode
from quizapp.domain.grading.typed_card import TypedField, count_fields, mark_typed_card
from quizapp.domain.learning.memory import Grade
from quizapp.services.deck.cards import Card
from quizapp.services.learners import Learner


@dataclass(frozen=True, slots=True)
class FieldLine:
    """A field as it was filled in; ``why`` is in the language of the item, not of the page."""

    typed: str
    is_right: bool
    verdict: str
    why: str


@dataclass(frozen=True, slots=True)
class TypedAnswer:
    """All fields of a card, and the grade that they suggest; None where nothing was typed."""

    lines: tuple[FieldLine, ...]
    suggested: Grade | None


def typed_fields(content: Item, lang: Language, learner: Learner) -> tuple[str | None, ...]:
    """The hints of the fields to type in, one for each; none for who does not want to type."""
    if not learner.types_answers:
        return ()
    if isinstance(content, ClozeItem):
        return tuple(part.hint for part in cloze.parse(content.text[lang]) if part.hidden)
    return (None,) * count_fields(content, lang)


def typed_answer(
    typed: Mapping[str, Any] | None, card: Card, lang: Language, learner: Learner
) -> TypedAnswer | None:
    """What the cookie holds for just this showing of a card, marked."""
    if not learner.types_answers or not typed:
        return None
    fields = count_fields(card.content, lang)
    if not fields or (typed.get("item"), typed.get("seen")) != (card.item_id, card.reviews):
        return None
    marked = mark_typed_card(card.content, typed.get("texts", [])[:fields], lang)
    return TypedAnswer(
        tuple(_line(field) for field in marked.fields),
        marked.suggested_grade(two_grades=learner.two_grades),
    )


def _line(field: TypedField) -> FieldLine:
    reason = field.verdict.reason
    match reason.code:
        case ReasonCode.BLANK:
            verdict = gettext("nothing typed")
        case ReasonCode.ACCEPTED_TYPO:
            verdict = gettext("right, despite a typing error")
        case ReasonCode.ACCEPTED:
            verdict = gettext("right")
        case _:
            verdict = gettext("not quite")
    rejected = reason.text if reason.code == ReasonCode.REJECTED else None
    return FieldLine(field.typed, field.is_right, str(verdict), rejected or "")
