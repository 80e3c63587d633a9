"""A web server of our own on this machine: what stands at each path, what was asked, faults included."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from threading import Event, Lock

from ..loopback import Loopback, Quiet, serving

Headers = dict[str, str]


@dataclass(frozen=True)
class Asked:
    """One request."""

    method: str
    path: str
    headers: Headers
    body: bytes = b""


@dataclass
class Site:
    """What stands where, and what was asked; a path without an entry is 404."""

    url: str = ""
    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    lock: Lock = field(default_factory=Lock)
    released: Event = field(default_factory=Event)

    @property
    def host(self) -> str:
        return self.url.removeprefix("http://")

    def put(self, path: str, body: str | bytes = b"", status: int = 200, **headers: str) -> None:
        data = body.encode() if isinstance(body, str) else body
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = lambda handler: handler.give(status, data, named)

    def paths(self, *, robots: bool = False) -> list[str]:
        return [one.path for one in self.asked if robots or one.path != "/robots.txt"]


class Handler(Quiet, BaseHTTPRequestHandler):
    """Takes a request and gives what stands there."""

    server: Listening
    in_hand = False

    def do_GET(self) -> None:
        self.answer()

    def do_POST(self) -> None:
        self.answer()

    def answer(self) -> None:
        site = self.server.site
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        with site.lock:
            site.asked.append(Asked(self.command, self.path, dict(self.headers.items()), body))
            site.at_once += 1
            site.most_at_once = max(site.most_at_once, site.at_once)
        self.in_hand = True
        try:
            page = site.pages.get(self.path)
            if page is None:
                self.give(404, b"nothing here", {})
            else:
                page(self)
        finally:
            self.done()

    def done(self) -> None:
        """Count the request as answered: ahead of the answer, behind which the next may come at once."""
        if self.in_hand:
            self.in_hand = False
            with self.server.site.lock:
                self.server.site.at_once -= 1

    def give(self, status: int, body: bytes, headers: Headers) -> None:
        if status == 200 and headers.get("ETag") and headers["ETag"] == self.headers.get("If-None-Match"):
            status, body = 304, b""
        self.done()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


Page = Callable[[Handler], None]


class Listening(Loopback):
    site: Site


@contextmanager
def listening() -> Iterator[Site]:
    """Give a site that is served on a free port of this machine until the end."""
    http = Listening(Handler)
    site = http.site = Site(url=http.url)
    with serving(http, site.released):
        yield site


def hangs(handler: Handler) -> None:
    """Take the request and say nothing."""
    handler.server.site.released.wait(10)
    handler.close_connection = True


def drips(handler: Handler) -> None:
    """Send a byte now and then: each soon enough, the whole never."""
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    while not handler.server.site.released.wait(0.02):
        try:
            handler.wfile.write(b" ")
            handler.wfile.flush()
        except OSError:
            break
    handler.close_connection = True


def feed(site: Site, *items: tuple[str, str, str], title: str = "Harbour Wire") -> str:
    """Return an RSS feed that names pages: path, headline, day (as in "10 Jul 2024"); newest first."""
    entries = "".join(
        f"<item><title>{headline}</title><link>{site.url}{path}</link>"
        f"<pubDate>{day} 08:00:00 GMT</pubDate></item>"
        for path, headline, day in items
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>{entries}</channel></rss>'


def page(text: str, *, title: str = "News", day: str = "2024-07-10", outlet: str = "Harbour Wire") -> str:
    """Return an article's page."""
    return (
        f'<!doctype html><html><head><title>{title}</title><meta property="og:site_name" content="{outlet}">'
        f'<meta property="article:published_time" content="{day}"></head><body><article><h1>{title}</h1>'
        f"<p>{text}</p><p>It was the third such remark of the week, and nobody in the capital was surprised "
        "by it, least of all those who had followed the talks.</p></article></body></html>"
    )
