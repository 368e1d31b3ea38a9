"""The one way to write: committed once or not at all, and writers queue instead of failing."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from datetime import datetime

import pytest
from sqlalchemy import delete, event, make_url, select, text
from sqlalchemy.exc import DBAPIError, StatementError

from quizapp import create_app, database
from quizapp.database import UnsafeDatabaseError, engine_summary, is_reachable, transaction
from quizapp.extensions import db
from quizapp.models import LoginFailure, User
from quizapp.services.learners import lock_learner
from tests.factories import NOON
from tests.services.studying import at_once
from tests.support.databases import settings_for

THREADS = 8


def failure(address="192.0.2.1"):
    return LoginFailure(account_digest="0" * 64, address=address, failed_at=NOON)


def addresses(session):
    return sorted(session.scalars(select(LoginFailure.address)))


def meanwhile(app, work):
    """Do something as another request would: in a thread and a session of its own."""
    return at_once(app, [work])[0]


def write_one(address="192.0.2.9"):
    with transaction() as session:
        session.add(failure(address))


@contextmanager
def commits_counted():
    """Count what reaches the database as a commit."""
    counted = []

    def count(_connection):
        counted.append(1)

    event.listen(db.engine, "commit", count)
    yield counted
    event.remove(db.engine, "commit", count)


def test_a_transaction_commits_once_at_its_end(app, session):
    with commits_counted() as commits:
        with transaction() as writing:
            writing.add(failure("192.0.2.1"))
            writing.flush()
            writing.add(failure("192.0.2.2"))
            assert meanwhile(app, lambda: addresses(db.session())) == []
            assert not commits
        assert len(commits) == 1

    assert meanwhile(app, lambda: addresses(db.session())) == ["192.0.2.1", "192.0.2.2"]


def test_an_error_takes_everything_back_and_lets_the_next_writer_in(app, session):
    with pytest.raises(ZeroDivisionError), transaction() as writing:
        writing.add(failure())
        writing.flush()
        raise ZeroDivisionError

    assert addresses(session) == []
    meanwhile(app, write_one)


def test_changes_made_before_a_transaction_are_refused(app, session):
    session.add(failure())

    with pytest.raises(RuntimeError, match="pending"), transaction():
        pass

    session.rollback()
    meanwhile(app, write_one)


def test_a_transaction_sees_what_others_wrote_after_the_request_had_looked(app, session, alice):
    def move_to_tokyo():
        with transaction() as writing:
            writing.get_one(User, alice.id).time_zone = "Asia/Tokyo"

    looked_at = session.get_one(User, alice.id)
    assert looked_at.time_zone == "Europe/Paris"
    meanwhile(app, move_to_tokyo)

    with transaction() as writing:
        assert writing.get_one(User, alice.id).time_zone == "Asia/Tokyo"


def test_a_request_that_began_by_reading_can_still_write(app, session):
    assert addresses(session) == []
    meanwhile(app, write_one)

    session.add(failure("192.0.2.1"))
    session.commit()

    assert addresses(session) == ["192.0.2.1", "192.0.2.9"]
    meanwhile(app, write_one)


def test_a_request_that_began_by_reading_can_still_delete(app, session):
    assert addresses(session) == []
    meanwhile(app, write_one)

    session.execute(delete(LoginFailure))
    session.commit()

    assert addresses(session) == []
    meanwhile(app, write_one)


def test_a_request_that_turned_to_writing_and_failed_lets_the_next_writer_in(app, session):
    session.add(failure())
    session.flush()
    session.rollback()

    assert addresses(session) == []
    meanwhile(app, write_one)


def test_reading_does_not_wait_for_a_writer(app, session):
    with transaction() as writing:
        writing.add(failure())
        writing.flush()

        assert meanwhile(app, lambda: addresses(db.session())) == []


def test_read_modify_write_under_a_learners_lock_loses_nothing(app, session, alice):
    def increase():
        for _ in range(5):
            with transaction() as writing:
                lock_learner(writing, alice.id)
                writing.get_one(User, alice.id).new_per_day += 1

    at_once(app, [increase] * THREADS)

    stored = session.scalar(select(User.new_per_day).where(User.id == alice.id))
    assert stored == 10 + 5 * THREADS


def test_an_instant_comes_back_in_utc_and_one_without_a_zone_is_refused(session):
    with transaction() as writing:
        writing.add(failure())
    stored = session.scalar(select(LoginFailure.failed_at))
    assert (stored, stored.utcoffset()) == (NOON, NOON.utcoffset())

    naive = datetime(2026, 11, 2)  # noqa: DTZ001 - that is the point
    with pytest.raises(StatementError, match="without a time zone"):
        session.scalar(select(LoginFailure.id).where(LoginFailure.failed_at == naive))


def test_an_application_opens_no_connection_before_it_is_asked_for_something(tmp_path):
    nobody_there = "postgresql+psycopg://nobody@127.0.0.1:1/none"
    app = create_app(settings_for(nobody_there, tmp_path))

    with app.app_context():
        assert not is_reachable()


def test_a_database_that_answers_is_reachable_and_tells_its_version(session):
    assert is_reachable()
    assert engine_summary(db.engine).split()[0] == db.engine.dialect.name


@pytest.mark.postgresql
def test_postgresql_that_may_lose_acknowledged_answers_is_refused(postgresql_databases, tmp_path):
    with postgresql_databases.empty(tmp_path) as url:
        unsafe = make_url(url).update_query_dict({"options": "-c synchronous_commit=off"})
        app = create_app(settings_for(unsafe.render_as_string(hide_password=False), tmp_path))

        with app.app_context(), pytest.raises(UnsafeDatabaseError, match="synchronous_commit"):
            db.session.execute(text("SELECT 1"))


def test_postgresql_without_fsync_is_refused_and_its_connection_closed():
    class Cursor:
        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

        def execute(self, statement):
            self.asked = statement

        def fetchone(self):
            return ("off" if self.asked == "SHOW fsync" else "on",)

    class Connection:
        closed = False
        cursor = Cursor

        def close(self):
            self.closed = True

    connection = Connection()
    with pytest.raises(UnsafeDatabaseError, match="Set fsync = on"):
        database._open_postgresql(connection, None)
    assert connection.closed


@pytest.mark.postgresql
def test_postgresql_is_spoken_to_in_utc_and_keeps_the_urls_own_options(
    postgresql_databases, tmp_path
):
    with postgresql_databases.empty(tmp_path) as url:
        own = make_url(url).update_query_dict({"options": "-c search_path=elsewhere"})
        app = create_app(settings_for(own.render_as_string(hide_password=False), tmp_path))
        with app.app_context():
            for name, value in (("TimeZone", "UTC"), ("search_path", "elsewhere")):
                assert db.session.scalar(text(f"SHOW {name}")) == value
            db.session.rollback()
            assert db.session.scalar(text("SHOW TimeZone")) == "UTC"
            db.session.remove()
            db.engine.dispose()


def test_a_thread_that_holds_the_turn_lets_go_of_it_at_the_end(app, session):
    held, finish = threading.Event(), threading.Event()

    def hold():
        with transaction():
            held.set()
            finish.wait(timeout=10)

    def wait_and_write():
        held.wait(timeout=10)
        threading.Timer(0.1, finish.set).start()
        write_one()

    at_once(app, [hold, wait_and_write])
    assert addresses(session) == ["192.0.2.9"]


def test_what_somebody_typed_does_not_get_into_the_report_of_a_failure(app, session):
    with pytest.raises(DBAPIError) as failure:
        session.execute(
            text("SELECT nothing FROM nowhere WHERE x = :typed"), {"typed": "my secret"}
        )
    assert "my secret" not in str(failure.value)
    session.rollback()
