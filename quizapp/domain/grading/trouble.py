"""Which questions an instructor should look at, why, and which first.

The lines are conventions, not laws: a wrong option that fewer than 5 % choose costs reading time
and tells nothing (Haladyna and Downing 1993); a question that 95 % get right, or no more than 20 %
(chance, with five options), hardly tells learners apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from quizapp.domain.grading.choice_statistics import ChoiceFigures, OptionFigures
from quizapp.domain.grading.item_statistics import ItemFigures

# With fewer, figures say more of single people than of the question.
ENOUGH_ANSWERS = 10
# With fewer learners, figures of a whole paper swing widely from one year to the next.
ENOUGH_FOR_A_PAPER = 30
RARELY_CHOSEN = 0.05
TOO_EASY_FROM = 0.95
TOO_HARD_UP_TO = 0.20
# One-sided 95 %.
_Z95 = 1.6448536269514722


class Trouble(StrEnum):
    """What may be wrong with a question."""

    NEGATIVE = "negative"  # who does well elsewhere fails here: the key may be wrong
    WRONG_OPTION = "wrong_option"  # who does well elsewhere chooses a wrong option
    TOO_HARD = "too_hard"
    RARE_OPTION = "rare_option"
    TOO_EASY = "too_easy"
    FEW_ANSWERS = "few_answers"


_WORST_FIRST = (
    (Trouble.NEGATIVE, True),
    (Trouble.WRONG_OPTION, True),
    (Trouble.TOO_HARD, True),
    (Trouble.NEGATIVE, False),
    (Trouble.WRONG_OPTION, False),
    (Trouble.RARE_OPTION, True),
    (Trouble.TOO_EASY, True),
    None,  # nothing to be seen
    (Trouble.FEW_ANSWERS, True),
)


@dataclass(frozen=True, slots=True)
class Flag:
    """One finding, about ``options`` where it is about options.

    Not ``certain``: a question without fault would show as much by chance in one case of twenty, or
    more often. What is counted rather than compared is always certain.
    """

    trouble: Trouble
    options: tuple[str, ...] = ()
    certain: bool = True


def flags(
    figures: ItemFigures, choices: ChoiceFigures | None = None, *, expects_choice: bool = True
) -> tuple[Flag, ...]:
    """What to look at, worst first; with fewer than `ENOUGH_ANSWERS` only that they are few.

    ``expects_choice``: each wrong option is there to be chosen by some. That is not so in a menu,
    nor on the scale of a panel.
    """
    if figures.n < ENOUGH_ANSWERS:
        return (Flag(Trouble.FEW_ANSWERS),)
    found = [*_flags_of_item(figures)]
    if choices is not None:
        found += _flags_of_options(choices, expects_choice=expects_choice)
    return tuple(sorted(found, key=_rank))


def by_trouble(found: Iterable[Flag], figures: ItemFigures) -> tuple[float, ...]:
    """A key to sort by: the worst question first, last those of which nothing is known yet.

    Of equals the one first that tells learners apart the least.
    """
    ranks = sorted(map(_rank, found)) or [_WORST_FIRST.index(None)]
    r = 0.0 if figures.r_rest is None else figures.r_rest
    return ranks[0], -len(ranks), r


def _rank(flag: Flag) -> int:
    return _WORST_FIRST.index((flag.trouble, flag.certain))


def _flags_of_item(figures: ItemFigures) -> Iterable[Flag]:
    r = figures.r_rest
    if r is not None and r < 0:
        yield Flag(Trouble.NEGATIVE, certain=_is_certain(r, figures.n))
    if figures.facility <= TOO_HARD_UP_TO:
        yield Flag(Trouble.TOO_HARD)
    if figures.facility >= TOO_EASY_FROM:
        yield Flag(Trouble.TOO_EASY)


def _flags_of_options(choices: ChoiceFigures, *, expects_choice: bool) -> Iterable[Flag]:
    wrong = [option for option in choices.options if not option.is_right]
    drawn = [option for option in wrong if option.r_rest is not None and option.r_rest > 0]
    certain = [option for option in drawn if _draws_for_certain(option, choices.n)]
    if drawn:
        named = certain or drawn
        yield Flag(
            Trouble.WRONG_OPTION,
            tuple(option.id for option in named),
            certain=bool(certain),
        )
    rare = tuple(option.id for option in wrong if option.share < RARELY_CHOSEN)
    if rare and expects_choice:
        yield Flag(Trouble.RARE_OPTION, rare)


def _draws_for_certain(option: OptionFigures, n: int) -> bool:
    return option.r_rest is not None and _is_certain(option.r_rest, n)


def _is_certain(r: float, n: int) -> bool:
    """Whether r differs from 0 by more than chance: Student's t, for which 1.645 is near enough."""
    return abs(r) * sqrt(max(n - 2, 0)) > _Z95 * sqrt(max(1.0 - r * r, 0.0))
