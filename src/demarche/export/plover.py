"""PLOVER: one event a row, for tools that expect event files of that ontology.

Roots are those of PLOVER (Open Event Data Alliance, the 18 categories of its reference). Every threat is
``THREATEN``. ``mode`` holds our own kind, since PLOVER's modes are drawn along other lines
(docs/interchange.md). One row for each pair of actor and recipient.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path

from demarche.events import EventKind
from demarche.register import EventFilter, Filter, Register, StoredEvent, StoredThreat

COLUMNS = ("id", "date", "root", "mode", "actor", "recipient", "source", "url", "article_id", "confidence")

ROOTS: Mapping[EventKind, str] = {
    "exercise": "MOBILIZE",
    "deployment": "MOBILIZE",
    "weapons-test": "MOBILIZE",
    "force-posture": "MOBILIZE",
    "arms-transfer": "AID",
    "budget": "MOBILIZE",
    "alliance": "AGREE",
    "talks": "CONSULT",
    "sanction": "SANCTION",
    "diplomatic-break": "SANCTION",
    "attack": "ASSAULT",
    "incursion": "COERCE",
    "unrest": "PROTEST",
    "concession": "CONCEDE",
}  # doctrine and other have no root of their own and are left out


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
    day = threat.said_on or (stored.source.date.isoformat() if stored.source.date else "")
    for actor, recipient in product(threat.sender or ("",), threat.target or ("",)):
        yield (
            stored.id, day, "THREATEN", threat.response_kind, actor, recipient,
            stored.source.outlet or "", stored.source.url or "", stored.source.article_id, threat.confidence,
        )  # fmt: skip


def event_rows(stored: StoredEvent) -> Iterator[tuple[object, ...]]:
    """Yield an event's rows; only what was done or goes on is an event there."""
    event = stored.event
    root = ROOTS.get(event.kind)
    if root is None or event.status not in ("done", "ongoing"):
        return
    day = event.when or (stored.source.date.isoformat() if stored.source.date else "")
    for actor, recipient in product(event.actor or ("",), event.partner or ("",)):
        yield (
            stored.id, day, root, event.kind, actor, recipient,
            stored.source.outlet or "", stored.source.url or "", stored.source.article_id, event.confidence,
        )  # fmt: skip
