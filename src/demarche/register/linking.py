"""Keeping statements, threads and the ledger's deeds up to date as threats and events come and go.

``relink`` compares what stands of the touched articles with what is joined and mends the difference, inside
the writer's transaction. A new threat is joined with its neighbours (``neighbours``). Where one goes away or
changes, its thread is grouped anew. Either way the outcome is that of ``threads.grouping`` over all that stands
(tests/register/test_linking.py). Of an article that is new everything is at hand (``News``), and nothing is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, union, update

from demarche.register import deeds, families, schema
from demarche.register.engines import among, insert_rows
from demarche.register.finding import record_query, threat_in
from demarche.register.neighbours import LINES, LINKS, UNKNOWN, Touched, put_in
from demarche.register.preparing import Prepared
from demarche.register.rows import article_of, ordinal
from demarche.register.standing import DeedPlace, ThreatPlace, threat_place
from demarche.threads.grouping import FAR, bonds_of, order, statements_of
from demarche.threads.packing import telling_from
from demarche.threads.telling import telling_of

JOINING = 2  # version of the joining rules; a register joined by another is joined anew when opened
BATCH = 500  # records read at once
STATEMENT = ("key", "id", "thread", "bond", "uttered", "appeared", "tellings")
THREAD = ("key", "id", "first", "last", "known", "statements")


@dataclass(slots=True, kw_only=True)
class News:
    """What articles that are new hold, for joining."""

    at: str  # when they were added
    added: list[int] = field(default_factory=list)  # keys of the articles
    threats: dict[int, tuple[ThreatPlace, int]] = field(default_factory=dict)
    deeds: dict[int, tuple[DeedPlace, int]] = field(default_factory=dict)
    texts: dict[int, str] = field(default_factory=dict)  # of articles that hold anything
    bands: dict[int, tuple[int, ...]] = field(default_factory=dict)  # likewise

    def put(self, key: int, one: Prepared, threats: range, events: range) -> None:
        """Add an article with the keys of its threats and events."""
        added = ordinal(self.at)
        self.added.append(key)
        for threat_key, threat in zip(threats, one.threats, strict=True):
            self.threats[threat_key] = threat.place, known_from(threat.place.day, added)
        for event_key, event in zip(events, one.events, strict=True):
            self.deeds[event_key] = event.place, known_from(event.place.known, added)
        if one.threats or one.events:
            self.texts[key], self.bands[key] = one.text, one.bands


def known_from(day: int | None, added: int) -> int:
    """Return the day from which something is known: when it appeared, else was added."""
    return added if day is None else day


def link_news(connection: Connection, news: News) -> None:
    """Join what new articles hold."""
    touched = Touched()
    put_in(connection, news.threats, touched)
    restate(connection, touched)
    families.join_families(connection, news.texts, news.bands)
    deeds.keep_deeds(connection, news.deeds)


def relink(connection: Connection, articles: Iterable[int]) -> None:
    """Bring statements, threads and deeds in step with what stands of these articles."""
    keys = sorted(set(articles))
    for at in range(0, len(keys), BATCH):
        some = keys[at : at + BATCH]
        wanted = standing_tellings(connection, some)
        have = linked(connection, some)
        gone = [key for key in have if key not in wanted or wanted[key][0].telling != have[key]]
        new = {key: wanted[key] for key in wanted if key not in have or key in gone}
        touched = Touched()
        take_out(connection, gone, touched)
        put_in(connection, new, touched)
        restate(connection, touched)
        families.find_families(connection, some)
        deeds.put_deeds(connection, some)


def standing_tellings(connection: Connection, articles: Sequence[int]) -> dict[int, tuple[ThreatPlace, int]]:
    """Return the place of each threat that stands, with the day from which it is known."""
    table, texts = schema.threats, schema.articles
    query = (
        record_query(table)
        .add_columns(texts.c.text, texts.c.byline, texts.c.given_id, texts.c.added_at)
        .where(table.c.article.in_(articles), table.c.superseded_by.is_(None), table.c.rejected.is_(False))
    )
    found = {}
    for row in connection.execute(query).mappings():
        stored = threat_in(connection, row)
        place = threat_place(telling_of(stored.id, stored.threat, article_of(row)), stored.threat.commitment)
        found[int(row["key"])] = place, known_from(place.day, ordinal(row["added_at"]))
    return found


def linked(connection: Connection, articles: Sequence[int]) -> dict[int, str]:
    """Return the joined threats of these articles, with their telling's JSON."""
    table = schema.threats
    query = select(LINKS.c.threat, LINKS.c.telling).join(table, table.c.key == LINKS.c.threat)
    return {
        int(key): str(text) for key, text in connection.execute(query.where(table.c.article.in_(articles)))
    }


def take_out(connection: Connection, keys: Sequence[int], touched: Touched) -> None:
    """Take threats out; group what is left of their threads anew."""
    if not keys:
        return
    threads = set(connection.execute(select(LINKS.c.thread).where(LINKS.c.threat.in_(keys))).scalars())
    connection.execute(delete(LINES).where(LINES.c.threat.in_(keys)))
    connection.execute(delete(LINKS).where(LINKS.c.threat.in_(keys)))
    for thread in sorted(threads):
        rows = connection.execute(
            select(LINKS.c.threat, LINKS.c.telling).where(LINKS.c.thread == thread)
        ).all()
        forget(connection, thread)
        tellings = {text.id: (int(key), text) for key, text in ((k, telling_from(t)) for k, t in rows)}
        for bonds in bonds_of(telling for _, telling in tellings.values()):
            members = [tellings[telling.id][0] for bond in bonds for telling in bond]
            label = min(members)
            for bond in bonds:
                own = [tellings[telling.id][0] for telling in bond]
                values = {"thread": label, "bond": min(own)}
                connection.execute(update(LINKS).where(LINKS.c.threat.in_(own)).values(values))
                touched.bonds.add(min(own))
            touched.threads.add(label)


def forget(connection: Connection, thread: int) -> None:
    """Drop what is derived of a thread."""
    connection.execute(delete(schema.statements).where(schema.statements.c.thread == thread))
    connection.execute(delete(schema.threads).where(schema.threads.c.key == thread))


def restate(connection: Connection, touched: Touched) -> None:
    """Divide the touched bonds into statements and count the touched threads."""
    table, bonds = schema.statements, sorted(touched.bonds)
    insert_rows(connection, table, STATEMENT, [statement_alone(touched, key) for key in touched.alone])
    for at in range(0, len(bonds), BATCH):
        some = bonds[at : at + BATCH]
        connection.execute(delete(table).where(among(table.c.bond, some)))
        columns = (LINKS.c.threat, LINKS.c.bond, LINKS.c.thread, LINKS.c.statement, LINKS.c.telling)
        rows = connection.execute(select(*columns).where(among(LINKS.c.bond, some))).all()
        new, moved = [], []
        for members in by_bond(rows):
            tellings = {t.id: (t, row) for row in members for t in [touched.telling(row.threat, row.telling)]}
            for group in statements_of(telling for telling, _ in tellings.values()):
                first = tellings[group[0].id][1]
                uttered, appeared, first_id = order(group[0])
                new.append((first.threat, first_id, first.thread, first.bond, uttered, appeared, len(group)))
                moved += [
                    {"member": row.threat, "home": first.threat}
                    for row in (tellings[telling.id][1] for telling in group)
                    if row.statement != first.threat
                ]
        insert_rows(connection, table, STATEMENT, new)
        if moved:
            home = update(LINKS).where(LINKS.c.threat == bindparam("member"))
            connection.execute(home.values(statement=bindparam("home")), moved)
    insert_rows(
        connection, schema.threads, THREAD, [thread_alone(touched, key) for key in touched.threads_alone]
    )
    recount(connection, sorted(touched.threads))


def statement_alone(touched: Touched, key: int) -> tuple[Any, ...]:
    """Return the row of a statement that one new threat alone makes."""
    uttered, appeared, threat_id = touched.places[key].order
    return key, threat_id, touched.alone[key], key, uttered, appeared, 1


def thread_alone(touched: Touched, key: int) -> tuple[Any, ...]:
    """Return the row of a thread that one new threat alone makes."""
    uttered, _, threat_id = touched.places[key].order
    return key, threat_id, uttered, UNKNOWN if uttered == FAR else uttered, touched.threads_alone[key], 1


def by_bond(rows: Iterable[Any]) -> list[list[Any]]:
    """Return links in their bonds."""
    bonds: dict[int, list[Any]] = {}
    for row in rows:
        bonds.setdefault(row.bond, []).append(row)
    return list(bonds.values())


def recount(connection: Connection, threads: Sequence[int]) -> None:
    """Bring the rows of threads in step with their statements."""
    table, rows, links = schema.statements, schema.threads, LINKS
    for at in range(0, len(threads), BATCH):
        some = threads[at : at + BATCH]
        connection.execute(delete(rows).where(among(rows.c.key, some)))
        own = select(table.c.thread).where(among(table.c.thread, some)).distinct().subquery()
        same = table.c.thread == own.c.thread
        first = (
            select(table.c.id).where(same).order_by(table.c.uttered, table.c.appeared, table.c.id).limit(1)
        )
        last = select(func.max(table.c.uttered)).where(same, table.c.uttered < FAR)
        known = select(func.min(links.c.known)).where(links.c.thread == own.c.thread)
        counted = select(
            own.c.thread,
            first.scalar_subquery(),
            select(func.min(table.c.uttered)).where(same).scalar_subquery(),
            func.coalesce(last.scalar_subquery(), UNKNOWN),
            known.scalar_subquery(),
            select(func.count()).where(same).scalar_subquery(),
        )
        connection.execute(insert(rows).from_select([rows.c[name] for name in THREAD], counted))


def is_current(connection: Connection) -> bool:
    """Return whether the register is joined by this version of the rules."""
    version = connection.execute(select(func.max(schema.joinings.c.version))).scalar_one()
    return bool(version == JOINING)


def rejoin(connection: Connection, *, at: str) -> None:
    """Join everything anew, unless it is joined by this version of the rules."""
    if is_current(connection):
        return
    for table in DERIVED:
        connection.execute(delete(table))
    last = 0
    while True:
        some = articles_with_records(connection, after=last)
        if not some:
            break
        relink(connection, some)
        last = some[-1]
    connection.execute(delete(schema.joinings))
    connection.execute(insert(schema.joinings).values(version=JOINING, at=at))


DERIVED = (
    schema.threat_lines,
    schema.threat_links,
    schema.statements,
    schema.threads,
    schema.article_bands,
    schema.reprints,
    schema.event_lines,
    schema.event_deeds,
)


def articles_with_records(connection: Connection, *, after: int) -> list[int]:
    """Return the next articles that hold a threat or an event, at most a batch."""
    found = (
        select(table.c.article.label("article")).where(table.c.article > after).distinct()
        for table in (schema.threats, schema.events)
    )
    both = union(*found).subquery()
    return list(connection.execute(select(both.c.article).order_by(both.c.article).limit(BATCH)).scalars())
