"""The migrations, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import inspect

from quizapp import create_app
from quizapp.extensions import db
from quizapp.migrating import alembic
from tests.support.databases import settings_for

BOOKKEEPING = {"alembic_version"}


@pytest.fixture
def empty_app(empty_database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The application on a database without a table, its context open."""
    app = create_app(settings_for(empty_database_url, tmp_path))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def schema() -> dict[str, list[str]]:
    """Every table with its columns, keys, indexes and checks, in words that can be compared."""
    found = inspect(db.engine)
    return {
        table: sorted(
            in_words(part)
            for parts in (
                found.get_columns,
                found.get_foreign_keys,
                found.get_unique_constraints,
                found.get_check_constraints,
                found.get_indexes,
            )
            for part in parts(table)
        )
        for table in found.get_table_names()
        if table not in BOOKKEEPING
    }


def in_words(part: dict[str, Any]) -> str:
    """A column, key, index or check; the condition of a partial index as SQL, not as an object."""
    options = {name: str(value) for name, value in part.get("dialect_options", {}).items()}
    return str(part | {"dialect_options": options})


def test_migrating_up_gives_exactly_the_tables_that_the_models_describe(empty_app):
    alembic.upgrade()

    assert alembic.compare_metadata() == []


def test_every_migration_can_be_taken_back_and_applied_again(empty_app):
    revisions = list(reversed(list(alembic.script_directory.walk_revisions())))
    assert revisions

    for revision in revisions:
        before = schema()
        alembic.upgrade(revision.revision)
        after = schema()
        alembic.downgrade(revision.down_revision or "base")
        assert schema() == before
        alembic.upgrade(revision.revision)
        assert schema() == after


def test_migrations_stand_in_one_line():
    app = create_app(settings_for("sqlite://", Path("unused")))
    with app.app_context():
        assert len(alembic.script_directory.get_heads()) == 1
