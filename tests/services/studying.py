"""What learners do, each time in a transaction of its own, as a request does it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier
from typing import Any, TypeVar

from flask import Flask
from sqlalchemy import select

from quizapp.database import transaction
from quizapp.domain.content.schema import SCALE, ConcordanceItem, OptionsItem, ShortAnswerItem
from quizapp.domain.content.vocabulary import Language
from quizapp.domain.grading.answers import Answer, ChosenOptions, TypedText
from quizapp.domain.grading.convention import Convention
from quizapp.domain.grading.score import key_ids
from quizapp.domain.learning.build import Build, Filters, Mode
from quizapp.domain.learning.memory import Grade
from quizapp.extensions import db
from quizapp.models import Attempt, Bank, Item, MemoryState, Response
from quizapp.services.deck import cards
from quizapp.services.deck.card_grades import grade_card
from quizapp.services.deck.undo import undo_last
from quizapp.services.learners import Learner
from quizapp.services.quizzes import attempts, quiz
from tests.factories import NOON, make_learner
from tests.services.made_banks import SLUG

T = TypeVar("T")
_keys = (f"key-{number}" for number in itertools.count(1))


def a_build(
    *,
    mode: Mode = Mode.PRACTICE,
    length: int = 5,
    topics: Collection[str] = attempts.TOPICS,
    types: Collection[str] = (),
    difficulties: Collection[str] = (),
    statuses: Collection[str] = (),
    convention: Convention = Convention.EDN,
    minutes: int | None = None,
    extra_time: bool = False,
    asks_confidence: bool = False,
) -> Build:
    filters = Filters.of(topics, types, difficulties, statuses)
    return Build(mode, filters, length, convention, asks_confidence, minutes, extra_time)


def start(
    learner: Learner,
    *,
    slug: str = SLUG,
    key: str | None = None,
    now: datetime = NOON,
    **wanted: Any,
) -> Attempt:
    """Begin a quiz; ``wanted`` is what `a_build` takes."""
    with transaction() as session:
        return quiz.start_attempt(
            session,
            learner=learner,
            slug=slug,
            build=a_build(**wanted),
            client_key=key or next(_keys),
            now=now,
        )


def ask(learner: Learner, attempt: Attempt | int, position: int = 1) -> attempts.Question:
    return attempts.find_question(
        db.session(), learner_id=learner.id, attempt_id=_id(attempt), position=position
    )


def _id(attempt: Attempt | int) -> int:
    """Threads pass the number: a row belongs to the session of one thread."""
    return attempt if isinstance(attempt, int) else attempt.id


def right_answer(question: attempts.Question) -> Answer:
    content = question.content
    if isinstance(content, ShortAnswerItem):
        return TypedText(content.answers[Language.FR][0], "fr")
    return ChosenOptions(frozenset(key_ids(content)))


def wrong_answer(question: attempts.Question) -> Answer:
    content = question.content
    if isinstance(content, ShortAnswerItem):
        return TypedText("paracétamol", "fr")
    if isinstance(content, ConcordanceItem):
        return ChosenOptions(frozenset([SCALE[content.panel.counts.index(0)]]))
    assert isinstance(content, OptionsItem)
    return ChosenOptions(frozenset([content.distractors[0].id]))


def answer(
    learner: Learner,
    attempt: Attempt | int,
    position: int = 1,
    given: Answer | None = None,
    *,
    confidence: int | None = None,
    key: str | None = None,
    duration_ms: int | None = 8000,
    now: datetime = NOON,
) -> Response | None:
    """Record an answer, the right one where none is given."""
    given = given or right_answer(ask(learner, attempt, position))
    with transaction() as session:
        return quiz.record_answer(
            session,
            learner=learner,
            attempt_id=_id(attempt),
            position=position,
            answer=given,
            confidence=confidence,
            client_key=key or next(_keys),
            duration_ms=duration_ms,
            now=now,
        )


def crowd(answers: Collection[Answer], *, prefix: str = "other") -> None:
    """One new learner for each answer, who gives it to the only question of the bank."""
    for number, given in enumerate(answers):
        learner = make_learner(f"{prefix}{number}")
        answer(learner, start(learner, length=1), given=given)


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
    held_since: datetime | None = None,
) -> bool:
    """Grade a card; ``seen`` is the number of retrievals that its form was shown with."""
    if seen is None:
        known = state(learner, item)
        seen = known.reviews if known else 0
    with transaction() as session:
        return grade_card(
            session,
            learner=learner,
            bank_id=bank_id(slug),
            item_id=item,
            seen_reviews=seen,
            grade=with_grade,
            client_key=key or next(_keys),
            duration_ms=duration_ms,
            now=now,
            held_since=held_since,
        ).recorded


def learn(learner: Learner, item: int, *, key: str | None = None, now: datetime = NOON) -> None:
    """Bring a new card into review: it comes back in days, not minutes."""
    grade(learner, item, Grade.EASY, key=key, now=now)


def undo(learner: Learner, *, now: datetime = NOON) -> int | None:
    """Take the last thing back; its card, or None where nothing was taken back."""
    with transaction() as session:
        undone = undo_last(session, learner=learner, bank_id=bank_id(), now=now)
        return undone and undone.item_id


def at_once(app: Flask, works: Collection[Callable[[], T]]) -> list[T]:
    """Run each piece of work in a thread with a context of its own, all from the same moment."""
    barrier = Barrier(len(works))

    def run(work: Callable[[], T]) -> T:
        with app.app_context():
            barrier.wait(timeout=20)
            return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))
