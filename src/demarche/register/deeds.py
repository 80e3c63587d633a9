"""The ledger's deeds: events as the ledger compares them, found by who did what with what."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, delete, select

from demarche.records import event_from
from demarche.register import schema
from demarche.register.engines import insert_many
from demarche.register.finding import record_query
from demarche.register.rows import article_of, ordinal
from demarche.threads import Deed
from demarche.threads.ledger import BEFORE, HORIZON, Question, deed_lines, lines_asked
from demarche.threads.packing import deed_from, packed
from demarche.threads.telling import deed_of

Known = tuple[Deed, int]  # a deed, and the day from which it is known
A_LINE = 200  # deeds looked at on each line, the earliest after the utterance first


def put_deeds(connection: Connection, articles: Sequence[int]) -> None:
    """Bring the ledger's deeds in step with the events that stand of these articles."""
    table, deeds, lines, texts = schema.events, schema.event_deeds, schema.event_lines, schema.articles
    old = select(table.c.key).where(table.c.article.in_(articles))
    connection.execute(delete(lines).where(lines.c.event.in_(old)))
    connection.execute(delete(deeds).where(deeds.c.event.in_(old)))
    query = (
        record_query(table)
        .add_columns(texts.c.text, texts.c.byline, texts.c.given_id, texts.c.added_at)
        .where(table.c.article.in_(articles), table.c.superseded_by.is_(None))
    )
    found = {}
    for row in connection.execute(query).mappings():
        deed = deed_of(row["id"], event_from(json.loads(row["record"])), article_of(row))
        found[int(row["key"])] = known_deed(deed, ordinal(row["added_at"]))
    keep_deeds(connection, found)


def known_deed(deed: Deed, added: int) -> Known:
    """Return a deed with the day from which it is known, else was added."""
    return deed, deed.known if deed.known is not None else added


def keep_deeds(connection: Connection, news: Mapping[int, Known]) -> None:
    """Keep deeds by the keys of their events, and the lines on which those stand whose day is known."""
    deeds = [{"event": key, "deed": packed(deed)} for key, (deed, _) in news.items()]
    lines = [
        {"line": line, "day": deed.day, "known": known, "event": key}
        for key, (deed, known) in news.items()
        if deed.day is not None
        for line in deed_lines(deed)
    ]
    insert_many(connection, schema.event_deeds, deeds)
    insert_many(connection, schema.event_lines, lines)


def deeds_near(connection: Connection, question: Question, *, known_by: int | None = None) -> list[Deed]:
    """Return the deeds that a statement's ledger may propose, those known by a day where one is given."""
    if question.said is None:
        return []
    lines, deeds = schema.event_lines, schema.event_deeds
    found: dict[int, str] = {}
    for line in lines_asked(question):
        query = (
            select(lines.c.event, deeds.c.deed)
            .join(deeds, deeds.c.event == lines.c.event)
            .where(lines.c.line == line, lines.c.day.between(question.said - BEFORE, question.said + HORIZON))
            .order_by(lines.c.day, lines.c.event)
            .limit(A_LINE)
        )
        if known_by is not None:
            query = query.where(lines.c.known <= known_by)
        found.update((int(event), str(deed)) for event, deed in connection.execute(query))
    return [deed_from(text) for text in found.values()]


def deeds_by_id(
    connection: Connection, ids: Iterable[str], *, known_by: int | None = None
) -> dict[str, Deed]:
    """Return the deeds of these events, the standing record of each."""
    table, deeds = schema.events, schema.event_deeds
    query = (
        select(deeds.c.deed).join(table, table.c.key == deeds.c.event).where(table.c.id.in_(sorted(set(ids))))
    )
    found = (deed_from(text) for text in connection.execute(query).scalars())
    return {deed.id: deed for deed in found if known_by is None or (deed.known or 0) <= known_by}
