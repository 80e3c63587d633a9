"""Reading threads and statements: what is joined, as values; as of a day, grouped by what was known then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date as Date
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, and_, exists, or_, select, true

from demarche.errors import UsageError
from demarche.register import schema
from demarche.register.engines import among
from demarche.register.families import first_of_families
from demarche.register.finding import (
    cursor,
    has_actors,
    record_query,
    threat_by_prefix,
    threat_conditions,
    threat_in,
    with_actors,
)
from demarche.register.neighbours import UNKNOWN
from demarche.register.pairs import is_by_actors, is_often, statements_with, threads_with
from demarche.register.searching import is_frequent
from demarche.register.values import Filter, StoredThread
from demarche.threads import Telling
from demarche.threads.course import course_of, title_of
from demarche.threads.grouping import order, threads_of
from demarche.threads.packing import telling_from
from demarche.threads.statements import Report, Statement, statement_of

LINKS = schema.threat_links
MANY = 500  # records read by one query
LOOKED_AT = (2, 8)  # how many threads of these, for each that is wanted
Groups = list[list[list[Telling]]]  # threads, their statements, their tellings


def thread_page(connection: Connection, where: Filter, size: int) -> Sequence[RowMapping]:
    """Return the first ``size`` threads of which a threat passes the filter, last said first."""
    query, key = threads_after(where), schema.threads.c.key
    passing = query.where(key.in_(labels(LINKS.c.thread, where)))
    if is_open(where):
        passing = query
    elif is_by_actors(where):
        passing = query.where(key.in_(threads_with(connection, where)))
    elif where.as_of is None and (where.text or where.speaker):
        if is_often(connection, where) and has_frequent_words(connection, where):
            passing = walking(connection, where)
    elif where.as_of is None:
        return among_last(connection, where, size)
    return connection.execute(passing.limit(size)).mappings().all()


def is_open(where: Filter) -> bool:
    """Return whether a filter lets every threat pass that is joined and known by its day."""
    return where == Filter(after=where.after, limit=where.limit, as_of=where.as_of)


def walking(connection: Connection, where: Filter) -> Select[Any]:
    """Return the query for the threads of which a threat passes a filter, each looked up from the last on.

    Of what passes often enough are soon met so.
    """
    key = schema.threads.c.key
    query = threads_after(where).where(exists(of_threats(where).where(LINKS.c.thread == key)))
    if where.sender or where.target:  # a sum, so that no index of theirs is read and sorted first
        query = query.where((key + 0).in_(threads_with(connection, where)))
    return query


def among_last(connection: Connection, where: Filter, size: int) -> Sequence[RowMapping]:
    """Return the first threads that pass a filter without words: of what passes often some are among the last."""
    key, found = schema.threads.c.key, list[RowMapping]()
    actors = bool(where.sender or where.target)
    theirs = key.in_(threads_with(connection, where)) if actors else true()
    for most in [n * size for n in LOOKED_AT]:
        query = threads_after(where).where(theirs).limit(most)
        part = connection.execute(query).mappings().all()
        own = of_threats(where).where(among(LINKS.c.thread, [row["key"] for row in part]))
        keys = set(connection.execute(own).scalars())
        found += [row for row in part if row["key"] in keys]
        if len(found) >= size or len(part) < most:
            return found[:size]
        where = replace(where, after=cursor_of(part[-1]))
    query = threads_after(where).where(key.in_(labels(LINKS.c.thread, where))).limit(size - len(found))
    return [*found, *connection.execute(query).mappings()]


def threads_after(where: Filter) -> Select[Any]:
    """Return the query for the threads behind a filter's cursor, known by its day, last said first."""
    table = schema.threads
    query = select(table.c.key, table.c.last)
    if where.as_of is not None:
        query = query.where(table.c.known <= where.as_of.toordinal())
    if where.after is not None:
        day, key = cursor(where.after)
        last = int(day) if day.isdecimal() else 0
        query = query.where(or_(table.c.last < last, and_(table.c.last == last, table.c.key > key)))
    return query.order_by(table.c.last.desc(), table.c.key)


def cursor_of(row: RowMapping) -> str:
    """Return the cursor behind a row of a page."""
    return cursor_at(row["last"], row["key"])


def cursor_at(last: int | None, label: int) -> str:
    """Return the cursor behind a thread that was last said on a day, an ordinal; None where none is known."""
    return f"{UNKNOWN if last is None else last}~{label}"


def next_cursor(rows: Sequence[RowMapping], size: int) -> str | None:
    """Return the cursor behind a page, None where it is the last one."""
    return cursor_of(rows[-1]) if len(rows) == size else None


def statement_page(connection: Connection, where: Filter, size: int) -> Sequence[RowMapping]:
    """Return the first ``size`` statements of which a threat passes the filter, last said first."""
    if (where.sender or where.target) and is_by_actors(where):
        return statements_of_actors(connection, where, size)
    query = statements_after(where.after)
    if where != Filter(after=where.after, limit=where.limit):
        query = query.where(schema.statements.c.key.in_(labels(LINKS.c.statement, where)))
    return connection.execute(query.limit(size)).mappings().all()


def statements_after(after: str | None) -> Select[Any]:
    """Return the query for the statements behind a cursor, last said first."""
    table = schema.statements
    query = select(table.c.key, table.c.id, table.c.uttered.label("last"))
    if after is not None:
        day, key = cursor(after)
        last = int(day) if day.isdecimal() else 0
        query = query.where(or_(table.c.uttered < last, and_(table.c.uttered == last, table.c.key > key)))
    return query.order_by(table.c.uttered.desc(), table.c.key)


def statements_of_actors(connection: Connection, where: Filter, size: int) -> list[RowMapping]:
    """Return a page of statements where the filter is by actors alone.

    Of actors that speak often some of the last statements are theirs: so as many of the last ones are looked
    through as they made in all. Else those of the threads in which they occur, which may hold others' too.
    """
    query = statements_after(where.after)
    theirs = has_these_actors(where)
    among_last = query.offset(statements_with(connection, where)).limit(1)
    bound = connection.execute(among_last).mappings().first()
    last = query.where(theirs).limit(size)
    if bound is not None:
        last = last.where(schema.statements.c.uttered >= bound["last"])
    found = list(connection.execute(last).mappings())
    if len(found) == size or bound is None:
        return found
    threads = schema.statements.c.thread.in_(threads_with(connection, where))
    return list(connection.execute(query.where(threads, theirs).limit(size)).mappings())


def has_these_actors(where: Filter) -> ColumnElement[bool]:
    """Return the condition that a threat of a statement has the filter's sender and target."""
    threat = exists().where(LINKS.c.statement == schema.statements.c.key)
    for role, codes in (("sender", where.sender), ("target", where.target)):
        if codes:
            actors = schema.threat_actors.alias()
            own = (actors.c.threat == LINKS.c.threat, actors.c.role == role)
            threat = threat.where(*own, actors.c.code.in_([code.upper() for code in codes]))
    return threat


def labels(label: ColumnElement[Any], where: Filter) -> Any:
    """Return the query for the labels of the threats that pass a filter."""
    query = linked(label, where, *threat_conditions(replace(where, as_of=None)))
    roles = (("sender", where.sender), ("target", where.target))
    return with_actors(query, schema.threats, schema.threat_actors, roles)[0]


def has_frequent_words(connection: Connection, where: Filter) -> bool:
    """Return whether the words that a filter asks for are held by so many threats that it is dear to list them."""
    sought = ((where.text, None), (where.speaker, "speaker"))
    return all(is_frequent(connection, "threats", words, column=name) for words, name in sought if words)


def of_threats(where: Filter, label: ColumnElement[Any] = LINKS.c.thread) -> Select[Any]:
    """Return the query for the labels of the threats that pass a filter, for a few threads to be named to it."""
    table, roles = schema.threats, (("sender", where.sender), ("target", where.target))
    conditions = threat_conditions(replace(where, as_of=None))
    return linked(label, where, *conditions, *has_actors(table, schema.threat_actors, roles))


def linked(label: ColumnElement[Any], where: Filter, *conditions: ColumnElement[bool]) -> Select[Any]:
    """Return the query for the labels of the threats that meet conditions, with what a filter's need joined.

    Each join is a look-up a threat, so that only what is asked for is joined.
    """
    table, texts, runs = schema.threats, schema.articles, schema.runs
    query = select(label).join(table, table.c.key == LINKS.c.threat).where(*conditions)
    if where.article is not None:
        query = query.join(texts, texts.c.key == table.c.article)
    if where.coder:
        query = query.join(runs, runs.c.key == table.c.run)
    if where.as_of is not None:
        query = query.where(LINKS.c.known <= where.as_of.toordinal())
    return query


def thread_of(connection: Connection, prefix: str) -> int:
    """Return the label of the thread that holds the threat whose id begins so; UsageError as ``link_of``."""
    return int(link_of(connection, prefix)["thread"])


def link_of(connection: Connection, prefix: str) -> RowMapping:
    """Return to which statement and thread the threat is joined whose id begins so, by their labels.

    Raises UsageError where there is no such threat, or it is in no thread: rejected or superseded.
    """
    row = threat_by_prefix(connection, prefix)
    query = select(LINKS.c.statement, LINKS.c.thread).where(LINKS.c.threat == row["key"])
    link = connection.execute(query).mappings().first()
    if link is None:
        why = "a person rejected it" if row["rejected"] else "a newer coder's record has taken its place"
        raise UsageError(
            f"threat {row['id']}: is in no thread, since {why}; see `demarche show {row['id'][:8]}`"
        )
    return link


def threads_in(connection: Connection, label: int, *, as_of: Date | None = None) -> list[StoredThread]:
    """Return the thread of a label; as of a day, the one or several that it was then, or none."""
    return [thread for thread, _ in told_in(connection, label, as_of=as_of)]


def told_in(
    connection: Connection, label: int, *, as_of: Date | None
) -> list[tuple[StoredThread, list[list[Telling]]]]:
    """Return what ``threads_in`` does, each thread with the tellings of its statements."""
    grouped, keys = groups_in(connection, label, as_of)
    reports = reports_of(connection, keys, as_of=as_of)
    found = []
    for groups in grouped:
        statements = [statement_of([reports[t.id] for t in group]) for group in groups]
        found.append((stored_thread(statements, groups, label), groups))
    return found


def groups_in(connection: Connection, label: int, as_of: Date | None) -> tuple[Groups, dict[str, int]]:
    """Return a thread's tellings in their groups, and the key of each."""
    query = select(LINKS.c.threat, LINKS.c.statement, LINKS.c.telling).where(LINKS.c.thread == label)
    if as_of is not None:
        query = query.where(LINKS.c.known <= as_of.toordinal())
    rows = [(int(key), int(home), telling_from(text)) for key, home, text in connection.execute(query)]
    keys = {telling.id: key for key, _, telling in rows}
    if as_of is not None:
        threads = threads_of(telling for _, _, telling in rows)
        return [[list(statement) for statement in thread.statements] for thread in threads], keys
    return [in_order((home, telling) for _, home, telling in rows)] if rows else [], keys


def tellings_of(
    connection: Connection, statements: Sequence[str], *, as_of: Date | None
) -> dict[str, list[Telling]]:
    """Return the tellings of these statements of one thread, by the statements' ids, in their order.

    As of a day, statements are what was one then: the thread is grouped anew.
    """
    if as_of is not None and statements:
        groups, _ = groups_in(connection, thread_of(connection, statements[0]), as_of)
        return {t.id: group for thread in groups for group in thread for t in group}
    own = LINKS.alias()
    homes = (
        select(own.c.statement)
        .join(schema.threats, schema.threats.c.key == own.c.threat)
        .where(schema.threats.c.id.in_(statements))
    )
    query = select(LINKS.c.statement, LINKS.c.telling).where(LINKS.c.statement.in_(homes))
    rows = [(int(home), telling_from(text)) for home, text in connection.execute(query)]
    return {t.id: group for group in in_order(rows) for t in group}


def last_tellings(connection: Connection, labels: Sequence[int], most: int) -> dict[int, list[list[Telling]]]:
    """Return the tellings of the last statements of threads, by their label, ``most`` statements of each."""
    table, homes = schema.statements, dict[int, int]()
    for label in labels:
        query = select(table.c.key).where(table.c.thread == label)
        last = query.order_by(table.c.uttered.desc(), table.c.appeared.desc(), table.c.id.desc())
        homes |= dict.fromkeys(connection.execute(last.limit(most)).scalars(), label)
    told = select(LINKS.c.statement, LINKS.c.telling).where(among(LINKS.c.statement, sorted(homes)))
    rows = ((int(home), telling_from(text)) for home, text in connection.execute(told))
    found: dict[int, list[list[Telling]]] = {}
    for home, group in grouped(rows).items():
        found.setdefault(homes[home], []).append(group)
    return found


def in_order(tellings: Iterable[tuple[int, Telling]]) -> list[list[Telling]]:
    """Return tellings by statement, statements and tellings in their order."""
    return list(grouped(tellings).values())


def grouped(tellings: Iterable[tuple[int, Telling]]) -> dict[int, list[Telling]]:
    """Return the tellings of each statement, by its key, statements and tellings in their order."""
    groups: dict[int, list[Telling]] = {}
    for home, telling in sorted(tellings, key=lambda pair: order(pair[1])):
        groups.setdefault(home, []).append(telling)
    return groups


def stored_thread(statements: list[Statement], groups: list[list[Telling]], label: int) -> StoredThread:
    """Return a thread as a value."""
    named = [matter for group in groups for telling in group for matter in telling.matters]
    matters = tuple(sorted(set(named), key=lambda m: (-named.count(m), m)))
    return StoredThread(
        id=statements[0].id,
        title=title_of(statements, matters),
        matters=matters,
        statements=tuple(statements),
        course=course_of(statements),
        cursor=cursor_at(last_of(groups), label),
    )


def last_of(groups: Iterable[Sequence[Telling]]) -> int | None:
    """Return the last known day, an ordinal, on which one of these statements was said."""
    return max((first.uttered for first, *_ in groups if first.uttered is not None), default=None)


def reports_of(
    connection: Connection,
    keys: dict[str, int],
    *,
    as_of: Date | None = None,
    families: Mapping[int, str] | None = None,
) -> dict[str, Report]:
    """Return the reports of these threats, by id, each with the article it copies.

    ``families`` names the family of each threat's article, by the threat's key: it stands for the family's first where
    it is enough to tell copies from each other.
    """
    table = schema.threats
    wanted, found = sorted(keys.values()), dict[str, Report]()
    copied: Mapping[int, str | None] = families or {}
    for at in range(0, len(wanted), MANY):
        query = record_query(table).where(table.c.key.in_(wanted[at : at + MANY]))
        rows = connection.execute(query).mappings().all()
        if families is None:
            articles = [row["article"] for row in rows]
            first = first_of_families(connection, articles, as_of=as_of)
            copied = {row["key"]: first.get(row["article"]) for row in rows}
        for row in rows:
            stored = threat_in(connection, row)
            found[stored.id] = Report(
                id=stored.id,
                threat=stored.threat,
                article=stored.source.article_id,
                title=stored.source.title,
                outlet=stored.source.outlet,
                date=stored.source.date,
                url=stored.source.url,
                reprint_of=copied.get(row["key"]),
                corrected=stored.corrected,
            )
    return found
