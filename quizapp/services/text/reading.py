"""Reading a text: on which learning days it was read, and questions before the first time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session

from quizapp.domain.content.schema import QUIZ_TYPES
from quizapp.domain.content.vocabulary import ItemType
from quizapp.domain.learning.build import Build, Filters, Mode, Purpose
from quizapp.models import Attempt, Bank, MemoryState, Reading
from quizapp.services.learners import Learner, lock_learner
from quizapp.services.quizzes import quiz
from quizapp.services.quizzes.attempts import TOPICS

PREQUESTIONS = 3
# A case would take all of the questions, and a concordance item has no answer to read for.
_PREQUESTION_TYPES = QUIZ_TYPES - {ItemType.CONCORDANCE}

_LAST_DAY = (
    select(Reading.local_day)
    .where(Reading.user_id == bindparam("learner"), Reading.bank_id == bindparam("bank"))
    .order_by(Reading.local_day.desc())
    .limit(1)
)
_MET_ANY = select(
    exists().where(
        MemoryState.user_id == bindparam("learner"), MemoryState.bank_id == bindparam("bank")
    )
)


@dataclass(frozen=True, slots=True)
class ReadingSoFar:
    """Whether a text was read on this learning day, and whether the learner is new to it.

    New is who never read it and met none of its items: only they can be asked before they read.
    """

    today: bool
    is_new: bool


def reading_so_far(
    session: Session, *, learner: Learner, bank_id: int, now: datetime
) -> ReadingSoFar:
    """What is known of a learner's readings of a bank's text."""
    values, connection = {"learner": learner.id, "bank": bank_id}, session.connection()
    last_day = connection.scalar(_LAST_DAY, values)
    return ReadingSoFar(
        today=last_day == learner.today(now),
        is_new=last_day is None and not connection.scalar(_MET_ANY, values),
    )


def record_reading(
    session: Session, *, learner: Learner, bank_id: int, language: str, now: datetime
) -> bool:
    """Note that the learner read a bank's text on this learning day; whether that was news.

    The first time of a day is the one that counts: what is answered after it has just been read.
    """
    lock_learner(session, learner.id)
    day = learner.today(now)
    if session.get(Reading, (learner.id, bank_id, day)) is not None:
        return False
    session.add(
        Reading(user_id=learner.id, bank_id=bank_id, local_day=day, read_at=now, language=language)
    )
    session.flush()
    return True


def start_prequestions(
    session: Session, *, learner: Learner, bank: Bank, client_key: str, now: datetime
) -> Attempt:
    """Begin a practice of `PREQUESTIONS` questions, spread over the topics.

    Raises:
        NoQuestionError: the bank has no question that could be asked before reading.
        ConflictError: the client key was used to start another quiz.
    """
    filters = Filters.of(TOPICS, types=_PREQUESTION_TYPES)
    return quiz.start_attempt(
        session,
        learner=learner,
        slug=bank.slug,
        build=Build(Mode.PRACTICE, filters, PREQUESTIONS),
        purpose=Purpose.PREQUESTIONS,
        client_key=client_key,
        now=now,
    )
