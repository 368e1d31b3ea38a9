"""The application behind a real socket, in a thread of the test process."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server


class QuietHandler(WSGIRequestHandler):
    """Says nothing of each request."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Keep silent."""


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve the application on a free loopback port for as long as the block lasts; its address.

    In this process, so that a test can look into the same database and stop the same clock.
    """

    def whole_answers(environ: Any, start_response: Any) -> list[bytes]:
        # werkzeug forgets to close the file it sends to a browser that has just been closed.
        with closing(app(environ, start_response)) as answer:  # type: ignore[type-var]
            return [b"".join(answer)]

    server = make_server("127.0.0.1", 0, whole_answers, threaded=True, request_handler=QuietHandler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
