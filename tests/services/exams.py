"""Sitting an exam: each move in a transaction of its own, as a request makes it."""

from __future__ import annotations

import itertools
from datetime import datetime
from typing import Any

from quizapp.database import transaction
from quizapp.domain.content.schema import Item, ShortAnswerItem
from quizapp.domain.grading.answers import Answer, ChosenOptions, TypedText
from quizapp.domain.grading.score import key_ids
from quizapp.domain.learning.build import Mode
from quizapp.domain.learning.sheet import Entry
from quizapp.extensions import db
from quizapp.models import AnswerSave, Attempt
from quizapp.services.learners import Learner
from quizapp.services.quizzes import exam
from quizapp.services.quizzes.answer_sheet import Place, Sheet, find_sheet
from quizapp.services.quizzes.exam import SaveOutcome
from tests.domain.content import samples
from tests.factories import NOON
from tests.services.made_banks import made_item
from tests.services.studying import start

_keys = (f"exam-key-{number}" for number in itertools.count(1))
KINDS = ("sba", "multiple", "short_menu", "long_menu", "short_answer", "concordance")


def one_of_each() -> list[Item]:
    """A question of every type that a quiz asks, and a case of three."""
    return [*(made_item(kind) for kind in KINDS), *samples.case().items]


def begin(learner: Learner, *, length: int = 20, minutes: int | None = 60, **more: Any) -> Attempt:
    return start(learner, mode=Mode.EXAM, length=length, minutes=minutes, **more)


def look_anew() -> None:
    """Forget what this thread has read before."""
    db.session().rollback()
    db.session().expire_all()


def sheet_of(learner: Learner, attempt: Attempt | int) -> Sheet:
    look_anew()
    return find_sheet(db.session(), learner_id=learner.id, attempt_id=_id(attempt))


def place(learner: Learner, attempt: Attempt | int, position: int = 1) -> Place:
    return sheet_of(learner, attempt).places[position - 1]


def positions(learner: Learner, attempt: Attempt | int, kind: str) -> list[int]:
    """Where the questions of a type stand; those of a case are found as "case"."""
    return [
        one.position
        for one in sheet_of(learner, attempt).places
        if kind == ("case" if one.content.case else one.content.type)
    ]


def _id(attempt: Attempt | int) -> int:
    return attempt if isinstance(attempt, int) else attempt.id


def right(content: Item, number: int | None = None) -> Answer:
    """A right answer, or the first ``number`` options of one; of a scale, the panel's favourite."""
    if isinstance(content, ShortAnswerItem):
        return TypedText(content.answers["fr"][0], "fr")
    return ChosenOptions(frozenset(key_ids(content)[:number]))


def blank(content: Item) -> Answer:
    if isinstance(content, ShortAnswerItem):
        return TypedText("", "fr")
    return ChosenOptions(frozenset())


def ticked(*ids: str) -> ChosenOptions:
    return ChosenOptions(frozenset(ids))


def save(
    learner: Learner,
    attempt: Attempt | int,
    position: int = 1,
    answer: Answer | None = None,
    *,
    seen: int | None = None,
    key: str | None = None,
    duration_ms: int | None = 5000,
    now: datetime = NOON,
    **more: Any,
) -> SaveOutcome:
    """Save an answer, the right one where none is given, as a form that is up to date would."""
    if answer is None or seen is None:
        found = place(learner, attempt, position)
        answer = right(found.content) if answer is None else answer
        seen = found.number if seen is None else seen
    with transaction() as session:
        return exam.save_answer(
            session,
            learner=learner,
            attempt_id=_id(attempt),
            position=position,
            entry=Entry(answer, seen, **more),
            client_key=key or next(_keys),
            duration_ms=duration_ms,
            now=now,
        )


def validate_case(learner: Learner, attempt: Attempt | int, *, now: datetime = NOON) -> None:
    for position in positions(learner, attempt, "case"):
        assert save(learner, attempt, position, final=True, now=now) is SaveOutcome.SAVED


def hand_in(learner: Learner, attempt: Attempt | int, *, now: datetime = NOON) -> None:
    with transaction() as session:
        exam.hand_in(session, learner=learner, attempt_id=_id(attempt), now=now)


def hand_in_expired(*, now: datetime) -> list[int]:
    """What the task does every minute; the attempts that it handed in."""
    expired = exam.expired_exams(db.session(), now=now)
    for attempt_id in expired:
        with transaction() as session:
            exam.hand_in_expired(session, attempt_id=attempt_id, now=now)
    return expired


def saves(attempt: Attempt | int, position: int = 1) -> list[AnswerSave]:
    look_anew()
    rows = db.session().query(AnswerSave).filter_by(attempt_id=_id(attempt), position=position)
    return list(rows.order_by(AnswerSave.id).populate_existing())
