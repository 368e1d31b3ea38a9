"""The study text as a map of one's memory: what is predicted to be remembered of each sentence.

A sentence is worth the weakest of its items: one forgotten fact is enough to look at it again. The
map knows items and sentences by their ids only, so every language of a text shares it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

# Predicted recall, 0 to 1, at the lower end of what is called held and fading.
HELD_FROM, FADING_FROM = 0.80, 0.50


class Mark(StrEnum):
    """How a sentence stands on the map; the words are also the names of its marks in the pages."""

    HELD = "held"
    FADING = "fading"
    FADED = "faded"
    UNSEEN = "unseen"  # it has items, and none was ever met
    BARE = "bare"  # it has no item: there is nothing to practise


@dataclass(frozen=True, slots=True)
class SentenceMemory:
    """One sentence of the map.

    ``recall`` (0 to 1) is the lowest predicted recall of its met items, None where none was met.
    ``item_ids`` are all of its items: the met ones weakest first, then the others in the order they
    came in. ``met`` of them were met.
    """

    id: str
    mark: Mark
    recall: float | None
    met: int
    item_ids: tuple[int, ...]

    @property
    def items(self) -> int:
        return len(self.item_ids)

    @property
    def percent(self) -> int | None:
        """The recall in whole percent, rounded down: 79.9 is not shown as the 80 that is held."""
        return None if self.recall is None else math.floor(self.recall * 100)


@dataclass(frozen=True, slots=True)
class MemoryMap:
    """Every sentence in the order of the text, and the items below `HELD_FROM`, weakest first."""

    sentences: tuple[SentenceMemory, ...]
    weak_items: tuple[int, ...]

    @property
    def by_id(self) -> dict[str, SentenceMemory]:
        return {sentence.id: sentence for sentence in self.sentences}

    def count(self, *marks: Mark) -> int:
        """How many sentences stand under one of these marks."""
        return sum(sentence.mark in marks for sentence in self.sentences)

    @property
    def held(self) -> int:
        return self.count(Mark.HELD)

    @property
    def weak(self) -> int:
        """How many sentences are fading or faded."""
        return self.count(Mark.FADING, Mark.FADED)

    @property
    def total(self) -> int:
        """How many sentences can be held: those that have an item."""
        return len(self.sentences) - self.count(Mark.BARE)

    @property
    def met(self) -> int:
        """How many sentences have an item that was met."""
        return self.total - self.count(Mark.UNSEEN)

    @property
    def weakest(self) -> tuple[SentenceMemory, ...]:
        """The sentences that are fading or faded, the weakest first."""
        weak = [one for one in self.sentences if one.recall is not None and one.recall < HELD_FROM]
        return tuple(sorted(weak, key=lambda one: one.recall or 0.0))


def draw_map(
    sentence_ids: Sequence[str], items: Mapping[str, Iterable[int]], recalls: Mapping[int, float]
) -> MemoryMap:
    """The map of a text.

    ``sentence_ids`` in the order of the text; ``items``: the items on each sentence that has some;
    ``recalls``: the predicted recall, 0 to 1, of each item that was met. An item may stand on
    several sentences. What lies on sentences that the text does not have is left out.
    """
    sentences = tuple(_sentence(name, items.get(name, ()), recalls) for name in sentence_ids)
    on_text = {item for sentence in sentences for item in sentence.item_ids}
    weak = {item: recalls[item] for item in on_text if recalls.get(item, 1.0) < HELD_FROM}
    return MemoryMap(sentences, tuple(sorted(weak, key=lambda item: (weak[item], item))))


def mark_of(recall: float | None, *, items: int) -> Mark:
    """The mark of a sentence with ``items`` items, of which the weakest met one has ``recall``."""
    if not items:
        return Mark.BARE
    if recall is None:
        return Mark.UNSEEN
    if recall >= HELD_FROM:
        return Mark.HELD
    return Mark.FADING if recall >= FADING_FROM else Mark.FADED


def _sentence(name: str, items: Iterable[int], recalls: Mapping[int, float]) -> SentenceMemory:
    ordered = sorted(items, key=lambda item: recalls.get(item, math.inf))
    met = sum(item in recalls for item in ordered)
    recall = recalls[ordered[0]] if met else None
    return SentenceMemory(name, mark_of(recall, items=len(ordered)), recall, met, tuple(ordered))
