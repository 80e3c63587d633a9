"""What every request must pass, before any of it is understood, and what every answer carries.

Host: a name that the desk goes by, so that no other site's name leads here (DNS rebinding). Origin: a request
that changes something comes from the desk's own pages; a program without Origin sends a token, or JSON,
which no page of another site can send unasked. Size and time: a body is read whole, within limits.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from demarche.web.desk import Desk
from demarche.web.refusals import RefusalError, TooMuchError, TooSlowError, body_of

log = logging.getLogger(__name__)

SAFE = ("GET", "HEAD", "OPTIONS")
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
CARRIED = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


class Guard:
    """Refuses what should not come in, and marks what goes out."""

    def __init__(self, app: ASGIApp, desk: Desk, failed: Callable[[Request], Response]) -> None:
        self.app = app
        self.failed = failed
        self.desk = desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        begun = False

        async def marked(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                for name, value in CARRIED.items():
                    headers.setdefault(name, value)
                headers.setdefault("cache-control", "private, no-cache")
                if self.desk.secure:
                    headers.setdefault("strict-transport-security", "max-age=31536000")
            await send(message)

        try:
            check(scope, self.desk)
            body = await whole_body(receive, scope, self.desk)
        except RefusalError as refusal:
            await refused(refusal, marked)
            return
        try:
            await self.app(scope, replayed(body, receive), marked)
        except Exception as error:
            if begun:
                raise
            log.error("failed", exc_info=error, extra={"fields": {"kind": type(error).__name__}})
            await self.failed(Request(scope))(scope, receive, marked)


def check(scope: Scope, desk: Desk) -> None:
    """Raise RefusalError for a request with a wrong host or origin, or an address that is too long."""
    headers = Headers(scope=scope)
    host = headers.get("host", "")
    if name_of(host) not in desk.hosts:
        raise RefusalError("host: the desk does not go by this name; call it by one it was started with")
    if len(scope.get("query_string", b"")) > desk.limits.query:
        raise TooMuchError(f"address: is too long; give at most {desk.limits.query} characters")
    if scope["method"] not in SAFE and not own_origin(headers, host):
        raise RefusalError("origin: a change must come from the desk's own pages, or with a token")


def own_origin(headers: Headers, host: str) -> bool:
    """Return whether a request comes from a page of ours, or from a program that no page can act as."""
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        return False
    if origin is not None:
        return origin != "null" and urlsplit(origin).netloc == host
    if site is not None:
        return True
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    return headers.get("authorization", "").startswith("Bearer ") or kind == "application/json"


def name_of(host: str) -> str:
    """Return a Host header's name without its port.

    >>> name_of("127.0.0.1:8000"), name_of("[::1]:80"), name_of("Desk.example")
    ('127.0.0.1', '[::1]', 'desk.example')
    """
    name, mark, port = host.rpartition(":")
    return (name if mark and port.isdecimal() else host).lower()


async def whole_body(receive: Receive, scope: Scope, desk: Desk) -> bytes:
    """Return a request's body; TooMuchError or TooSlowError where it passes the limits."""
    length = Headers(scope=scope).get("content-length", "0")
    most = desk.limits.body
    if not length.isdecimal() or int(length) > most:
        raise TooMuchError(f"body: is too large; send at most {most} bytes")
    body = bytearray()
    try:
        async with asyncio.timeout(desk.limits.seconds):
            while True:
                message = await receive()
                if message["type"] != "http.request":
                    raise TooSlowError("body: the connection was closed before it was whole")
                body += message.get("body", b"")
                if len(body) > most:
                    raise TooMuchError(f"body: is too large; send at most {most} bytes")
                if not message.get("more_body", False):
                    return bytes(body)
    except TimeoutError as error:
        raise TooSlowError(f"body: was not whole after {desk.limits.seconds:g} s; send it again") from error


def replayed(body: bytes, receive: Receive) -> Receive:
    """Return a receiver that gives a body that was read already, then what comes after it."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


async def refused(refusal: RefusalError, send: Send) -> None:
    """Send a refusal, and close the connection, of which more may still come."""
    body = json.dumps(body_of(refusal), ensure_ascii=False).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
