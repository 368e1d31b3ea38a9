"""Where the queue is kept: a file beside SQLite's database, tables of its own in PostgreSQL.

Both are Huey's own storages, with one statement more. Tasks are taken out one by one, in an
exclusive transaction of SQLite or past rows that are locked in PostgreSQL, so that any number of
workers and machines share a queue and none runs a task that another one took.
"""

from __future__ import annotations

from pathlib import Path

from huey.storage import PostgresStorage, SqliteStorage
from sqlalchemy import make_url

from quizapp.settings import Settings

QUEUE = "rarissime"
TABLES = "jobs"
CREATION_LOCK = 7_265_697_474  # any number that no other program of this database locks

# The mark only ever moves forward, and of two who move it to the same place one is told so.
ADVANCE = (
    "INSERT INTO {table} AS mark (queue, key, value) VALUES ({p}, {p}, {p}) "
    "ON CONFLICT (queue, key) DO UPDATE SET value = excluded.value "
    "WHERE mark.value < excluded.value"
)


class SqliteQueue(SqliteStorage):
    """The queue in a file of its own: the learners' database has one writer, and better to do."""

    def advance(self, key: str, value: bytes) -> bool:
        """Move a mark forward; False where it stood there or further already."""
        with self.db(commit=True) as cursor:
            cursor.execute(ADVANCE.format(table="kv", p="?"), (self.name, key, value))
            return bool(cursor.rowcount)


class PostgresQueue(PostgresStorage):
    """The queue in PostgreSQL, beside the tables of the application."""

    def initialize_schema(self) -> None:
        """Make the tables; the lock, because two consumers may start at the same moment."""
        with self.db(commit=True, close=True) as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", (CREATION_LOCK,))
            for statement in self.ddl:
                cursor.execute(statement)

    def advance(self, key: str, value: bytes) -> bool:
        """Move a mark forward; False where it stood there or further already."""
        with self.db() as cursor:
            cursor.execute(ADVANCE.format(table=self.table_kv, p="%s"), (self.name, key, value))
            return bool(cursor.rowcount)


def storage_for(settings: Settings) -> SqliteQueue | PostgresQueue:
    """The queue of an installation; nothing is opened, and no file made, before its first use."""
    if settings.uses_sqlite:
        return SqliteQueue(QUEUE, filename=str(queue_file(settings)), create_tables=False)
    url = make_url(settings.database_url).set(drivername="postgresql")
    return PostgresQueue(
        QUEUE,
        dsn=url.render_as_string(hide_password=False),
        # Nobody waits for a job: asking now and then saves a second connection for each worker.
        blocking=False,
        table_prefix=TABLES,
        create_tables=False,
        connect_timeout=5,
    )


def queue_file(settings: Settings) -> Path:
    return settings.instance_path / "jobs.sqlite3"
