"""Starting a quiz of any mode, and answering one question at a time in practice and measure."""

from __future__ import annotations

from datetime import datetime
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.domain.errors import ConflictError, NotFoundError
from quizapp.domain.grading.answers import Answer
from quizapp.domain.learning.build import Build, Ending, Mode, Purpose
from quizapp.domain.learning.timer import Timer
from quizapp.models import Attempt, Response
from quizapp.services import receipts, review_log
from quizapp.services.catalogue import find_bank
from quizapp.services.learners import Learner, lock_learner
from quizapp.services.quizzes import exam
from quizapp.services.quizzes.attempts import filters_of, find_question
from quizapp.services.quizzes.marking import Given, record_responses
from quizapp.services.quizzes.next_question import place_next
from quizapp.services.quizzes.pool import NoQuestionError
from quizapp.services.teaching.settling import lock_assignment, settle


def start_attempt(
    session: Session,
    *,
    learner: Learner,
    slug: str,
    build: Build,
    client_key: str,
    now: datetime,
    purpose: Purpose | None = None,
) -> Attempt:
    """Begin a quiz: choose its first question or, for an exam, its whole paper.

    ``purpose``: what it is begun for besides what its mode says.

    Raises:
        NotFoundError: no such bank.
        NoQuestionError: no question passes the filters.
        ConflictError: the client key was used to start another quiz.
    """
    lock_learner(session, learner.id)
    earlier = session.scalar(
        select(Attempt).where(Attempt.user_id == learner.id, Attempt.client_key == client_key)
    )
    bank = find_bank(session, slug)
    if earlier is not None:
        if earlier.purpose != purpose or not _is_the_same(earlier, bank.id, build):
            raise ConflictError("this form was already sent for another quiz")
        return earlier
    attempt = Attempt(
        user_id=learner.id,
        bank_id=bank.id,
        client_key=client_key,
        mode=build.mode,
        topics=list(build.filters.topics),
        filters=build.filters.as_json(),
        convention=build.convention,
        asks_confidence=build.asks_confidence,
        length=build.length,
        answered=0,
        started_at=now,
        deadline_at=_deadline(now, build),
        purpose=purpose,
    )
    session.add(attempt)
    session.flush()
    if build.mode is Mode.EXAM:
        exam.place_paper(session, learner, attempt, now=now, rng=Random(client_key))
    elif place_next(session, learner, attempt, now=now) is not None:
        raise NoQuestionError("no question passes the filters")
    session.flush()
    return attempt


def _deadline(started_at: datetime, build: Build) -> datetime | None:
    limit = build.time_limit
    return None if limit is None else started_at + limit


def _is_the_same(attempt: Attempt, bank_id: int, build: Build) -> bool:
    """Whether the attempt is what the build asks for; it may have become shorter since."""
    return (
        attempt.bank_id == bank_id
        and attempt.mode == build.mode
        and filters_of(attempt) == build.filters
        and attempt.convention == build.convention
        and attempt.asks_confidence == build.asks_confidence
        and attempt.deadline_at == _deadline(attempt.started_at, build)
        and attempt.length <= build.length
    )


def record_answer(
    session: Session,
    *,
    learner: Learner,
    attempt_id: int,
    position: int,
    answer: Answer,
    confidence: int | None = None,
    client_key: str,
    duration_ms: int | None,
    now: datetime,
) -> Response | None:
    """Mark an answer, move memory, ability and difficulty, and choose the next question.

    A place is answered once: whoever comes second, by a double click or on a second device, gets
    the first answer back. None: the attempt was over, its time was up; it is finished now.

    Raises:
        NotFoundError: the attempt is not theirs, or the place was not reached yet, or it is an
            exam, whose answers are saved and marked at the end.
        ConflictError: the client key was used for another answer.
    """
    lock_learner(session, learner.id)
    body_digest = receipts.digest(attempt_id, position, answer.as_json(), confidence)
    # Cards and quizzes share the log, and so its keys: this one may have been a card's.
    logged = review_log.find_logged(session, learner.id, client_key)
    if logged is not None:
        receipts.require_same(logged, body_digest)
        return session.execute(
            select(Response).where(
                Response.user_id == learner.id, Response.client_key == client_key
            )
        ).scalar_one()
    question = find_question(
        session, learner_id=learner.id, attempt_id=attempt_id, position=position
    )
    if question.response is not None:
        return question.response
    attempt = question.attempt
    if attempt.mode == Mode.EXAM:
        raise NotFoundError("an exam has no answers until it is handed in")
    lock_assignment(session, attempt.assignment_id)
    if _is_late(attempt, now):
        finish_late(session, attempt, now=now)
        return None
    given = Given(question, answer, confidence, client_key, body_digest, duration_ms, now)
    [response] = record_responses(session, learner, [given])
    attempt.answered = position
    ending = place_next(session, learner, attempt, now=now)
    if ending is not None:
        finish(session, attempt, ending, now=now)
    session.flush()
    return response


def finish(session: Session, attempt: Attempt, ending: Ending, *, now: datetime) -> None:
    """End an attempt; what was not asked was not part of it.

    Not so where the time of a paper that was assigned is up: what was not reached counts as empty.
    """
    if attempt.paper is None or ending is not Ending.TIME:
        attempt.length = attempt.answered
    attempt.finished_at, attempt.ending = now, ending
    settle(session, attempt)


def _is_late(attempt: Attempt, now: datetime) -> bool:
    """Whether no answer is taken any more. A measure of one's own only stops at its limit."""
    if attempt.finished_at is not None:
        return True
    timer = Timer(attempt.started_at, attempt.deadline_at)
    return attempt.assignment_id is not None and timer.is_over(now)


def finish_late(session: Session, attempt: Attempt, *, now: datetime) -> None:
    """End an assigned practice or measure whose time is up; once."""
    if attempt.finished_at is None:
        finish(session, attempt, Ending.TIME, now=attempt.deadline_at or now)
