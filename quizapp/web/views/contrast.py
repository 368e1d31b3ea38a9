"""A confusion pair on a card: two options side by side, and after the answer why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quizapp.domain.content.schema import Option
from quizapp.domain.content.vocabulary import ItemType, Language
from quizapp.services.text.confusions import Contrast


@dataclass(frozen=True, slots=True)
class ContrastOption:
    """One of the two; ``is_right`` and ``rationale`` belong to the back of the card alone."""

    text: str
    is_right: bool
    rationale: str


@dataclass(frozen=True, slots=True)
class ContrastView:
    """The pair in the order of this showing; ``times`` the wrong one was picked.

    ``is_menu``: there are several right options, of which one is shown.
    """

    lang: str
    options: tuple[ContrastOption, ...]
    times: int
    is_menu: bool

    @property
    def wrong(self) -> ContrastOption:
        """The one that was picked; for the back of the card alone."""
        return next(option for option in self.options if not option.is_right)


def contrast_view(contrast: Contrast, shown: Sequence[Option], lang: Language) -> ContrastView:
    """The pair as a card shows it; ``shown`` are the options of the item in this card's order."""
    pair = (contrast.key.id, contrast.distractor.id)
    return ContrastView(
        lang=lang,
        options=tuple(
            ContrastOption(option.text[lang], option.correct, option.rationale[lang])
            for option in shown
            if option.id in pair
        ),
        times=contrast.times,
        is_menu=contrast.content.type != ItemType.SBA,
    )
