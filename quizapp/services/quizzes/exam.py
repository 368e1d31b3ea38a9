"""Exams: a fixed paper, answers saved as they are given, marked when the exam is handed in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import Enum, auto
from random import Random

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from quizapp.domain.content.schema import ShortAnswerItem
from quizapp.domain.grading.answers import Answer, ChosenOptions, TypedText
from quizapp.domain.grading.fit import AnswerDoesNotFitError, option_ids, require_fit
from quizapp.domain.learning.build import Ending, Mode
from quizapp.domain.learning.paper import compose_paper
from quizapp.domain.learning.selection import Candidate, ChoiceReason, success_of
from quizapp.domain.learning.sheet import Entry
from quizapp.models import AnswerSave, Attempt, User
from quizapp.services import receipts
from quizapp.services.learners import Learner, as_learner, lock_learner
from quizapp.services.quizzes import flags
from quizapp.services.quizzes.answer_sheet import Place, Sheet, find_sheet, sheet_of
from quizapp.services.quizzes.attempts import (
    Question,
    ability_of,
    filters_of,
    find_questions,
    placed,
)
from quizapp.services.quizzes.marking import Given, record_responses
from quizapp.services.quizzes.pool import NoQuestionError, case_steps, draw_pool
from quizapp.services.teaching.settling import lock_assignment, settle

# A paper is drawn once: it may look at more of a bank than every next question does.
DRAWN_FOR_A_PAPER = 500


def place_paper(
    session: Session, learner: Learner, attempt: Attempt, *, now: datetime, rng: Random
) -> None:
    """Draw the whole paper of an exam.

    Raises:
        NoQuestionError: no question passes the filters.
    """
    pool = draw_pool(
        session,
        learner=learner,
        bank_id=attempt.bank_id,
        filters=filters_of(attempt),
        excluded=(),
        now=now,
        rng=rng,
        most=DRAWN_FOR_A_PAPER,
    )
    paper: list[tuple[Candidate, int]] = []
    for candidate in compose_paper(
        pool.candidates, topics=attempt.topics, length=attempt.length, rng=rng
    ):
        paper.append((candidate, pool.revisions[candidate.item_id]))
        if candidate.item_id in pool.cases:
            case = pool.cases[candidate.item_id]
            steps = case_steps(session, attempt.bank_id, case, after=1)
            paper += [(step, steps.revisions[step.item_id]) for step in steps.candidates]
    if not paper:
        raise NoQuestionError("no question passes the filters")
    place_all(session, learner, attempt, paper)


def place_all(
    session: Session,
    learner: Learner,
    attempt: Attempt,
    paper: Sequence[tuple[Candidate, int]],
) -> None:
    """Put questions, each with the revision it is asked in, on the paper of an exam."""
    able = ability_of(session, learner.id, attempt.bank_id)
    session.add_all(
        placed(
            attempt,
            position,
            candidate,
            revision_id=revision_id,
            reason=ChoiceReason.PAPER,
            expected_success=success_of(candidate, able),
        )
        for position, (candidate, revision_id) in enumerate(paper, start=1)
    )
    attempt.length = len(paper)


_REPEATED = select(AnswerSave).where(
    AnswerSave.user_id == bindparam("learner"), AnswerSave.client_key == bindparam("key")
)


class SaveOutcome(Enum):
    """What became of an answer that was sent while the exam goes on, or seemed to."""

    SAVED = auto()
    # Another tab or device saved the place after this form was shown; nothing was written.
    OUTDATED = auto()
    # The time was up: the exam was handed in with what had been saved before.
    OVER = auto()


def save_answer(
    session: Session,
    *,
    learner: Learner,
    attempt_id: int,
    position: int,
    entry: Entry,
    client_key: str,
    duration_ms: int | None,
    now: datetime,
) -> SaveOutcome:
    """Keep an answer of an exam in progress; it is marked at the end only.

    Raises:
        NotFoundError: the exam is not theirs, or the place cannot be opened yet.
        ConflictError: the client key was used for another answer.
        AnswerDoesNotFitError: the question cannot have such an answer.
    """
    lock_learner(session, learner.id)
    said = entry.answer.as_json(), entry.confidence, entry.struck
    body_digest = receipts.digest(
        attempt_id, position, *said, entry.final, entry.seen, entry.flagged
    )
    if _is_repeated(session, learner.id, client_key, body_digest):
        return SaveOutcome.SAVED
    sheet = find_sheet(session, learner_id=learner.id, attempt_id=attempt_id)
    if sheet.is_over(now):
        _hand_in(session, learner, sheet, Ending.TIME, now)
        return SaveOutcome.OVER
    place = sheet.place(position)
    _require_fit(place, entry)
    final = entry.final and place.content.case is not None
    if not _is_saved_already(place, entry, final=final):
        if place.number != entry.seen or place.is_locked:
            return SaveOutcome.OUTDATED
        answer, confidence, struck = said
        session.add(
            AnswerSave(
                user_id=learner.id,
                attempt_id=attempt_id,
                position=position,
                number=place.number + 1,
                client_key=client_key,
                body_digest=body_digest,
                answer=answer,
                confidence=confidence,
                struck=list(struck),
                final=final,
                duration_ms=duration_ms,
                saved_at=sheet.timer.at(now),
            )
        )
        blank = entry.answer.is_blank
        sheet.attempt.answered = sheet.answered - place.is_answered + (not blank)
        session.flush()
    if entry.flagged is not None:
        flags.set_flag(
            session, learner_id=learner.id, item_id=place.item_id, flagged=entry.flagged, now=now
        )
    return SaveOutcome.SAVED


def _is_repeated(session: Session, learner_id: int, client_key: str, body_digest: str) -> bool:
    """Whether this very form was saved before. Raises ConflictError where another one was."""
    repeated = session.scalar(_REPEATED, {"learner": learner_id, "key": client_key})
    if repeated is not None:
        receipts.require_same(repeated, body_digest)
    return repeated is not None


def _require_fit(place: Place, entry: Entry) -> None:
    """What is kept must be markable: nobody could hand in an exam with a forged answer in it."""
    require_fit(place.content, entry.answer)
    unknown = set(entry.struck) - set(option_ids(place.content))
    if unknown:
        raise AnswerDoesNotFitError(f"{place.content.id}: has no option «{min(unknown)}»")


def _is_saved_already(place: Place, entry: Entry, *, final: bool) -> bool:
    save = place.save
    if save is None:
        return False
    said = entry.answer.as_json(), entry.confidence, list(entry.struck), final
    return said == (save.answer, save.confidence, save.struck, save.final)


def hand_in(session: Session, *, learner: Learner, attempt_id: int, now: datetime) -> Attempt:
    """End an exam and mark it. Handing in twice is handing in once.

    Raises:
        NotFoundError: there is no such exam of theirs.
    """
    lock_learner(session, learner.id)
    sheet = find_sheet(session, learner_id=learner.id, attempt_id=attempt_id)
    ending = Ending.TIME if sheet.timer.is_over(now) else Ending.HANDED_IN
    _hand_in(session, learner, sheet, ending, now)
    return sheet.attempt


def expired_exams(session: Session, *, now: datetime) -> list[int]:
    """The attempts of exams whose time is up, and that nobody handed in."""
    return list(
        session.scalars(
            select(Attempt.id)
            .where(
                Attempt.finished_at.is_(None),
                Attempt.mode == Mode.EXAM,
                Attempt.deadline_at <= now,
            )
            .order_by(Attempt.id)
        )
    )


def hand_in_expired(session: Session, *, attempt_id: int, now: datetime) -> None:
    """Hand in an exam whose time is up, for whoever left it open."""
    user = session.scalar(
        select(User).join(Attempt, Attempt.user_id == User.id).where(Attempt.id == attempt_id)
    )
    if user is None:
        return
    lock_learner(session, user.id)
    attempt = session.get_one(Attempt, attempt_id, populate_existing=True)
    sheet = sheet_of(session, attempt)
    if sheet.timer.is_over(now):
        _hand_in(session, as_learner(user), sheet, Ending.TIME, now)


def _hand_in(
    session: Session, learner: Learner, sheet: Sheet, ending: Ending, now: datetime
) -> None:
    attempt = sheet.attempt
    if attempt.finished_at is not None:
        return
    lock_assignment(session, attempt.assignment_id)
    end = sheet.timer.at(now)
    if attempt.deadline_at is not None:
        end = min(end, attempt.deadline_at)
    questions = find_questions(session, learner_id=learner.id, attempt_id=attempt.id)
    given = [
        _given(learner, question, place, end)
        for question, place in zip(questions, sheet.places, strict=True)
    ]
    record_responses(session, learner, given)
    attempt.answered = sheet.answered
    attempt.finished_at, attempt.ending = end, ending
    session.flush()
    settle(session, attempt)


def _given(learner: Learner, question: Question, place: Place, end: datetime) -> Given:
    answer = place.answer if place.is_answered else _blank(question, learner.language)
    if answer is None:
        raise TypeError("an answered place has an answer")
    # No form can send such a key: it has a colon.
    key = f"exam:{place.position}:{question.attempt.id}"
    return Given(
        question=question,
        answer=answer,
        confidence=place.save.confidence if place.save and place.is_answered else None,
        client_key=key,
        body_digest=receipts.digest(key, answer.as_json()),
        duration_ms=place.duration_ms,
        at=place.save.saved_at if place.save else end,
        tried=place.is_answered,
    )


def _blank(question: Question, language: str) -> Answer:
    if isinstance(question.content, ShortAnswerItem):
        spoken = language if language in question.content.answers else min(question.content.answers)
        return TypedText("", str(spoken))
    return ChosenOptions(frozenset())
