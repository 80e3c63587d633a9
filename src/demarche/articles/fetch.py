"""Fetching: the bytes of a page or feed, politely, bounded, and only from public addresses.

The guard against private addresses looks at every host before it is asked, redirects included, and at the
address that was in fact reached (a name may change its address in between). Behind a proxy the address
reached is the proxy's, and only the first look remains.
"""

from __future__ import annotations

import ipaddress
import socket
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit
from urllib.request import getproxies

import httpx
import stamina

from demarche.articles.opening import MB
from demarche.errors import FetchError, SourceError

USER_AGENT = "demarche/0.1 (reads news articles for a register of threats)"
LARGEST = 10 * MB
TIMEOUT = 20.0  # seconds without an answer
LONGEST = 60.0  # seconds for one page in all, so that a server that drips does not hold a run
MOST_REDIRECTS = 5
ATTEMPTS = 3
AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})  # statuses that may be gone a little later
GONE = {
    401: "asks for a login (401); save the page and give the file",
    402: "asks for payment (402); save the page and give the file",
    403: "refuses to give it (403); save the page and give the file",
    404: "was not found (404); check the address",
    410: "is gone for good (410); look for it in an archive",
    451: "is withheld for legal reasons (451); look for it in an archive",
}

Resolver = Callable[[str], tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What a server gave: the last address after redirects, the bytes, and what they are said to be."""

    url: str
    content: bytes
    content_type: str = ""  # "text/html", in lower case without parameters
    encoding: str | None = None  # the charset that the server states


def addresses_of(host: str) -> tuple[str, ...]:
    """Return the IP addresses of a host; FetchError if it has none."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchError(f"{host}: the host was not found; check the address and the connection") from error
    return tuple(dict.fromkeys(str(item[4][0]) for item in found))


def fetch_url(
    url: str,
    *,
    allow_private: bool = False,
    limit: int = LARGEST,
    timeout: float = TIMEOUT,
    attempts: int = ATTEMPTS,
    first_wait: float = 0.5,
    resolve: Resolver = addresses_of,
) -> Fetched:
    """Return what stands at an http or https address.

    ``allow_private`` lets it be on this machine or its network: for addresses that the user typed, never
    for ones that a page or feed named. Temporary failures are tried again with growing waits. Raises
    FetchError for what may work later, SourceError for what will not.
    """
    for attempt in stamina.retry_context(
        on=FetchError,
        attempts=attempts,
        timeout=None,
        wait_initial=first_wait,
        wait_jitter=first_wait,
        wait_max=10.0,
    ):
        with attempt:
            return fetched_once(
                url, allow_private=allow_private, limit=limit, timeout=timeout, resolve=resolve
            )
    raise FetchError(f"{url}: was not fetched; try again later")


def fetched_once(url: str, *, allow_private: bool, limit: int, timeout: float, resolve: Resolver) -> Fetched:
    """Return what stands at an address, redirects followed; errors as ``fetch_url``."""
    headers = {"User-Agent": USER_AGENT, "Accept": "text/html, application/xml;q=0.9, */*;q=0.5"}
    headers["Accept-Encoding"] = "gzip"  # the packing that ``body_of`` unpacks within bounds
    end = time.monotonic() + LONGEST
    address = url
    with (
        network_errors(url, timeout),
        httpx.Client(headers=headers, timeout=timeout, follow_redirects=False) as client,
    ):
        for _ in range(MOST_REDIRECTS + 1):
            check_address(address, allow_private=allow_private, resolve=resolve)
            with client.stream("GET", address) as response:
                if not allow_private:
                    check_peer(response, address)
                if response.is_redirect:
                    address = urljoin(address, response.headers.get("location", ""))
                    continue
                check_status(response.status_code, url)
                return Fetched(
                    url=address,
                    content=body_of(response, url, limit=limit, end=end, longest=LONGEST),
                    content_type=response.headers.get("content-type", "").partition(";")[0].strip().lower(),
                    encoding=response.charset_encoding,
                )
    raise SourceError(f"{url}: redirects more than {MOST_REDIRECTS} times; check the address")


@contextmanager
def network_errors(url: str, timeout: float) -> Iterator[None]:
    """Raise FetchError and SourceError, with the next step, for what the network says."""
    try:
        yield
    except httpx.TimeoutException as error:
        raise FetchError(f"{url}: did not answer within {timeout:g} seconds; try again later") from error
    except (httpx.InvalidURL, httpx.UnsupportedProtocol, UnicodeError) as error:
        raise SourceError(f"{url}: is no web address ({error}); check it") from error
    except httpx.DecodingError as error:
        raise SourceError(
            f"{url}: its compressed data is damaged; save the page and give the file"
        ) from error
    except httpx.HTTPError as error:
        reason = str(error) or type(error).__name__
        raise FetchError(f"{url}: the connection failed ({reason}); try again later") from error


def check_address(url: str, *, allow_private: bool, resolve: Resolver) -> None:
    """Raise SourceError unless the address is http or https and, if it must be, public."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError as error:
        raise SourceError(f"{url}: is no web address ({error}); check it") from error
    if parts.scheme not in ("http", "https") or not host:
        raise SourceError(f"{url}: is not an http or https address; check it")
    if allow_private:
        return
    addresses = (host,) if is_ip(host) else resolve(host)
    for address in addresses:
        if not is_public(address):
            raise SourceError(
                f"{url}: {host} is not on the public internet; allow private addresses to read it"
            )


def check_peer(response: httpx.Response, url: str) -> None:
    """Raise SourceError if the server that was reached is not public; behind a proxy nothing is known."""
    stream = response.extensions.get("network_stream")
    peer = stream.get_extra_info("server_addr") if stream is not None else None
    if peer and not getproxies() and not is_public(str(peer[0])):
        raise SourceError(f"{url}: led to {peer[0]}, which is not on the public internet; it was not read")


def is_ip(host: str) -> bool:
    """Return whether a host is written as an IP address."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def is_public(address: str) -> bool:
    """Return whether an IP address is on the public internet.

    >>> is_public("127.0.0.1"), is_public("::ffff:10.0.0.1"), is_public("8.8.8.8")
    (False, False, True)
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    return ip.is_global and not ip.is_multicast and (mapped is None or mapped.is_global)


def check_status(status: int, url: str) -> None:
    """Raise FetchError or SourceError, with the next step, unless the status is 2xx."""
    if 200 <= status < 300:
        return
    if status in AGAIN or status >= 500:
        raise FetchError(f"{url}: the server failed for now ({status}); try again later")
    raise SourceError(f"{url}: {GONE.get(status, f'was not given ({status}); check the address')}")


def retry_after(header: str | None, *, now: float) -> float | None:
    """Return how many seconds a Retry-After header asks for, None where it says nothing clear.

    ``now`` is the time in seconds since 1970.

    >>> retry_after("7", now=0.0), retry_after("soon", now=0.0)
    (7.0, None)
    >>> retry_after("Thu, 01 Jan 1970 00:01:00 GMT", now=20.0)
    40.0
    """
    words = (header or "").strip()
    if words.isdecimal():
        return float(words[:9])
    try:
        when = parsedate_to_datetime(words)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return max(0.0, (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp() - now)


def body_of(response: httpx.Response, url: str, *, limit: int, end: float, longest: float) -> bytes:
    """Return the body, unpacked, read no further than ``limit`` bytes and the moment ``end``.

    httpx would unpack a whole packet at once, which a server can make large beyond measure.
    """
    packing = response.headers.get("content-encoding", "").strip().lower()
    if packing not in ("", "identity", "gzip", "x-gzip"):
        raise SourceError(
            f"{url}: is packed as {packing!r}, which was not asked for; save it and give the file"
        )
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16) if "gzip" in packing else None
    chunks: list[bytes] = []
    size = 0
    for raw in response.iter_raw():
        try:
            chunk = unpacker.decompress(raw, limit + 1 - size) if unpacker else raw
        except zlib.error as error:
            raise SourceError(f"{url}: its compressed data is damaged; save it and give the file") from error
        size += len(chunk)
        chunks.append(chunk)
        if size > limit:
            raise SourceError(f"{url}: is larger than {limit / MB:g} MB; fetch it yourself and give the file")
        if time.monotonic() > end:
            raise FetchError(f"{url}: took longer than {longest:g} seconds; try again later")
    return b"".join(chunks)
