"""A few cards that stand for a whole deck, and how far a sum over them may be from the deck's."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

SAMPLE = 2_000
# Bands of stability in which a sample is laid out.
_BANDS = 32


class DeckCard(NamedTuple):
    """A card as it stands: S, D, learning days since its last review, days until it is due.

    A stability of 0 is a card never seen; ``due`` below 0 is overdue.
    """

    stability: float
    difficulty: float
    elapsed: int
    due: int
    topic: str = ""


NEVER_SEEN = DeckCard(0.0, 0.0, 0, 0)


class Sample(NamedTuple):
    """Some cards that stand for a deck: each for ``weight`` of its cards."""

    cards: Sequence[DeckCard]
    weight: float


def sampled(cards: Sequence[DeckCard], size: int = SAMPLE) -> Sample:
    """A systematic sample: every so many-th card of the deck, alike cards standing together.

    The cards are laid out in bands of stability, and in each by difficulty, up and down in turn.
    Each card is as likely as another to be chosen and no kind of cards is missed.
    """
    if len(cards) <= size:
        return Sample(list(cards), 1.0)
    seen = sorted(card for card in cards if card.stability)
    unseen = [card for card in cards if not card.stability]
    width = max(len(seen) // _BANDS, 1)
    ordered = list(unseen)
    for band, start in enumerate(range(0, len(seen), width)):
        ordered += sorted(
            seen[start : start + width], key=lambda card: card.difficulty, reverse=bool(band % 2)
        )
    step = len(cards) / size
    return Sample([ordered[int((number + 0.5) * step)] for number in range(size)], step)


def error_of_sum(values: Sequence[float]) -> float:
    """Standard error of the sum of a systematic sample, from the differences of neighbours.

    Neighbours stand for the same stratum, so that what differs between strata does not count
    (Wolter, Introduction to Variance Estimation, estimator v2 for systematic samples).
    """
    if len(values) < 2:
        return 0.0
    squares = sum((later - earlier) ** 2 for earlier, later in pairwise(values))
    return math.sqrt(len(values) * squares / (2.0 * (len(values) - 1)))
