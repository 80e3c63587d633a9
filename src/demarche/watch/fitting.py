"""Which watches a change fits, and watches as the tables hold them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import date as Date
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from demarche.errors import UsageError
from demarche.register import Filter, schema
from demarche.register.joined import labels
from demarche.threads.packing import telling_from
from demarche.watch import tables
from demarche.watch.standing import told_in
from demarche.watch.values import Change, StandingTrigger, Watch

LINKS = schema.threat_links
DAYS = ("since", "until", "as_of")
PAGING = ("limit", "after", "as_of", "rejected", "article")  # fields of a filter that a watch has no use for


def fitting(
    connection: Connection, change: Change, watches: Sequence[Watch], *, article: int | None
) -> tuple[int, ...]:
    """Return the ids of the watches that a change fits, among those that were there before its article."""
    return tuple(
        watch.id
        for watch in watches
        if (article is None or watch.start < article) and fits(connection, change, watch)
    )


def fits(connection: Connection, change: Change, watch: Watch) -> bool:
    """Return whether a change fits a watch: one of its statement's reports does, or its standing trigger.

    None fits a search without words, such as earlier versions kept: it must not keep the others from looking.
    """
    if change.watch is not None:
        return change.watch == watch.id
    table = schema.threats
    keys = select(table.c.key).where(table.c.id.in_(change.threats), table.c.superseded_by.is_(None))
    if isinstance(watch.wants, StandingTrigger):
        query = select(LINKS.c.telling).where(LINKS.c.threat.in_(keys))
        tellings = [telling_from(text) for text in connection.execute(query).scalars()]
        return any(told_in(watch.wants, telling) for telling in tellings)
    try:
        found = labels(LINKS.c.threat, watch.wants).where(LINKS.c.threat.in_(keys)).limit(1)
    except UsageError:
        return False
    return connection.execute(found).first() is not None


def standing_watches(connection: Connection) -> tuple[Watch, ...]:
    """Return the watches that were not removed."""
    table = tables.watches
    rows = connection.execute(select(table).where(table.c.removed_at.is_(None)).order_by(table.c.id))
    return tuple(watch_of(row) for row in rows.mappings())


def watch_of(row: RowMapping) -> Watch:
    """Return a watch from its row."""
    return Watch(
        id=row["id"],
        name=row["name"],
        wants=wants_from(row["kind"], row["body"]),
        start=row["start"],
        author=row["author"],
        made_at=datetime.fromisoformat(row["made_at"]),
    )


def kind_of(wants: Filter | StandingTrigger) -> str:
    """Return what kind of watch it is."""
    return "trigger" if isinstance(wants, StandingTrigger) else "search"


def body_of(wants: Filter | StandingTrigger) -> dict[str, Any]:
    """Return what a watch wants as JSON values, without what is empty.

    >>> body_of(Filter(sender=("RUS",), since=Date(2024, 1, 2)))
    {'sender': ['RUS'], 'since': '2024-01-02'}
    """
    values = asdict(wants)
    return {
        name: list(value) if isinstance(value, tuple) else str(value) if isinstance(value, Date) else value
        for name, value in values.items()
        if value not in (None, (), False) and name not in PAGING
    }


def wants_from(kind: str, body: str) -> Filter | StandingTrigger:
    """Return what a watch wants from its JSON; fields that this version does not know are left out."""
    record: dict[str, Any] = json.loads(body)
    if kind == "trigger":
        return StandingTrigger(
            words=record["words"], actors=tuple(record["actors"]), things=tuple(record["things"])
        )
    known = {one.name for one in fields(Filter)}
    values: dict[str, Any] = {name: value_of(name, value) for name, value in record.items() if name in known}
    return Filter(**values)


def value_of(name: str, value: object) -> object:
    """Return a filter's value from its JSON value."""
    if isinstance(value, list):
        return tuple(value)
    return Date.fromisoformat(str(value)) if name in DAYS else value
