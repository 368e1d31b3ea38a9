"""Personas for the services."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from quizapp.services.learners import Learner
from tests.factories import make_learner


@pytest.fixture
def alice(session: Session) -> Learner:
    return make_learner("alice")


@pytest.fixture
def bob(session: Session) -> Learner:
    return make_learner("bob")
