"""A keep-alive connection that costs next to nothing, so that it does not eat what is measured."""

import asyncio
import re
from dataclasses import dataclass
from urllib.parse import urlencode

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_LOCATION = re.compile(rb"\r\nlocation: *([^\r]+)", re.IGNORECASE)
_COOKIE = re.compile(rb"\r\nset-cookie: *([^;\r]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reply:
    """A response, as far as a learner's browser would care."""

    status: int
    location: str
    cookie: str
    body: bytes


class Connection(asyncio.Protocol):
    """Sends one request at a time and waits for its response."""

    def __init__(self, port: int, user_agent: str) -> None:
        self._port = port
        self._fixed = f"Host: 127.0.0.1:{port}\r\nUser-Agent: {user_agent}\r\n"
        self._transport: asyncio.Transport | None = None
        self._received = bytearray()
        self._reply: asyncio.Future[Reply] | None = None

    async def get(self, path: str, cookie: str) -> Reply:
        return await self._send(f"GET {path} HTTP/1.1\r\n{self._fixed}Cookie: {cookie}\r\n\r\n")

    async def post(self, path: str, cookie: str, fields: list[tuple[str, str]]) -> Reply:
        body = urlencode(fields)
        return await self._send(
            f"POST {path} HTTP/1.1\r\n{self._fixed}Cookie: {cookie}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}"
        )

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()
            self._transport = None

    async def _send(self, request: str) -> Reply:
        loop = asyncio.get_running_loop()
        if self._transport is None:
            await loop.create_connection(lambda: self, "127.0.0.1", self._port)
        self._reply = loop.create_future()
        self._transport.write(request.encode())  # type: ignore[union-attr]
        return await self._reply

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]
        self._received.clear()

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        if self._reply is not None and not self._reply.done():
            self._reply.set_exception(ConnectionError(f"cut before the response: {exc}"))

    def data_received(self, data: bytes) -> None:
        self._received += data
        end = self._received.find(b"\r\n\r\n")
        if end < 0 or self._reply is None or self._reply.done():
            return
        head = bytes(self._received[:end])
        length = int(_first(_LENGTH, head) or 0)
        if len(self._received) < end + 4 + length:
            return
        body = bytes(self._received[end + 4 :])
        self._received.clear()
        self._reply.set_result(
            Reply(int(head[9:12]), _first(_LOCATION, head), _first(_COOKIE, head), body)
        )


def _first(pattern: re.Pattern[bytes], head: bytes) -> str:
    found = pattern.search(head)
    return found[1].decode() if found else ""
