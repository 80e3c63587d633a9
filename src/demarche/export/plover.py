"""PLOVER: one event a row, tab-separated, for tools that expect event files of that ontology.

Roots, modes and contexts are those of the manual named in ``data/plover.toml``, which says for each of
our kinds why. One row for each pair of actor and recipient, as users of event data expect.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import product
from pathlib import Path

from demarche.events import Event
from demarche.register import EventFilter, Filter, Register, Source, StoredEvent, StoredThreat

COLUMNS = (
    "id", "date", "root", "mode", "context", "actor", "recipient", "commitment",
    "source", "url", "article_id", "coder", "confidence",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """What one of our kinds is in PLOVER's terms."""

    root: str = "THREATEN"
    joint: str | None = None  # root where a partner takes part
    planned: str | None = None  # root where it is planned; None: then it is no event there
    mode: str
    context: str


@cache
def categories() -> tuple[Mapping[str, Category], Mapping[str, Category]]:
    """Return the categories of threats by response kind, and of events by kind."""
    text = files("demarche.export").joinpath("data/plover.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    threats, events = (
        {kind: Category(**values) for kind, values in data[part].items()} for part in ("threat", "event")
    )
    return threats, events


def category_of(event: Event) -> tuple[str, str, str] | None:
    """Return an event's root, mode and context; None where PLOVER has no event for it."""
    category = categories()[1].get(event.kind)
    if category is None:
        return None
    if event.status == "planned" and category.planned:
        return category.planned, "", category.context
    if event.status not in ("done", "ongoing"):
        return None
    if event.partner and category.joint:
        return category.joint, "", category.context
    return category.root, category.mode, category.context


def write(register: Register, where: Filter, path: Path) -> int:
    """Write threats that fit and the events of the same dates as PLOVER rows; return how many."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t")
        writer.writerow(COLUMNS)
        for row in rows(register, where):
            writer.writerow(row)
            count += 1
    return count


def rows(register: Register, where: Filter) -> Iterator[tuple[object, ...]]:
    """Yield the rows: threats first, then events."""
    for threat in register.threats(where):
        yield from threat_rows(threat)
    for event in register.events(EventFilter(since=where.since, until=where.until)):
        yield from event_rows(event)


def threat_rows(stored: StoredThreat) -> Iterator[tuple[object, ...]]:
    """Yield a threat's rows, one for each pair of sender and target."""
    threat = stored.threat
    category = categories()[0][threat.response_kind]
    day = threat.said_on or published(stored.source)
    for actor, recipient in product(threat.sender or ("",), threat.target or ("",)):
        yield (
            stored.id, day, category.root, category.mode, category.context, actor, recipient,
            threat.commitment, *read_in(stored), threat.confidence,
        )  # fmt: skip


def event_rows(stored: StoredEvent) -> Iterator[tuple[object, ...]]:
    """Yield an event's rows, one for each pair of actor and partner."""
    event, category = stored.event, category_of(stored.event)
    if category is None:
        return
    day = event.when or published(stored.source)
    for actor, recipient in product(event.actor or ("",), event.partner or ("",)):
        yield (stored.id, day, *category, actor, recipient, "", *read_in(stored), event.confidence)


def published(source: Source) -> str:
    """Return the ISO day of publication, empty where unknown."""
    return source.date.isoformat() if source.date else ""


def read_in(stored: StoredThreat | StoredEvent) -> tuple[str, str, str, str]:
    """Return where a record comes from: outlet, address, article and coder."""
    source = stored.source
    return source.outlet or "", source.url or "", source.article_id, stored.coder
