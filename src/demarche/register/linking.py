"""Keeping statements, threads and the ledger's deeds up to date as threats and events come and go.

``relink`` compares what stands of the touched articles with what is joined and mends the difference, inside
the writer's transaction. A new threat asks the lines it stands on for neighbours and is joined with what
they belong to; of two threads that become one the smaller is renamed, so a threat is renamed at most log n
times. Where one goes away or changes, its thread is grouped anew. Either way the outcome is that of
``threads.grouping`` over all that stands (tests/register/test_linking.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, RowMapping, bindparam, delete, func, insert, select, union, update

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
        bonds, threads = neighbours(connection, telling)
        bond = one_label(connection, "bond", bonds, touched.bonds) or key
        thread = one_label(connection, "thread", threads, touched.threads) or key
        row = {"threat": key, "known": known, "uttered": telling.uttered, "telling": text}
        connection.execute(PUT_LINK, row | {"bond": bond, "statement": key, "thread": thread})
        day = telling.placed or UNKNOWN
        connection.execute(
            PUT_LINE, [{"line": line, "day": day, "threat": key} for line in lines_of(telling)]
        )
        touched.bonds.add(bond)
        touched.threads.add(thread)


def one_label(connection: Connection, column: str, labels: set[int], touched: set[int]) -> int | None:
    """Let what bears these labels bear one, that of the most; return it, None where there is none."""
    if len(labels) < 2:
        return next(iter(labels), None)
    own = LINKS.c[column]
    sizes = connection.execute(select(own, func.count()).where(own.in_(labels)).group_by(own)).all()
    kept = -max((int(size), -int(label)) for label, size in sizes)[1]
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
        first, last = telling.uttered - RECALLED, telling.uttered + RECALLED
        near = connection.execute(NEAR, {"lines": asked(telling), "first": first, "last": last})
        for bond, thread, text in near:
            if bond not in bonds and same_utterance(telling, telling_from(text)):
                bonds.add(bond)
                threads.add(thread)
    for hub in hubs(telling):
        threads |= beside(connection, f"m {hub}", telling.placed, gap_of(hub))
    return bonds, threads


def beside(connection: Connection, line: str, day: int | None, gap: int) -> set[int]:
    """Return the threads of the neighbours on a line; of one beside all time, those beside it too."""
    if day is None:
        return set(connection.execute(AFTER, {"line": line, "from": UNKNOWN, "to": UNKNOWN}).scalars())
    before = {"line": line, "from": max(day - gap, UNKNOWN + 1), "to": day}
    after = {"line": line, "from": day, "to": day + gap}
    found = (connection.execute(BEFORE, before), connection.execute(AFTER, after))
    return {thread for threads in found for thread in threads.scalars()}


# Statements that are run for every threat, built once: building costs more than running.
PUT_LINK, PUT_LINE = insert(LINKS), insert(LINES)
NEAR = (
    select(LINKS.c.bond, LINKS.c.thread, LINKS.c.telling)
    .join(LINES, LINES.c.threat == LINKS.c.threat)
    .where(
        LINES.c.line.in_(bindparam("lines", expanding=True)),
        LINES.c.day.between(bindparam("first"), bindparam("last")),
    )
    .distinct()
)
ON_LINE = (
    select(LINKS.c.thread)
    .join(LINES, LINES.c.threat == LINKS.c.threat)
    .where(LINES.c.line == bindparam("line"), LINES.c.day.between(bindparam("from"), bindparam("to")))
    .limit(1)
)
BEFORE, AFTER = ON_LINE.order_by(LINES.c.day.desc()), ON_LINE.order_by(LINES.c.day)


def restate(connection: Connection, touched: Touched) -> None:
    """Divide the touched bonds into statements and count the touched threads."""
    table, bonds = schema.statements, sorted(touched.bonds)
    for at in range(0, len(bonds), BATCH):
        some = bonds[at : at + BATCH]
        connection.execute(delete(table).where(table.c.bond.in_(some)))
        columns = (LINKS.c.threat, LINKS.c.bond, LINKS.c.thread, LINKS.c.statement, LINKS.c.telling)
        rows = connection.execute(select(*columns).where(LINKS.c.bond.in_(some))).mappings().all()
        tellings = {(telling := telling_from(row["telling"])).id: (telling, row) for row in rows}
        new, moved = [], []
        for group in (statement for bond in by_bond(tellings.values()) for statement in statements_of(bond)):
            first = tellings[group[0].id][1]
            new.append(statement_row(group, first))
            members = [tellings[telling.id][1] for telling in group]
            moved += [
                {"member": row["threat"], "home": first["threat"]}
                for row in members
                if row["statement"] != first["threat"]
            ]
        if new:
            connection.execute(insert(table), new)
        if moved:
            home = update(LINKS).where(LINKS.c.threat == bindparam("member"))
            connection.execute(home.values(statement=bindparam("home")), moved)
    recount(connection, sorted(touched.threads))


def by_bond(tellings: Iterable[tuple[Telling, RowMapping]]) -> list[list[Telling]]:
    """Return tellings in their bonds."""
    bonds: dict[int, list[Telling]] = {}
    for telling, row in tellings:
        bonds.setdefault(row["bond"], []).append(telling)
    return list(bonds.values())


def statement_row(group: Sequence[Telling], first: RowMapping) -> dict[str, object]:
    """Return the row of a statement; ``first`` is the link of its first telling."""
    uttered, appeared, _ = order(group[0])
    return {
        "key": first["threat"],
        "id": group[0].id,
        "thread": first["thread"],
        "bond": first["bond"],
        "uttered": uttered,
        "appeared": appeared,
        "tellings": len(group),
    }


def recount(connection: Connection, threads: Sequence[int]) -> None:
    """Bring the rows of threads in step with their statements."""
    table, rows, links = schema.statements, schema.threads, LINKS
    for at in range(0, len(threads), BATCH):
        some = threads[at : at + BATCH]
        connection.execute(delete(rows).where(rows.c.key.in_(some)))
        own = select(table.c.thread).where(table.c.thread.in_(some)).distinct().subquery()
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
        names = ("key", "id", "first", "last", "known", "statements")
        connection.execute(insert(rows).from_select([rows.c[name] for name in names], counted))


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
