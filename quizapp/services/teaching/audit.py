"""Who changed what in a cohort, or of somebody else's: written down, and never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from quizapp.domain.policies import Person
from quizapp.models import Assignment, AuditEvent, Membership, User
from quizapp.services.teaching.access import find_cohort

PAGE = 50


class Action(StrEnum):
    """What was done; the words are the business of the page that shows them."""

    COHORT_CREATED = "cohort.created"
    COHORT_RENAMED = "cohort.renamed"
    COHORT_ARCHIVED = "cohort.archived"
    COHORT_UNARCHIVED = "cohort.unarchived"
    CODE_RENEWED = "code.renewed"
    CODE_CLOSED = "code.closed"
    STAFF_ADDED = "staff.added"
    STAFF_REMOVED = "staff.removed"
    OWNER_CHANGED = "staff.owner"
    ROSTER_IMPORTED = "roster.imported"
    LEARNER_ADDED = "learner.added"
    LEARNER_REMOVED = "learner.removed"
    LEARNER_JOINED = "learner.joined"
    LEARNER_LEFT = "learner.left"
    TIME_GRANTED = "learner.time"
    TERMS_CHANGED = "learner.terms"
    REOPENED = "learner.reopened"
    ROLE_CHANGED = "role.changed"
    KEY_CORRECTED = "regrade.key"
    ITEM_DROPPED = "regrade.drop"
    ITEM_RESTORED = "regrade.restore"
    MARKED_BY_HAND = "marks.by_hand"
    ASSIGNMENT_PUBLISHED = "assignment.published"
    ASSIGNMENT_WITHDRAWN = "assignment.withdrawn"
    ASSIGNMENT_CHANGED = "assignment.changed"
    ASSIGNMENT_DELETED = "assignment.deleted"
    RESULTS_RELEASED = "assignment.released"
    GRANTED = "learner.granted"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that was done. ``actor`` and ``subject`` are addresses, "" for accounts gone."""

    id: int
    at: datetime
    action: str
    actor: str
    subject: str
    assignment: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """Events, latest first. ``older`` is the row that the next page begins before."""

    events: list[Event]
    older: int | None


def record(
    session: Session,
    *,
    actor_id: int,
    action: str,
    now: datetime,
    cohort_id: int | None = None,
    assignment_id: int | None = None,
    subject_id: int | None = None,
    **data: Any,
) -> None:
    """Write down what was done; ``data`` says what was there before, and what is now."""
    session.add(
        AuditEvent(
            at=now,
            actor_id=actor_id,
            action=action,
            cohort_id=cohort_id,
            assignment_id=assignment_id,
            subject_id=subject_id,
            data=data,
        )
    )


def history(session: Session, *, person: Person, cohort_id: int, before: int | None = None) -> Page:
    """What was done in a cohort that the person may run, latest first.

    Raises:
        NotFoundError: there is none, or it is not theirs to run.
    """
    find_cohort(session, person=person, cohort_id=cohort_id)
    actor, subject = aliased(User), aliased(User)
    statement = (
        select(AuditEvent, actor.email, subject.email, Membership.name, Assignment.title)
        .outerjoin(actor, actor.id == AuditEvent.actor_id)
        .outerjoin(subject, subject.id == AuditEvent.subject_id)
        .outerjoin(
            Membership,
            (Membership.cohort_id == AuditEvent.cohort_id)
            & (Membership.user_id == AuditEvent.subject_id),
        )
        .outerjoin(Assignment, Assignment.id == AuditEvent.assignment_id)
        .where(AuditEvent.cohort_id == cohort_id)
        .order_by(AuditEvent.id.desc())
        .limit(PAGE + 1)
    )
    if before is not None:
        statement = statement.where(AuditEvent.id < before)
    rows = session.execute(statement).all()
    events = [
        Event(row.id, row.at, row.action, by or "", name or about or "", title or "", row.data)
        for row, by, about, name, title in rows[:PAGE]
    ]
    return Page(events, events[-1].id if len(rows) > PAGE else None)


def was_done(session: Session, *, cohort_id: int, action: Action, client_key: str) -> bool:
    """Whether one of the last such events of a cohort came from this form."""
    statement = select(AuditEvent.data).where(
        AuditEvent.cohort_id == cohort_id, AuditEvent.action == action
    )
    recent = session.scalars(statement.order_by(AuditEvent.id.desc()).limit(PAGE))
    return any(data.get("client_key") == client_key for data in recent)
