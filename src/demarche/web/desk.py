"""The desk: a register that is open, and how it may be used."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import Depends, Request

from demarche.register.store import SqlRegister
from demarche.watch.guard import Guard
from demarche.watch.store import WatchStore
from demarche.web.attempts import Attempts

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one request may cost."""

    body: int = 1 << 20  # bytes
    query: int = 8192  # characters
    seconds: float = 20.0  # to send a body
    rows: int = 200  # of a list's page


@dataclass(frozen=True, slots=True, kw_only=True)
class Watching:
    """How watches may be set up from the desk."""

    guard: Guard = field(default_factory=Guard)  # which addresses a feed or hook may have
    every: int = 60  # minutes between two fetches of a feed for which nothing else is said
    secret: str | None = field(default=None, repr=False)  # of the hooks; None: no hook can be made here


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """An open register, who may use it, and the limits."""

    register: SqlRegister
    now: Callable[[], datetime]
    author: str = "unknown"  # who writes where nobody logs in
    login: bool = False  # people must log in
    hosts: tuple[str, ...] = LOOPBACK  # names by which the desk may be called, without port
    secure: bool = False  # reached over TLS
    session: timedelta = timedelta(days=7)
    limits: Limits = field(default_factory=Limits)
    attempts: Attempts = field(default_factory=Attempts)
    watching: Watching = field(default_factory=Watching)

    @property
    def store(self) -> WatchStore:
        """The watch's verbs on the register."""
        return WatchStore(self.register)


def desk_of(request: Request) -> Desk:
    """Return the desk that a request came to."""
    desk = request.app.state.desk
    assert isinstance(desk, Desk)  # noqa: S101 - create_app put it there
    return desk


TheDesk = Annotated[Desk, Depends(desk_of)]
