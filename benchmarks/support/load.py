"""The learners of the benchmark: a process of its own that studies over keep-alive connections.

Reads an order (JSON) from standard input and writes what it saw (JSON) to standard output. It also
reads the processor time of the server's processes, because only it knows when measuring begins
and ends.
"""

import asyncio
import json
import re
import sys
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import uuid4

import psutil

from benchmarks.support.http_client import Connection, Reply

WARM_UP_SECONDS = 2.0
# As the learners were seeded.
QUIZ_LENGTH = 20
CARDS_EACH = 20
REDIRECTS = (302, 303)
_FIELD = re.compile(
    rb'<input type="hidden" name="(csrf_token|client_key|item|seen)" value="([^"]*)"'
)
_CHOICE = re.compile(rb'type="(radio|checkbox)" name="choice" value="([^"]+)"')
REVEAL = re.compile(rb"\?reveal=(\d+)")


class UnexpectedError(Exception):
    """The server answered something else than a learner would see."""


@dataclass
class Seen:
    """Everything that happened: requests (kind, start, end), pairs and cycles (start, end)."""

    requests: list[tuple[str, float, float]] = field(default_factory=list)
    rounds: list[tuple[float, float]] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    over: bool = False


class Visitor:
    """A learner's browser: cookie, and the last form sent, to send it once more."""

    def __init__(self, connection: Connection, person: dict[str, Any], seen: Seen) -> None:
        self._connection = connection
        self._cookie = person["cookie"]
        self._seen = seen

    async def get(self, kind: str, path: str) -> Reply:
        start = time.perf_counter()
        reply = await self._connection.get(path, self._cookie)
        self._note(kind, start, reply)
        if reply.status != 200:
            raise UnexpectedError(f"GET {path}: {reply.status} {reply.location}")
        return reply

    async def record(self, kind: str, path: str, fields: list[tuple[str, str]]) -> None:
        """Send a form that records something; acknowledged when it leads back to its page."""
        start = time.perf_counter()
        reply = await self._connection.post(path, self._cookie, fields)
        self._note(kind, start, reply)
        if reply.status not in REDIRECTS or reply.location != path:
            raise UnexpectedError(f"POST {path}: {reply.status} {reply.location}")
        self._seen.acknowledged.append(dict(fields)["client_key"])

    async def send_again(self, path: str, fields: list[tuple[str, str]]) -> None:
        """Repeat a form, as a browser does after a lost response: it must count once."""
        reply = await self._connection.post(path, self._cookie, fields)
        if reply.status not in REDIRECTS:
            raise UnexpectedError(f"the same POST {path} again: {reply.status}")

    def _note(self, kind: str, start: float, reply: Reply) -> None:
        self._seen.requests.append((kind, start, time.perf_counter()))
        if reply.cookie.startswith(self._cookie.partition("=")[0]):
            self._cookie = reply.cookie


@dataclass(frozen=True)
class Studying:
    """What a learner does on a connection: each round records once."""

    visitor: Visitor
    person: dict[str, Any]
    rng: Random
    whole: bool  # whether the pages between the two of a pair are looked at too

    async def quiz(self) -> AsyncIterator[tuple[str, list[tuple[str, str]]]]:
        position = 1
        while position <= QUIZ_LENGTH:
            path = f"/quiz/{self.person['attempt']}/{position}"
            page = (await self.visitor.get("question", path)).body
            fields = [*hidden_fields(page, "csrf_token", "client_key"), ("duration_ms", "12000")]
            fields += self._answer(page)
            await self.visitor.record("answer", path, fields)
            if self.whole:
                await self.visitor.get("feedback", path)
            position += 1
            yield path, fields

    def _answer(self, page: bytes) -> list[tuple[str, str]]:
        choices = _CHOICE.findall(page)
        if not choices:
            if b'name="text"' not in page:
                raise UnexpectedError("a question with neither options nor a field to type in")
            return [("text", "une réponse")]
        # A long menu may ask for one option only; more would be sent back.
        several = choices[0][0] == b"checkbox" and len(choices) <= 5
        picked = self.rng.sample(choices, 2 if several else 1)
        return [("choice", value.decode()) for _, value in picked]

    async def cards(self) -> AsyncIterator[tuple[str, list[tuple[str, str]]]]:
        path = f"/cards/{self.person['slug']}"
        seen = {int(item): times for item, times in self.person["seen"].items()}
        for _ in range(CARDS_EACH):
            front = (await self.visitor.get("front", path)).body
            revealed = REVEAL.search(front)
            if revealed is None:
                raise UnexpectedError(f"GET {path}: no card to reveal")
            item = int(revealed[1])
            grade = ("grade", "1" if self.rng.random() < 0.1 else "3")
            if self.whole:
                page = (await self.visitor.get("reveal", f"{path}?reveal={item}")).body
                form = hidden_fields(page, "csrf_token", "client_key", "item", "seen")
            else:
                # The form stands on the page between the two; what it holds is known.
                form = [
                    ("csrf_token", self.person["csrf_token"]),
                    ("client_key", uuid4().hex),
                    ("item", str(item)),
                    ("seen", str(seen.get(item, 0))),
                ]
            seen[item] = seen.get(item, 0) + 1
            fields = [*form, ("duration_ms", "6000"), grade]
            await self.visitor.record("grade", path, fields)
            yield path, fields


def hidden_fields(page: bytes, *names: str) -> list[tuple[str, str]]:
    """The named hidden fields of a page's forms; of several of one name, the last."""
    found = {name.decode(): value.decode() for name, value in _FIELD.findall(page)}
    try:
        return [(name, found[name]) for name in names]
    except KeyError as error:
        raise UnexpectedError(f"a page without the hidden field {error}") from error


async def study(
    order: dict[str, Any], people: Iterator[dict[str, Any]], seen: Seen, number: int
) -> None:
    """One connection: learner after learner until the time is over."""
    connection = Connection(order["port"], order["user_agent"])
    rng = Random(number)
    for person in people:
        visitor = Visitor(connection, person, seen)
        studying = Studying(visitor, person, rng, order["whole"])
        try:
            start = time.perf_counter()
            async for path, fields in getattr(studying, order["kind"])():
                seen.rounds.append((start, time.perf_counter()))
                if seen.over:
                    await visitor.send_again(path, fields)
                    connection.close()
                    return
                start = time.perf_counter()
        except (UnexpectedError, ConnectionError) as error:
            seen.errors.append(str(error))
    seen.errors.append("no learner is left: the measured time is too short or the server too fast")


def processor_ms(master: int) -> float:
    """Processor time in ms that a process, its children, and those it had, have used so far."""
    main = psutil.Process(master)
    own = main.cpu_times()
    total = own.user + own.system + own.children_user + own.children_system
    for child in main.children(recursive=True):
        times = child.cpu_times()
        total += times.user + times.system
    return total * 1000


async def measure(order: dict[str, Any]) -> dict[str, Any]:
    """Let all connections study; figures are of what began and ended in the measured time."""
    seen = Seen()
    with open(order["people"], encoding="utf-8") as file:  # noqa: ASYNC230, PTH123 - nothing runs yet
        people = iter(json.load(file)[slice(*order["people_slice"])])
    tasks = [
        asyncio.create_task(study(order, people, seen, n)) for n in range(order["connections"])
    ]
    await asyncio.sleep(WARM_UP_SECONDS)
    start, own = time.perf_counter(), time.process_time()
    before = {name: processor_ms(pid) for name, pid in order["masters"].items()}
    await asyncio.wait(tasks, timeout=order["seconds"])
    after = {name: processor_ms(pid) for name, pid in order["masters"].items()}
    end, own = time.perf_counter(), time.process_time() - own
    seen.over = True
    await asyncio.gather(*tasks)
    requests: dict[str, list[float]] = {}
    for kind, began, ended in seen.requests:
        if began >= start and ended <= end:
            requests.setdefault(kind, []).append((ended - began) * 1000)
    return {
        "seconds": end - start,
        "rounds": sum(start <= ended <= end for _, ended in seen.rounds),
        "round_ms": [(b - a) * 1000 for a, b in seen.rounds if a >= start and b <= end],
        "request_ms": requests,
        "processor_ms": {name: after[name] - before[name] for name in after} | {"load": own * 1000},
        "acknowledged": seen.acknowledged,
        "errors": seen.errors,
    }


if __name__ == "__main__":
    json.dump(asyncio.run(measure(json.load(sys.stdin))), sys.stdout)
