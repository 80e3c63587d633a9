"""A server on a free port of this machine, for tests of what asks servers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread


class Quiet:
    """Lets a handler of requests write no log; stands before ``BaseHTTPRequestHandler``."""

    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class Loopback(ThreadingHTTPServer):
    """Listens on a free port; ends though a client still waits."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, handler: type[BaseHTTPRequestHandler]) -> None:
        super().__init__(("127.0.0.1", 0), handler)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hung up is no fault of the server."""


@contextmanager
def serving(http: Loopback, released: Event) -> Iterator[None]:
    """Let a server answer until the end; ``released`` then lets go of the answers that hang."""
    thread = Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        released.set()
        http.shutdown()
        http.server_close()
        thread.join()
