"""Who looks at plans in these tests, and when."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from quizapp.domain.learning.memory import Grade
from quizapp.models import Item
from tests.factories import BANK, NOON, log_in, make_learner
from tests.services import studying

TODAY = date(2026, 11, 2)


def log_in_with_overdue_cards(client, session):
    """Alice, logged in, with ten cards learnt weeks ago and overdue."""
    learner = make_learner(language="en")
    items = list(session.scalars(select(Item.id).order_by(Item.id).limit(10)))
    for item in items:
        studying.grade(learner, item, Grade.EASY, slug=BANK, now=NOON - timedelta(days=20))
    log_in(client)
    return client


def in_days(number):
    return (TODAY + timedelta(days=number)).isoformat()
