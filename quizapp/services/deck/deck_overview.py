"""A deck at a glance: how many cards are in which state, and the learner's own tags."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.domain.learning.query import terms
from quizapp.domain.learning.query.terms import CardIs
from quizapp.models import CardTag, Item
from quizapp.services.learners import Learner
from quizapp.services.search.card_search import CardSearch
from quizapp.services.search.card_terms import Meaning


@dataclass(frozen=True, slots=True)
class DeckOverview:
    """``states`` counts what each search `is:…` finds of the ``cards``; ``withheld`` as there."""

    cards: int
    states: Mapping[CardIs, int]
    tags: Mapping[str, int]
    withheld: int


def deck_overview(
    session: Session, *, learner: Learner, bank_id: int, now: datetime
) -> DeckOverview:
    """The deck of a bank as it stands."""
    everything = CardSearch(
        session, learner=learner, bank_id=bank_id, query=terms.Everything(), now=now
    )
    meaning = Meaning(everything.ground)
    counts = [func.count().filter(meaning.of(terms.State(state))) for state in CardIs]
    row = session.execute(everything.finds(func.count(), *counts)).one()
    return DeckOverview(
        cards=row[0],
        states=dict(zip(CardIs, row[1:], strict=True)),
        tags=own_tags(session, learner_id=learner.id, bank_id=bank_id),
        withheld=everything.withheld(),
    )


def own_tags(session: Session, *, learner_id: int, bank_id: int) -> dict[str, int]:
    """The learner's tags on cards of a bank, in alphabetical order, with how many have each."""
    rows = session.execute(
        select(CardTag.tag, func.count())
        .join(Item, Item.id == CardTag.item_id)
        .where(
            CardTag.user_id == learner_id,
            CardTag.bank_id == bank_id,
            Item.retired_at.is_(None),
        )
        .group_by(CardTag.tag)
        .order_by(CardTag.tag)
    )
    return dict(rows.tuples().all())
