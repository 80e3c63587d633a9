"""Lists as of a day: what was joined then, read as a whole, put in order, cut by cursors of its own.

Today's threads and statements have keys, which order and page today's lists. Those of a day have none: they are
ordered by when they were said and their ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date as Date
from typing import TypeVar

from sqlalchemy import Connection

from demarche.errors import UsageError
from demarche.register import joined, schema
from demarche.register.engines import among
from demarche.register.judging import Told
from demarche.register.values import Filter, StoredThread
from demarche.threads.grouping import order

MARK = "~~"  # today's cursors hold one
Listed = TypeVar("Listed", StoredThread, Told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Then:
    """A thread as it was on a day, and its statements of which a threat passes the filter."""

    thread: StoredThread
    told: tuple[Told, ...]


def whole(where: Filter) -> Filter:
    """Return the filter without where its list begins and ends."""
    return replace(where, after=None, limit=None)


def threads_then(connection: Connection, where: Filter, labels: Sequence[int], as_of: Date) -> Iterator[Then]:
    """Yield what the threads of these labels were on a day, those of which a threat passes the filter."""
    passing = passing_in(connection, where, labels)
    for label in labels:
        for thread, groups in joined.told_in(connection, label, as_of=as_of):
            told = tuple(
                Told(
                    statement=statement,
                    tellings=group,
                    thread=thread.id,
                    cursor=cursor_of(order(group[0])[0], statement.id),
                )
                for statement, group in zip(thread.statements, groups, strict=True)
                if passing is None or any(telling.id in passing for telling in group)
            )
            if told:
                last = joined.last_of(groups)
                yield Then(thread=replace(thread, cursor=cursor_of(last or 0, thread.id)), told=told)


def passing_in(connection: Connection, where: Filter, labels: Sequence[int]) -> frozenset[str] | None:
    """Return the ids of the threats of some threads that pass the filter; None where it lets all pass."""
    if joined.is_open(where):
        return None
    query = joined.of_threats(where, schema.threats.c.id)
    query = query.where(among(schema.threat_links.c.thread, labels))
    return frozenset(connection.execute(query).scalars())


def cut(found: Iterable[Listed], where: Filter) -> list[Listed]:
    """Return the part of a list that a filter asks for, last said first; UsageError for what is no cursor of it."""
    behind = None if where.after is None else place(where.after)
    listed = [one for one in found if behind is None or place(one.cursor) > behind]
    return sorted(listed, key=lambda one: place(one.cursor))[: where.limit]


def cursor_of(day: int, own: str) -> str:
    """Return the cursor behind what was said on a day, an ordinal, and has this id."""
    return f"{day}{MARK}{own}"


def place(cursor: str) -> tuple[int, str]:
    """Return where in its list a cursor stands.

    >>> place("738000~~3f2a") < place("737999~~0b56")
    True
    """
    day, mark, own = cursor.partition(MARK)
    if not mark or not day.isdecimal():
        raise UsageError(f"cursor {cursor!r} is not one of a list as of a day; start without it")
    return -int(day), own
