"""How the two databases are opened, and the one way to write to them.

SQLite allows one writer. A transaction that begins by reading and writes later fails when
somebody wrote in between, and waiting inside SQLite is a lottery. So a writing transaction here
takes a file lock that all workers share, then says ``BEGIN IMMEDIATE``: writers queue, none fails.
PostgreSQL needs none of this; there the services lock the learner's row.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from fasteners import InterProcessLock
from flask import Flask, current_app
from sqlalchemy import Connection, Engine, event, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.orm.session import SessionTransaction

from quizapp.domain.errors import RarissimeError
from quizapp.extensions import db
from quizapp.models import Role

WRITE = {"quizapp_write": True}
LOCK_TIMEOUT_SECONDS = 20.0
SQLITE_WITHOUT_WAL_RACE = (3, 51, 3)


class UnsafeDatabaseError(RarissimeError):
    """The server's settings would lose acknowledged answers at a power cut."""


class DatabaseBusyError(RarissimeError):
    """No turn to write came within the time a learner would wait."""


class WriteLock:
    """One writer over all threads and processes that use the same SQLite file."""

    def __init__(self, path: Path) -> None:
        self._threads = threading.Lock()
        self._processes = InterProcessLock(path)

    def acquire(self) -> None:
        """Wait for the turn to write.

        Raises:
            DatabaseBusyError: after ``LOCK_TIMEOUT_SECONDS``.
        """
        if not self._threads.acquire(timeout=LOCK_TIMEOUT_SECONDS):
            raise DatabaseBusyError("another thread holds the database")
        if not self._processes.acquire(
            timeout=LOCK_TIMEOUT_SECONDS, delay=0.0005, max_delay=0.0005
        ):
            self._threads.release()
            raise DatabaseBusyError("another process holds the database")

    def release(self) -> None:
        self._processes.release()
        self._threads.release()


def _engine_options(database_url: str) -> dict[str, Any]:
    # A failed statement is logged; what a learner typed is nobody's business there.
    shared = {"hide_parameters": True}
    if database_url.startswith("sqlite"):
        arguments = {"timeout": LOCK_TIMEOUT_SECONDS, "check_same_thread": False}
        return {**shared, "connect_args": arguments}
    return {
        **shared,
        "pool_size": 8,
        "max_overflow": 16,
        "pool_pre_ping": True,
        "pool_recycle": 1800,
        "connect_args": {"connect_timeout": 5},
    }


def init_app(app: Flask) -> None:
    """Bind the engine and its hooks. Nothing is connected: a pool must not cross a fork."""
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = _engine_options(app.config["SQLALCHEMY_DATABASE_URI"])
    db.init_app(app)
    with app.app_context():
        engine = db.engine
    if engine.dialect.name == "sqlite":
        app.extensions["write_lock"] = WriteLock(Path(f"{engine.url.database}.lock"))
        event.listen(engine, "connect", _open_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "connect", _open_postgresql)


def _open_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver's own BEGIN would come too late and deferred
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("quizapp_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _open_postgresql(connection: Any, _record: object) -> None:
    with connection.cursor() as cursor:
        for name in ("fsync", "synchronous_commit"):
            cursor.execute(f"SHOW {name}")
            if cursor.fetchone()[0] == "off":
                connection.close()  # the pool would forget it open
                raise UnsafeDatabaseError(
                    f"PostgreSQL runs with {name} = off: acknowledged answers could be lost. "
                    f"Set {name} = on."
                )
        # Not by a connection option: it would take the place of those in DATABASE_URL.
        cursor.execute("SET TIME ZONE 'UTC'")
        cursor.execute(f"SET lock_timeout = '{LOCK_TIMEOUT_SECONDS:.0f}s'")
    connection.commit()


@contextmanager
def transaction() -> Iterator[Session]:
    """The request's (or the command's) one writing transaction, committed at its end.

    Whatever was read before is let go first, so that a service never decides on a stale snapshot.
    It can still be shown, as it was; to change it, read it again.
    """
    session = cast("Session", db.session())
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("changes were pending before the transaction began")
    session.commit()
    session.expunge_all()
    _begin_writing(session)
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise


def _begin_writing(session: Session) -> None:
    lock: WriteLock | None = current_app.extensions.get("write_lock")
    if lock is not None:
        lock.acquire()
        session.info["write_lock"] = lock
    try:
        session.connection(execution_options=WRITE)
    except BaseException:
        session.rollback()
        _release(session)
        raise


def _release(session: Session) -> None:
    lock: WriteLock | None = session.info.pop("write_lock", None)
    if lock is not None:
        lock.release()


@event.listens_for(Session, "before_flush")
def _flush_as_writer(session: Session, *_: object) -> None:
    _become_writer(session)


@event.listens_for(Session, "do_orm_execute")
def _execute_as_writer(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        _become_writer(state.session)


def _become_writer(session: Session) -> None:
    """Let code that is not ours (log in, register, reset) write, though it began by reading.

    A read-only transaction can be ended and begun anew as a writer at no loss.
    """
    lock: WriteLock | None = current_app.extensions.get("write_lock") if current_app else None
    if lock is None or "write_lock" in session.info:
        return
    connection = session.connection()
    connection.exec_driver_sql("COMMIT")
    lock.acquire()
    session.info["write_lock"] = lock
    connection.exec_driver_sql("BEGIN IMMEDIATE")


@event.listens_for(Session, "after_transaction_end")
def _transaction_ended(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        _release(session)


def is_reachable() -> bool:
    """Whether the database answers a query on our tables now.

    SQLite would make an empty database where the file has gone, and answer ``SELECT 1``.
    """
    try:
        db.session.execute(select(Role.id).limit(1))
    except DBAPIError:
        db.session.rollback()
        return False
    return True


def engine_summary(engine: Engine) -> str:
    """The database's name and version, for the person who starts the server."""
    with engine.connect() as connection:
        name, version = connection.dialect.name, connection.dialect.server_version_info or ()
    summary = f"{name} {'.'.join(map(str, version))}"
    if name == "sqlite" and version < SQLITE_WITHOUT_WAL_RACE:
        fixed = ".".join(map(str, SQLITE_WITHOUT_WAL_RACE))
        summary += f" (a rare corruption of the write-ahead log is fixed in {fixed})"
    return summary
