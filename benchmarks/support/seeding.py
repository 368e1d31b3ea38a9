"""A database of a faculty's size, written in bulk.

Ten banks of a thousand items, cloned from the shipped bank so that their content is real; learners
with a hundred memories each, some of them due, and the reviews behind them.
"""

import hashlib
import json
import secrets
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from pathlib import Path
from random import Random
from typing import Any

from flask import Flask
from flask import session as cookie
from flask_security import login_user
from flask_wtf.csrf import generate_csrf
from sqlalchemy import Integer, String, cast, insert, literal, select, text, update
from sqlalchemy.orm import Session, aliased

from quizapp.database import transaction
from quizapp.domain.learning.ability import prior
from quizapp.domain.learning.build import Build, Filters, Mode
from quizapp.domain.learning.memory import Phase, ReviewKind
from quizapp.extensions import db
from quizapp.migrating import alembic
from quizapp.models import (
    Ability,
    Bank,
    Item,
    ItemFact,
    ItemParameters,
    ItemRevision,
    ItemSentence,
    ItemWord,
    MemoryState,
    Note,
    Review,
    Sentence,
    Text,
    User,
)
from quizapp.models.accounts import user_roles
from quizapp.services.accounts import ensure_roles
from quizapp.services.banks import SAMPLE_KEYS, load_folder
from quizapp.services.learners import as_learner
from quizapp.services.quizzes import quiz
from quizapp.services.quizzes.attempts import TOPICS
from quizapp.settings import ROOT

SHIPPED = ROOT / "questions" / "calcinose-tumorale"
BANKS = 10
ITEMS = 1_000
STATES = 100
DUE = 30
REVIEWS = 3
QUIZ_LENGTH = 20
# Flask-Login ties a session to it.
USER_AGENT = "study_http"
ROWS_AT_ONCE = 20_000
# Stands in the client key of every seeded review.
SEEDED = "-seeded-"


@dataclass(frozen=True)
class Person:
    """A signed-in learner, as the load generator needs them.

    ``attempt`` is a quiz they have started, None for those who study cards. ``seen`` tells how
    often a card was retrieved, where it was.
    """

    cookie: str
    csrf_token: str
    slug: str
    attempt: int | None
    seen: dict[int, int]


@dataclass(frozen=True)
class BankRows:
    """A cloned bank: its address and its items."""

    id: int
    slug: str
    items: list[int]


def seed(app: Flask, learners: int, people_file: Path) -> None:
    """Fill an empty database, and write the learners, all signed in, to a file."""
    now = datetime.now(UTC)
    rng = Random(1)
    with app.app_context():
        alembic.upgrade()
        with transaction() as session:
            load_folder(session, folder=SHIPPED, now=now)
            banks = [
                clone_bank(session, f"bench-{number}", ITEMS, rng, now) for number in range(BANKS)
            ]
            users = make_learners(session, learners, now)
            states = _remember(session, users, banks, rng, now)
        inform_planner()
        db.session.remove()
    people = [
        sign_in(app, user, bank.slug, states[user], now, with_quiz=number < learners // 2)
        for number, (user, bank) in enumerate(zip(users, cycle(banks), strict=False))
    ]
    with app.app_context():
        db.engine.dispose()
    people_file.write_text(json.dumps([asdict(person) for person in people]), encoding="utf-8")


def inform_planner() -> None:
    """Tell PostgreSQL's planner what was seeded: autovacuum would need more than a minute."""
    if db.engine.dialect.name != "postgresql":
        return
    with db.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))


def clone_bank(session: Session, slug: str, size: int, rng: Random, now: datetime) -> BankRows:
    """A bank of ``size`` items, copied from the shipped one as often as it takes."""
    original = session.scalars(select(Bank).order_by(Bank.id)).first()
    if original is None:
        raise LookupError("the shipped bank was not loaded")
    bank = Bank(slug=slug, version=1, digest=_digest(slug), meta=original.meta, loaded_at=now)
    session.add(bank)
    session.flush()
    _clone_texts(session, original.id, bank.id)
    items = _clone_items(session, original.id, bank.id, size=size, rng=rng, now=now)
    return BankRows(bank.id, slug, items)


def _clone_texts(session: Session, original: int, bank: int) -> None:
    for row in session.scalars(select(Text).where(Text.bank_id == original)):
        clone = Text(bank_id=bank, language=row.language, title=row.title, headings=row.headings)
        session.add(clone)
        session.flush()
        session.execute(insert(Sentence), [_copied(one, text_id=clone.id) for one in row.sentences])
    notes = session.scalars(select(Note).where(Note.bank_id == original)).all()
    session.execute(insert(Note), [_copied(note, bank_id=bank) for note in notes])


def _clone_items(
    session: Session, original: int, bank: int, *, size: int, rng: Random, now: datetime
) -> list[int]:
    rows = session.execute(
        select(Item, ItemRevision.content, ItemParameters)
        .join(ItemRevision, ItemRevision.id == Item.revision_id)
        .join(ItemParameters, ItemParameters.item_id == Item.id)
        .where(Item.bank_id == original)
        .order_by(Item.position)
    ).all()
    sources = list(islice(cycle(rows), size))
    items = [
        _copied(
            item,
            bank_id=bank,
            key=f"{item.key}-{position}",
            position=position,
            sample_key=rng.randrange(SAMPLE_KEYS),
            revision_id=None,
            case_key=item.case_key and f"{item.case_key}-{position // len(rows)}",
        )
        for position, (item, _, _) in enumerate(sources)
    ]
    ids = list(
        session.scalars(insert(Item).returning(Item.id, sort_by_parameter_order=True), items)
    )
    revisions, parameters = [], []
    for item_id, item, (_, content, parameter) in zip(ids, items, sources, strict=True):
        document = {**content, "id": item["key"]}
        revisions.append(
            {
                "item_id": item_id,
                "number": 1,
                "digest": _digest(f"{bank}/{json.dumps(document)}"),
                "content": document,
                "created_at": now,
            }
        )
        parameters.append(_copied(parameter, item_id=item_id))
    session.execute(insert(ItemRevision), revisions)
    session.execute(insert(ItemParameters), parameters)
    _clone_links(session, original, bank, len(rows))
    current = select(ItemRevision.id).where(ItemRevision.item_id == Item.id).scalar_subquery()
    session.execute(
        update(Item).where(Item.bank_id == bank).values(revision_id=current),
        execution_options={"synchronize_session": False},
    )
    return ids


def _clone_links(session: Session, original: int, bank: int, number: int) -> None:
    """What items are found by. Only the copies of one round share a fact, as siblings do.

    ``number`` items of the original bank were copied in turn, by position.
    """
    source = aliased(Item)
    round_of = cast(cast(Item.position / number, Integer), String)
    for table, column in (
        (ItemFact, ItemFact.key + literal("-") + round_of),
        (ItemSentence, ItemSentence.key),
        (ItemWord, ItemWord.word),
    ):
        rows = (
            select(Item.id, Item.bank_id, column)
            .join(source, source.position == Item.position % number)
            .join(table, table.item_id == source.id)
            .where(Item.bank_id == bank, source.bank_id == original)
            .order_by(Item.id)
        )
        names = ["item_id", "bank_id", "word" if table is ItemWord else "key"]
        session.execute(insert(table).from_select(names, rows))


def make_learners(
    session: Session, count: int, now: datetime, *, due_per_day: int = 200, new_per_day: int = 10
) -> list[int]:
    """Accounts without a password; their ids."""
    rows = [
        {
            "email": f"learner{number}@example.org",
            "password": None,
            "active": True,
            "fs_uniquifier": secrets.token_hex(32),
            "create_datetime": now,
            "language": "fr",
            "time_zone": "Europe/Paris",
            "due_per_day": due_per_day,
            "new_per_day": new_per_day,
        }
        for number in range(count)
    ]
    users = list(
        session.scalars(insert(User).returning(User.id, sort_by_parameter_order=True), rows)
    )
    student = ensure_roles(session)["student"]
    session.execute(
        insert(user_roles), [{"user_id": user, "role_id": student.id} for user in users]
    )
    return users


def _remember(
    session: Session, users: list[int], banks: list[BankRows], rng: Random, now: datetime
) -> dict[int, list[int]]:
    """Give every learner memories of a bank; the items they know, by learner."""
    known, rows = {}, []
    for user, bank in zip(users, cycle(banks), strict=False):
        known[user] = rng.sample(bank.items, STATES)
        for place, item in enumerate(known[user]):
            ids = {"user_id": user, "item_id": item, "bank_id": bank.id}
            rows.append(ids | memory_state(due=place < DUE, rng=rng, now=now))
        if len(rows) >= ROWS_AT_ONCE:
            session.execute(insert(MemoryState), rows)
            rows = []
    if rows:
        session.execute(insert(MemoryState), rows)
    for number in range(REVIEWS):
        log_review(session, number)
    able = prior(TOPICS).as_json()
    session.execute(
        insert(Ability),
        [
            {"user_id": user, "bank_id": bank.id, "state": able, "answers": STATES}
            for user, bank in zip(users, cycle(banks), strict=False)
        ],
    )
    return known


def memory_state(*, due: bool, rng: Random, now: datetime) -> dict[str, Any]:
    """A memory in review, due since a few days or in some weeks."""
    reviewed = now - timedelta(days=rng.randrange(5, 40))
    wait = -rng.uniform(0.1, 4) if due else rng.uniform(2, 60)
    return {
        "phase": Phase.REVIEW.value,
        "step": None,
        "stability": rng.uniform(3, 60),
        "difficulty": rng.uniform(3, 8),
        "last_reviewed_at": reviewed,
        "last_day": reviewed.date(),
        "due_at": now + timedelta(days=wait),
        "reviews": REVIEWS,
        "lapses": 0,
        "last_score": 1.0,
        "introduced_on": reviewed.date(),
        "introduced_by": ReviewKind.CARD.value,
    }


def log_review(session: Session, number: int) -> None:
    """One review behind every memory, copied by the database from what it knows."""
    key = cast(MemoryState.item_id, String) + literal(f"{SEEDED}{number}")
    values = {
        "user_id": MemoryState.user_id,
        "bank_id": MemoryState.bank_id,
        "item_id": MemoryState.item_id,
        "revision_id": Item.revision_id,
        "client_key": key,
        "body_digest": literal(_digest("seeded")),
        "kind": literal(ReviewKind.CARD.value),
        "reviewed_at": MemoryState.last_reviewed_at,
        "local_day": MemoryState.last_day,
        "time_zone": literal("Europe/Paris"),
        "grade": literal(3),
        "guessing": literal(0.0),
        "desired_retention": literal(0.9),
        "weights_version": literal("fsrs-6.3-default"),
        "interval_days": literal(7),
        "topic": Item.topic,
        "was_due": literal(True),  # noqa: FBT003 - a value of the row
        "after_reading": literal(False),  # noqa: FBT003 - a value of a column
        "duration_ms": cast(5_000 + MemoryState.item_id, Integer),
    }
    rows = select(*values.values()).join(Item, Item.id == MemoryState.item_id)
    session.execute(insert(Review).from_select(list(values), rows))


def sign_in(
    app: Flask, user_id: int, slug: str, known: list[int], now: datetime, *, with_quiz: bool
) -> Person:
    """Sign a learner in as the log-in page does, without the cost of a password."""
    headers = {"User-Agent": USER_AGENT}
    address = {"REMOTE_ADDR": "127.0.0.1"}
    with app.test_request_context(headers=headers, environ_overrides=address):
        with transaction() as session:
            user = session.get_one(User, user_id)
            login_user(user)
            attempt = _start_quiz(session, user, slug, now) if with_quiz else None
        token = generate_csrf()
        signed = app.session_interface.get_signing_serializer(app).dumps(dict(cookie))
    return Person(
        cookie=f"{app.config['SESSION_COOKIE_NAME']}={signed}",
        csrf_token=token,
        slug=slug,
        attempt=attempt,
        seen=dict.fromkeys(known, REVIEWS),
    )


def _start_quiz(session: Session, user: User, slug: str, now: datetime) -> int:
    attempt = quiz.start_attempt(
        session,
        learner=as_learner(user),
        slug=slug,
        build=Build(Mode.PRACTICE, Filters.of(TOPICS), QUIZ_LENGTH),
        client_key=secrets.token_hex(16),
        now=now,
    )
    return attempt.id


def _copied(row: Any, **changes: Any) -> dict[str, Any]:
    """The columns of a row for another row; a key of its own is given anew."""
    columns = {column.name: getattr(row, column.name) for column in row.__table__.columns}
    return {name: value for name, value in (columns | changes).items() if name != "id"}


def _digest(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()
