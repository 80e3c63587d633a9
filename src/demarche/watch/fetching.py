"""Fetching, politely: robots.txt, one request at a time and a pause for each host, nothing fetched twice.

Size, time and redirects are bounded, packed bodies too; every hop passes the guard.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock
from urllib.parse import urljoin

import httpx
from protego import Protego

from demarche.articles.fetch import (
    LARGEST,
    MOST_REDIRECTS,
    USER_AGENT,
    body_of,
    check_status,
    network_errors,
    retry_after,
)
from demarche.errors import FetchError, LaterError, SourceError
from demarche.watch.guard import Guard, parts_of, trusted

PRODUCT = "demarche"  # the name by which robots.txt knows us
TIMEOUT = 20.0  # seconds without an answer
LONGEST = 60.0  # seconds for one page in all
ROBOTS_LARGEST = 500_000  # bytes of robots.txt that are read, RFC 9309
ROBOTS_KEPT = 24 * 3600.0  # seconds; RFC 9309 says at most a day
ROBOTS_FAILED_KEPT = 600.0
LONGEST_PAUSE = 30.0  # seconds that a robots.txt may ask for between two requests
PERMANENT = frozenset({301, 308})
UNCHANGED = 304


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server gave."""

    url: str  # the last address after redirects
    status: int
    content: bytes = b""
    content_type: str = ""
    encoding: str | None = None
    etag: str | None = None
    modified: str | None = None
    moved: str | None = None  # where it now stands for good
    wait: float = 0.0  # seconds to stay away, as the server asks

    @property
    def unchanged(self) -> bool:
        """Whether it is as it was when it was last fetched."""
        return self.status == UNCHANGED


@dataclass(slots=True)
class Lane:
    """One host: whose turn it is, and when the next one may be."""

    lock: Lock = field(default_factory=Lock)
    free_at: float = 0.0
    pause: float = 0.0  # as its robots.txt asks


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """A host's robots.txt; None: everything may be fetched."""

    robots: Protego | None
    failed: str | None  # why it could not be read: then nothing may be fetched for now
    until: float


@dataclass(kw_only=True)
class Polite:
    """Fetches for one run or many; its threads share the lanes. Raises FetchError and SourceError."""

    guard: Guard = field(default_factory=Guard)
    contact: str = ""
    pause: float = 1.0
    timeout: float = TIMEOUT
    longest: float = LONGEST
    limit: int = LARGEST
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    today: Callable[[], datetime] = lambda: datetime.now(UTC)
    lanes: dict[str, Lane] = field(default_factory=dict)
    rules: dict[str, Rules] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    @property
    def agent(self) -> str:
        """Our name, as servers are told it."""
        return f"{USER_AGENT.removesuffix(')')}; {self.contact})" if self.contact else USER_AGENT

    def get(self, url: str, *, etag: str | None = None, modified: str | None = None) -> Answer:
        """Return what stands at an address, or that it is as it was.

        Raises LaterError and FetchError for what may work later, SourceError for what will not: an address
        that the guard or its robots.txt forbids, a page that is gone or too large.
        """
        known = {"If-None-Match": etag, "If-Modified-Since": modified}
        headers = {name: value for name, value in known.items() if value}
        answer = self.followed(url, headers, limit=self.limit, heed=True)
        if answer.unchanged and not headers:
            raise FetchError(
                f"{url}: says it is unchanged (304), though nothing is known of it; try again later"
            )
        if answer.wait and not (answer.unchanged or 200 <= answer.status < 300):
            raise LaterError(
                f"{url}: the server asks to come again in {answer.wait:g} seconds ({answer.status})",
                wait=answer.wait,
            )
        if not answer.unchanged:
            check_status(answer.status, url)
        return answer

    def followed(self, url: str, headers: Mapping[str, str], *, limit: int, heed: bool) -> Answer:
        """Return the answer at the end of the redirects; ``heed``: where robots.txt lets us."""
        address, moved = url, url
        for _ in range(MOST_REDIRECTS + 1):
            if heed:
                self.check_robots(address)
            answer, onward = self.asked(address, headers, limit=limit, shown=url)
            if onward is None:
                kept = moved if moved != url and address == moved else None
                return Answer(**{name: getattr(answer, name) for name in FIELDS} | {"moved": kept})
            if answer.status in PERMANENT and address == moved:
                moved = onward
            address = onward
        raise SourceError(f"{url}: redirects more than {MOST_REDIRECTS} times; check the address")

    def asked(
        self, address: str, headers: Mapping[str, str], *, limit: int, shown: str
    ) -> tuple[Answer, str | None]:
        """Return what one request gives, and where it redirects to."""
        _, host, _ = parts_of(address)
        target = self.guard.target(address)
        own = {"User-Agent": self.agent, "Accept": "*/*", "Accept-Encoding": "gzip"}
        with self.turn(host), network_errors(shown, self.timeout):
            end = time.monotonic() + self.longest
            with (
                httpx.Client(verify=trusted(), timeout=self.timeout, follow_redirects=False) as client,
                client.stream(
                    "GET",
                    target.url,
                    headers={**own, **headers, **target.headers},
                    extensions=dict(target.extensions),
                ) as response,
            ):
                self.guard.check_peer(target, response, address)
                given = response.headers
                if response.has_redirect_location:
                    return Answer(url=address, status=response.status_code), urljoin(
                        address, given["location"]
                    )
                content = b""
                if response.is_success:
                    content = body_of(response, shown, limit=limit, end=end, longest=self.longest)
                return Answer(
                    url=address,
                    status=response.status_code,
                    content=content,
                    content_type=given.get("content-type", "").partition(";")[0].strip().lower(),
                    encoding=response.charset_encoding,
                    etag=given.get("etag"),
                    modified=given.get("last-modified"),
                    wait=retry_after(given.get("retry-after"), now=self.today().timestamp()) or 0.0,
                ), None

    def check_robots(self, address: str) -> None:
        """Raise SourceError where the host's robots.txt forbids an address, FetchError where it cannot be read."""
        scheme, host, port = parts_of(address)
        origin = f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}"
        rules = self.rules.get(origin)
        if rules is None or rules.until <= self.clock():
            rules = self.rules[origin] = self.read_robots(origin)
            if rules.robots is not None:
                asked = float(rules.robots.crawl_delay(PRODUCT) or 0.0)
                self.lane(host).pause = min(max(asked, 0.0), LONGEST_PAUSE)
        if rules.failed:
            raise FetchError(
                f"{address}: the host's robots.txt cannot be read ({rules.failed}); try again later"
            )
        if rules.robots is not None and not rules.robots.can_fetch(address, PRODUCT):
            raise SourceError(
                f"{address}: the host's robots.txt forbids it; ask the publisher, or leave it out"
            )

    def read_robots(self, origin: str) -> Rules:
        """Return a host's rules: none where there is no such file, all forbidden where the server fails."""
        now = self.clock()
        try:
            answer = self.followed(f"{origin}/robots.txt", {}, limit=ROBOTS_LARGEST, heed=False)
        except FetchError as error:
            return Rules(robots=None, failed=str(error), until=now + ROBOTS_FAILED_KEPT)
        except SourceError:  # no end of redirects, too large, nonsense: RFC 9309 lets it count as none
            return Rules(robots=None, failed=None, until=now + ROBOTS_KEPT)
        if answer.status == 429 or answer.status >= 500:
            return Rules(robots=None, failed=str(answer.status), until=now + ROBOTS_FAILED_KEPT)
        if not 200 <= answer.status < 300:
            return Rules(robots=None, failed=None, until=now + ROBOTS_KEPT)
        text = answer.content.decode("utf-8", errors="replace")
        return Rules(robots=Protego.parse(text), failed=None, until=now + ROBOTS_KEPT)

    def lane(self, host: str) -> Lane:
        """Return a host's lane."""
        with self.lock:
            return self.lanes.setdefault(host, Lane())

    @contextmanager
    def turn(self, host: str) -> Iterator[None]:
        """Hold a host's lane, after its pause."""
        lane = self.lane(host)
        with lane.lock:
            if (left := lane.free_at - self.clock()) > 0:
                self.sleep(left)
            try:
                yield
            finally:
                lane.free_at = self.clock() + max(self.pause, lane.pause)


FIELDS = ("url", "status", "content", "content_type", "encoding", "etag", "modified", "wait")
