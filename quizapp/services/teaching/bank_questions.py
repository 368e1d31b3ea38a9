"""What a bank has to ask in an assignment: its questions, and how many there are of each topic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.domain.content.schema import MEASURE_TYPES, QUIZ_TYPES
from quizapp.domain.content.schema import Item as ItemContent
from quizapp.domain.content.vocabulary import Topic
from quizapp.domain.teaching.plan_flaws import Stock
from quizapp.models import Item, ItemRevision
from quizapp.services.catalogue import item_contents


@dataclass(frozen=True, slots=True)
class Block:
    """What is chosen as one: a question, or a case with all of its questions in order."""

    items: tuple[int, ...]
    topic: str
    type: str
    key: str
    revisions: tuple[tuple[int, str], ...]


def blocks_of(session: Session, bank_id: int, *, kept: Collection[int] = ()) -> list[Block]:
    """All that may be asked, topic by topic; ``kept``: retired items that stay, as chosen before.

    The topic of a case is that of its first question, as it is drawn.
    """
    rows = session.execute(
        select(
            Item.id,
            Item.topic,
            Item.type,
            Item.key,
            Item.case_key,
            Item.retired_at,
            ItemRevision.id.label("revision"),
            ItemRevision.digest,
        )
        .join(ItemRevision, ItemRevision.id == Item.revision_id)
        .where(Item.bank_id == bank_id, Item.type.in_(sorted(QUIZ_TYPES)))
        .order_by(Item.position, Item.case_position)
    ).all()
    known = [row for row in rows if row.retired_at is None or row.id in kept]
    steps: dict[str, list[int]] = {}
    for place, row in enumerate(known):
        if row.case_key is not None:
            steps.setdefault(row.case_key, []).append(place)
    blocks = []
    for place, row in enumerate(known):
        if row.case_key is not None and steps[row.case_key][0] != place:
            continue
        places = [place] if row.case_key is None else steps[row.case_key]
        blocks.append(
            Block(
                items=tuple(known[one].id for one in places),
                topic=row.topic,
                type=row.type if row.case_key is None else "case",
                key=row.key,
                revisions=tuple((known[one].revision, known[one].digest) for one in places),
            )
        )
    topics = list(Topic)
    return sorted(blocks, key=lambda block: topics.index(Topic(block.topic)))


def stock_of(blocks: Collection[Block]) -> Stock:
    """How many questions there are of each topic."""
    questions: Counter[str] = Counter()
    measuring: Counter[str] = Counter()
    sizes: dict[str, list[int]] = {}
    for block in blocks:
        sizes.setdefault(block.topic, []).append(len(block.items))
        questions[block.topic] += len(block.items)
        measuring[block.topic] += block.type in MEASURE_TYPES
    return Stock(questions, measuring, sizes)


def whole_paper(blocks: Collection[Block], chosen: Collection[int]) -> tuple[int, ...]:
    """The items of a fixed paper in the order of the bank: of a case all questions, or none."""
    wanted = set(chosen)
    return tuple(
        item for block in blocks if not wanted.isdisjoint(block.items) for item in block.items
    )


def contents_of(session: Session, blocks: Collection[Block]) -> dict[int, ItemContent]:
    """What the first question of each block says, by its item."""
    digests = dict(block.revisions[0] for block in blocks)
    contents = item_contents(session, digests)
    return {block.items[0]: contents[block.revisions[0][0]] for block in blocks}
