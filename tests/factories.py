"""Made-up people and small banks for tests."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask.testing import FlaskClient
from flask_security import hash_password
from werkzeug.test import TestResponse

from quizapp.database import transaction
from quizapp.services import accounts
from quizapp.services.learners import Learner

PASSWORD = "un nuage sur la hanche"
BANK = "calcinose-tumorale"
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


def make_learner(
    name: str = "alice",
    *,
    role: str = "student",
    language: str = "fr",
    time_zone: str = "Europe/Paris",
) -> Learner:
    """Make an account ``<name>@example.org`` in the current application; committed."""
    with transaction() as session:
        user = accounts.create_user(
            session,
            email=f"{name}@example.org",
            password_hash=hash_password(PASSWORD),
            role=role,
            language=language,
            time_zone=time_zone,
            now=NOON,
        )
        return Learner(id=user.id, zone=ZoneInfo(time_zone), language=language)


def csrf_token(page: TestResponse) -> str:
    """The token of a page's first form."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
    assert found, f"no form in {page.request.path}"
    return found[1]


def hidden(page: TestResponse, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', page.text)
    assert found, f"no hidden field {name} in {page.request.path}"
    return found[1]


def log_in(client: FlaskClient, name: str = "alice", password: str = PASSWORD) -> TestResponse:
    """Log in through the form, as a person would."""
    page = client.get("/login")
    return client.post(
        "/login",
        data={
            "csrf_token": csrf_token(page),
            "email": f"{name}@example.org",
            "password": password,
        },
    )
