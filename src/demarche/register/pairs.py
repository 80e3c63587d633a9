"""Pairs: which threads hold statements of whom to whom, and how many; kept, so that large lists need not count.

Triggers (migration 0007; ``following`` for new threats) drop a thread's pairs when its threats or their corrections
change, and note it as stale; where a thread only grew it is counted on (``growing``). What is stale is counted from its threats whenever it is asked for, until ``refresh`` has kept it again;
so an answer is the same either way, only slower.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Select,
    String,
    Table,
    case,
    delete,
    distinct,
    func,
    insert,
    select,
    union,
)

from demarche.register import schema
from demarche.register.engines import among
from demarche.register.standing import LEVELS
from demarche.register.values import Filter
from demarche.threats import Commitment

LINKS, THREATS, ACTORS = schema.threat_links, schema.threats, schema.threat_actors
Query = Select[Any]
OFTEN = 1000  # statements of an actor, of which some are soon met in any list

thread_pairs = Table(  # statements of a sender to a target in a thread
    "thread_pairs",
    schema.metadata,
    Column("sender", String, nullable=False),  # "": nobody is named
    Column("target", String, nullable=False),
    Column("thread", Integer, nullable=False),
    Column("statements", Integer, nullable=False),
    Column("level", Integer, nullable=False),  # place of the highest commitment in its list
    PrimaryKeyConstraint("sender", "target", "thread"),
    Index(None, "target"),
    Index(None, "thread"),
    sqlite_with_rowid=False,
)

stale_pairs = Table(  # threads whose pairs are to be counted anew
    "stale_pairs",
    schema.metadata,
    Column("thread", Integer, primary_key=True, autoincrement=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One sender's statements to one target."""

    sender: str
    target: str
    statements: int
    highest: Commitment


def is_by_actors(where: Filter) -> bool:
    """Return whether a filter asks for nothing but senders and targets.

    >>> is_by_actors(Filter(sender=("RUS",), limit=5)), is_by_actors(Filter(text="missiles"))
    (True, False)
    """
    return where == Filter(sender=where.sender, target=where.target, limit=where.limit, after=where.after)


def counted(threads: Query) -> Query:
    """Return the query that counts the pairs of some threads from their threats."""
    sender, target = ACTORS.alias("sender"), ACTORS.alias("target")
    level = case({name: number for number, name in enumerate(LEVELS)}, value=THREATS.c.commitment, else_=0)
    by, to = func.coalesce(sender.c.code, ""), func.coalesce(target.c.code, "")
    return (
        select(
            by.label("sender"),
            to.label("target"),
            LINKS.c.thread.label("thread"),
            func.count(distinct(LINKS.c.statement)).label("statements"),
            func.max(level).label("level"),
        )
        .select_from(LINKS)
        .join(THREATS, THREATS.c.key == LINKS.c.threat)
        .outerjoin(sender, (sender.c.threat == LINKS.c.threat) & (sender.c.role == "sender"))
        .outerjoin(target, (target.c.threat == LINKS.c.threat) & (target.c.role == "target"))
        .where(LINKS.c.thread.in_(threads))
        .group_by(LINKS.c.thread, by, to)
    )


def refresh(connection: Connection, *, some: int) -> int:
    """Keep the pairs of some stale threads; return how many threads there were."""
    keys = list(connection.execute(select(stale_pairs.c.thread).limit(some)).scalars())
    if keys:
        columns = [column.name for column in thread_pairs.columns]
        own = select(stale_pairs.c.thread).where(among(stale_pairs.c.thread, keys))
        connection.execute(delete(thread_pairs).where(among(thread_pairs.c.thread, keys)))
        connection.execute(insert(thread_pairs).from_select(columns, counted(own)))
        connection.execute(delete(stale_pairs).where(among(stale_pairs.c.thread, keys)))
    return len(keys)


def any_stale(connection: Connection) -> bool:
    """Return whether a thread's pairs are still to be counted."""
    return connection.execute(select(stale_pairs.c.thread).limit(1)).first() is not None


def threads_with(connection: Connection, where: Filter) -> Any:
    """Return the query for the threads in which a threat has the filter's sender and target."""
    query = of_actors(select(thread_pairs.c.thread), thread_pairs, where)
    if not any_stale(connection):
        return query
    live = counted(select(stale_pairs.c.thread)).subquery()
    return union(query, of_actors(select(live.c.thread), live, where))


def threats_with(connection: Connection, where: Filter) -> Query:
    """Return the query for the threats, none of them rejected, of the threads with the filter's sender and target."""
    return select(LINKS.c.threat).where(LINKS.c.thread.in_(threads_with(connection, where)))


def statements_with(connection: Connection, where: Filter) -> int:
    """Return about how many statements have the filter's sender and target; stale threads do not count."""
    query = of_actors(select(func.coalesce(func.sum(thread_pairs.c.statements), 0)), thread_pairs, where)
    return int(connection.execute(query).scalar_one())


def is_often(connection: Connection, where: Filter) -> bool:
    """Return whether a filter names no actors, or some that have made many statements."""
    return not (where.sender or where.target) or statements_with(connection, where) >= OFTEN


def of_actors(query: Query, pairs: Any, where: Filter) -> Query:
    """Return a query of pairs with the filter's senders and targets."""
    for column, codes in ((pairs.c.sender, where.sender), (pairs.c.target, where.target)):
        if codes:
            query = query.where(column.in_([code.upper() for code in codes]))
    return query


def cells(connection: Connection, where: Filter) -> tuple[Cell, ...]:
    """Return a cell for each pair of sender and target, the most statements first; the filter is by actors."""
    found: dict[tuple[str, str], tuple[int, int]] = {}
    sources: list[Any] = [thread_pairs]
    if any_stale(connection):
        sources.append(counted(select(stale_pairs.c.thread)).subquery())
    for pairs in sources:
        query = select(
            pairs.c.sender, pairs.c.target, func.sum(pairs.c.statements), func.max(pairs.c.level)
        ).where(pairs.c.sender != "", pairs.c.target != "")
        query = of_actors(query, pairs, where).group_by(pairs.c.sender, pairs.c.target)
        for by, to, number, level in connection.execute(query):
            count, highest = found.get((by, to), (0, 0))
            found[by, to] = (count + int(number), max(highest, int(level)))
    ordered = sorted(found.items(), key=lambda item: (-item[1][0], item[0]))
    return tuple(
        Cell(sender=by, target=to, statements=number, highest=LEVELS[level])
        for (by, to), (number, level) in ordered
    )
