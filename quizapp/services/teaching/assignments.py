"""Assignments: drafting them, and changing what may still change.

Once somebody has begun, what was asked and how it is marked is settled; dates and limits, what
counts and what is shown may change, and move the ends of the attempts that are going on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from quizapp.domain.errors import ConflictError, RarissimeError
from quizapp.domain.grading.convention import Convention
from quizapp.domain.learning.build import Mode
from quizapp.domain.policies import Person
from quizapp.domain.teaching.assignment import Counting, Late, PaperKind, Plan, Reveal
from quizapp.domain.teaching.plan_flaws import Found, date_flaws, flaws
from quizapp.models import Assignment, AssignmentItem
from quizapp.services.learners import lock_learner
from quizapp.services.teaching.access import find_assignment, find_cohort, has_attempts
from quizapp.services.teaching.audit import Action, record
from quizapp.services.teaching.bank_questions import Block, blocks_of, stock_of, whole_paper
from quizapp.services.teaching.papers import fixed_items
from quizapp.services.teaching.terms import refresh_deadlines

# What was asked, and how it is marked.
SETTLED = (
    "mode",
    "paper",
    "items",
    "draw",
    "topics",
    "shuffles",
    "convention",
    "asks_confidence",
)


class FlawedPlanError(RarissimeError):
    """The plan cannot be; ``found`` says all that is wrong."""

    def __init__(self, found: Sequence[Found]) -> None:
        super().__init__(", ".join(one.flaw for one in found))
        self.found = tuple(found)


class OutdatedError(ConflictError):
    """The assignment was changed after the form had been shown."""


class ArchivedError(ConflictError):
    """The cohort is archived: nothing new is given to it."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What an instructor writes: a title, a note, the bank, and the plan as far as it is theirs."""

    title: str
    note: str
    bank_id: int
    plan: Plan


@dataclass(frozen=True, slots=True)
class Edited:
    """What an edit did: how many attempts that are going on end at another time now."""

    assignment: Assignment
    moved: int


def plan_of(session: Session, assignment: Assignment) -> Plan:
    """What was decided about an assignment."""
    row = assignment
    return Plan(
        mode=Mode(row.mode),
        paper=PaperKind(row.paper),
        items=tuple(fixed_items(session, row.id)),
        draw=row.draw,
        topics=tuple(row.topics),
        length=row.length,
        shuffles=row.shuffles,
        convention=Convention(row.convention),
        asks_confidence=row.asks_confidence,
        minutes=row.minutes,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        late=Late(row.late),
        late_deduction=row.late_deduction,
        attempts_allowed=row.attempts_allowed,
        counting=Counting(row.counting),
        reveal=Reveal(row.reveal),
    )


def create_assignment(
    session: Session,
    *,
    person: Person,
    cohort_id: int,
    draft: Draft,
    client_key: str,
    now: datetime,
) -> Assignment:
    """Make a draft, which no learner sees; once for a form.

    Raises:
        NotFoundError: no such cohort that the person may run.
        ArchivedError: the cohort is archived.
        FlawedPlanError: the plan cannot be.
        ConflictError: the form was already sent for another cohort.
    """
    lock_learner(session, person.id)
    cohort = find_cohort(session, person=person, cohort_id=cohort_id)
    made = session.scalar(
        select(Assignment).where(
            Assignment.created_by == person.id, Assignment.client_key == client_key
        )
    )
    if made is not None:
        if made.cohort_id != cohort_id:
            raise ConflictError("this form was already sent for another cohort")
        return made
    if cohort.archived_at is not None:
        raise ArchivedError(f"cohort {cohort_id} is archived")
    plan = sound_plan(session, draft)
    row = Assignment(
        cohort_id=cohort_id,
        created_by=person.id,
        client_key=client_key,
        created_at=now,
        changed_at=now,
        version=1,
        **_texts(draft),
        **_columns(plan),
    )
    session.add(row)
    session.flush()
    _write_paper(session, row, plan)
    return row


def sound_plan(session: Session, draft: Draft, *, kept: Sequence[int] = ()) -> Plan:
    """The plan settled, its cases whole; ``kept``: items chosen before, which may be retired now.

    Raises:
        FlawedPlanError: it cannot be.
    """
    blocks = blocks_of(session, draft.bank_id, kept=kept)
    plan = with_whole_cases(draft.plan, blocks)
    found = flaws(plan, stock_of(blocks))
    if found:
        raise FlawedPlanError(found)
    return plan


def with_whole_cases(plan: Plan, blocks: Sequence[Block]) -> Plan:
    """The plan settled, in the order of its bank, with all questions of a case that it has."""
    return replace(plan, items=whole_paper(blocks, plan.items)).settled()


def edit_assignment(
    session: Session,
    *,
    person: Person,
    assignment_id: int,
    version: int,
    draft: Draft,
    now: datetime,
) -> Edited:
    """Change an assignment; what is settled once somebody has begun stays, whatever was sent.

    Raises:
        NotFoundError: no such assignment that the person may run.
        OutdatedError: it was changed after ``version``, to something else than this.
        FlawedPlanError: the plan cannot be.
    """
    row = find_assignment(session, person=person, assignment_id=assignment_id, lock=True)
    earlier = plan_of(session, row)
    if has_attempts(session, assignment_id):
        settled = {name: getattr(earlier, name) for name in SETTLED}
        plan = replace(draft.plan, **settled).settled()
        draft = replace(draft, bank_id=row.bank_id)
        if found := date_flaws(plan):
            raise FlawedPlanError(found)
    else:
        plan = sound_plan(session, draft, kept=earlier.items)
    changed = _changes(row, earlier, draft, plan)
    if row.version != version and changed:
        raise OutdatedError(f"assignment {assignment_id} has version {row.version}")
    if not changed:
        return Edited(row, 0)
    for name, value in (_texts(draft) | _columns(plan)).items():
        setattr(row, name, value)
    row.version, row.changed_at = row.version + 1, now
    if plan.items != earlier.items:
        _write_paper(session, row, plan)
    moved = refresh_deadlines(session, row)
    if row.published_at is not None:
        record(
            session,
            actor_id=person.id,
            action=Action.ASSIGNMENT_CHANGED,
            cohort_id=row.cohort_id,
            assignment_id=row.id,
            now=now,
            changed=changed,
            moved=moved,
        )
    session.flush()
    return Edited(row, moved)


def _texts(draft: Draft) -> dict[str, Any]:
    return {"title": draft.title, "note": draft.note, "bank_id": draft.bank_id}


def _columns(plan: Plan) -> dict[str, Any]:
    return {
        "mode": plan.mode.value,
        "paper": plan.paper.value,
        "draw": dict(plan.draw),
        "topics": list(plan.topics),
        "length": plan.length,
        "shuffles": plan.shuffles,
        "convention": plan.convention.value,
        "asks_confidence": plan.asks_confidence,
        "minutes": plan.minutes,
        "opens_at": plan.opens_at,
        "closes_at": plan.closes_at,
        "late": plan.late.value,
        "late_deduction": plan.late_deduction,
        "attempts_allowed": plan.attempts_allowed,
        "counting": plan.counting.value,
        "reveal": plan.reveal.value,
    }


def _changes(row: Assignment, earlier: Plan, draft: Draft, plan: Plan) -> list[str]:
    """The names of what an edit changes."""
    new = _texts(draft) | _columns(plan)
    changed = [name for name, value in new.items() if getattr(row, name) != value]
    return changed + (["items"] if plan.items != earlier.items else [])


def _write_paper(session: Session, row: Assignment, plan: Plan) -> None:
    session.execute(delete(AssignmentItem).where(AssignmentItem.assignment_id == row.id))
    session.add_all(
        AssignmentItem(assignment_id=row.id, position=position, item_id=item_id)
        for position, item_id in enumerate(plan.items, start=1)
    )
    session.flush()
