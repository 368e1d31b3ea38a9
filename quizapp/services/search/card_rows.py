"""What a list of cards shows of each: what it asks, and what the learner made of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, select

from quizapp.domain.content.schema import Item as ItemContent
from quizapp.domain.learning.memory import Phase
from quizapp.domain.learning.memory_state import MATURE_FROM
from quizapp.domain.learning.query.terms import CardIs
from quizapp.domain.learning.stability import recall
from quizapp.models import CardMark, CardTag, Item, ItemFlag, ItemRevision, MemoryState
from quizapp.services.catalogue import item_contents
from quizapp.services.search.card_ground import Ground


@dataclass(frozen=True, slots=True)
class Memory:
    """``due_in`` and ``stability`` in days (0 or less: due), ``recall`` from 0 to 1."""

    due_in: int
    recall: float
    stability: float
    lapses: int


@dataclass(frozen=True, slots=True)
class CardRow:
    """A card in a list; ``memory`` is None for one never met.

    ``state`` is that of its memory: new, learning, young or mature.
    """

    item_id: int
    topic: str
    content: ItemContent
    state: CardIs
    memory: Memory | None
    is_suspended: bool
    is_buried: bool
    is_flagged: bool
    note: str | None
    tags: tuple[str, ...]


def card_rows(ground: Ground, ids: Sequence[int]) -> list[CardRow]:
    """The rows of cards that a search found on the same ground, in the order given."""
    session, learner = ground.session, ground.learner
    own = and_(MemoryState.item_id == Item.id, MemoryState.user_id == learner.id)
    rows = session.execute(
        select(
            Item.id,
            Item.topic,
            ItemRevision.id.label("revision"),
            ItemRevision.digest,
            MemoryState.phase,
            MemoryState.due_at,
            MemoryState.last_day,
            MemoryState.stability,
            MemoryState.lapses,
        )
        .join(ItemRevision, ItemRevision.id == Item.revision_id)
        .outerjoin(MemoryState, own)
        .where(Item.id.in_(ids))
    ).all()
    contents = item_contents(session, {row.revision: row.digest for row in rows})
    marks = {
        mark.item_id: mark
        for mark in session.execute(
            select(
                CardMark.item_id, CardMark.suspended_at, CardMark.buried_on, CardMark.note
            ).where(CardMark.user_id == learner.id, CardMark.item_id.in_(ids))
        )
    }
    flagged = set(
        session.scalars(
            select(ItemFlag.item_id).where(
                ItemFlag.user_id == learner.id, ItemFlag.item_id.in_(ids)
            )
        )
    )
    tags = _tags(ground, ids)
    found = {
        row.id: CardRow(
            item_id=row.id,
            topic=row.topic,
            content=contents[row.revision],
            state=_state(row.phase, row.stability),
            memory=None if row.phase is None else _memory(ground, row),
            is_suspended=mark is not None and mark.suspended_at is not None,
            is_buried=mark is not None and mark.buried_on == ground.today,
            is_flagged=row.id in flagged,
            note=mark.note if mark else None,
            tags=tuple(tags.get(row.id, ())),
        )
        for row in rows
        for mark in [marks.get(row.id)]
    }
    return [found[item] for item in ids]


def _tags(ground: Ground, ids: Sequence[int]) -> dict[int, list[str]]:
    tags: dict[int, list[str]] = {}
    rows = ground.session.execute(
        select(CardTag.item_id, CardTag.tag)
        .where(CardTag.user_id == ground.learner.id, CardTag.item_id.in_(ids))
        .order_by(CardTag.tag)
    )
    for item, tag in rows:
        tags.setdefault(item, []).append(tag)
    return tags


def _state(phase: str | None, stability: float | None) -> CardIs:
    if phase is None or stability is None:
        return CardIs.NEW
    if phase != Phase.REVIEW:
        return CardIs.LEARNING
    return CardIs.MATURE if stability >= MATURE_FROM else CardIs.YOUNG


def _memory(ground: Ground, row: object) -> Memory:
    due_at, last_day, stability, lapses = (
        getattr(row, name) for name in ("due_at", "last_day", "stability", "lapses")
    )
    elapsed = max(0, (ground.today - last_day).days)
    return Memory(
        due_in=(ground.learner.today(due_at) - ground.today).days,
        recall=recall(stability, elapsed=elapsed),
        stability=stability,
        lapses=lapses,
    )
