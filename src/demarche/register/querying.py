"""Reading the register: filters as SQL, rows as stored records."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import date as Date
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, and_, column, exists, or_, select, text, tuple_
from sqlalchemy.sql.elements import ColumnElement

from demarche.articles import Article
from demarche.errors import UsageError
from demarche.records import event_from, threat_from
from demarche.register.corrections import with_corrections
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
from demarche.register.values import (
    EventFilter,
    Filter,
    Revision,
    Source,
    StoredArticle,
    StoredEvent,
    StoredThreat,
)

Row = RowMapping
Rows = Iterable[RowMapping]
ARTICLE = [
    articles.c[name].label(f"article_{name}")
    for name in ("id", "title", "text", "outlet", "date_reason", "url")
]


def threat_query(where: Filter) -> Select[Any]:
    """Return the query for the threats that fit, newest article first."""
    wanted: list[ColumnElement[bool]] = [threats.c.superseded_by.is_(None)]
    if not where.rejected:
        wanted.append(~threats.c.rejected)
    for role, codes in (("sender", where.sender), ("target", where.target)):
        if codes:
            named = and_(
                threat_actors.c.threat == threats.c.key,
                threat_actors.c.role == role,
                threat_actors.c.code.in_([code.upper() for code in codes]),
            )
            wanted.append(exists().where(named))
    for field, values in (
        (threats.c.kind, where.kind),
        (threats.c.commitment, where.commitment),
        (threats.c.trigger_form, where.trigger_form),
        (threats.c.outlet, where.outlet),
    ):
        if values:
            wanted.append(field.in_(values))
    if where.speaker:
        wanted.append(threats.c.speaker.icontains(where.speaker, autoescape=True))
    if where.min_confidence is not None:
        wanted.append(threats.c.confidence >= where.min_confidence)
    if where.coder:
        wanted.append(runs.c.coder.contains(where.coder, autoescape=True))
    if where.text:
        found = text("SELECT rowid FROM threats_fts WHERE threats_fts MATCH :words")
        wanted.append(
            threats.c.key.in_(found.bindparams(words=match_expression(where.text)).columns(column("rowid")))
        )
    wanted += shared_conditions(threats, where)
    query = (
        select(threats, runs.c.coder, runs.c.codebook, *ARTICLE)
        .join_from(threats, articles)
        .join(runs, runs.c.key == threats.c.run)
    )
    return query.where(*wanted).order_by(threats.c.day.desc(), threats.c.key.desc())


def event_query(where: EventFilter) -> Select[Any]:
    """Return the query for the events that fit, newest article first."""
    wanted: list[ColumnElement[bool]] = [events.c.superseded_by.is_(None)]
    for role, codes in (("actor", where.actor), ("partner", where.partner)):
        if codes:
            named = and_(
                event_actors.c.event == events.c.key,
                event_actors.c.role == role,
                event_actors.c.code.in_([code.upper() for code in codes]),
            )
            wanted.append(exists().where(named))
    if where.kind:
        wanted.append(events.c.kind.in_(where.kind))
    if where.status:
        wanted.append(events.c.status.in_(where.status))
    wanted += shared_conditions(events, where)
    query = (
        select(events, runs.c.coder, runs.c.codebook, *ARTICLE)
        .join_from(events, articles)
        .join(runs, runs.c.key == events.c.run)
    )
    return query.where(*wanted).order_by(events.c.day.desc(), events.c.key.desc())


def shared_conditions(table: Any, where: Filter | EventFilter) -> list[ColumnElement[bool]]:
    """Return the conditions on dates, article and cursor."""
    wanted: list[ColumnElement[bool]] = []
    if where.since:
        wanted.append(table.c.day >= where.since.isoformat())
    if where.until:
        wanted.append(and_(table.c.day <= where.until.isoformat(), table.c.day != ""))
    if where.article:
        wanted.append(articles.c.id == where.article)
    if where.after:
        wanted.append(tuple_(table.c.day, table.c.key) < tuple_(*cursor_parts(where.after)))
    return wanted


def cursor_parts(cursor: str) -> tuple[str, int]:
    """Return day and key of a cursor; UsageError if it is none of ours."""
    found = re.fullmatch(r"((?:\d{4}-\d\d-\d\d)?)~(\d+)", cursor)
    if found is None:
        raise UsageError(f"{cursor!r} is no cursor; use the one that a record came with")
    return found[1], int(found[2])


def match_expression(query: str) -> str:
    """Return a full-text expression for what a person typed: all words, "phrases" whole, a* for beginnings.

    >>> match_expression('tariff* "red line"')
    '"tariff"* "red line"'
    """
    parts = re.findall(r'"([^"]+)"|(\S+)', query.replace("\x00", " "))
    terms = []
    for phrase, word in parts:
        words = phrase or word
        star = "*" if not phrase and word.endswith("*") else ""
        kept = words.rstrip("*").replace('"', "")
        if re.search(r"\w", kept):
            terms.append(f'"{kept}"{star}')
    if not terms:
        raise UsageError(f"{query!r} holds no word to search for; give one or more words")
    return " ".join(terms)


def source_of(row: Row) -> Source:
    """Return where a row's record was read."""
    return Source(
        article_id=row["article_id"],
        title=row["article_title"],
        outlet=row["article_outlet"],
        date=Date.fromisoformat(row["day"]) if row["day"] else None,
        date_reason=row["article_date_reason"],
        url=row["article_url"],
    )


def full_text(row: Row) -> str:
    """Return the text that a row's spans count in."""
    return f"{row['article_title']}\n{row['article_text']}"


def stored_threats(connection: Connection, rows: Rows) -> list[StoredThreat]:
    """Return rows as threats that stand, with the corrections of all of them read at once."""
    rows = list(rows)
    identities = [row["id"] for row in rows if row["corrected"] or row["rejected"]]
    changes: dict[str, list[tuple[str, object]]] = {}
    if identities:
        query = select(revisions.c.record, revisions.c.field, revisions.c.new).where(
            revisions.c.record.in_(identities), revisions.c.undone_at.is_(None)
        )
        for record, field, new in connection.execute(query.order_by(revisions.c.id)):
            changes.setdefault(record, []).append((field, json.loads(new)))
    found = []
    for row in rows:
        effective, fields, rejected = with_corrections(json.loads(row["record"]), changes.get(row["id"], ()))
        found.append(
            StoredThreat(
                id=row["id"],
                threat=threat_from(effective, full_text(row)),
                source=source_of(row),
                coder=row["coder"],
                codebook=row["codebook"],
                corrected=fields,
                rejected=rejected,
                superseded=row["superseded_by"] is not None,
                cursor=f"{row['day']}~{row['key']}",
            )
        )
    return found


def stored_event(row: Row) -> StoredEvent:
    """Return a row as an event."""
    return StoredEvent(
        id=row["id"],
        event=event_from(json.loads(row["record"]), full_text(row)),
        source=source_of(row),
        coder=row["coder"],
        codebook=row["codebook"],
        superseded=row["superseded_by"] is not None,
        cursor=f"{row['day']}~{row['key']}",
    )


def stored_article(connection: Connection, row: Row) -> StoredArticle:
    """Return a row as an article with the coders that coded it, oldest first."""
    coders = connection.scalars(
        select(runs.c.coder)
        .join(codings, codings.c.run == runs.c.key)
        .where(codings.c.article == row["key"])
        .order_by(codings.c.at, codings.c.run)
    ).all()
    return StoredArticle(
        id=row["id"],
        article=Article(
            title=row["title"],
            text=row["text"],
            outlet=row["outlet"],
            date=Date.fromisoformat(row["day"]) if row["day"] else None,
            date_reason=row["date_reason"],
            url=row["url"],
            byline=row["byline"],
            given_id=row["given_id"],
        ),
        added_at=datetime.fromisoformat(row["added_at"]),
        added_from=row["added_from"],
        coders=tuple(coders),
    )


def revision_of(row: Row) -> Revision:
    """Return a row as a revision."""
    return Revision(
        id=row["id"],
        record=row["record"],
        field=row["field"],
        old=json.loads(row["old"]),
        new=json.loads(row["new"]),
        author=row["author"],
        at=datetime.fromisoformat(row["at"]),
        undone_at=datetime.fromisoformat(row["undone_at"]) if row["undone_at"] else None,
        undone_by=row["undone_by"],
        carried_from=row["carried_from"],
    )


def by_prefix(table: Any, prefix: str) -> ColumnElement[bool]:
    """Return the condition that an id begins so; UsageError for what is no beginning of an id."""
    if not re.fullmatch(r"[0-9a-f]{4,64}", prefix):
        raise UsageError(f"{prefix!r} is no id; ids are hexadecimal, the first 4 or more digits suffice")
    return or_(table.c.id == prefix, table.c.id.startswith(prefix))
