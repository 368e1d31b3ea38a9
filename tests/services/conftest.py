"""Personas for the services, and one application for all of their tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event, make_url
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Session

from quizapp import create_app
from quizapp.extensions import db
from quizapp.services.learners import Learner
from tests.factories import make_learner
from tests.support.databases import settings_for


class LedApp:
    """An application whose engine is led to the database of one test after the other.

    SQLAlchemy compiles a statement once for an engine: on a new one, a test of a few statements
    would spend most of its time on that.
    """

    def __init__(self, database_url: str, instance: Path) -> None:
        self.url = make_url(database_url)
        self.app = create_app(settings_for(database_url, instance))
        with self.app.app_context():
            event.listen(db.engine, "do_connect", self._connect)

    def _connect(self, dialect: Dialect, _record: object, _cargs: object, cparams: dict) -> object:
        arguments, parameters = dialect.create_connect_args(self.url)
        return dialect.connect(*arguments, **{**cparams, **parameters})


@pytest.fixture(scope="session")
def led_apps() -> dict[str, LedApp]:
    """The applications made so far, by kind of database."""
    return {}


@pytest.fixture
def app(
    database_url: str, led_apps: dict[str, LedApp], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """The application on ``database_url``."""
    kind = make_url(database_url).get_backend_name()
    if kind not in led_apps:
        led_apps[kind] = LedApp(database_url, tmp_path_factory.mktemp("instance"))
    led = led_apps[kind]
    led.url = make_url(database_url)
    yield led.app
    with led.app.app_context():
        db.engine.dispose()


@pytest.fixture
def alice(session: Session) -> Learner:
    return make_learner("alice")


@pytest.fixture
def bob(session: Session) -> Learner:
    return make_learner("bob")
