"""Object storage on this machine: enough of S3 to read what lies there, with the faults that tests ask for."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler
from threading import Event, Lock
from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

from tests.loopback import Loopback, Quiet, serving

BUCKET = "archives"
PAGE = 2  # keys that a listing gives at once
RANGE = re.compile(r"bytes=(\d+)-(\d*)")

Fault = Literal["cut", "short", "unsaid", "hang up", "never", "busy", "denied", "gone"]


@dataclass
class Shelf:
    """What lies in the bucket, what is to go wrong, and what was asked for."""

    objects: dict[str, bytes] = field(default_factory=dict)
    faults: deque[Fault] = field(default_factory=deque)  # of the next answers that give bytes, in turn
    always: Fault | None = None  # of every answer from now on
    ranged: bool = True  # whether stretches of bytes are given
    signed: bool = False  # whether requests must be signed
    sent: Counter[str] = field(default_factory=Counter)  # bytes given of each key
    largest: int = 0  # bytes given at once
    requests: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def fault(self, gives: bool) -> Fault | None:
        """Return what goes wrong with this answer."""
        with self.lock:
            return self.faults.popleft() if gives and self.faults else self.always


class Storage(Loopback):
    """The server."""

    def __init__(self) -> None:
        super().__init__(Answer)
        self.shelf = Shelf()
        self.released = Event()


class Answer(Quiet, BaseHTTPRequestHandler):
    """One connection."""

    server: Storage
    wbufsize = 1 << 16  # head and body in one packet: the client waits for neither

    def do_HEAD(self) -> None:
        self.answer(gives=False)

    def do_GET(self) -> None:
        self.answer(gives=True)

    def answer(self, *, gives: bool) -> None:
        shelf = self.server.shelf
        shelf.requests.append(f"{self.command} {self.path} {self.headers.get('Range', '')}".strip())
        shelf.headers.append(dict(self.headers.items()))
        asked = urlsplit(self.path)
        _, bucket, *rest = asked.path.split("/", 2)
        key = unquote(rest[0]) if rest else ""
        query = {name: values[0] for name, values in parse_qs(asked.query).items()}
        fault = shelf.fault(gives and bool(key))
        if shelf.signed and "Authorization" not in self.headers:
            fault = "denied"
        if fault == "hang up":
            self.close_connection = True
        elif fault == "never":
            self.server.released.wait()
            self.close_connection = True
        elif fault == "busy":
            self.refuse(503, "SlowDown")
        elif fault == "denied":
            self.refuse(403, "AccessDenied")
        elif bucket != BUCKET:
            self.refuse(404, "NoSuchBucket")
        elif not key:
            self.listing(query)
        elif key not in shelf.objects or fault == "gone":
            self.refuse(404, "NoSuchKey")
        else:
            self.give(key, shelf.objects[key], gives=gives, fault=fault)

    def give(self, key: str, data: bytes, *, gives: bool, fault: Fault | None) -> None:
        """Give an object, or the stretch of it that was asked for."""
        asked = RANGE.fullmatch(self.headers.get("Range", "")) if self.server.shelf.ranged else None
        start = int(asked[1]) if asked else 0
        stop = min(len(data), int(asked[2]) + 1) if asked and asked[2] else len(data)
        if asked and start >= len(data):
            return self.refuse(416, "InvalidRange")
        if fault == "short":
            stop = (start + stop) // 2
        self.send_response(206 if asked else 200)
        self.send_header("ETag", tag_of(data))
        self.send_header("Last-Modified", "Thu, 01 Jan 2026 10:00:00 GMT")
        if fault == "unsaid":  # where the answer ends is where the connection does
            self.send_header("Connection", "close")
        else:
            self.send_header("Content-Length", str(stop - start))
        if asked:
            self.send_header("Content-Range", f"bytes {start}-{stop - 1}/{len(data)}")
        self.end_headers()
        if not gives:
            return None
        body = data[start:stop]
        with self.server.shelf.lock:
            self.server.shelf.sent[key] += len(body)
            self.server.shelf.largest = max(self.server.shelf.largest, len(body))
        self.wfile.write(body[: len(body) // 2] if fault in ("cut", "unsaid") else body)
        self.close_connection = self.close_connection or fault in ("cut", "unsaid")
        return None

    def listing(self, query: dict[str, str]) -> None:
        """Give a page of keys."""
        keys = sorted(key for key in self.server.shelf.objects if key.startswith(query.get("prefix", "")))
        after = [key for key in keys if key > query.get("continuation-token", "")]
        entries = "".join(
            f"<Contents><Key>{escape(key)}</Key><LastModified>2026-01-01T10:00:00.000Z</LastModified>"
            f"<ETag>&quot;a&quot;</ETag><Size>{len(self.server.shelf.objects[key])}</Size></Contents>"
            for key in after[:PAGE]
        )
        more = len(after) > PAGE
        token = f"<NextContinuationToken>{escape(after[PAGE - 1])}</NextContinuationToken>" if more else ""
        self.say(
            200,
            f"<ListBucketResult><Name>{BUCKET}</Name><KeyCount>{len(after[:PAGE])}</KeyCount>"
            f"<IsTruncated>{str(more).lower()}</IsTruncated>{token}{entries}</ListBucketResult>",
        )

    def refuse(self, status: int, code: str) -> None:
        """Say why nothing is given, with all that was sent to us, as some servers do."""
        sent = escape(str(dict(self.headers.items())))
        self.say(
            status, f"<Error><Code>{code}</Code><Message>Not today.</Message><Sent>{sent}</Sent></Error>"
        )

    def say(self, status: int, text: str) -> None:
        """Answer with XML."""
        data = f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'.encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/xml")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)


@cache
def tag_of(data: bytes) -> str:
    """Return what tells an object from others."""
    return f'"{hashlib.md5(data, usedforsecurity=False).hexdigest()}"'


@contextmanager
def stored() -> Iterator[Storage]:
    """Let a storage answer until the end."""
    server = Storage()
    with serving(server, server.released):
        yield server
