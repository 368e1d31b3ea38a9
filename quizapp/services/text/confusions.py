"""The confusion pairs of a learner: which options of which items they keep mixing up."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session

from quizapp.domain.content.schema import LongMenuItem, Option, SbaItem, ShortMenuItem
from quizapp.domain.grading.answers import ChosenOptions, answer_from_json
from quizapp.domain.learning.build import Mode
from quizapp.domain.learning.confusions import (
    OFTEN,
    PAIRED_TYPES,
    CardSuccess,
    Confusion,
    Picked,
    open_confusions,
)
from quizapp.domain.learning.memory import Grade, ReviewKind
from quizapp.models import Attempt, Item, ItemRevision, Response, Review
from quizapp.services.catalogue import item_contents
from quizapp.services.quizzes.withheld import items_withheld
from quizapp.services.review_log import IS_STANDING

PairedItem = SbaItem | ShortMenuItem | LongMenuItem


@dataclass(frozen=True, slots=True)
class Contrast:
    """An open pair of one item: the right option, and the one that was taken for it."""

    item_id: int
    content: PairedItem
    key: Option
    distractor: Option
    times: int
    last_at: datetime


# Answers to what an item says now: under another revision the options may have said something else.
# An answer counts once its mark may be known: before, the learner cannot have learned from it.
_ANSWERED = (
    Response.user_id == bindparam("learner"),
    Item.bank_id == bindparam("bank"),
    Item.retired_at.is_(None),
    Item.type.in_(PAIRED_TYPES),
    Response.revision_id == Item.revision_id,
    or_(Attempt.mode == Mode.PRACTICE, Attempt.finished_at.is_not(None)),
)
# What was missed too rarely cannot be a pair: nearly every item is left out by this.
_OFTEN_MISSED = (
    select(Response.item_id)
    .join(Item, Item.id == Response.item_id)
    .join(Attempt, Attempt.id == Response.attempt_id)
    .where(*_ANSWERED, Response.credit < 1.0)
    .group_by(Response.item_id)
    .having(func.count() >= OFTEN)
)
_ANSWERS = (
    select(
        Response.item_id,
        Response.revision_id,
        ItemRevision.digest,
        Response.answer,
        Response.answered_at,
        Response.local_day,
    )
    .join(Item, Item.id == Response.item_id)
    .join(Attempt, Attempt.id == Response.attempt_id)
    .join(ItemRevision, ItemRevision.id == Response.revision_id)
    .where(*_ANSWERED, Response.item_id.in_(bindparam("items", expanding=True)))
)
_SUCCESSES = select(Review.item_id, Review.reviewed_at).where(
    Review.user_id == bindparam("learner"),
    Review.item_id.in_(bindparam("items", expanding=True)),
    Review.kind == ReviewKind.CARD,
    Review.grade >= Grade.GOOD,
    IS_STANDING,
)


def open_contrasts(
    session: Session, *, learner_id: int, bank_id: int, now: datetime
) -> list[Contrast]:
    """The learner's open pairs in a bank, as `open_confusions` orders them.

    Those of items in an exam in progress wait for its end.
    """
    values = {"learner": learner_id, "bank": bank_id}
    items = set(session.connection().scalars(_OFTEN_MISSED, values))
    return _contrasts(session, learner_id, bank_id, items, now)


def contrast_of(
    session: Session, *, learner_id: int, bank_id: int, item_id: int, now: datetime
) -> Contrast | None:
    """The open pair of one item, the most often picked if there are several; None without one."""
    found = _contrasts(session, learner_id, bank_id, {item_id}, now)
    return found[0] if found else None


def confused_items(
    session: Session, learner_id: int, bank_id: int, now: datetime
) -> frozenset[int]:
    """The items of a bank with an open pair; none of an exam in progress."""
    found = open_contrasts(session, learner_id=learner_id, bank_id=bank_id, now=now)
    return frozenset(contrast.item_id for contrast in found)


def _contrasts(
    session: Session, learner_id: int, bank_id: int, items: Collection[int], now: datetime
) -> list[Contrast]:
    if not items:
        return []
    values = {"learner": learner_id, "bank": bank_id, "items": sorted(items)}
    rows = session.connection().execute(_ANSWERS, values).all()
    if len(rows) < OFTEN:
        return []
    kept_back = items_withheld(session, learner_id, now)
    contents = {
        revision: content
        for revision, content in item_contents(
            session, {row.revision_id: row.digest for row in rows}
        ).items()
        if isinstance(content, PairedItem)
    }
    by_item = {row.item_id: contents[row.revision_id] for row in rows}
    answers = [
        Picked(
            item_id=row.item_id,
            chosen=answer.ids,
            key=tuple(option.id for option in by_item[row.item_id].keys),
            at=row.answered_at,
            day=row.local_day,
        )
        for row in rows
        if row.item_id not in kept_back
        and isinstance(answer := answer_from_json(row.answer), ChosenOptions)
    ]
    told = session.connection().execute(_SUCCESSES, values).all()
    pairs = open_confusions(answers, [CardSuccess(row.item_id, row.reviewed_at) for row in told])
    return [_contrast(pair, by_item[pair.item_id]) for pair in pairs]


def _contrast(pair: Confusion, content: PairedItem) -> Contrast:
    options = {option.id: option for option in content.options}
    return Contrast(
        item_id=pair.item_id,
        content=content,
        key=options[pair.key],
        distractor=options[pair.distractor],
        times=pair.times,
        last_at=pair.last_at,
    )
