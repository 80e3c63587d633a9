"""What watching takes and gives: feeds, watches, changes, alerts, hooks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date as Date
from datetime import datetime
from typing import Literal, get_args

from demarche.language import ActorCode
from demarche.register import Filter

AlertKind = Literal[
    "new-thread",
    "repeated",
    "firmer",
    "softer",
    "new-trigger",
    "trigger-approached",
    "trigger-met",
    "response-seen",
    "deadline-near",
]
KINDS: tuple[AlertKind, ...] = get_args(AlertKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingTrigger:
    """Something a person waits for, whoever threatens what over it: "US missiles in Japan"."""

    words: str
    actors: tuple[ActorCode, ...]
    things: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What somebody wants to hear of: a saved search or a standing trigger. It sees what comes after it."""

    id: int
    name: str
    wants: Filter | StandingTrigger
    start: int  # key of the last article before it was made
    author: str
    made_at: datetime
    alerts: int = 0  # made for it so far
    open: int = 0  # of these not closed


@dataclass(frozen=True, slots=True, kw_only=True)
class Former:
    """What a watch was before somebody changed it."""

    name: str
    wants: Filter | StandingTrigger
    author: str  # who changed it
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something that is different in the register, and why that is worth saying."""

    kind: AlertKind
    keys: tuple[str, ...]  # by any of which the same change is known again; the first is its own
    title: str
    why: str
    day: Date | None
    threats: tuple[str, ...] = ()  # ids of the statement's reports, by which a saved search judges it
    thread: str | None = None
    statement: str | None = None
    event: str | None = None
    article: str | None = None
    outlet: str | None = None
    url: str | None = None
    watch: int | None = None  # only for this watch: its standing trigger


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What somebody did with an alert."""

    action: str  # assigned, noted, closed, reopened
    words: str
    author: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A change that fits a watch, kept."""

    id: int
    key: str
    kind: AlertKind
    at: datetime
    day: Date | None
    title: str
    why: str
    watches: tuple[str, ...]
    thread: str | None = None
    statement: str | None = None
    event: str | None = None
    article: str | None = None
    outlet: str | None = None
    url: str | None = None
    assigned: str | None = None
    closed_at: datetime | None = None
    closed_by: str | None = None
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed that is kept, and how it fares."""

    id: int
    address: str
    title: str | None
    every: int  # minutes
    added_at: datetime
    added_by: str
    next_at: datetime
    asked_at: datetime | None = None
    answered_at: datetime | None = None
    etag: str | None = None
    modified: str | None = None
    failures: int = 0
    failing_since: datetime | None = None
    error: str | None = None
    fetches: int = 0
    items: dict[str, int] = field(default_factory=dict)  # how many wait, were added, known, skipped


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Something that a feed named, and what became of it."""

    id: int
    name: str  # its address, else feed and id
    state: str  # waiting, added, known, skipped
    attempts: int
    next_at: datetime
    article: str | None
    why: str | None  # why it was skipped, or what came of the last attempt


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """An address to which alerts are sent, signed."""

    id: int
    address: str
    watch: str | None  # name of the watch; None: every alert
    author: str
    made_at: datetime
    deliveries: dict[str, int] = field(default_factory=dict)  # how many were sent, failed, …
    error: str | None = None  # why the last one failed
