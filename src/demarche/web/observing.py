"""Every request observed: an id, a line in the log, its time in the figures. The outermost layer.

What is logged is the route and never the address: addresses hold what people search for.
"""

from __future__ import annotations

import logging
import re
import secrets
import time

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from demarche.logs import request_id, tell
from demarche.web.figures import Figures

log = logging.getLogger(__name__)

HEADER = "x-request-id"
GIVEN = re.compile(r"[A-Za-z0-9_-]{1,64}")
METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})


class Observing:
    """Gives each request an id and keeps what became of it."""

    def __init__(self, app: ASGIApp, figures: Figures) -> None:
        self.app = app
        self.figures = figures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        own = id_for(Headers(scope=scope).get(HEADER, ""))
        status, begun = 0, time.perf_counter()

        async def marked(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = int(message["status"])
                MutableHeaders(scope=message)[HEADER] = own
            await send(message)

        token = request_id.set(own)
        self.figures.running.inc()
        try:
            await self.app(scope, receive, marked)
        finally:
            self.figures.running.dec()
            seconds = time.perf_counter() - begun
            method = scope["method"] if scope["method"] in METHODS else "other"
            route = route_of(scope)
            self.figures.served(method, route, status, seconds)
            level = logging.ERROR if status >= 500 or not status else logging.INFO
            if route in QUIET and level == logging.INFO:
                level = logging.DEBUG
            tell(
                log,
                "request",
                level=level,
                method=method,
                route=route,
                status=status or "cut off",
                ms=round(seconds * 1000, 1),
            )
            request_id.reset(token)


QUIET = ("/healthz", "/metrics", "/static")  # asked for over and over


def id_for(given: str) -> str:
    """Return the id that a proxy gave, if it is one, else a new one.

    >>> id_for("edge-17"), len(id_for("two words"))
    ('edge-17', 16)
    """
    return given if GIVEN.fullmatch(given) else secrets.token_hex(8)


def route_of(scope: Scope) -> str:
    """Return the route that served a request, as it was written; "none" where there is none."""
    if scope.get("path", "").startswith("/static/"):
        return "/static"
    return str(getattr(scope.get("route"), "path", "none"))
