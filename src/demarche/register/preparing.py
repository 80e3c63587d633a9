"""What of a coded article needs no register: its rows, what joining asks of it, the bands of its text.

Pure, and plain values alone, so that other processes can do it ahead of the one that writes
(``demarche.scan.ahead``). Only keys, the run and the time of adding are missing.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from demarche.coding import CodedArticle
from demarche.events import Event
from demarche.records import event_record, threat_record
from demarche.register.identity import event_ids, threat_ids
from demarche.register.rows import (
    Pairs,
    article_values,
    event_pairs,
    event_values,
    packed,
    storable,
    threat_columns,
    threat_pairs,
)
from demarche.register.standing import DeedPlace, ThreatPlace, deed_place, threat_place
from demarche.threads.reprints import bands
from demarche.threads.telling import deed_of, telling_of
from demarche.threats import Threat

Values = tuple[Any, ...]


class PreparedThreat(NamedTuple):
    """A threat's columns, actors, and where it stands for joining."""

    id: str
    record: str
    values: Values
    actors: Pairs
    place: ThreatPlace


class PreparedEvent(NamedTuple):
    """An event's columns, actors, and where its deed stands."""

    id: str
    record: str
    values: Values
    actors: Pairs
    place: DeedPlace


class Prepared(NamedTuple):
    """A coded article as it goes into the register."""

    id: str
    values: Values
    text: str
    day: str
    outlet: str | None
    coder: str
    codebook: str
    threats: tuple[PreparedThreat, ...]
    events: tuple[PreparedEvent, ...]
    bands: tuple[int, ...]  # none of an article that holds nothing


def prepared(coded: CodedArticle) -> Prepared:
    """Return a coded article as it goes into the register, without what no database takes."""
    clean = storable(coded)
    article, article_id = clean.article, clean.article.id
    threats = zip(threat_ids(article_id, clean.threats), clean.threats, strict=True)
    events = zip(event_ids(article_id, clean.events), clean.events, strict=True)
    values = article_values(article)
    return Prepared(
        id=article_id,
        values=values,
        text=article.text,
        day=article.date.isoformat() if article.date else "",
        outlet=article.outlet,
        coder=clean.coder,
        codebook=clean.codebook,
        threats=tuple(prepared_threat(threat_id, threat, clean) for threat_id, threat in threats),
        events=tuple(prepared_event(event_id, event, clean) for event_id, event in events),
        bands=tuple(sorted(set(bands(article.text)))) if clean.threats or clean.events else (),
    )


def prepared_threat(threat_id: str, threat: Threat, coded: CodedArticle) -> PreparedThreat:
    """Return a threat as it goes into the register."""
    return PreparedThreat(
        id=threat_id,
        record=packed(threat_record(threat)),
        values=tuple(threat_columns(threat).values()),
        actors=threat_pairs(threat),
        place=threat_place(telling_of(threat_id, threat, coded.article), threat.commitment),
    )


def prepared_event(event_id: str, event: Event, coded: CodedArticle) -> PreparedEvent:
    """Return an event as it goes into the register."""
    return PreparedEvent(
        id=event_id,
        record=packed(event_record(event)),
        values=event_values(event),
        actors=event_pairs(event),
        place=deed_place(deed_of(event_id, event, coded.article)),
    )
