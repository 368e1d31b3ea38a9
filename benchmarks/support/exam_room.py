"""The learners who sit an exam, and the instructor who watches: a process of its own.

Reads an order (JSON) from standard input and writes what it saw (JSON) to standard output. Each
learner comes at a random moment, reads a question for a random time, and answers it. Some send a
form twice, as a browser does after a lost response, and some press "Start" twice.
"""

import asyncio
import json
import re
import sys
import time
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import uuid4

from benchmarks.support.http_client import Connection, Reply
from benchmarks.support.load import REDIRECTS, UnexpectedError, hidden_fields, processor_ms

POLL_SECONDS = 10.0
# One learner in so many presses "Start" twice at once, one answer in so many is sent twice.
PRESS_TWICE, SEND_TWICE = 10, 20
_CHOICE = re.compile(rb'type="(radio|checkbox)" name="choice"[^>]*? value="([^"]+)"')
_ONWARD = re.compile(
    rb'<button type="submit" class="button primary" name="(go|validate)" value="([^"]*)"'
)
_PLACE = re.compile(r"/quiz/(\d+)/(\d+)\Z")
_ANNOUNCED = re.compile(rb'id="choice-hint">[^<0-9]*(\d+)')


@dataclass
class Seen:
    """What happened: requests (kind, start, end), and what the server said it had kept.

    ``kept`` is of the answers that were sent first: attempt, position, client key and answer.
    """

    requests: list[tuple[str, float, float]] = field(default_factory=list)
    kept: list[dict[str, Any]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


class Browser:
    """A person's browser: their cookie, and a connection that is not kept while they think."""

    def __init__(self, order: dict[str, Any], person: dict[str, Any], seen: Seen) -> None:
        self._connection = Connection(order["port"], order["user_agent"])
        self._cookie: str = person["cookie"]
        self._seen = seen

    async def get(self, kind: str, path: str, allowed: tuple[int, ...] = (200,)) -> Reply:
        start = time.perf_counter()
        reply = await self._connection.get(path, self._cookie)
        self._note(kind, start, reply)
        if reply.status not in allowed:
            raise UnexpectedError(f"GET {kind}: {reply.status} {reply.location}")
        return reply

    async def post(self, kind: str, path: str, fields: list[tuple[str, str]]) -> Reply:
        start = time.perf_counter()
        reply = await self._connection.post(path, self._cookie, fields)
        self._note(kind, start, reply)
        if reply.status not in REDIRECTS:
            raise UnexpectedError(f"POST {kind}: {reply.status}")
        return reply

    def rest(self) -> None:
        """The server closes what is idle anyway; a request must not meet it as it does."""
        self._connection.close()

    def _note(self, kind: str, start: float, reply: Reply) -> None:
        self._seen.requests.append((kind, start, time.perf_counter()))
        if reply.cookie.startswith(self._cookie.partition("=")[0]):
            self._cookie = reply.cookie


@dataclass
class Sitting:
    """One learner's exam, from the home page to the result."""

    order: dict[str, Any]
    person: dict[str, Any]
    seen: Seen
    rng: Random

    async def sit(self) -> None:
        await asyncio.sleep(self.rng.uniform(0.0, self.order["start_within"]))
        browser = Browser(self.order, self.person, self.seen)
        try:
            await self._sit(browser)
        except (UnexpectedError, ConnectionError) as error:
            self.seen.errors.append(str(error))
        finally:
            browser.rest()

    async def _sit(self, browser: Browser) -> None:
        await browser.get("home page", "/")
        page = f"/assignments/{self.order['assignment']}"
        form = hidden_fields((await browser.get("assignment", page)).body, "csrf_token")
        path = await self._start(browser, f"{page}/start", form)
        for _ in range(self.order["questions"]):
            path = await self._answer(browser, path)
        attempt = path.split("/")[2]
        if path != f"/quiz/{attempt}/review":
            raise UnexpectedError(f"after the last question comes {path}")
        await self._think(browser)
        token = hidden_fields((await browser.get("review", path)).body, "csrf_token")
        result = await browser.post("hand in", f"/quiz/{attempt}/hand-in", token)
        await browser.get("result", result.location)

    async def _start(self, browser: Browser, path: str, form: list[tuple[str, str]]) -> str:
        """Begin; two presses at once, each with a key of its own, have to lead to one attempt."""
        presses = 2 if self.rng.randrange(PRESS_TWICE) == 0 else 1
        hands = [browser, Browser(self.order, self.person, self.seen)][:presses]
        replies = await asyncio.gather(
            *(hand.post("start", path, [*form, ("client_key", uuid4().hex)]) for hand in hands)
        )
        for hand in hands[1:]:
            hand.rest()
        attempts = {reply.location.split("/")[2] for reply in replies}
        if len(attempts) != 1:
            raise UnexpectedError(f"two presses on Start began {len(attempts)} attempts")
        location = replies[0].location
        while not _PLACE.search(location):
            location = (await browser.get("resume", location, (200, *REDIRECTS))).location
            if not location:
                raise UnexpectedError("starting leads to no question")
        return location

    async def _answer(self, browser: Browser, path: str) -> str:
        """Read the question, think, answer; the address that the server goes on to."""
        found = _PLACE.search(path)
        if found is None:
            raise UnexpectedError(f"no question at {path}")
        page = (await browser.get("question", path)).body
        await self._think(browser)
        form = hidden_fields(page, "csrf_token", "client_key", "seen")
        answer = self._chosen(page)
        onward = _ONWARD.search(page)
        if onward is None:
            raise UnexpectedError("a question without a button that goes on")
        fields = [
            *form,
            ("duration_ms", "12000"),
            *answer,
            (onward[1].decode(), onward[2].decode()),
        ]
        reply = await browser.post("answer", path, fields)
        self.seen.kept.append(
            {
                "attempt": int(found[1]),
                "position": int(found[2]),
                "client_key": dict(form)["client_key"],
                "answer": sorted(value for _, value in answer),
            }
        )
        if self.rng.randrange(SEND_TWICE) == 0:
            await browser.post("answer", path, fields)
        return reply.location

    async def _think(self, browser: Browser) -> None:
        browser.rest()
        await asyncio.sleep(self.order["think"] * self.rng.uniform(0.5, 1.5))

    def _chosen(self, page: bytes) -> list[tuple[str, str]]:
        choices = _CHOICE.findall(page)
        if not choices:
            if b'name="text"' not in page:
                raise UnexpectedError("a question with neither options nor a field to type in")
            return [("text", "une réponse")]
        announced = _ANNOUNCED.search(page)
        wanted = int(announced[1]) if announced else 2
        several = choices[0][0] == b"checkbox"
        picked = self.rng.sample(choices, min(wanted, len(choices)) if several else 1)
        return [("choice", value.decode()) for _, value in picked]


async def watch(order: dict[str, Any], person: dict[str, Any], seen: Seen) -> None:
    """The instructor's page asks how far everybody is, until it is cancelled."""
    browser = Browser(order, person, seen)
    path = f"/teach/assignments/{order['assignment']}/progress"
    while True:
        try:
            await browser.get("progress", path, (200, 304))
        except (UnexpectedError, ConnectionError) as error:
            seen.errors.append(str(error))
        browser.rest()
        await asyncio.sleep(POLL_SECONDS)


async def hold(order: dict[str, Any]) -> dict[str, Any]:
    """The whole exam; everybody but the last person sits it."""
    seen = Seen()
    with open(order["people"], encoding="utf-8") as file:  # noqa: ASYNC230, PTH123 - nothing runs yet
        *learners, instructor = json.load(file)
    watching = asyncio.create_task(watch(order, instructor, seen))
    before = _used(order)
    start = time.perf_counter()
    await asyncio.gather(
        *(Sitting(order, person, seen, Random(n)).sit() for n, person in enumerate(learners))
    )
    seconds = time.perf_counter() - start
    after = _used(order)
    watching.cancel()
    requests: dict[str, list[float]] = {}
    for kind, began, ended in seen.requests:
        requests.setdefault(kind, []).append((ended - began) * 1000)
    return {
        "seconds": seconds,
        "request_ms": requests,
        "processor_ms": {name: after[name] - before[name] for name in after},
        "kept": seen.kept,
        "errors": seen.errors,
    }


def _used(order: dict[str, Any]) -> dict[str, float]:
    return {name: processor_ms(pid) for name, pid in order["masters"].items()}


if __name__ == "__main__":
    json.dump(asyncio.run(hold(json.load(sys.stdin))), sys.stdout)
