"""What holds for a queue in PostgreSQL alone."""

from __future__ import annotations

import psycopg
import pytest
from sqlalchemy import text

from quizapp.extensions import db

pytestmark = pytest.mark.postgresql

CUT_ALL_OTHERS = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE pid <> pg_backend_pid() AND datname = current_database()"
)


@pytest.fixture
def database_url(postgresql_databases, tmp_path):
    with postgresql_databases.filled(tmp_path) as url:
        yield url


def test_a_connection_that_was_cut_is_opened_again(app, queue):
    queue.jobs["calibrate_bank"](7)
    with app.app_context():
        db.session.execute(CUT_ALL_OTHERS)

    with pytest.raises(psycopg.OperationalError):
        queue.dequeue()
    assert queue.dequeue().args == (7,)
