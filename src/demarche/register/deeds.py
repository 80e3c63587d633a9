"""The ledger's deeds: events as the ledger compares them, found by who did what with what."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from sqlalchemy import Connection, TextClause, delete, select, text

from demarche.records import event_from
from demarche.register import schema
from demarche.register.engines import among, insert_rows
from demarche.register.finding import record_query
from demarche.register.rows import article_of, ordinal
from demarche.register.standing import DeedPlace, deed_place
from demarche.threads import Deed
from demarche.threads.ledger import BEFORE, HORIZON, Question, lines_asked
from demarche.threads.packing import deed_from
from demarche.threads.telling import deed_of

AT_ONCE = 200  # lines asked in one query; SQLite joins no more than 500 selects
A_LINE = 200  # deeds looked at on each line, the earliest after the utterance first
EVER = 10**9  # a day by which everything is known
ON_A_LINE = (
    "SELECT * FROM (SELECT event FROM event_lines WHERE line = :line{n} AND day BETWEEN :first AND :last "
    "AND known <= :known ORDER BY day, event LIMIT :most) AS found{n}"
)


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
        place = deed_place(deed_of(row["id"], event_from(json.loads(row["record"])), article_of(row)))
        known = ordinal(row["added_at"]) if place.known is None else place.known
        found[int(row["key"])] = place, known
    keep_deeds(connection, found)


def keep_deeds(connection: Connection, news: Mapping[int, tuple[DeedPlace, int]]) -> None:
    """Keep deeds by the keys of their events, each with the day from which it is known, and their lines."""
    deeds = [(key, place.deed) for key, (place, _) in news.items()]
    lines = [(line, place.day, known, key) for key, (place, known) in news.items() for line in place.lines]
    insert_rows(connection, schema.event_deeds, ("event", "deed"), deeds)
    insert_rows(connection, schema.event_lines, ("line", "day", "known", "event"), lines)


def deeds_near(
    connection: Connection, questions: Sequence[Question], *, known_by: int | None = None
) -> list[list[Deed]]:
    """Return the deeds that each statement's ledger may propose, those known by a day where one is given.

    Statements of a thread share most of them: each is read once.
    """
    near = [events_near(connection, question, known_by=known_by) for question in questions]
    deeds = deeds_of(connection, {event for events in near for event in events})
    return [[deeds[event] for event in events] for events in near]


def events_near(connection: Connection, question: Question, *, known_by: int | None) -> list[int]:
    """Return the keys of the events on the lines that a statement asks, each once."""
    if question.said is None:
        return []
    limits: dict[str, object] = {
        "first": question.said - BEFORE,
        "last": question.said + HORIZON,
        "known": EVER if known_by is None else known_by,
        "most": A_LINE,
    }
    lines = lines_asked(question)
    found: dict[int, None] = {}
    for start in range(0, len(lines), AT_ONCE):
        asked = {f"line{n}": line for n, line in enumerate(lines[start : start + AT_ONCE])}
        found |= dict.fromkeys(connection.execute(on_lines(len(asked)), limits | asked).scalars())
    return list(found)


def deeds_of(connection: Connection, events: Iterable[int]) -> dict[int, Deed]:
    """Return the deeds of the events with these keys."""
    table = schema.event_deeds
    query = select(table.c.event, table.c.deed).where(among(table.c.event, sorted(events)))
    return {int(event): deed_from(deed) for event, deed in connection.execute(query)}


@cache
def on_lines(count: int) -> TextClause:
    """Return the query for the events on so many lines: one, since a statement asks some hundred lines."""
    return text(" UNION ALL ".join(ON_A_LINE.format(n=n) for n in range(count)))


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
