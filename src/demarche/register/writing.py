"""Adding coded articles, each whole or not at all, and carrying corrections to newer records."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, CursorResult, delete, func, insert, select, update

from demarche.coding import CodedArticle
from demarche.errors import RegisterError
from demarche.records import Record, event_record, threat_record
from demarche.register.corrections import with_corrections
from demarche.register.identity import event_id, is_older, threat_id
from demarche.register.schema import (
    articles,
    codings,
    event_actors,
    events,
    revisions,
    runs,
    threat_actors,
    threats,
)
from demarche.register.values import Added

NO_DAY = ""


def add_article(connection: Connection, coded: CodedArticle, *, source: str | None, at: str) -> Added:
    """Add one coded article inside the caller's transaction, and return what that was."""
    article = coded.article
    key = connection.scalar(select(articles.c.key).where(articles.c.id == article.id))
    run = run_key(connection, coded, at)
    if key is None:
        key = insert_article(connection, coded, source=source, at=at)
        insert_records(connection, coded, article=key, run=run, at=at)
        return Added(new=1)
    if connection.scalar(select(codings.c.run).where(codings.c.article == key, codings.c.run == run)):
        return Added(known=1)
    standing = connection.scalars(
        select(runs.c.coder)
        .join(codings, codings.c.run == runs.c.key)
        .where(codings.c.article == key, codings.c.superseded_by.is_(None))
    ).all()
    if any(is_older(coded.coder, coder) for coder in standing):
        return Added(known=1)
    old = supersede(connection, article=key, run=run, at=at)
    insert_records(connection, coded, article=key, run=run, at=at, old=old)
    return Added(recoded=1)


def run_key(connection: Connection, coded: CodedArticle, at: str) -> int:
    """Return the key of the coder's run, made if it is new."""
    known = select(runs.c.key).where(runs.c.coder == coded.coder, runs.c.codebook == coded.codebook)
    key = connection.scalar(known)
    if key is None:
        made = connection.execute(
            insert(runs).values(coder=coded.coder, codebook=coded.codebook, first_at=at)
        )
        key = new_key(made)
    return int(key)


def new_key(made: CursorResult[Any]) -> int:
    """Return the key that an insertion made."""
    key = made.inserted_primary_key
    if key is None:
        raise RegisterError("the database gave no key for a new row; report this")
    return int(key[0])


def insert_article(connection: Connection, coded: CodedArticle, *, source: str | None, at: str) -> int:
    """Insert the article itself and return its key."""
    article = coded.article
    made = connection.execute(
        insert(articles).values(
            id=article.id,
            outlet=article.outlet,
            day=article.date.isoformat() if article.date else NO_DAY,
            date_reason=article.date_reason,
            title=article.title,
            text=article.text,
            url=article.url,
            byline=article.byline,
            given_id=article.given_id,
            added_at=at,
            added_from=source,
        )
    )
    return new_key(made)


def supersede(connection: Connection, *, article: int, run: int, at: str) -> Sequence[Mapping[str, Any]]:
    """Mark the article's records as superseded; return the threats that people had corrected."""
    old = connection.execute(
        select(threats.c.id, threats.c.record).where(
            threats.c.article == article,
            threats.c.superseded_by.is_(None),
            threats.c.corrected | threats.c.rejected,
        )
    ).mappings()
    corrected = [dict(row) for row in old]
    keys = select(threats.c.key).where(threats.c.article == article)
    connection.execute(delete(threat_actors).where(threat_actors.c.threat.in_(keys)))
    keys = select(events.c.key).where(events.c.article == article)
    connection.execute(delete(event_actors).where(event_actors.c.event.in_(keys)))
    for table in (threats, events, codings):
        connection.execute(
            update(table)
            .where(table.c.article == article, table.c.superseded_by.is_(None))
            .values(superseded_by=run, superseded_at=at)
        )
    return corrected


def insert_records(
    connection: Connection,
    coded: CodedArticle,
    *,
    article: int,
    run: int,
    at: str,
    old: Sequence[Mapping[str, Any]] = (),
) -> None:
    """Insert that the run coded the article, and what it found."""
    connection.execute(insert(codings).values(article=article, run=run, at=at))
    place = {
        "article": article,
        "run": run,
        "day": coded.article.date.isoformat() if coded.article.date else NO_DAY,
        "outlet": coded.article.outlet,
    }
    seen: set[str] = set()
    for threat in coded.threats:
        identity = threat_id(coded.article.id, threat)
        if identity in seen:
            continue
        seen.add(identity)
        record = threat_record(threat)
        carry(connection, old, identity=identity, record=record)
        insert_threat(connection, identity, record, place)
    for event in coded.events:
        identity = event_id(coded.article.id, event)
        if identity not in seen:
            seen.add(identity)
            insert_event(connection, identity, event_record(event), place)


def carry(connection: Connection, old: Iterable[Mapping[str, Any]], *, identity: str, record: Record) -> None:
    """Copy a person's corrections from a superseded record to the new one that tells the same threat."""
    for row in old:
        if row["id"] == identity or not same_place(json.loads(row["record"]), record):
            continue
        standing = select(revisions).where(revisions.c.record == row["id"], revisions.c.undone_at.is_(None))
        for revision in connection.execute(standing.order_by(revisions.c.id)).mappings().all():
            values = {k: revision[k] for k in ("field", "old", "new", "author", "at")}
            connection.execute(
                insert(revisions).values(record=identity, carried_from=revision["id"], **values)
            )


def same_place(one: Record, other: Record) -> bool:
    """Return whether two records share a sentence and overlap in their response."""
    shared = {tuple(span) for span in one["evidence_span"]} & {tuple(span) for span in other["evidence_span"]}
    (a, b), (c, d) = one["response_span"], other["response_span"]
    return bool(shared) and a < d and c < b


def insert_threat(connection: Connection, identity: str, record: Record, place: Mapping[str, Any]) -> None:
    """Insert one threat with the columns by which it is found, corrections applied."""
    columns, actors = threat_columns(connection, identity, record)
    made = connection.execute(
        insert(threats).values(id=identity, record=json.dumps(record, ensure_ascii=False), **place, **columns)
    )
    insert_actors(connection, new_key(made), actors, str(place["day"]))


def threat_columns(
    connection: Connection, identity: str, record: Record
) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """Return a threat's effective columns, and its actors by role."""
    standing = connection.execute(
        select(revisions.c.field, revisions.c.new)
        .where(revisions.c.record == identity, revisions.c.undone_at.is_(None))
        .order_by(revisions.c.id)
    ).all()
    effective, fields, rejected = with_corrections(record, ((f, json.loads(new)) for f, new in standing))
    words = [*effective["evidence"], *(effective[f] for f in ("trigger", "response", "speaker_role"))]
    columns = {
        "corrected": bool(fields),
        "rejected": rejected,
        "kind": effective["response_kind"],
        "commitment": effective["commitment"],
        "trigger_form": effective["trigger_form"],
        "confidence": effective["confidence"],
        "said_on": effective["said_on"],
        "speaker": effective["speaker"],
        "words": "\n".join(word for word in words if word),
    }
    actors = [(role, code) for role in ("sender", "target") for code in dict.fromkeys(effective[role])]
    return columns, actors


def insert_actors(connection: Connection, key: int, actors: Iterable[tuple[str, str]], day: str) -> None:
    """Insert who stands in which role of a threat."""
    rows = [{"threat": key, "role": role, "code": code, "day": day} for role, code in actors]
    if rows:
        connection.execute(insert(threat_actors), rows)


def insert_event(connection: Connection, identity: str, record: Record, place: Mapping[str, Any]) -> None:
    """Insert one event with the columns by which it is found."""
    columns = {name: record[name] for name in ("kind", "status", "confidence", "when")}
    made = connection.execute(
        insert(events).values(id=identity, record=json.dumps(record, ensure_ascii=False), **place, **columns)
    )
    key = new_key(made)
    rows = [
        {"event": key, "role": role, "code": code, "day": place["day"]}
        for role in ("actor", "partner")
        for code in dict.fromkeys(record[role])
    ]
    if rows:
        connection.execute(insert(event_actors), rows)


def refresh_threat(connection: Connection, identity: str) -> None:
    """Bring a threat's columns and actors in step with its corrections."""
    rows = connection.execute(
        select(threats.c.key, threats.c.record, threats.c.day, threats.c.superseded_by).where(
            threats.c.id == identity
        )
    ).all()
    for key, record, day, superseded in rows:
        columns, actors = threat_columns(connection, identity, json.loads(record))
        connection.execute(update(threats).where(threats.c.key == key).values(**columns))
        connection.execute(delete(threat_actors).where(threat_actors.c.threat == key))
        if superseded is None:
            insert_actors(connection, key, actors, day)


def count(connection: Connection, table: Any, *where: Any) -> int:
    """Return how many rows of a table fit."""
    return int(connection.scalar(select(func.count()).select_from(table).where(*where)) or 0)
