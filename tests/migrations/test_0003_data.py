"""What learners had before decks had options is kept, up and down, and its days are added up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from quizapp import create_app
from quizapp.extensions import db
from quizapp.migrating import alembic
from quizapp.services import study_days
from tests.migrations.test_0002_data import (
    AT,
    LATER_CARD,
    QUIZ_REVIEW,
    ROWS,
    insert,
    nothing_points_nowhere,
    one,
)
from tests.support.databases import settings_for

CONTENT = {
    "facts": ["F01", "F02"],
    "sentences": ["P1.1"],
    "stem": {"fr": "Un œdème ?"},
    "options": [{"text": {"fr": "genou"}, "rationale": {"fr": "hanche"}}],
}


def card(number: int, **changes: object) -> dict[str, object]:
    """A review by card; of what was remembered with R = .9 where nothing else is said."""
    row = LATER_CARD | {"id": number, "client_key": f"c{number}", "retrievability": 0.9}
    return row | {"local_day": f"2026-09-{number:02}", "duration_ms": 1000} | changes


@pytest.fixture
def before(empty_database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """A database as the second version left it, with one learner's quiz and cards in it."""
    app = create_app(settings_for(empty_database_url, tmp_path))
    with app.app_context():
        alembic.upgrade("0001")
        for table, row in (
            ROWS | {"item_revisions": ROWS["item_revisions"] | {"content": CONTENT}}
        ).items():
            insert(table, row)
        insert("reviews", QUIZ_REVIEW)
        alembic.upgrade("0002")
        insert("reviews", card(2, interval_days=5))
        insert("reviews", card(3, interval_days=None, grade=1))
        insert("reviews", card(4, interval_days=21))
        insert("reviews", card(5, interval_days=60, grade=1))
        insert("review_undos", {"review_id": 5, "undone_at": AT})
        insert("reviews", card(6, interval_days=60))
        insert("reviews", card(7, retrievability=1.0))
        yield app
        db.session.remove()
        db.engine.dispose()


def rows(statement: str) -> list[tuple[object, ...]]:
    with db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


def test_old_reviews_get_their_topic_and_how_old_the_memory_was_that_they_tested(before):
    alembic.upgrade("0003")

    assert rows("SELECT id, topic, tested_as, was_due FROM reviews ORDER BY id") == [
        (1, "causes", None, 0),
        (2, "causes", None, 1),
        (3, "causes", "young", 1),
        (4, "causes", None, 1),
        (5, "causes", None, 1),  # taken back
        (6, "causes", "mature", 1),
        (7, "causes", None, 0),
    ]
    assert one("two_grades, types_answers", "users") == (False, False)
    assert nothing_points_nowhere()


def test_the_days_of_study_are_added_up_as_the_application_would(before):
    alembic.upgrade("0003")

    assert study_days.rebuild(db.session(), check=True) == 0
    assert one("SUM(cards), SUM(quizzes), SUM(young), SUM(mature)", "study_days") == (5, 1, 1, 1)


def test_items_are_found_by_facts_sentences_and_words_but_not_by_rationales(before):
    alembic.upgrade("0003")

    assert rows("SELECT key FROM item_facts ORDER BY key") == [("F01",), ("F02",)]
    assert rows("SELECT key FROM item_sentences") == [("P1.1",)]
    assert rows("SELECT word FROM item_words ORDER BY word") == [("genou",), ("oedeme",), ("un",)]


def test_going_back_keeps_the_log_and_the_memories(before):
    alembic.upgrade("0003")
    insert(
        "readings",
        {"user_id": 1, "bank_id": 1, "local_day": "2026-09-02", "read_at": AT, "language": "fr"},
    )

    alembic.downgrade("0002")

    assert one("COUNT(*)", "reviews") == (7,)
    assert one("stability", "memory_states") == (3.0,)
    assert nothing_points_nowhere()
