"""A learner's memory laid over the study text of a bank."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session

from quizapp.domain.learning.days import elapsed_days
from quizapp.domain.learning.memory_map import MemoryMap, draw_map
from quizapp.domain.learning.stability import recall
from quizapp.models import Bank, CardMark, Item, ItemSentence, MemoryState
from quizapp.services import catalogue
from quizapp.services.learners import Learner
from quizapp.services.quizzes.withheld import items_withheld

# Columns and no objects: what a page of 22 sentences and 156 items needs is two numbers an item.
_ON_SENTENCES = (
    select(ItemSentence.key, Item.id, MemoryState.stability, MemoryState.last_day)
    .join(Item, Item.id == ItemSentence.item_id)
    .outerjoin(
        MemoryState,
        and_(MemoryState.item_id == Item.id, MemoryState.user_id == bindparam("learner")),
    )
    .outerjoin(
        CardMark,
        and_(CardMark.item_id == Item.id, CardMark.user_id == bindparam("learner")),
    )
    .where(
        ItemSentence.bank_id == bindparam("bank"),
        Item.retired_at.is_(None),
        CardMark.suspended_at.is_(None),
    )
    .order_by(Item.position)
)


def map_memory(session: Session, *, learner: Learner, bank: Bank, now: datetime) -> MemoryMap:
    """The map of a bank's text: the same in every language, for all have the same sentences.

    An item has the recall that `memory_state.retrievability` predicts for the learner's day. Two
    kinds are left out, as if they were not there: suspended items, which no session brings, and
    those of an exam in progress, because which sentence they ask is a hint.
    """
    values = {"learner": learner.id, "bank": bank.id}
    rows = session.connection().execute(_ON_SENTENCES, values).all()
    kept_back, today = items_withheld(session, learner.id, now), learner.today(now)
    items: dict[str, list[int]] = {}
    recalls: dict[int, float] = {}
    for key, item_id, stability, last_day in rows:
        if item_id in kept_back:
            continue
        items.setdefault(key, []).append(item_id)
        if stability is not None:
            recalls[item_id] = recall(stability, elapsed=elapsed_days(last_day, today))
    text = catalogue.study_text(session, bank, learner.language)
    ids = [sentence.id for paragraph in text.paragraphs for sentence in paragraph.sentences]
    return draw_map(ids, items, recalls)
