"""Taking an assignment: what a learner may do with it now, and beginning an attempt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.domain.content.vocabulary import Topic
from quizapp.domain.errors import ConflictError, NotFoundError
from quizapp.domain.learning.build import Filters, Mode
from quizapp.domain.teaching.accommodation import Terms, Window
from quizapp.domain.teaching.assignment import PaperKind
from quizapp.models import Assignment, Attempt, Membership
from quizapp.services.learners import Learner, lock_learner
from quizapp.services.quizzes import exam
from quizapp.services.quizzes.next_question import place_next
from quizapp.services.quizzes.pool import NoQuestionError
from quizapp.services.teaching import papers
from quizapp.services.teaching.access import find_assigned
from quizapp.services.teaching.settling import lock_assignment
from quizapp.services.teaching.terms import terms_for


class NotNowError(ConflictError):
    """The assignment cannot be begun now; ``window`` says why, OPEN: no attempt is left."""

    def __init__(self, window: Window) -> None:
        super().__init__(f"not to be begun: {window}")
        self.window = window


@dataclass(frozen=True, slots=True)
class Assigned:
    """An assignment as one learner sees it, with their attempts in order."""

    assignment: Assignment
    membership: Membership
    terms: Terms
    attempts: tuple[Attempt, ...]

    @property
    def going_on(self) -> Attempt | None:
        """The attempt that was begun and is not over."""
        return next((one for one in self.attempts if one.finished_at is None), None)

    @property
    def attempts_left(self) -> int | None:
        return self.terms.attempts_left(len(self.attempts))

    def window(self, now: datetime) -> Window:
        return self.terms.window(now)

    def may_begin(self, now: datetime) -> bool:
        """Whether a new attempt may be begun."""
        return (
            self.window(now) in (Window.OPEN, Window.LATE)
            and self.attempts_left != 0
            and self.going_on is None
            and self.assignment.cohort.archived_at is None
            and self.membership.left_at is None
        )


def look_at(session: Session, *, learner_id: int, assignment_id: int) -> Assigned:
    """An assignment that was given to the learner.

    Raises:
        NotFoundError: there is none of theirs.
    """
    assignment, membership = find_assigned(
        session, learner_id=learner_id, assignment_id=assignment_id
    )
    attempts = session.scalars(
        select(Attempt)
        .where(Attempt.assignment_id == assignment_id, Attempt.user_id == learner_id)
        .order_by(Attempt.number)
    )
    terms = terms_for(session, assignment, membership.id)
    return Assigned(assignment, membership, terms, tuple(attempts))


def begin(
    session: Session, *, learner: Learner, assignment_id: int, client_key: str, now: datetime
) -> Attempt:
    """Begin an attempt, or go on with the one that was begun: two at once are one.

    Raises:
        NotFoundError: it is not given to them.
        NotNowError: it is not open, or no attempt is left.
        NoQuestionError: the bank has none of its questions any more.
        ConflictError: the client key was used to start another quiz.
    """
    lock_learner(session, learner.id)
    lock_assignment(session, assignment_id)
    found = look_at(session, learner_id=learner.id, assignment_id=assignment_id)
    earlier = session.scalar(
        select(Attempt).where(Attempt.user_id == learner.id, Attempt.client_key == client_key)
    )
    if earlier is not None and earlier.assignment_id != assignment_id:
        raise ConflictError("this form was already sent for another quiz")
    begun = earlier or found.going_on
    if begun is not None:
        return begun
    if found.assignment.cohort.archived_at is not None or found.membership.left_at is not None:
        raise NotFoundError(f"no assignment {assignment_id} to begin")
    if not found.may_begin(now):
        raise NotNowError(found.window(now))
    return _begin(session, learner, found, client_key, now)


def _begin(
    session: Session, learner: Learner, found: Assigned, client_key: str, now: datetime
) -> Attempt:
    assignment = found.assignment
    attempt = Attempt(
        user_id=learner.id,
        bank_id=assignment.bank_id,
        client_key=client_key,
        mode=assignment.mode,
        topics=assignment.topics or [topic.value for topic in Topic],
        filters=Filters.of(()).as_json(),
        convention=assignment.convention,
        asks_confidence=assignment.asks_confidence,
        length=assignment.length,
        answered=0,
        started_at=now,
        deadline_at=found.terms.deadline(now),
        assignment_id=assignment.id,
        number=len(found.attempts) + 1,
    )
    session.add(attempt)
    session.flush()
    if assignment.paper != PaperKind.ADAPTIVE:
        rng = Random(f"{assignment.id}:{learner.id}:{attempt.number}")
        paper = papers.compose(session, learner=learner, assignment=assignment, now=now, rng=rng)
        if not paper:
            raise NoQuestionError("nothing is left of the paper")
        attempt.length = len(paper)
        if assignment.mode == Mode.EXAM:
            exam.place_all(session, learner, attempt, paper)
            session.flush()
            return attempt
        attempt.paper = [candidate.item_id for candidate, _ in paper]
    if place_next(session, learner, attempt, now=now) is not None:
        raise NoQuestionError("no question is left to ask")
    session.flush()
    return attempt
