"""Studying what a search finds: now, each card once, whatever is due.

Nothing is kept of such a set but the log that it makes: a card has been studied once it was graded
after the set was begun. Grading changes what many a search finds (who was due is due no more), so
what is done is counted by that part of the search which grading does not touch.

Suspended cards are in only where the search names them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from quizapp.domain.learning.card_query import parse
from quizapp.domain.learning.memory import ReviewKind
from quizapp.domain.learning.query import terms
from quizapp.domain.learning.query.terms import CardIs, Query, all_of, terms_of
from quizapp.models import Item, Review
from quizapp.services.learners import Learner
from quizapp.services.review_log import IS_STANDING
from quizapp.services.search.card_order import Order
from quizapp.services.search.card_search import CardSearch

__all__ = ["LARGEST_SET", "Order", "StudySet", "find_set"]

LARGEST_SET = 1_000  # cards; nobody studies more of them in one go

_SUSPENDED = terms.State(CardIs.SUSPENDED)
_SETTLED_STATES = frozenset({CardIs.FLAGGED, CardIs.NOTED})


@dataclass(frozen=True, slots=True)
class StudySet:
    """The cards that a search finds and that were not graded since it was begun, in order.

    ``withheld`` ones wait for the end of an exam or a measure that asks them as well.
    """

    query: str
    total: int
    left: tuple[int, ...]
    withheld: int = 0

    @property
    def done(self) -> int:
        return self.total - len(self.left) - self.withheld


def find_set(
    session: Session,
    *,
    learner: Learner,
    bank_id: int,
    query: str,
    since: datetime,
    order: Order,
    most: int | None,
    now: datetime,
) -> StudySet:
    """The set behind a search, begun at ``since``: at most so many cards, those done included.

    Raises:
        QueryError: the search cannot be understood.
    """
    asked = parse(query)
    size = LARGEST_SET if most is None else min(most, LARGEST_SET)
    graded = list(session.scalars(_graded_since(learner, bank_id, min(since, now))))

    def search(what: Query) -> CardSearch:
        return CardSearch(session, learner=learner, bank_id=bank_id, query=what, now=now)

    done = min(search(_settled(asked)).count_among(graded), size) if graded else 0
    to_study = search(_without_suspended(asked))
    left = to_study.first(order, size - done, Item.id.not_in(graded)) if done < size else ()
    withheld = min(to_study.withheld(), size - done - len(left))
    return StudySet(query, done + len(left) + withheld, left, withheld)


def _graded_since(learner: Learner, bank_id: int, since: datetime) -> Select[tuple[int]]:
    # A journey may have put the learning day of a review before that of the begin.
    first_day = learner.today(since) - timedelta(days=2)
    return select(Review.item_id.distinct()).where(
        Review.user_id == learner.id,
        Review.bank_id == bank_id,
        Review.local_day >= first_day,
        Review.reviewed_at >= since,
        Review.kind == ReviewKind.CARD,
        IS_STANDING,
    )


def _without_suspended(query: Query) -> Query:
    if _SUSPENDED in terms_of(query):
        return query
    return all_of([query, terms.Not(_SUSPENDED)])


def _settled(query: Query) -> Query:
    """A wider query, of the terms alone that a grade does not change."""
    match query:
        case terms.All(parts):
            return all_of(map(_settled, parts))
        case terms.Any(parts):
            return terms.any_of(map(_settled, parts))
        case terms.Not(part):
            settled = _settled(part)
            # The opposite of something wider would leave out what the query finds.
            return query if settled == part else terms.Everything()
        case terms.State(state):
            return query if state in _SETTLED_STATES else terms.Everything()
        case terms.Compare() | terms.Within():
            return terms.Everything()
    return query
