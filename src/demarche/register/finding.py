"""Finding records: a filter as one query, read page by page so that memory stays flat."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date as Date
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    Table,
    and_,
    exists,
    func,
    or_,
    select,
)

from demarche.errors import UsageError
from demarche.register import schema
from demarche.register.pairs import is_often, threats_with
from demarche.register.revising import applied, standing
from demarche.register.rows import stored_event, stored_threat
from demarche.register.searching import rows_matching
from demarche.register.values import EventFilter, Filter, StoredEvent, StoredThreat

PAGE = 500  # records read at once; no lock is held between pages
Query = Select[Any]
Found = TypeVar("Found")
Where = TypeVar("Where", Filter, EventFilter)
Place = tuple[ColumnElement[Any], ColumnElement[Any]]  # day and key: what a list is ordered by
LONGEST_ID = 64  # longer than any id, so that a prefix of this length is a mistake


def paged(
    read: Callable[[Where, int], tuple[Sequence[Found], str | None]], where: Where, size: int
) -> Iterator[Found]:
    """Yield what a list holds, part by part, no more than the filter's limit.

    ``read`` returns the first records that pass a filter, at most so many, and the cursor behind them; None
    where there are no more. Nothing is held open between parts.
    """
    left, after = where.limit, where.after
    while left is None or left > 0:
        most = size if left is None else min(left, size)
        found, after = read(replace(where, after=after), most)
        yield from found
        if after is None:
            return
        left = None if left is None else left - most


def record_query(table: Table) -> Query:
    """Return the query for a table's records with article and coder, newest article first."""
    articles, runs = schema.articles, schema.runs
    return (
        select(
            table,
            articles.c.id.label("article_id"),
            articles.c.title,
            articles.c.date_reason,
            articles.c.url,
            runs.c.coder,
            runs.c.codebook,
        )
        .join(articles, articles.c.key == table.c.article)
        .join(runs, runs.c.key == table.c.run)
    )


def threat_page(connection: Connection, where: Filter, size: int) -> list[StoredThreat]:
    """Return the first ``size`` threats that pass the filter."""
    table = schema.threats
    query = record_query(table).where(table.c.superseded_by.is_(None), *threat_conditions(where))
    roles = (("sender", where.sender), ("target", where.target))
    place: Place = (table.c.day, table.c.key)
    if all(codes for _, codes in roles) and not where.rejected and not is_often(connection, where):
        query = query.where(table.c.key.in_(threats_with(connection, where)))
        query = query.where(*has_actors(table, schema.threat_actors, roles))
    else:
        query, place = with_actors(query, table, schema.threat_actors, roles)
    return [threat_in(connection, row) for row in page(connection, query, place, where.after, size)]


def event_page(connection: Connection, where: EventFilter, size: int) -> list[StoredEvent]:
    """Return the first ``size`` events that pass the filter."""
    table = schema.events
    query = record_query(table).where(table.c.superseded_by.is_(None), *event_conditions(where))
    roles = (("actor", where.actor), ("partner", where.partner))
    query, place = with_actors(query, table, schema.event_actors, roles)
    return [stored_event(row) for row in page(connection, query, place, where.after, size)]


def page(
    connection: Connection, query: Query, place: Place, after: str | None, size: int
) -> Sequence[RowMapping]:
    """Return rows behind a cursor, newest day first, in reading order within a day."""
    day, key = place
    if after is not None:
        last_day, last_key = cursor(after)
        query = query.where(or_(day < last_day, and_(day == last_day, key > last_key)))
    query = query.order_by(day.desc(), key).limit(size)
    return connection.execute(query).mappings().all()


def cursor(after: str) -> tuple[str, int]:
    """Return what a cursor points at; UsageError for what is none."""
    day, mark, key = after.partition("~")
    if not mark or not key.isdecimal():
        raise UsageError(f"cursor {after!r} is not one that the register gave; start without it")
    return day, int(key)


def threat_conditions(where: Filter) -> list[ColumnElement[bool]]:
    """Return a filter's conditions on the threats' own columns."""
    table = schema.threats
    found = shared_conditions(table, where.since, where.until, where.article, where.as_of)
    for column, values in (
        (table.c.kind, where.kind),
        (table.c.commitment, where.commitment),
        (table.c.trigger_form, where.trigger_form),
        (table.c.outlet, where.outlet),
    ):
        if values:
            found.append(column.in_(values))
    if not where.rejected:
        found.append(table.c.rejected.is_(False))
    if where.min_confidence is not None:
        found.append(table.c.confidence >= where.min_confidence)
    if where.coder:
        found.append(schema.runs.c.coder == where.coder)
    if where.speaker:
        found.append(rows_matching("threats", where.speaker, table.c.key, column="speaker"))
    if where.text:
        found.append(rows_matching("threats", where.text, table.c.key))
    return found


def event_conditions(where: EventFilter) -> list[ColumnElement[bool]]:
    """Return a filter's conditions on the events' own columns."""
    table = schema.events
    found = shared_conditions(table, where.since, where.until, where.article, where.as_of)
    if where.kind:
        found.append(table.c.kind.in_(where.kind))
    if where.status:
        found.append(table.c.status.in_(where.status))
    return found


def shared_conditions(
    table: Table, since: object, until: object, article: str | None, as_of: Date | None
) -> list[ColumnElement[bool]]:
    """Return conditions on time and article. An unknown day lies in no interval.

    What has no day is known from when it was added.
    """
    found: list[ColumnElement[bool]] = []
    if since is not None:
        found.append(table.c.day >= str(since))
    if until is not None:
        found += [table.c.day <= str(until), table.c.day != ""]
    if article is not None:
        found.append(schema.articles.c.id == article)
    if as_of is not None:
        found.append(known_by(table.c.day, as_of))
    return found


def known_by(day: ColumnElement[Any], as_of: Date) -> ColumnElement[bool]:
    """Return the condition that what appeared on ``day`` in an article, "" where unknown, was known as of a day."""
    added = func.substr(schema.articles.c.added_at, 1, len("2024-07-31"))
    return and_(day <= as_of.isoformat(), or_(day != "", added <= as_of.isoformat()))


def with_actors(
    query: Query, table: Table, actors: Table, wanted: Sequence[tuple[str, tuple[str, ...]]]
) -> tuple[Query, Place]:
    """Return the query for records whose actors have these roles, and the columns that order it.

    One code drives the query through the index of actors, which is in the order of the list; for several
    codes, and further roles, each record is looked up.
    """
    record, place = actors.c[table.name.removesuffix("s")], (table.c.day, table.c.key)
    driven = False
    for role, codes in wanted:
        upper = [code.upper() for code in codes]
        if len(upper) == 1 and not driven:
            driven, place = True, (actors.c.day, record)
            query = query.join(actors, record == table.c.key)
            query = query.where(actors.c.role == role, actors.c.code == upper[0])
        elif upper:
            query = query.where(*has_actors(table, actors, ((role, codes),)))
    return query, place


def has_actors(
    table: Table, actors: Table, wanted: Sequence[tuple[str, tuple[str, ...]]]
) -> list[ColumnElement[bool]]:
    """Return the conditions that a record's actors have these roles, each record looked up."""
    found: list[ColumnElement[bool]] = []
    for role, codes in wanted:
        if codes:
            other = actors.alias()
            own = (other.c[table.name.removesuffix("s")] == table.c.key, other.c.role == role)
            found.append(exists().where(*own, other.c.code.in_([code.upper() for code in codes])))
    return found


def threat_in(connection: Connection, row: RowMapping) -> StoredThreat:
    """Return a row's threat as it stands; a superseded one as the machine coded it."""
    record = json.loads(row["record"])
    if not row["corrected"] or row["superseded_by"] is not None:
        return stored_threat(row, record, corrected=())
    effective, fields, _ = applied(record, standing(connection, row["id"]))
    return stored_threat(row, effective, corrected=fields)


def threat_by_prefix(connection: Connection, prefix: str) -> RowMapping:
    """Return the row of the one threat whose id begins so, the standing one before superseded ones.

    Raises UsageError where there is none, or several.
    """
    table = schema.threats
    ids = unique_prefix(connection, table, prefix, noun="threat")
    query = (
        record_query(table)
        .where(table.c.id == ids)
        .order_by(table.c.superseded_by.is_not(None), table.c.key.desc())
        .limit(1)
    )
    return connection.execute(query).mappings().one()


def unique_prefix(connection: Connection, table: Table, prefix: str, *, noun: str) -> str:
    """Return the one id of a table that begins with ``prefix``; UsageError for none or several."""
    wanted = prefix.lower()
    if not wanted or len(wanted) > LONGEST_ID or not all(c in "0123456789abcdef" for c in wanted):
        raise UsageError(f"{noun} {prefix!r}: an id is made of digits and a to f; `demarche list` shows them")
    ids = [
        str(found)
        for found in connection.execute(
            select(table.c.id).where(table.c.id >= wanted, table.c.id < wanted + "g").distinct().limit(3)
        ).scalars()
    ]
    if not ids:
        raise UsageError(f"{noun} {prefix!r}: the register has none whose id begins so; see `demarche list`")
    if wanted in ids:
        return wanted
    if len(ids) > 1:
        raise UsageError(f"{noun} {prefix!r}: several ids begin so ({', '.join(ids)} …); give more of it")
    return ids[0]


def count(connection: Connection, table: Table, *conditions: ColumnElement[bool]) -> int:
    """Return how many rows pass."""
    return int(connection.execute(select(func.count()).select_from(table).where(*conditions)).scalar_one())
