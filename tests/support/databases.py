"""Databases for tests: migrated and filled once a process, then copied for every test."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from quizapp import create_app
from quizapp.database import transaction
from quizapp.extensions import db
from quizapp.migrating import alembic
from quizapp.services.banks import load_folder
from quizapp.settings import ROOT, Settings
from tests.support.postgres import Server

LOADED_AT = datetime(2026, 9, 1, 8, tzinfo=UTC)
_numbers = itertools.count(1)


def settings_for(database_url: str, instance: Path) -> Settings:
    """Return the settings of every test: as shipped, but with the cheapest password hashing."""
    return Settings(
        environment="testing",
        secret_key="only-for-tests-" + "0" * 32,
        database_url=database_url,
        instance_path=instance,
    )


def fill(database_url: str, instance: Path) -> None:
    """Migrate an empty database and load every shipped bank."""
    app = create_app(settings_for(database_url, instance))
    with app.app_context():
        alembic.upgrade()
        for folder in sorted((ROOT / "questions").glob("*/bank.yaml")):
            with transaction() as session:
                load_folder(session, folder=folder.parent, now=LOADED_AT)
        db.session.remove()
        db.engine.dispose()


class SQLiteDatabases:
    """Copies of one file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def _template(self) -> Path:
        path = self._folder / "template.sqlite3"
        fill(f"sqlite:///{path}", self._folder)
        return path

    @contextmanager
    def filled(self, folder: Path) -> Iterator[str]:
        """Give the URL of a fresh copy."""
        path = folder / "test.sqlite3"
        shutil.copyfile(self._template, path)
        yield f"sqlite:///{path}"

    @contextmanager
    def empty(self, folder: Path) -> Iterator[str]:
        """Give the URL of a database without a table."""
        yield f"sqlite:///{folder / 'empty.sqlite3'}"


class PostgreSQLDatabases:
    """Copies of one template database on a server."""

    def __init__(self, server: Server, folder: Path) -> None:
        self._server = server
        self._folder = folder

    @cached_property
    def _template(self) -> str:
        name = self._name("template")
        url = self._server.create(name)
        fill(url.render_as_string(hide_password=False), self._folder)
        return name

    @contextmanager
    def filled(self, folder: Path) -> Iterator[str]:
        """Give the URL of a fresh copy."""
        with self._made(self._template) as url:
            yield url

    @contextmanager
    def empty(self, folder: Path) -> Iterator[str]:
        """Give the URL of a database without a table."""
        with self._made("template0") as url:
            yield url

    def close(self) -> None:
        """Remove the template: the server may be one that outlives the tests."""
        if "_template" in self.__dict__:
            self._server.drop(self._template)

    @contextmanager
    def _made(self, template: str) -> Iterator[str]:
        name = self._name("test")
        url = self._server.create(name, template=template)
        try:
            yield url.render_as_string(hide_password=False)
        finally:
            self._server.drop(name)

    @staticmethod
    def _name(kind: str) -> str:
        return f"rarissime_{kind}_{os.getpid()}_{next(_numbers)}"
