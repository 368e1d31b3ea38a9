"""A cohort whose learners, all signed in, are to sit one exam; its instructor is signed in too."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from flask import Flask
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from benchmarks.support.seeding import (
    SHIPPED,
    BankRows,
    clone_bank,
    inform_planner,
    make_learners,
    sign_in,
)
from quizapp.database import transaction
from quizapp.domain.content.schema import QUIZ_TYPES
from quizapp.domain.grading.convention import Convention
from quizapp.domain.learning.build import Mode
from quizapp.domain.teaching.assignment import Counting, Late, PaperKind, Reveal
from quizapp.extensions import db
from quizapp.migrating import alembic
from quizapp.models import (
    Assignment,
    AssignmentItem,
    Cohort,
    CohortStaff,
    Item,
    Membership,
    User,
)
from quizapp.models.accounts import user_roles
from quizapp.services.accounts import ensure_roles
from quizapp.services.banks import load_folder

BANK_ITEMS = 1_000
CASE_QUESTIONS = 5
MINUTES = 60


def seed_exam(app: Flask, learners: int, questions: int, people_file: Path) -> int:
    """Fill an empty database; the learners, and last the instructor, go to a file.

    Returns the number of the assignment: a fixed paper in another order for each, one attempt.
    """
    now = datetime.now(UTC)
    with app.app_context():
        alembic.upgrade()
        with transaction() as session:
            load_folder(session, folder=SHIPPED, now=now)
            bank = clone_bank(session, "bench-exam", BANK_ITEMS, Random(1), now)
            users = make_learners(session, learners + 1, now)
            cohort = _make_cohort(session, users[-1], users[:-1], now)
            assignment = _assign(session, cohort, bank, questions, now)
        inform_planner()
        db.session.remove()
    people = [sign_in(app, user, bank.slug, [], now, with_quiz=False) for user in users]
    with app.app_context():
        db.engine.dispose()
    people_file.write_text(json.dumps([asdict(person) for person in people]), encoding="utf-8")
    return assignment


def _make_cohort(session: Session, instructor: int, learners: list[int], now: datetime) -> int:
    role = ensure_roles(session)["instructor"]
    session.execute(insert(user_roles), [{"user_id": instructor, "role_id": role.id}])
    cohort = Cohort(
        name="Promotion", created_by=instructor, client_key="bench-cohort-key-1", created_at=now
    )
    session.add(cohort)
    session.flush()
    session.add(CohortStaff(cohort_id=cohort.id, user_id=instructor, is_owner=True, added_at=now))
    addresses = dict(session.execute(select(User.id, User.email)).tuples().all())
    places = [
        {
            "cohort_id": cohort.id,
            "user_id": user,
            "email": addresses[user],
            "name": f"Learner {number}",
            "number": str(number),
            "added_at": now,
            "joined_at": now,
        }
        for number, user in enumerate(learners)
    ]
    session.execute(insert(Membership), places)
    return cohort.id


def _assign(session: Session, cohort: int, bank: BankRows, questions: int, now: datetime) -> int:
    paper = _paper(session, bank.id, questions)
    row = Assignment(
        cohort_id=cohort,
        bank_id=bank.id,
        title="Examen du matin",
        note="",
        mode=Mode.EXAM.value,
        paper=PaperKind.FIXED.value,
        draw={},
        topics=[],
        length=len(paper),
        shuffles=True,
        convention=Convention.EDN.value,
        asks_confidence=False,
        minutes=MINUTES,
        late=Late.REFUSE.value,
        late_deduction=0,
        attempts_allowed=1,
        counting=Counting.BEST.value,
        reveal=Reveal.SCORE.value,
        published_at=now,
        client_key="bench-assignment-1",
        created_at=now,
        changed_at=now,
    )
    session.add(row)
    session.flush()
    places = [
        {"assignment_id": row.id, "position": position, "item_id": item}
        for position, item in enumerate(paper, start=1)
    ]
    session.execute(insert(AssignmentItem), places)
    return row.id


def _paper(session: Session, bank: int, questions: int) -> list[int]:
    """Single questions of every type, and one case as a whole where it is short enough."""
    rows = session.execute(
        select(Item.id, Item.case_key, Item.case_length)
        .where(Item.bank_id == bank, Item.type.in_(QUIZ_TYPES))
        .order_by(Item.position)
    ).all()
    lengths = {row.case_key: row.case_length for row in rows if row.case_key}
    most = min(CASE_QUESTIONS, questions // 2)
    chosen = next((key for key, length in lengths.items() if length <= most), None)
    case = [row.id for row in rows if chosen is not None and row.case_key == chosen]
    singles = [row.id for row in rows if row.case_key is None]
    return singles[: questions - len(case)] + case
