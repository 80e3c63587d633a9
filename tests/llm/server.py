"""A server of our own that speaks the protocol on this machine, faults included."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from threading import Event, Lock
from typing import Any

from ..loopback import Loopback, Quiet, serving

Json = dict[str, Any]
Turn = Callable[["Handler"], None]


@dataclass
class Server:
    """What the server is to do, turn by turn (the last turn for ever), and what it was asked."""

    url: str = ""
    turns: list[Turn] = field(default_factory=list)
    bodies: list[Json] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    released: Event = field(default_factory=Event)
    lock: Lock = field(default_factory=Lock)

    def play(self, *turns: Turn) -> None:
        self.turns = list(turns)

    def next_turn(self, handler: Handler, body: Json) -> Turn:
        with self.lock:
            self.bodies.append(body)
            self.keys.append(handler.headers.get("Authorization"))
            self.paths.append(handler.path)
            return self.turns.pop(0) if len(self.turns) > 1 else self.turns[0]


class Handler(Quiet, BaseHTTPRequestHandler):
    """Takes one request and plays the next turn."""

    server: Listening

    def do_POST(self) -> None:
        size = int(self.headers.get("Content-Length", 0))
        body = json.loads(self.rfile.read(size))
        self.body = body
        self.server.story.next_turn(self, body)(self)

    def give(
        self, status: int, body: bytes, *, headers: Json | None = None, length: int | None = None
    ) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)


class Listening(Loopback):
    story: Server


@contextmanager
def listening() -> Iterator[Server]:
    """Give a server that listens on a free port of this machine until the end."""
    http = Listening(Handler)
    story = http.story = Server(url=f"{http.url}/v1")
    with serving(http, story.released):
        yield story


USAGE = {"prompt_tokens": 900, "completion_tokens": 100}


def completion(
    content: str | None, *, usage: Json | None = USAGE, finish: str = "stop", **message: Any
) -> Json:
    """Return a whole answer as the protocol has it."""
    said = {"role": "assistant", "content": content, **message}
    body: Json = {"choices": [{"index": 0, "message": said, "finish_reason": finish}], "model": "m"}
    return body if usage is None else {**body, "usage": usage}


def says(content: str | None, **parts: Any) -> Turn:
    """Answer with this content."""
    body = json.dumps(completion(content, **parts)).encode()
    return lambda handler: handler.give(200, body)


def finds(*threats: Json) -> Turn:
    """Answer with these threats."""
    return says(json.dumps({"threats": threats}))


def fails(status: int, message: str = "no", **headers: str) -> Turn:
    """Answer with an error."""
    body = json.dumps({"error": {"message": message}}).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda handler: handler.give(status, body, headers=named)


def gives(body: bytes) -> Turn:
    """Answer 200 with these bytes."""
    return lambda handler: handler.give(200, body)


def hangs(handler: Handler) -> None:
    """Take the request and say nothing."""
    handler.server.story.released.wait(10)
    handler.close_connection = True


def cuts(handler: Handler) -> None:
    """Promise more than is sent, and hang up."""
    body = json.dumps(completion('{"threats": []}')).encode()
    handler.give(200, body[:40], length=len(body))
    handler.close_connection = True


def drips(handler: Handler) -> None:
    """Send a byte now and then: each soon enough, the whole never."""
    handler.give(200, b"", length=1000)
    while not handler.server.story.released.wait(0.05):
        try:
            handler.wfile.write(b" ")
            handler.wfile.flush()
        except OSError:
            break
    handler.close_connection = True
