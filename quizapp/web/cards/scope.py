"""What a card session goes through: today's queue, the mistakes of an attempt, or a search's finds.

The scope stands in the address, so that a session can be left, and goes on on another device.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

from flask import request, url_for

from quizapp.extensions import db
from quizapp.models import Bank
from quizapp.services.deck.study_sets import Order, StudySet, find_set
from quizapp.services.quizzes.mistakes import Round, find_round
from quizapp.web.converters import row_number
from quizapp.web.locale import utc_now
from quizapp.web.page import learner

Chosen: TypeAlias = Round | StudySet


@dataclass(frozen=True, slots=True)
class Scope:
    """What the session goes through.

    ``chosen``: the cards it is about, None for today's queue. ``args``: what every address within
    it carries.
    """

    chosen: Chosen | None = None
    args: dict[str, Any] = field(default_factory=dict)

    def url(
        self, endpoint: str, slug: str, reveal: int | None = None, item_id: int | None = None
    ) -> str:
        """An address among the cards of a bank that stays within the session."""
        return url_for(endpoint, slug=slug, **self.args, reveal=reveal, item_id=item_id)


def scope_of(bank: Bank) -> Scope:
    """The scope that the address asks for.

    Raises:
        NotFoundError: the attempt is not theirs, or its marks may not be known yet.
        QueryError: the search cannot be understood.
    """
    attempt_id = request.args.get("attempt", type=row_number)
    if attempt_id is not None:
        mistakes = find_round(
            db.session(),
            learner_id=learner().id,
            bank_id=bank.id,
            attempt_id=attempt_id,
            now=utc_now(),
        )
        return Scope(mistakes, {"attempt": str(attempt_id)})
    find = request.args.get("find")
    if find is None:
        return Scope()
    since = request.args.get("since", utc_now(), type=_instant)
    order = request.args.get("order", Order.DUE, type=Order)
    most = request.args.get("most", type=row_number)
    chosen = find_set(
        db.session(),
        learner=learner(),
        bank_id=bank.id,
        query=find,
        since=since,
        order=order,
        most=most,
        now=utc_now(),
    )
    args = {"find": find, "since": since.isoformat(), "order": order.value}
    return Scope(chosen, args if most is None else args | {"most": str(most)})


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return instant
