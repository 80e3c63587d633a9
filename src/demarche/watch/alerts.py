"""Alerts in the register: found, assigned, noted, closed; each act with its author, none forgotten."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date as Date
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, func, insert, select, update

from demarche.errors import UsageError
from demarche.register.rows import date_of, moment
from demarche.register.threading import Reading, signed
from demarche.watch import tables
from demarche.watch.values import Alert, AlertKind, Note
from demarche.watch.watches import named_watch

PAGE = 200
LONGEST_NOTE = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertFilter:
    """Which alerts are wanted; empty means all."""

    open: bool | None = None  # None: closed ones too
    kind: tuple[AlertKind, ...] = ()
    watch: str | None = None  # name or number
    assigned: str | None = None
    since: Date | None = None  # made on that day or later
    thread: tuple[str, ...] = ()  # ids of threats
    limit: int | None = None
    before: int | None = None  # an alert's id: go on with older ones


ALL = AlertFilter()


class Alerts(Reading):
    """The verbs that concern alerts."""

    def alerts(self, where: AlertFilter = ALL) -> Iterator[Alert]:
        """Yield the alerts that fit, newest first."""
        left, before = where.limit, where.before
        while left is None or left > 0:
            size = PAGE if left is None else min(left, PAGE)
            with self.reading() as connection:
                page = alert_page(connection, where, before=before, size=size)
            yield from page
            if len(page) < size:
                return
            before, left = page[-1].id, None if left is None else left - size

    def open_alerts(self) -> int:
        """Return how many alerts nobody closed."""
        query = select(func.count()).where(tables.alerts.c.closed_at.is_(None))
        with self.reading() as connection:
            return int(connection.execute(query).scalar_one())

    def alert(self, number: int) -> Alert:
        """Return an alert; UsageError where there is none."""
        with self.reading() as connection:
            return alert_in(connection, number)

    def assign_alert(self, number: int, to: str, *, author: str) -> Alert:
        """Give an alert to somebody to see to; "" takes it from everybody."""
        name = " ".join(to.split())
        return self.act(number, "assigned", name, author=author, assigned=name or None)

    def note_alert(self, number: int, words: str, *, author: str) -> Alert:
        """Write a note on an alert. UsageError for an empty or very long one."""
        return self.act(number, "noted", checked_note(words), author=author)

    def close_alert(self, number: int, *, author: str, why: str = "") -> Alert:
        """Close an alert: it is seen to. Closing it again changes nothing."""
        if self.alert(number).closed_at is not None:
            return self.alert(number)
        return self.act(number, "closed", why, author=author, closed_at=self.at(), closed_by=author)

    def reopen_alert(self, number: int, *, author: str, why: str = "") -> Alert:
        """Open a closed alert again."""
        if self.alert(number).closed_at is None:
            return self.alert(number)
        return self.act(number, "reopened", why, author=author, closed_at=None, closed_by=None)

    def act(self, number: int, action: str, words: str, *, author: str, **changed: str | None) -> Alert:
        """Change an alert and keep who did what; return it as it then stands."""
        signed(author)
        table, notes = tables.alerts, tables.alert_notes
        with self.writing() as connection:
            alert_in(connection, number)
            if changed:
                connection.execute(update(table).where(table.c.id == number).values(changed))
            row = {"alert": number, "action": action, "words": words, "author": author, "at": self.at()}
            connection.execute(insert(notes).values(row))
            return alert_in(connection, number)


def checked_note(words: str) -> str:
    """Return a note; UsageError for an empty or very long one."""
    if not words.strip() or len(words) > LONGEST_NOTE:
        raise UsageError(f"note: give 1 to {LONGEST_NOTE:,} characters")
    return words.strip()


def alert_page(connection: Connection, where: AlertFilter, *, before: int | None, size: int) -> list[Alert]:
    """Return the first alerts that fit, newest first."""
    table, links = tables.alerts, tables.alert_watches
    query = select(table)
    if where.open is not None:
        query = query.where(table.c.closed_at.is_(None) if where.open else table.c.closed_at.is_not(None))
    if where.kind:
        query = query.where(table.c.kind.in_(where.kind))
    if where.watch is not None:
        watch = named_watch(connection, where.watch)
        query = query.where(table.c.id.in_(select(links.c.alert).where(links.c.watch == watch.id)))
    if where.assigned is not None:
        query = query.where(table.c.assigned == where.assigned)
    if where.since is not None:
        query = query.where(table.c.at >= where.since.isoformat())
    if where.thread:
        query = query.where(table.c.statement.in_(where.thread))
    if before is not None:
        query = query.where(table.c.id < before)
    return alerts_in(connection, query.order_by(table.c.id.desc()).limit(size))


def alert_in(connection: Connection, number: int) -> Alert:
    """Return an alert; UsageError where there is none."""
    found = alerts_in(connection, select(tables.alerts).where(tables.alerts.c.id == number))
    if not found:
        raise UsageError(f"alert {number}: there is none; `demarche alerts` lists them")
    return found[0]


def alerts_in(connection: Connection, query: Select[Any]) -> list[Alert]:
    """Return the alerts of a query, with their watches and notes."""
    rows = connection.execute(query).mappings().all()
    ids = [row["id"] for row in rows]
    links, watches, notes = tables.alert_watches, tables.watches, tables.alert_notes
    named: defaultdict[int, list[str]] = defaultdict(list)
    pairs = (
        select(links.c.alert, watches.c.name)
        .join(watches, watches.c.id == links.c.watch)
        .where(links.c.alert.in_(ids))
        .order_by(watches.c.id)
    )
    for alert, name in connection.execute(pairs):
        named[alert].append(name)
    written: defaultdict[int, list[Note]] = defaultdict(list)
    for row in connection.execute(
        select(notes).where(notes.c.alert.in_(ids)).order_by(notes.c.id)
    ).mappings():
        written[row["alert"]].append(note_of(row))
    return [alert_of(row, named[row["id"]], written[row["id"]]) for row in rows]


def alert_of(row: RowMapping, watches: Sequence[str], notes: Sequence[Note]) -> Alert:
    """Return an alert from its row."""
    return Alert(
        id=row["id"],
        key=row["key"],
        kind=row["kind"],
        at=datetime.fromisoformat(row["at"]),
        day=date_of(row["day"]),
        title=row["title"],
        why=row["why"],
        watches=tuple(watches),
        thread=row["thread"],
        statement=row["statement"],
        event=row["event"],
        article=row["article"],
        outlet=row["outlet"],
        url=row["url"],
        assigned=row["assigned"],
        closed_at=moment(row["closed_at"]),
        closed_by=row["closed_by"],
        notes=tuple(notes),
    )


def note_of(row: RowMapping) -> Note:
    """Return a note from its row."""
    return Note(
        action=row["action"],
        words=row["words"],
        author=row["author"],
        at=datetime.fromisoformat(row["at"]),
    )
