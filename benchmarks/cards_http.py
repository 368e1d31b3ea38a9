"""How fast cards come and are graded over HTTP in a deck of 10,000 and of 100,000 cards.

One learner on one connection, as a person studies: the front, the back, the grade; then the first
page of searches in the deck. gunicorn serves with two workers, as an installation does. Server,
database and the learner share this machine; all traffic stays on it.
"""

import argparse
import asyncio
import logging
import secrets
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from flask import Flask
from werkzeug.routing import BuildError

from benchmarks.support import cards_seeding
from benchmarks.support.cards_seeding import Deck
from benchmarks.support.databases import DATABASES
from benchmarks.support.figures import p50, p95, report
from benchmarks.support.http_client import Connection, Reply
from benchmarks.support.load import REDIRECTS, REVEAL, UnexpectedError, hidden_fields, processor_ms
from benchmarks.support.seeding import USER_AGENT, Person
from benchmarks.support.server import Server, environment, serving
from quizapp import create_app
from quizapp.settings import Settings

GOAL_P95_MS = 25.0
GOAL_SEARCH_MS = 20.0
GOAL_WORKER_MB = 150.0
SHARE_FORGOTTEN = 0.1
WARM_UP = 20
SEARCHES = (
    "is:due topic:treatment retrievability<0.8",
    "hyperphosphatémie",
    "tag:difficile",
    "calci -tumorale",
    "lapses>=5",
)


@dataclass
class Times:
    """Milliseconds of each request, by what was asked."""

    front: list[float] = field(default_factory=list)
    reveal: list[float] = field(default_factory=list)
    grade: list[float] = field(default_factory=list)

    @property
    def cards(self) -> list[float]:
        """The three requests of a card together."""
        return [sum(three) for three in zip(self.front, self.reveal, self.grade, strict=True)]


class Learner:
    """A browser of one person, that keeps its cookie."""

    def __init__(self, port: int, person: Person) -> None:
        self._connection = Connection(port, USER_AGENT)
        self._cookie = person.cookie
        self._cards = f"/cards/{person.slug}"
        self._rng = Random(1)

    async def study(self, count: int) -> Times:
        """Front, back and grade of so many cards."""
        times = Times()
        for _ in range(count):
            revealed = REVEAL.search(await self.look(self._cards, times.front))
            if revealed is None:
                raise UnexpectedError("no card is left: seed more of them")
            page = await self.look(f"{self._cards}?reveal={int(revealed[1])}", times.reveal)
            forgotten = self._rng.random() < SHARE_FORGOTTEN
            fields = hidden_fields(page, "csrf_token", "client_key", "item", "seen")
            fields += [("duration_ms", "6000"), ("grade", "1" if forgotten else "3")]
            start = time.perf_counter()
            self._keep(reply := await self._connection.post(self._cards, self._cookie, fields))
            times.grade.append((time.perf_counter() - start) * 1000)
            if reply.status not in REDIRECTS or reply.location != self._cards:
                raise UnexpectedError(f"POST {self._cards}: {reply.status} {reply.location}")
        return times

    async def look(self, path: str, times: list[float]) -> bytes:
        """A page, and how long it took."""
        start = time.perf_counter()
        self._keep(reply := await self._connection.get(path, self._cookie))
        times.append((time.perf_counter() - start) * 1000)
        if reply.status != 200:
            raise UnexpectedError(f"GET {path}: {reply.status} {reply.location}")
        return reply.body

    def close(self) -> None:
        self._connection.close()

    def _keep(self, reply: Reply) -> None:
        if reply.cookie.startswith(self._cookie.partition("=")[0]):
            self._cookie = reply.cookie


def main() -> None:
    """Print one JSON line for each figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cards", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--due", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=400, help="cards graded, new ones at the end")
    parser.add_argument("--database", choices=[*DATABASES, "both"], default="both")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    logging.getLogger("alembic").setLevel(logging.WARNING)
    for name, database in DATABASES.items():
        for cards in options.cards if options.database in (name, "both") else ():
            _measure(f"{cards:,} cards on {name}", database, cards, options)


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="rarissime-bench-") as name:
        yield Path(name)


def _measure(
    name: str,
    database: Callable[[Path], AbstractContextManager[str]],
    cards: int,
    options: argparse.Namespace,
) -> None:
    with _folder() as folder, database(folder) as url:
        variables = environment(url, folder, secrets.token_hex(32))
        app = create_app(Settings.from_env(variables))
        deck = cards_seeding.seed(app, cards=cards, due=options.due)
        searches = _addresses(app, deck)
        with serving(variables, folder / "gunicorn.log") as server:
            asyncio.run(_study(name, server, deck, options.rounds))
            asyncio.run(_search(name, server, deck, searches, options.rounds // 10))
            memory = max(server.worker_megabytes)
        report(f"{name}: memory of the larger worker", memory, "MB", at_most=GOAL_WORKER_MB)


async def _study(name: str, server: Server, deck: Deck, rounds: int) -> None:
    learner = Learner(server.port, deck.person)
    await learner.study(WARM_UP)
    before = processor_ms(server.pid)
    times = await learner.study(rounds)
    used = processor_ms(server.pid) - before
    learner.close()
    for request in ("front", "reveal", "grade"):
        report(f"{name}: {request}, median", p50(getattr(times, request)), "ms")
        report(f"{name}: {request}, p95", p95(getattr(times, request)), "ms")
    pairs = [sum(two) for two in zip(times.front, times.grade, strict=True)]
    report(f"{name}: front and grade alone, the pair of study_http, p95", p95(pairs), "ms")
    report(f"{name}: next card and its grade, median", p50(times.cards), "ms")
    report(f"{name}: next card and its grade, p95", p95(times.cards), "ms", at_most=GOAL_P95_MS)
    report(f"{name}: CPU of the server, a card", used / rounds, "ms")


def _addresses(app: Flask, deck: Deck) -> dict[str, str]:
    """Where the card browser shows what each search finds."""
    with app.test_request_context():
        try:
            return {
                find: app.url_for("cards.browse", slug=deck.person.slug, find=find, _external=False)
                for find in SEARCHES
            }
        except BuildError:
            return {}


async def _search(
    name: str, server: Server, deck: Deck, addresses: dict[str, str], rounds: int
) -> None:
    learner = Learner(server.port, deck.person)
    for find, address in addresses.items():
        await learner.look(address, [])
        times: list[float] = []
        for _ in range(max(rounds, 2)):
            await learner.look(address, times)
        report(f"{name}: search «{find}», median", p50(times), "ms")
        report(f"{name}: search «{find}», p95", p95(times), "ms", at_most=GOAL_SEARCH_MS)
    learner.close()


if __name__ == "__main__":
    main()
