"""Keeping statements, threads and the ledger's deeds up to date as threats and events come and go.

``relink`` compares what stands of the touched articles with what is joined and mends the difference, inside
the writer's transaction. A new threat asks the lines it stands on for neighbours and is joined with what
they belong to; of two threads that become one the smaller is renamed, so a threat is renamed at most log n
times. Where one goes away or changes, its thread is grouped anew. Either way the outcome is that of
``threads.grouping`` over all that stands (tests/register/test_linking.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, delete, func, insert, select, union, update

from demarche.register import deeds, families, schema
from demarche.register.finding import record_query, threat_in
from demarche.register.rows import article_of, ordinal
from demarche.threads import Telling
from demarche.threads.grouping import FAR, bonds_of, gap_of, hubs, order, statements_of
from demarche.threads.packing import packed, telling_from
from demarche.threads.sameness import RECALLED, same_utterance
from demarche.threads.telling import telling_of

JOINING = 2  # version of the joining rules; a register joined by another is joined anew when opened
BATCH = 500  # records read at once
UNKNOWN = 0  # a line's day where none is known
LINKS, LINES = schema.threat_links, schema.threat_lines


def relink(connection: Connection, articles: Iterable[int]) -> None:
    """Bring statements, threads and deeds in step with what stands of these articles."""
    keys = sorted(set(articles))
    for at in range(0, len(keys), BATCH):
        some = keys[at : at + BATCH]
        wanted = standing_tellings(connection, some)
        have = linked(connection, some)
        gone = [key for key in have if wanted.get(key, (None, None))[1] != have[key]]
        new = {key: wanted[key] for key in wanted if key not in have or key in gone}
        touched = Touched()
        take_out(connection, gone, touched)
        put_in(connection, new, touched)
        restate(connection, touched)
        families.find_families(connection, some)
        deeds.put_deeds(connection, some)


class Touched:
    """Which bonds must be divided into statements anew, and which threads counted anew."""

    def __init__(self) -> None:
        self.bonds: set[int] = set()
        self.threads: set[int] = set()


def standing_tellings(connection: Connection, articles: Sequence[int]) -> dict[int, tuple[Telling, str, int]]:
    """Return the telling of each threat that stands, with its JSON and the day from which it is known."""
    table, texts = schema.threats, schema.articles
    query = (
        record_query(table)
        .add_columns(texts.c.text, texts.c.byline, texts.c.given_id, texts.c.added_at)
        .where(table.c.article.in_(articles), table.c.superseded_by.is_(None), table.c.rejected.is_(False))
    )
    found = {}
    for row in connection.execute(query).mappings():
        stored = threat_in(connection, row)
        telling = telling_of(stored.id, stored.threat, article_of(row))
        known = telling.day if telling.day is not None else ordinal(row["added_at"])
        found[int(row["key"])] = (telling, packed(telling), known)
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


def put_in(connection: Connection, new: dict[int, tuple[Telling, str, int]], touched: Touched) -> None:
    """Put threats in and join each with its neighbours."""
    for key, (telling, text, known) in new.items():
        row = {"threat": key, "known": known, "uttered": telling.uttered, "telling": text}
        bonds, threads = neighbours(connection, telling)
        connection.execute(insert(LINKS).values(row | {"bond": key, "statement": key, "thread": key}))
        lines = [
            {"line": line, "day": telling.uttered or UNKNOWN, "threat": key} for line in lines_of(telling)
        ]
        connection.execute(insert(LINES), lines)
        touched.bonds.add(renamed(connection, "bond", {key, *bonds}, touched.bonds))
        touched.threads.add(renamed(connection, "thread", {key, *threads}, touched.threads))


def renamed(connection: Connection, column: str, labels: set[int], touched: set[int]) -> int:
    """Let what bears these labels bear one, that of the most; return it."""
    if len(labels) == 1:
        return next(iter(labels))
    own = LINKS.c[column]
    sizes = connection.execute(select(own, func.count()).where(own.in_(labels)).group_by(own)).all()
    kept = max((int(size), -int(label)) for label, size in sizes)[1] * -1
    others = labels - {kept}
    connection.execute(update(LINKS).where(own.in_(others)).values({column: kept}))
    table = schema.statements
    connection.execute(update(table).where(table.c[column].in_(others)).values({column: kept}))
    if column == "thread":
        connection.execute(delete(schema.threads).where(schema.threads.c.key.in_(others)))
    touched -= others
    return kept


def lines_of(telling: Telling) -> list[str]:
    """Return every line a threat stands on: for utterances by sender and target, for copies, for threads.

    And whose doing would meet its trigger, so that a deed finds the threats that it may concern.
    """
    utterances = [f"u {sender}" for sender in telling.sender]
    utterances += [f"u {sender}>{target}" for sender in telling.sender for target in telling.target or ("-",)]
    copies = [f"c {mark}" for mark in telling.sentences]
    conduct = [f"a {code}" for code in telling.conduct]
    return sorted({*utterances, *copies, *conduct, *(f"m {hub}" for hub in hubs(telling))})


def asked(telling: Telling) -> list[str]:
    """Return the lines on which reports of the same utterance may stand; an unknown target fits any."""
    if not telling.target:
        return [f"u {sender}" for sender in telling.sender]
    targets = (*telling.target, "-")
    return [f"u {sender}>{target}" for sender in telling.sender for target in targets]


def neighbours(connection: Connection, telling: Telling) -> tuple[set[int], set[int]]:
    """Return the bonds that a telling belongs to, and the threads."""
    bonds, threads = set[int](), set[int]()
    if telling.uttered is not None:
        near = LINES.c.day.between(telling.uttered - RECALLED, telling.uttered + RECALLED)
        query = (
            select(LINKS.c.bond, LINKS.c.thread, LINKS.c.telling)
            .join(LINES, LINES.c.threat == LINKS.c.threat)
            .where(LINES.c.line.in_(asked(telling)), near)
            .distinct()
        )
        for bond, thread, text in connection.execute(query):
            if bond not in bonds and same_utterance(telling, telling_from(text)):
                bonds.add(bond)
                threads.add(thread)
    for hub in hubs(telling):
        threads |= beside(connection, f"m {hub}", telling.uttered, gap_of(hub))
    return bonds, threads


def beside(connection: Connection, line: str, day: int | None, gap: int) -> set[int]:
    """Return the threads of the neighbours on a line; where a day is unknown, all of the line."""
    on_line = select(LINKS.c.thread).join(LINES, LINES.c.threat == LINKS.c.threat).where(LINES.c.line == line)
    if day is None:
        return set(connection.execute(on_line.distinct()).scalars())
    undated = on_line.where(LINES.c.day == UNKNOWN).limit(1)
    dated = LINES.c.day != UNKNOWN
    before = on_line.where(dated, LINES.c.day.between(day - gap, day)).order_by(LINES.c.day.desc()).limit(1)
    after = on_line.where(LINES.c.day.between(day, day + gap)).order_by(LINES.c.day).limit(1)
    return {thread for query in (undated, before, after) for thread in connection.execute(query).scalars()}


def restate(connection: Connection, touched: Touched) -> None:
    """Divide the touched bonds into statements and count the touched threads."""
    table = schema.statements
    for bond in sorted(touched.bonds):
        rows = connection.execute(
            select(LINKS.c.threat, LINKS.c.thread, LINKS.c.telling).where(LINKS.c.bond == bond)
        ).all()
        keys = {
            (telling := telling_from(text)).id: (int(key), int(thread), telling) for key, thread, text in rows
        }
        connection.execute(delete(table).where(table.c.bond == bond))
        for statement in statements_of(telling for _, _, telling in keys.values()):
            first = statement[0]
            key, thread, _ = keys[first.id]
            members = [keys[telling.id][0] for telling in statement]
            connection.execute(update(LINKS).where(LINKS.c.threat.in_(members)).values(statement=key))
            uttered, appeared, _ = order(first)
            values = {"key": key, "id": first.id, "thread": thread, "bond": bond, "tellings": len(statement)}
            connection.execute(insert(table).values(values | {"uttered": uttered, "appeared": appeared}))
    for thread in sorted(touched.threads):
        recount(connection, thread)


def recount(connection: Connection, thread: int) -> None:
    """Bring a thread's row in step with its statements."""
    table, rows = schema.statements, schema.threads
    own = table.c.thread == thread
    connection.execute(delete(rows).where(rows.c.key == thread))
    count = connection.execute(select(func.count()).select_from(table).where(own)).scalar_one()
    if not count:
        return
    first = connection.execute(
        select(table.c.id, table.c.uttered)
        .where(own)
        .order_by(table.c.uttered, table.c.appeared, table.c.id)
        .limit(1)
    ).one()
    last = select(func.max(table.c.uttered)).where(own, table.c.uttered < FAR)
    known = select(func.min(LINKS.c.known)).where(LINKS.c.thread == thread)
    connection.execute(
        insert(rows).values(
            key=thread,
            id=first.id,
            first=first.uttered,
            last=connection.execute(last).scalar_one() or UNKNOWN,
            known=connection.execute(known).scalar_one(),
            statements=count,
        )
    )


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
