"""Cohorts and assignments for tests: made straight in the database, taken as learners do."""

from __future__ import annotations

import itertools
from datetime import datetime
from typing import Any

from sqlalchemy import select

from quizapp.database import transaction
from quizapp.domain.content.schema import QUIZ_TYPES
from quizapp.extensions import db
from quizapp.models import (
    Assignment,
    AssignmentItem,
    Attempt,
    Bank,
    Cohort,
    CohortStaff,
    Item,
    Membership,
    User,
)
from quizapp.services.learners import Learner
from quizapp.services.teaching import taking
from tests.factories import NOON
from tests.services.made_banks import SLUG

_keys = (f"assignment-key-{number}" for number in itertools.count(1))

PLAN: dict[str, Any] = {
    "title": "Contrôle",
    "note": "",
    "mode": "exam",
    "paper": "fixed",
    "draw": {},
    "topics": [],
    "shuffles": False,
    "convention": "edn",
    "asks_confidence": False,
    "minutes": None,
    "opens_at": None,
    "closes_at": None,
    "late": "refuse",
    "late_deduction": 0,
    "attempts_allowed": 1,
    "counting": "best",
    "reveal": "everything",
    "published_at": NOON,
    "released_at": None,
}


def make_cohort(owner: Learner, *learners: Learner, name: str = "Promotion 2026") -> int:
    """A cohort of an owner with learners who have joined; committed."""
    with transaction() as session:
        cohort = Cohort(name=name, created_by=owner.id, client_key=next(_keys), created_at=NOON)
        session.add(cohort)
        session.flush()
        session.add(
            CohortStaff(cohort_id=cohort.id, user_id=owner.id, is_owner=True, added_at=NOON)
        )
        for learner in learners:
            session.add(_place(session.get_one(User, learner.id), cohort.id))
        return cohort.id


def _place(user: User, cohort_id: int) -> Membership:
    return Membership(
        cohort_id=cohort_id,
        user_id=user.id,
        email=user.email,
        name=user.email.split("@")[0].title(),
        number="",
        added_at=NOON,
        joined_at=NOON,
    )


def add_staff(cohort_id: int, person: Learner) -> None:
    """A co-instructor; committed."""
    with transaction() as session:
        session.add(
            CohortStaff(cohort_id=cohort_id, user_id=person.id, is_owner=False, added_at=NOON)
        )


def assign(
    cohort_id: int, *, slug: str = SLUG, items: int | None = None, skip: int = 0, **changes: Any
) -> int:
    """A published exam on all (or so many) questions of a bank, after ``skip``; committed."""
    with transaction() as session:
        bank_id = session.execute(select(Bank.id).where(Bank.slug == slug)).scalar_one()
        owner = session.execute(
            select(CohortStaff.user_id).where(CohortStaff.cohort_id == cohort_id)
        ).scalars()
        plan = PLAN | changes
        paper = list(
            session.scalars(
                select(Item.id)
                .where(
                    Item.bank_id == bank_id,
                    Item.retired_at.is_(None),
                    Item.type.in_(QUIZ_TYPES),
                )
                .order_by(Item.position)
                .limit(items)
                .offset(skip)
            )
        )
        fixed = plan["paper"] == "fixed"
        row = Assignment(
            cohort_id=cohort_id,
            bank_id=bank_id,
            created_by=owner.first(),
            client_key=next(_keys),
            created_at=NOON,
            changed_at=NOON,
            version=1,
            length=plan.pop("length", len(paper) if fixed else sum(plan["draw"].values()) or 20),
            **plan,
        )
        session.add(row)
        session.flush()
        if fixed:
            session.add_all(
                AssignmentItem(assignment_id=row.id, position=position, item_id=item_id)
                for position, item_id in enumerate(paper, start=1)
            )
        return row.id


def begin(
    learner: Learner, assignment_id: int, *, key: str | None = None, now: datetime = NOON
) -> Attempt:
    """Begin an attempt, or go on with the open one; committed."""
    with transaction() as session:
        return taking.begin(
            session,
            learner=learner,
            assignment_id=assignment_id,
            client_key=key or next(_keys),
            now=now,
        )


def membership_id(learner: Learner, cohort_id: int) -> int:
    """A learner's place in a cohort."""
    statement = select(Membership.id).where(
        Membership.user_id == learner.id, Membership.cohort_id == cohort_id
    )
    return db.session().execute(statement).scalar_one()
