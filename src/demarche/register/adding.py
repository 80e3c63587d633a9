"""Adding coded articles: all of an article or none, once, a newer coder in place of an older.

Articles are written in batches, one transaction each: a crash leaves whole batches, and adding again
adds what is missing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, RowMapping, Table, delete, exists, func, insert, or_, select, update

from demarche.records import span_of, threat_from, threat_record
from demarche.register import pairs, schema
from demarche.register import rows as columns
from demarche.register.engines import among, insert_rows
from demarche.register.identity import is_older
from demarche.register.linking import News, link_news, relink
from demarche.register.preparing import Prepared, Values
from demarche.register.revising import carry, refresh
from demarche.register.values import Added
from demarche.span import Span
from demarche.threats import Threat

BATCH = 200  # articles a transaction: a flush each is then under a tenth of the time
REFRESHED = 4  # threads, for each article added, whose pairs are counted anew: more than it changes
COLUMNS = {  # tables that others refer to first
    schema.articles: columns.ARTICLE,
    schema.codings: columns.CODING,
    schema.threats: columns.THREAT,
    schema.threat_actors: columns.THREAT_ACTOR,
    schema.events: columns.EVENT,
    schema.event_actors: columns.EVENT_ACTOR,
}


@dataclass(slots=True, kw_only=True)
class Rows:
    """Rows that wait to be inserted, by table, and the next free key of each."""

    free: dict[Table, int]
    waiting: dict[Table, list[Values]] = field(default_factory=lambda: {table: [] for table in COLUMNS})

    def key(self, table: Table) -> int:
        """Return a new key of a table."""
        key = self.free[table]
        self.free[table] = key + 1
        return key

    def write(self, connection: Connection) -> None:
        """Insert what waits, tables that others refer to first."""
        for table, names in COLUMNS.items():
            if rows := self.waiting[table]:
                insert_rows(connection, table, names, rows)
                self.waiting[table] = []


def batches(articles: Iterable[Prepared], *, size: int = BATCH) -> Iterator[list[Prepared]]:
    """Return the articles in batches, none of which holds an article twice."""
    batch: dict[str, Prepared] = {}
    for one in articles:
        if len(batch) == size or one.id in batch:
            yield list(batch.values())
            batch = {}
        batch[one.id] = one
    if batch:
        yield list(batch.values())


def add_batch(connection: Connection, batch: Sequence[Prepared], *, at: str, source: str | None) -> Added:
    """Add a batch inside the connection's transaction."""
    known = known_articles(connection, [one.id for one in batch])
    run_keys = keys_of_runs(connection, {(one.coder, one.codebook) for one in batch}, at=at)
    rows = Rows(free={table: next_key(connection, table) for table in KEYED})
    added, touched, news = Added(), list[int](), News(at=at)
    new = rows.waiting[schema.articles]
    for one in batch:
        run = run_keys[one.coder, one.codebook]
        if one.id in known:
            rows.write(connection)
            again = add_again(connection, rows, known[one.id], one, run, at=at)
            new = rows.waiting[schema.articles]
            added += again
            touched += [known[one.id]] * again.recoded
        else:
            key = rows.key(schema.articles)
            new.append((key, one.id, *one.values, at, source))
            news.put(key, one, *put_coding(rows, key, one, run, at=at))
    added += Added(new=len(news.added))
    rows.write(connection)
    relink(connection, touched)
    link_news(connection, news)
    pairs.refresh(connection, some=REFRESHED * len(batch))
    return added


KEYED = (schema.articles, schema.threats, schema.events)
STANDS: tuple[int | None, str | None] = (None, None)  # by which run superseded, and when


def next_key(connection: Connection, table: Table) -> int:
    """Return the first free key; the transaction holds the write lock, so nobody else takes it."""
    return int(connection.execute(select(func.coalesce(func.max(table.c.key), 0))).scalar_one()) + 1


def known_articles(connection: Connection, ids: Sequence[str]) -> dict[str, int]:
    """Return the keys of those articles that the register holds."""
    table = schema.articles
    found = connection.execute(select(table.c.id, table.c.key).where(among(table.c.id, ids)))
    return {str(article_id): int(key) for article_id, key in found}


def keys_of_runs(
    connection: Connection, coders: Iterable[tuple[str, str]], *, at: str
) -> dict[tuple[str, str], int]:
    """Return the key of each (coder, codebook), made where it is new."""
    table = schema.runs
    keys = {(r.coder, r.codebook): int(r.key) for r in connection.execute(select(table))}
    for coder, codebook in sorted(set(coders) - set(keys)):
        key = max(keys.values(), default=0) + 1
        connection.execute(insert(table).values(key=key, coder=coder, codebook=codebook, first_at=at))
        keys[coder, codebook] = key
    return keys


def put_coding(
    rows: Rows,
    article: int,
    one: Prepared,
    run: int,
    *,
    at: str,
    superseded: tuple[int | None, str | None] = STANDS,
) -> tuple[range, range]:
    """Let an article's coding wait to be written; return the keys of its threats and of its events.

    What is superseded is not found by its actors.
    """
    waiting, day, outlet, stands = rows.waiting, one.day, one.outlet, superseded is STANDS
    waiting[schema.codings].append((article, run, at, *superseded))
    first_threat, first_event = rows.free[schema.threats], rows.free[schema.events]
    for key, threat in enumerate(one.threats, first_threat):
        place = (key, threat.id, article, run, threat.record, *superseded, day, outlet, False, False)
        waiting[schema.threats].append(place + threat.values)
        if stands:
            waiting[schema.threat_actors] += [(key, role, code, day) for role, code in threat.actors]
    for key, event in enumerate(one.events, first_event):
        found = (key, event.id, article, run, event.record, *superseded, day, outlet)
        waiting[schema.events].append(found + event.values)
        if stands:
            waiting[schema.event_actors] += [(key, role, code, day) for role, code in event.actors]
    rows.free[schema.threats] = first_threat + len(one.threats)
    rows.free[schema.events] = first_event + len(one.events)
    return range(first_threat, rows.free[schema.threats]), range(first_event, rows.free[schema.events])


def add_again(connection: Connection, rows: Rows, article: int, one: Prepared, run: int, *, at: str) -> Added:
    """Add another coding of an article that the register holds."""
    codings, runs = schema.codings, schema.runs
    found = connection.execute(
        select(codings.c.run, codings.c.superseded_by, runs.c.coder, runs.c.codebook)
        .join(runs, runs.c.key == codings.c.run)
        .where(codings.c.article == article)
    ).all()
    if any(row.run == run for row in found):
        return Added(known=1)
    newer = [row for row in found if is_older((one.coder, one.codebook), (row.coder, row.codebook))]
    if newer:
        add_older(connection, rows, article, one, run, at=at)
        return Added(known=1)
    revised = standing_and_spoken_of(connection, article)
    supersede(connection, article, run, at=at)
    keys, _ = put_coding(rows, article, one, run, at=at)
    rows.write(connection)
    threats = [
        (key, threat.id, threat_from(json.loads(threat.record)))
        for key, threat in zip(keys, one.threats, strict=True)
    ]
    carry_all(connection, revised, threats, day=one.day)
    return Added(recoded=1)


def add_older(connection: Connection, rows: Rows, article: int, one: Prepared, run: int, *, at: str) -> None:
    """Keep the coding of an older version beside the one that stands, superseded from the start."""
    codings = schema.codings
    stands = connection.execute(
        select(codings.c.run).where(codings.c.article == article, codings.c.superseded_by.is_(None))
    ).scalar_one()
    put_coding(rows, article, one, run, at=at, superseded=(stands, at))
    rows.write(connection)


def supersede(connection: Connection, article: int, run: int, *, at: str) -> None:
    """Mark what stands of an article as superseded by a run, and take it out of the finding tables."""
    for actors, table, column in (
        (schema.threat_actors, schema.threats, schema.threat_actors.c.threat),
        (schema.event_actors, schema.events, schema.event_actors.c.event),
    ):
        keys = select(table.c.key).where(table.c.article == article)
        connection.execute(delete(actors).where(column.in_(keys)))
    for table in (schema.codings, schema.threats, schema.events):
        connection.execute(
            update(table)
            .where(table.c.article == article, table.c.superseded_by.is_(None))
            .values(superseded_by=run, superseded_at=at)
        )


SPOKEN = (schema.judgements, schema.reviews)  # what people say of a threat besides revisions


def standing_and_spoken_of(connection: Connection, article: int) -> list[RowMapping]:
    """Return the article's standing threats that a person has corrected, rejected, judged or reviewed."""
    table = schema.threats
    said = (exists().where(words.c.threat == table.c.id) for words in SPOKEN)
    query = select(table).where(
        table.c.article == article, table.c.superseded_by.is_(None), or_(table.c.corrected, *said)
    )
    return list(connection.execute(query).mappings())


def carry_all(
    connection: Connection,
    revised: Sequence[RowMapping],
    threats: Sequence[tuple[int, str, Threat]],
    *,
    day: str,
) -> None:
    """Carry what people said to the new coding's threat; where there is none, the one they spoke of stands on.

    A person's word wins over a coder's silence.
    """
    by_key = {key: (threat_id, threat) for key, threat_id, threat in threats}
    touched = {key for key, (threat_id, _) in by_key.items() if has_revisions(connection, threat_id)}
    for row in revised:
        match = same_threat(row, threats)
        if match is None:
            if row["corrected"] or is_vouched(connection, row["id"]):
                stand_on(connection, row)
            continue
        carry(connection, row["id"], by_key[match][0])
        rebind(connection, row["id"], by_key[match][0])
        touched.add(match)
    for key in touched:
        threat_id, threat = by_key[key]
        refresh(connection, key, threat_id, threat_record(threat), day)


def is_vouched(connection: Connection, threat_id: str) -> bool:
    """Return whether a judgement or a reviewer's answer stands that takes this for a threat."""
    judgements, reviews = SPOKEN
    judged = exists().where(judgements.c.threat == threat_id, judgements.c.undone_at.is_(None))
    right = reviews.c.answer.in_(("accept", "correct"))
    reviewed = exists().where(reviews.c.threat == threat_id, reviews.c.undone_at.is_(None), right)
    return bool(connection.execute(select(or_(judged, reviewed))).scalar_one())


def rebind(connection: Connection, old_id: str, new_id: str) -> None:
    """Bind judgements and reviews of a superseded threat to the one that takes its place."""
    if old_id != new_id:
        for words in SPOKEN:
            connection.execute(update(words).where(words.c.threat == old_id).values(threat=new_id))


def has_revisions(connection: Connection, record_id: str) -> bool:
    """Return whether a threat of this id was ever revised."""
    table = schema.revisions
    return (
        connection.execute(select(table.c.id).where(table.c.record == record_id).limit(1)).first() is not None
    )


def same_threat(row: RowMapping, threats: Sequence[tuple[int, str, Threat]]) -> int | None:
    """Return the key of the new threat that is the old one: same id, else most overlap of response.

    Evidence and response must both overlap.
    """
    for key, threat_id, _ in threats:
        if threat_id == row["id"]:
            return key
    record = json.loads(row["record"])
    response = span_of(record, "response")
    scored = [
        (overlap(response, threat.response), -key)
        for key, _, threat in threats
        if any(
            span.overlaps(start, end) for span in threat.evidence for start, end in record["evidence_span"]
        )
    ]
    best = max(scored, default=(0, 0))
    return -best[1] if best[0] else None


def overlap(one: Span | None, other: Span) -> int:
    """Return how many characters two spans share."""
    return max(0, min(one.end, other.end) - max(one.start, other.start)) if one else 0


def stand_on(connection: Connection, row: RowMapping) -> None:
    """Let a threat that a person spoke of stand though the newer coder does not find it."""
    table = schema.threats
    connection.execute(
        update(table).where(table.c.key == row["key"]).values(superseded_by=None, superseded_at=None)
    )
    refresh(connection, row["key"], row["id"], json.loads(row["record"]), row["day"])
