"""The server as an installation runs it: gunicorn with two workers, on a free loopback port."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic, sleep

import psutil

from quizapp.settings import ROOT

WORKERS = 2
START_SECONDS = 30
STOP_SECONDS = 15
# Settings of the person's own shell must not decide what is measured.
KEPT_VARIABLES = ("PATH", "HOME", "LANG", "TMPDIR", "WEB_THREADS")


@dataclass(frozen=True)
class Server:
    """A running server: its port and its first process."""

    port: int
    pid: int

    @property
    def worker_megabytes(self) -> list[float]:
        """Resident memory of each worker."""
        workers = psutil.Process(self.pid).children()
        return [worker.memory_info().rss / 2**20 for worker in workers]


def environment(database_url: str, instance: Path, secret_key: str) -> dict[str, str]:
    """The variables that an installation is configured by."""
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    return kept | {
        "DATABASE_URL": database_url,
        "INSTANCE_PATH": str(instance),
        "SECRET_KEY": secret_key,
        "WEB_CONCURRENCY": str(WORKERS),
    }


@contextmanager
def serving(variables: dict[str, str], log: Path) -> Iterator[Server]:
    """Serve for as long as the block lasts.

    Raises:
        RuntimeError: the server did not start; the text ends with its log.
    """
    port = _free_port()
    command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "wsgi:app"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=variables | {"PORT": str(port)}, stdout=output, stderr=output
        )
    try:
        _wait(process, port, log)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            for child in psutil.Process(process.pid).children(recursive=True):
                child.kill()
            process.kill()
            process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Wait until both workers are there and the server answers."""
    deadline = monotonic() + START_SECONDS
    while monotonic() < deadline and process.poll() is None:
        started = len(psutil.Process(process.pid).children()) == WORKERS
        if started and _answers(port):
            return
        sleep(0.1)
    raise RuntimeError(f"gunicorn did not start:\n{log.read_text(errors='replace')[-2000:]}")


def _answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
