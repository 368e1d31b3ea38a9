"""What learners had before modes, cases and confidence came is kept, up and down."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from quizapp import create_app
from quizapp.extensions import db
from quizapp.migrating import alembic
from tests.support.databases import settings_for

AT = "2026-09-01 08:00:00+00:00"
ROWS = {
    "users": {
        "id": 1,
        "email": "alice@example.org",
        "active": True,
        "fs_uniquifier": "u1",
        "create_datetime": AT,
        "language": "fr",
        "time_zone": "Europe/Paris",
        "theme": "auto",
        "text_size": "normal",
        "shortcuts": True,
        "new_per_day": 10,
        "due_per_day": 200,
    },
    "banks": {"id": 1, "slug": "b", "version": 1, "digest": "d", "meta": {}, "loaded_at": AT},
    "items": {
        "id": 1,
        "bank_id": 1,
        "key": "one",
        "topic": "causes",
        "type": "multiple",
        "position": 0,
        "sample_key": 5,
        "guessing": 0.0,
        "revision_id": 1,
    },
    "item_revisions": {
        "id": 1,
        "item_id": 1,
        "number": 1,
        "digest": "d",
        "content": {"expected_success": 0.55},
        "created_at": AT,
    },
    "item_parameters": {
        "item_id": 1,
        "difficulty": 0.1,
        "variance": 0.5,
        "discrimination": 1.0,
        "answers": 1,
    },
    "attempts": {
        "id": 1,
        "user_id": 1,
        "bank_id": 1,
        "client_key": "a1",
        "mode": "practice",
        "topics": ["causes"],
        "length": 1,
        "answered": 1,
        "started_at": AT,
        "finished_at": AT,
    },
    "attempt_items": {
        "attempt_id": 1,
        "position": 1,
        "item_id": 1,
        "revision_id": 1,
        "parameters": {},
        "reason": "new",
    },
    "responses": {
        "id": 1,
        "user_id": 1,
        "attempt_id": 1,
        "position": 1,
        "item_id": 1,
        "revision_id": 1,
        "client_key": "r1",
        "body_digest": "d",
        "answer": {"chosen": ["a"]},
        "points": 0.2,
        "maximum": 1.0,
        "rule": "edn_discordances",
        "rule_version": 1,
        "mark": {},
        "first_exposure": True,
        "answered_at": AT,
        "local_day": "2026-09-01",
    },
    "memory_states": {
        "user_id": 1,
        "item_id": 1,
        "bank_id": 1,
        "phase": "review",
        "stability": 3.0,
        "difficulty": 5.0,
        "last_reviewed_at": AT,
        "last_day": "2026-09-01",
        "due_at": AT,
        "reviews": 1,
        "lapses": 0,
        "introduced_on": "2026-09-01",
        "introduced_by": "quiz",
    },
}
QUIZ_REVIEW = {
    "id": 1,
    "user_id": 1,
    "bank_id": 1,
    "item_id": 1,
    "revision_id": 1,
    "client_key": "r1",
    "body_digest": "d",
    "kind": "quiz",
    "reviewed_at": AT,
    "local_day": "2026-09-01",
    "time_zone": "Europe/Paris",
    "score": 0.2,
    "guessing": 0.0,
    "desired_retention": 0.9,
    "weights_version": "w",
}
LATER_CARD = QUIZ_REVIEW | {"id": 2, "client_key": "r2", "kind": "card", "grade": 3, "score": None}


@pytest.fixture
def before(empty_database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """A database as the first version left it, with one learner's quiz in it."""
    app = create_app(settings_for(empty_database_url, tmp_path))
    with app.app_context():
        alembic.upgrade("0001")
        for table, row in ROWS.items():
            insert(table, row)
        insert("reviews", QUIZ_REVIEW)
        yield app
        db.session.remove()
        db.engine.dispose()


def insert(table: str, row: dict[str, object]) -> None:
    documents = {
        name: json.dumps(value) if isinstance(value, dict | list) else value
        for name, value in row.items()
    }
    columns = ", ".join(documents)
    # PostgreSQL takes a document only where it is told that the text is one.
    postgresql = db.engine.dialect.name == "postgresql"
    values = ", ".join(
        f"CAST(:{name} AS JSONB)"
        if postgresql and isinstance(row[name], dict | list)
        else f":{name}"
        for name in documents
    )
    with db.engine.begin() as connection:
        statement = f"INSERT INTO {table} ({columns}) VALUES ({values})"  # noqa: S608 - of this file
        connection.execute(text(statement), documents)


def nothing_points_nowhere() -> bool:
    """Whether every reference still leads to a row; PostgreSQL makes sure of it itself."""
    if db.engine.dialect.name != "sqlite":
        return True
    with db.engine.connect() as connection:
        return not connection.execute(text("PRAGMA foreign_key_check")).all()


def one(columns: str, table: str) -> tuple[object, ...]:
    with db.engine.connect() as connection:
        statement = f"SELECT {columns} FROM {table}"  # noqa: S608 - written out here
        return tuple(connection.execute(text(statement)).one())


def test_what_was_recorded_gets_what_the_new_version_wants_to_know(before):
    alembic.upgrade("0002")

    assert one("author_success, case_key", "items") == (0.55, None)
    assert one("convention, ending, deadline_at", "attempts") == ("edn", "length", None)
    assert not one("asks_confidence", "attempts")[0]
    assert one("points, credit, confidence", "responses") == (0.2, 0.2, None)
    assert one("last_score, last_confidence", "memory_states") == (0.2, None)
    assert one("COUNT(*)", "attempt_items") == (1,)
    assert nothing_points_nowhere()


def test_a_memory_last_moved_by_a_card_has_that_cards_success(before):
    insert("reviews", LATER_CARD)
    alembic.upgrade("0002")

    assert one("last_score", "memory_states") == (1.0,)


def test_a_review_that_was_taken_back_is_not_the_last_one(before):
    insert("reviews", LATER_CARD)
    insert("review_undos", {"review_id": 2, "undone_at": AT})
    alembic.upgrade("0002")

    assert one("last_score", "memory_states") == (0.2,)


def test_going_back_keeps_what_the_first_version_can_show_and_drops_the_rest(before):
    alembic.upgrade("0002")
    exam = ROWS["attempts"] | {
        "id": 2,
        "client_key": "a2",
        "mode": "exam",
        "filters": {},
        "convention": "edn",
        "asks_confidence": False,
        "ending": "handed_in",
    }
    case = ROWS["items"] | {
        "id": 2,
        "key": "two",
        "author_success": 0.5,
        "case_key": "c",
        "case_position": 1,
        "case_length": 3,
    }
    insert("attempts", exam)
    insert("items", case)
    insert("item_flags", {"user_id": 1, "item_id": 2, "flagged_at": AT})

    alembic.downgrade("0001")

    assert one("id, mode", "attempts") == (1, "practice")
    assert one("id, points", "responses") == (1, 0.2)
    assert one("id", "items") == (1,)
    assert one("COUNT(*)", "reviews") == (1,)
    assert nothing_points_nowhere()
