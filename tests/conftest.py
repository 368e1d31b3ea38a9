"""What every test can ask for: a filled database of each kind, the application, a browser."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextvars import Context
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings as hypothesis_settings
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from playwright.sync_api import Browser
from sqlalchemy.orm import Session

from quizapp import create_app
from quizapp.extensions import db
from tests.support import browser as chromium
from tests.support import postgres
from tests.support.databases import PostgreSQLDatabases, SQLiteDatabases, settings_for
from tests.support.live_server import serving
from tests.support.needs import lacking, roomy_folder

Databases = SQLiteDatabases | PostgreSQLDatabases

# A busy machine must not turn a property into a failure: time is measured in benchmarks/.
hypothesis_settings.register_profile("rarissime", deadline=None, parent=hypothesis_settings())
hypothesis_settings.load_profile("rarissime")

if (_memory := roomy_folder()) is not None:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_memory))


class Client(FlaskClient):
    """A browser that knows nothing of the test around it.

    Flask takes an application context that a test has open for the request's own; whoever logged
    in there would be logged in here. An empty context prevents that.
    """

    def open(self, *args: Any, **kwargs: Any) -> Any:
        """Send a request as if nothing else were going on."""
        return Context().run(super().open, *args, **kwargs)


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory: pytest.TempPathFactory) -> SQLiteDatabases:
    return SQLiteDatabases(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgresql_databases(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[PostgreSQLDatabases]:
    try:
        with postgres.running_server() as server:
            databases = PostgreSQLDatabases(server, tmp_path_factory.mktemp("postgresql"))
            yield databases
            databases.close()
    except postgres.NoPostgresError as error:
        lacking(str(error))


@pytest.fixture(
    params=[
        pytest.param("sqlite"),
        pytest.param("postgresql", marks=pytest.mark.postgresql),
    ]
)
def databases(request: pytest.FixtureRequest) -> Databases:
    """Each kind of database in turn."""
    return request.getfixturevalue(f"{request.param}_databases")


@pytest.fixture
def database_url(databases: Databases, tmp_path: Path) -> Iterator[str]:
    """A database of one's own with the shipped banks in it."""
    with databases.filled(tmp_path) as url:
        yield url


@pytest.fixture
def empty_database_url(databases: Databases, tmp_path: Path) -> Iterator[str]:
    """A database of one's own without a table."""
    with databases.empty(tmp_path) as url:
        yield url


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The application on ``database_url``."""
    yield from _application(database_url, tmp_path)


class CompiledTemplates(BytecodeCache):
    """Templates compiled once a process: every test has an application of its own."""

    def __init__(self) -> None:
        self._compiled: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what an earlier test compiled."""
        if bucket.key in self._compiled:
            bucket.bytecode_from_string(self._compiled[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it for the next test."""
        self._compiled[bucket.key] = bucket.bytecode_to_string()


_templates = CompiledTemplates()


def _application(database_url: str, instance: Path) -> Iterator[Flask]:
    app = create_app(settings_for(database_url, instance))
    app.test_client_class = Client
    app.jinja_env.bytecode_cache = _templates
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Somebody who is not logged in."""
    return app.test_client()


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A database session for services and for looking at what a request left behind."""
    with app.app_context():
        yield db.session()
        db.session.remove()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, one for all tests."""
    try:
        with chromium.launched_browser() as browser:
            yield browser
    except chromium.NoBrowserError as error:
        lacking(str(error))


@pytest.fixture
def live_app(sqlite_databases: SQLiteDatabases, tmp_path: Path) -> Iterator[Flask]:
    """The application that ``visitor`` visits, on an SQLite file of its own."""
    with sqlite_databases.filled(tmp_path) as url:
        yield from _application(url, tmp_path)


@pytest.fixture
def visitor(browser: Browser, live_app: Flask) -> Iterator[chromium.Visitor]:
    """Somebody at a real browser; the test fails on any script error or refused resource."""
    with serving(live_app) as url:
        visitor = chromium.Visitor(browser, url)
        yield visitor
        visitor.close()
    assert not visitor.complaints, "\n".join(visitor.complaints)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a browser, so that ``-m "not browser"`` leaves it out."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
