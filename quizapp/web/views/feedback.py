"""Options and panels once the answer may be known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_uppercase

from quizapp.domain.content.schema import SCALE, ConcordanceItem, Item, Option
from quizapp.domain.content.vocabulary import Language
from quizapp.domain.grading.concordance import panel_credits
from quizapp.services.quizzes.choices import OthersChoices
from quizapp.web import words


@dataclass(frozen=True, slots=True)
class OptionFeedback:
    """An option after the answer. ``others``: the share of other learners that chose it, 0 to 1."""

    id: str
    letter: str
    text: str
    rationale: str
    chosen: bool
    correct: bool
    flag: str | None
    others: float | None


@dataclass(frozen=True, slots=True)
class PanelPoint:
    """A point of a concordance scale: how many of the panel chose it, and the credit it gives."""

    letter: str
    text: str
    experts: int
    credit: float
    chosen: bool
    others: float | None


@dataclass(frozen=True, slots=True)
class PanelFeedback:
    """What a panel answered. ``illustrative``: it was made up to show the format."""

    points: tuple[PanelPoint, ...]
    illustrative: bool


def options_feedback(
    options: Sequence[tuple[Option, str]],
    lang: Language,
    chosen: frozenset[str],
    others: OthersChoices | None = None,
) -> tuple[OptionFeedback, ...]:
    """The options with their letters, in the order shown: what they were, and who chose them."""
    return tuple(
        OptionFeedback(
            id=option.id,
            letter=letter,
            text=option.text[lang],
            rationale=option.rationale[lang],
            chosen=option.id in chosen,
            correct=option.correct or option.also_accepted,
            flag=option.flag,
            others=others.share(option.id) if others else None,
        )
        for option, letter in options
    )


def panel_feedback(
    content: Item, chosen: frozenset[str], others: OthersChoices | None = None
) -> PanelFeedback | None:
    """The scale of a concordance item with its panel's answers; None for other items."""
    if not isinstance(content, ConcordanceItem):
        return None
    counts = content.panel.counts
    points = tuple(
        PanelPoint(
            letter=letter,
            text=words.scale_point(content.kind, point),
            experts=count,
            credit=credit,
            chosen=point in chosen,
            others=others.share(point) if others else None,
        )
        for point, letter, count, credit in zip(
            SCALE, ascii_uppercase, counts, panel_credits(counts), strict=False
        )
    )
    return PanelFeedback(points, content.panel.illustrative)
