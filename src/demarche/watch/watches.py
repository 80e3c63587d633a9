"""Watches in the register: made, listed, removed; and the looking that turns changes into their alerts."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date as Date
from datetime import datetime

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from demarche.errors import UsageError
from demarche.register import Filter
from demarche.register.queries import parsed
from demarche.register.threading import Reading, signed
from demarche.watch import tables
from demarche.watch.fitting import body_of, fitting, kind_of, standing_watches, wants_from, watch_of
from demarche.watch.looking import changes_by, deadlines_near, last_article, next_article
from demarche.watch.standing import trigger_of
from demarche.watch.values import Change, Former, StandingTrigger, Watch

LOOKED = "looked"  # the mark that says up to which article the watch has looked
AT_ONCE = 20  # articles looked at in one transaction
LONGEST_NAME = 80
NONE = (0, 0)  # alerts, open ones


class Watches(Reading):
    """The verbs that concern watches."""

    def add_watch(self, name: str, wants: Filter | StandingTrigger | str, *, author: str) -> Watch:
        """Keep a watch: a saved search, or a standing trigger (words are read as one). It sees what comes now.

        Raises UsageError for a name that is taken, words that name no actor or thing, or a search that is none.
        """
        signed(author)
        line = name_of(name)
        wanted = wanted_by(wants)
        table = tables.watches
        with self.writing() as connection:
            check_free(connection, line)
            start_looking(connection)
            values = {
                "name": line,
                "kind": kind_of(wanted),
                "body": packed(wanted),
                "start": last_article(connection),
                "author": author,
                "made_at": self.at(),
            }
            query = insert(table).values(values).returning(table)
            row = connection.execute(query).mappings().one()
            return watch_of(row)

    def change_watch(
        self, watch: str, *, name: str, wants: Filter | StandingTrigger | str, author: str
    ) -> Watch:
        """Give a watch, named by name or number, another name or wish; its alerts stay, and what it was.

        Articles that were not looked at yet are judged by the new wish. Raises UsageError as ``add_watch``.
        """
        signed(author)
        line = name_of(name)
        wanted = wanted_by(wants)
        table, former = tables.watches, tables.watch_changes
        with self.writing() as connection:
            found = named_watch(connection, watch)
            if (found.name, found.wants) != (line, wanted):
                check_free(connection, line, but=found.id)
                was = {"name": found.name, "kind": kind_of(found.wants), "body": packed(found.wants)}
                row = was | {"watch": found.id, "author": author, "at": self.at()}
                connection.execute(insert(former).values(row))
                values = {"name": line, "kind": kind_of(wanted), "body": packed(wanted)}
                connection.execute(update(table).where(table.c.id == found.id).values(values))
            return counted(connection, named_watch(connection, str(found.id)))

    def watch(self, name: str) -> Watch:
        """Return a watch, named by name or number; UsageError where there is none."""
        with self.reading() as connection:
            return counted(connection, named_watch(connection, name))

    def watch_numbers(self) -> dict[str, int]:
        """Return the numbers of the watches by their names."""
        with self.reading() as connection:
            return {watch.name: watch.id for watch in standing_watches(connection)}

    def watch_changes(self, number: int) -> tuple[Former, ...]:
        """Return what a watch was before each change, oldest first."""
        table = tables.watch_changes
        query = select(table).where(table.c.watch == number).order_by(table.c.id)
        with self.reading() as connection:
            return tuple(former_of(row) for row in connection.execute(query).mappings())

    def watches(self) -> tuple[Watch, ...]:
        """Return the watches, oldest first, each with how many alerts it has."""
        with self.reading() as connection:
            counts = alert_counts(connection)
            return tuple(
                replace(watch, alerts=counts.get(watch.id, NONE)[0], open=counts.get(watch.id, NONE)[1])
                for watch in standing_watches(connection)
            )

    def remove_watch(self, name: str, *, author: str) -> Watch:
        """End a watch, named by name or number; its alerts stay. UsageError where there is none."""
        signed(author)
        table = tables.watches
        with self.writing() as connection:
            watch = named_watch(connection, name)
            gone = {"removed_at": self.at(), "removed_by": author}
            connection.execute(update(table).where(table.c.id == watch.id).values(gone))
            return watch

    def look(self, *, deadline_days: int) -> int:
        """Look at every article that came since, and at the calendar; return how many alerts were made.

        Alerts and how far was looked are kept together: what is looked at twice gives nothing twice.
        """
        made = 0
        with self.writing() as connection:
            start_looking(connection)
        more = True
        while more:
            with self.writing() as connection:
                count, more = look_on(connection, at=self.at())
                made += count
        today = datetime.fromisoformat(self.at()).date()
        with self.writing() as connection:
            return made + look_ahead(connection, today=today, within=deadline_days, at=self.at())


def alert_counts(connection: Connection, watch: int | None = None) -> dict[int, tuple[int, int]]:
    """Return how many alerts each watch, or one, has and how many of them nobody closed."""
    links, alerts = tables.alert_watches, tables.alerts
    whole = select(links.c.watch, func.count()).group_by(links.c.watch)
    still_open = select(alerts.c.id).where(alerts.c.closed_at.is_(None))
    waiting = whole.where(links.c.alert.in_(still_open))
    if watch is not None:
        whole, waiting = whole.where(links.c.watch == watch), waiting.where(links.c.watch == watch)
    still = {int(number): int(count) for number, count in connection.execute(waiting)}
    return {int(number): (int(count), still.get(number, 0)) for number, count in connection.execute(whole)}


def counted(connection: Connection, watch: Watch) -> Watch:
    """Return a watch with how many alerts it has."""
    alerts, still_open = alert_counts(connection, watch.id).get(watch.id, NONE)
    return replace(watch, alerts=alerts, open=still_open)


def name_of(name: str) -> str:
    """Return a watch's name as it is kept; UsageError for an empty or a long one."""
    line = " ".join(name.split())
    if not line or len(line) > LONGEST_NAME:
        raise UsageError(f"watch {name!r}: give it a name of 1 to {LONGEST_NAME} characters")
    return line


def wanted_by(wants: Filter | StandingTrigger | str) -> Filter | StandingTrigger:
    """Return what a watch wants, words read as a standing trigger; UsageError where none or no search can be made."""
    if isinstance(wants, str):
        return trigger_of(wants)
    if isinstance(wants, Filter):
        for words in (wants.text, wants.speaker):
            if words:
                parsed(words)
        if wants.min_confidence is not None and not 0 <= wants.min_confidence <= 1:
            raise UsageError(f"least confidence {wants.min_confidence}: give a number from 0 to 1")
    return wants


def packed(wants: Filter | StandingTrigger) -> str:
    """Return what a watch wants as the table holds it."""
    return json.dumps(body_of(wants), ensure_ascii=False)


def former_of(row: RowMapping) -> Former:
    """Return what a watch was from its row."""
    return Former(
        name=row["name"],
        wants=wants_from(row["kind"], row["body"]),
        author=row["author"],
        at=datetime.fromisoformat(row["at"]),
    )


def check_free(connection: Connection, name: str, *, but: int | None = None) -> None:
    """Raise UsageError where another watch has this name."""
    for watch in standing_watches(connection):
        if watch.name.casefold() == name.casefold() and watch.id != but:
            raise UsageError(f"watch {name!r}: there is one already; give another name, or remove it first")


def named_watch(connection: Connection, name: str) -> Watch:
    """Return the watch of a number or name; UsageError where there is none."""
    watches, wanted = standing_watches(connection), name.strip()
    found = [watch for watch in watches if str(watch.id) == wanted]
    found += [watch for watch in watches if watch.name.casefold() == wanted.casefold()]
    if found:
        return found[0]
    have = ", ".join(watch.name for watch in watches) or "none; make one with `demarche watch add`"
    raise UsageError(f"watch {name!r}: there is no such watch; there are: {have}")


def start_looking(connection: Connection) -> None:
    """Set the mark where there is none: what the register held before is no news."""
    table = tables.marks
    if connection.execute(select(table.c.value).where(table.c.name == LOOKED)).first() is None:
        connection.execute(insert(table).values(name=LOOKED, value=last_article(connection)))


def look_on(connection: Connection, *, at: str) -> tuple[int, bool]:
    """Look at the next few articles; return how many alerts were made and whether there may be more."""
    mark = tables.marks
    watches = standing_watches(connection)
    looked = connection.execute(select(mark.c.value).where(mark.c.name == LOOKED)).scalar_one()
    made = 0
    for _ in range(AT_ONCE):
        article = next_article(connection, looked) if watches else None
        if article is None:
            looked = max(looked, last_article(connection))
            break
        if any(watch.start < article for watch in watches):
            for change in changes_by(connection, article, watches):
                made += keep(connection, change, fitting(connection, change, watches, article=article), at=at)
        looked = article
    connection.execute(update(mark).where(mark.c.name == LOOKED).values(value=looked))
    return made, article is not None


def look_ahead(connection: Connection, *, today: Date, within: int, at: str) -> int:
    """Keep an alert for every deadline that is near; return how many are new."""
    watches = standing_watches(connection)
    if not watches:
        return 0
    return sum(
        keep(connection, change, fitting(connection, change, watches, article=None), at=at)
        for change in deadlines_near(connection, today=today, within=within)
    )


def keep(connection: Connection, change: Change, watches: tuple[int, ...], *, at: str) -> int:
    """Keep a change as an alert, unless it fits no watch or is known; return how many were kept."""
    table = tables.alerts
    if not watches:
        return 0
    if connection.execute(select(table.c.id).where(table.c.key.in_(change.keys)).limit(1)).first():
        return 0
    values = {
        "key": change.keys[0],
        "kind": change.kind,
        "at": at,
        "day": change.day.isoformat() if change.day else None,
        "title": change.title,
        "why": change.why,
        "thread": change.thread,
        "statement": change.statement,
        "event": change.event,
        "article": change.article,
        "outlet": change.outlet,
        "url": change.url,
    }
    key = connection.execute(insert(table).values(values).returning(table.c.id)).scalar_one()
    rows = [{"alert": key, "watch": watch} for watch in watches]
    connection.execute(insert(tables.alert_watches), rows)
    return 1
