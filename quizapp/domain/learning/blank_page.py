"""The blank page: a paragraph written down from memory, and what of it was covered."""

from __future__ import annotations

from collections.abc import Collection, Sequence

LONGEST = 5000  # characters


def in_text_order(sentence_ids: Sequence[str], covered: Collection[str]) -> list[str]:
    """The covered sentences among those of the paragraph, each once; others are left out."""
    return [name for name in sentence_ids if name in covered]


def left_out(sentence_ids: Sequence[str], covered: Collection[str]) -> list[str]:
    """The sentences of the paragraph that are not covered, in the order of the text."""
    return [name for name in sentence_ids if name not in covered]
