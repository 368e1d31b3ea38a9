"""Databases to measure on, empty and gone afterwards: a file, and one on a PostgreSQL server."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import psutil
from sqlalchemy import create_engine, make_url, text

from tests.support import postgres


@contextmanager
def sqlite(folder: Path) -> Iterator[str]:
    """The URL of a file in the folder."""
    yield f"sqlite:///{folder / 'bench.sqlite3'}"


@contextmanager
def postgresql(_folder: Path) -> Iterator[str]:
    """The URL of a database on the server that the tests use."""
    name = f"rarissime_bench_{os.getpid()}"
    with postgres.running_server() as running:
        url = running.create(name)
        try:
            yield url.render_as_string(hide_password=False)
        finally:
            running.drop(name)


DATABASES: dict[str, Callable[[Path], AbstractContextManager[str]]] = {
    "sqlite": sqlite,
    "postgresql": postgresql,
}


def database_master(url: str) -> dict[str, int]:
    """The first process of a PostgreSQL on this machine; none for SQLite or a server elsewhere."""
    if make_url(url).get_backend_name() != "postgresql":
        return {}
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            backend = psutil.Process(connection.scalar(text("SELECT pg_backend_pid()")))
            return {"database": backend.ppid()} if backend.name().startswith("postgres") else {}
    except psutil.NoSuchProcess:
        return {}
    finally:
        engine.dispose()
