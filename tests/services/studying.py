"""What learners do, each time in a transaction of its own, as a request does it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier
from typing import TypeVar

from flask import Flask
from sqlalchemy import select

from quizapp.database import transaction
from quizapp.domain.content.schema import MultipleItem, SbaItem, ShortAnswerItem
from quizapp.domain.content.vocabulary import Language
from quizapp.domain.grading.answers import Answer, ChosenOptions, TypedText
from quizapp.domain.learning.memory import Grade
from quizapp.extensions import db
from quizapp.models import Attempt, Bank, Item, MemoryState, Response
from quizapp.services import cards, quiz
from quizapp.services.learners import Learner
from tests.factories import NOON
from tests.services.made_banks import SLUG

T = TypeVar("T")
_keys = (f"key-{number}" for number in itertools.count(1))


def start(
    learner: Learner,
    *,
    length: int = 5,
    topics: Collection[str] = quiz.TOPICS,
    slug: str = SLUG,
    key: str | None = None,
    now: datetime = NOON,
) -> Attempt:
    with transaction() as session:
        return quiz.start_attempt(
            session,
            learner=learner,
            slug=slug,
            topics=topics,
            length=length,
            client_key=key or next(_keys),
            now=now,
        )


def ask(learner: Learner, attempt: Attempt | int, position: int = 1) -> quiz.Question:
    return quiz.find_question(
        db.session(), learner_id=learner.id, attempt_id=_id(attempt), position=position
    )


def _id(attempt: Attempt | int) -> int:
    """Threads pass the number: a row belongs to the session of one thread."""
    return attempt if isinstance(attempt, int) else attempt.id


def right_answer(question: quiz.Question) -> Answer:
    content = question.content
    if isinstance(content, ShortAnswerItem):
        return TypedText(content.answers[Language.FR][0], "fr")
    assert isinstance(content, SbaItem | MultipleItem)
    return ChosenOptions(frozenset(option.id for option in content.keys))


def wrong_answer(question: quiz.Question) -> Answer:
    content = question.content
    if isinstance(content, ShortAnswerItem):
        return TypedText("paracétamol", "fr")
    assert isinstance(content, SbaItem | MultipleItem)
    return ChosenOptions(frozenset([content.distractors[0].id]))


def answer(
    learner: Learner,
    attempt: Attempt | int,
    position: int = 1,
    given: Answer | None = None,
    *,
    key: str | None = None,
    duration_ms: int | None = 8000,
    now: datetime = NOON,
) -> Response:
    """Record an answer, the right one where none is given."""
    given = given or right_answer(ask(learner, attempt, position))
    with transaction() as session:
        return quiz.record_answer(
            session,
            learner=learner,
            attempt_id=_id(attempt),
            position=position,
            answer=given,
            client_key=key or next(_keys),
            duration_ms=duration_ms,
            now=now,
        )


def finish(learner: Learner, attempt: Attempt, *, now: datetime = NOON) -> list[Response]:
    """Answer all that is left of an attempt."""
    responses = []
    while (attempt := again(attempt)).finished_at is None:
        responses.append(answer(learner, attempt, attempt.answered + 1, now=now))
    return responses


def again(attempt: Attempt) -> Attempt:
    """The attempt as it is by now."""
    return db.session.get_one(Attempt, attempt.id, populate_existing=True)


def bank_id(slug: str = SLUG) -> int:
    return db.session.execute(select(Bank.id).where(Bank.slug == slug)).scalar_one()


def item_id(key: str) -> int:
    return db.session.execute(select(Item.id).where(Item.key == key)).scalar_one()


def state(learner: Learner, item: int) -> MemoryState | None:
    return db.session.get(MemoryState, (learner.id, item), populate_existing=True)


def plan(learner: Learner, *, now: datetime = NOON, paced: bool = False) -> cards.Today:
    """What today asks for; ``paced`` counts the minutes at the learner's own pace."""
    own = {"seconds": cards.usual_seconds(db.session(), learner)} if paced else {}
    return cards.plan_bank(db.session(), learner=learner, bank_id=bank_id(), now=now, **own)


def next_card(learner: Learner, *, now: datetime = NOON) -> cards.Card | None:
    return cards.next_card(
        db.session(), learner=learner, bank_id=bank_id(), today=plan(learner, now=now), now=now
    )


def grade(
    learner: Learner,
    item: int,
    with_grade: Grade = Grade.GOOD,
    *,
    seen: int | None = None,
    slug: str = SLUG,
    key: str | None = None,
    duration_ms: int | None = 8000,
    now: datetime = NOON,
) -> bool:
    """Grade a card; ``seen`` is the number of retrievals that its form was shown with."""
    if seen is None:
        known = state(learner, item)
        seen = known.reviews if known else 0
    with transaction() as session:
        return cards.grade_card(
            session,
            learner=learner,
            bank_id=bank_id(slug),
            item_id=item,
            seen_reviews=seen,
            grade=with_grade,
            client_key=key or next(_keys),
            duration_ms=duration_ms,
            now=now,
        )


def learn(learner: Learner, item: int, *, now: datetime = NOON) -> None:
    """Bring a new card into review: it comes back in days, not minutes."""
    grade(learner, item, Grade.EASY, now=now)


def undo(learner: Learner, *, now: datetime = NOON) -> int | None:
    with transaction() as session:
        return cards.undo_card(session, learner=learner, bank_id=bank_id(), now=now)


def at_once(app: Flask, works: Collection[Callable[[], T]]) -> list[T]:
    """Run each piece of work in a thread with a context of its own, all from the same moment."""
    barrier = Barrier(len(works))

    def run(work: Callable[[], T]) -> T:
        with app.app_context():
            barrier.wait(timeout=20)
            return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))
