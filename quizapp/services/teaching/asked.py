"""A question of an assignment: the key that holds, the answers to it, and what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.domain.content.schema import Item as ItemContent
from quizapp.domain.errors import NotFoundError
from quizapp.domain.grading.correction import Correction, correct
from quizapp.domain.grading.regrade import (
    GivenAnswer,
    Preview,
    preview_drop,
    preview_key,
    preview_restore,
)
from quizapp.domain.policies import Person
from quizapp.models import (
    Assignment,
    AssignmentItem,
    Attempt,
    AttemptItem,
    Item,
    Membership,
    Regrade,
    Response,
    User,
)
from quizapp.services.teaching.access import find_assignment
from quizapp.services.teaching.corrections import corrections_of
from quizapp.services.teaching.current_marks import assignment_marks
from quizapp.services.teaching.grade_changes import answered, content_of, given_answers


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of an assignment, by the key that holds in it, and the answers to it."""

    assignment: Assignment
    item_id: int
    revision_id: int
    content: ItemContent
    dropped: bool
    rows: Sequence[tuple[Response, Attempt, str]]
    given: list[GivenAnswer]


@dataclass(frozen=True, slots=True)
class Trail:
    """A decision about a question; ``by`` is an address, "" for an account that is gone."""

    regrade: Regrade
    by: str


def find_asked(
    session: Session, *, person: Person, assignment_id: int, item_id: int, lock: bool = False
) -> Asked:
    """A question of an assignment that the person may regrade.

    Raises:
        NotFoundError: the assignment is not theirs, or never asked this.
    """
    assignment = find_assignment(session, person=person, assignment_id=assignment_id, lock=lock)
    corrections = corrections_of(session, assignment_id)
    revision_id = corrections.revisions.get(item_id) or _asked_revision(
        session, assignment_id, item_id
    )
    if revision_id is None:
        raise NotFoundError(f"assignment {assignment_id} does not ask {item_id}")
    finished = answered().where(
        Attempt.assignment_id == assignment_id,
        Attempt.finished_at.is_not(None),
        Response.item_id == item_id,
    )
    rows = session.execute(finished).tuples().all()
    return Asked(
        assignment,
        item_id,
        revision_id,
        content_of(session, revision_id),
        item_id in corrections.dropped,
        rows,
        given_answers(session, rows, assignment_marks(session, assignment_id)),
    )


def preview_correction(asked: Asked, correction: Correction) -> Preview:
    """What another key would change.

    Raises:
        CorrectionError: the correction makes no sense.
    """
    return preview_key(correct(asked.content, correction), asked.given)


def preview_dropping(asked: Asked) -> Preview:
    """What dropping the question would change, or taking it back where it is dropped."""
    return (preview_restore if asked.dropped else preview_drop)(asked.given)


def trail_of(session: Session, *, assignment_id: int, item_id: int) -> list[Trail]:
    """What was decided about a question, the latest first."""
    rows = session.execute(
        select(Regrade, User.email)
        .outerjoin(User, User.id == Regrade.created_by)
        .where(Regrade.assignment_id == assignment_id, Regrade.item_id == item_id)
        .order_by(Regrade.id.desc())
    )
    return [Trail(regrade, email or "") for regrade, email in rows]


def learner_names(session: Session, cohort_id: int) -> dict[int, str]:
    """What the learners of a cohort are called by their instructors, by user."""
    rows = session.execute(
        select(Membership.user_id, Membership.name, Membership.email).where(
            Membership.cohort_id == cohort_id, Membership.user_id.is_not(None)
        )
    )
    return {user_id: name or email for user_id, name, email in rows}


def _asked_revision(session: Session, assignment_id: int, item_id: int) -> int | None:
    """The latest revision that was asked; where nobody was asked, the bank's own."""
    asked = session.scalar(
        select(func.max(AttemptItem.revision_id))
        .join(Attempt, Attempt.id == AttemptItem.attempt_id)
        .where(Attempt.assignment_id == assignment_id, AttemptItem.item_id == item_id)
    )
    if asked is not None:
        return asked
    return session.scalar(
        select(Item.revision_id)
        .join(AssignmentItem, AssignmentItem.item_id == Item.id)
        .where(AssignmentItem.assignment_id == assignment_id, Item.id == item_id)
    )
