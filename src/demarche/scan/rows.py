"""Rows: what a scan writes of each article, its threats and its events, and the data dictionary.

The columns are those of ``demarche export``; beside them stand the article's text and each record as JSON,
with all its spans, so that a register can be made of them (``output``).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from demarche.articles.characters import without_surrogates
from demarche.coding import CodedArticle
from demarche.export.rows import COLUMNS, Column, threat_row
from demarche.export.tables import ARTICLES, EVENTS, column, event_row
from demarche.records import event_record, threat_record
from demarche.register import Source, StoredEvent, StoredThreat
from demarche.register.identity import event_ids, threat_ids

Row = dict[str, Any]
UNKNOWN = "unknown"  # the month of what has no date
SKIPPED, COUNTS = "skipped", "counts"  # lines of a part's file beside those of the tables

PLACE = (
    column("read_from", "text", "the file and, after @ its byte, or after : its line or row"),
    column("record", "text", "the whole record as JSON, each span with its place (docs/interchange.md)"),
)
OUTPUT: dict[str, tuple[Column, ...]] = {
    "articles": (
        *ARTICLES,
        column("text", "text", "the main text: threats and events count in title + newline + text"),
        column("byline", "text", "who wrote it, as written"),
        column("date_reason", "text", "why the date is null"),
        column("given_id", "text", "the id it came with, as JSON"),
        column("threats", "number", "threats in it"),
        column("events", "number", "events in it"),
        column("coder", "text", "coders of the run"),
        column("codebook", "text", "version of the codebook"),
        PLACE[0],
    ),
    "threats": (*COLUMNS, *PLACE),
    "events": (*EVENTS, *PLACE),
}


def rows_of(coded: CodedArticle, *, read_from: str) -> Iterator[tuple[str, Row]]:
    """Yield the rows of a coded article with the table of each; none for one with neither threat nor event."""
    if not coded.threats and not coded.events:
        return
    article = coded.article
    source = Source(
        article_id=article.id,
        title=article.title,
        outlet=article.outlet,
        date=article.date,
        date_reason=article.date_reason,
        url=article.url,
    )
    day = article.date.isoformat() if article.date else None
    yield (
        "articles",
        {
            "id": article.id,
            "date": day,
            "outlet": article.outlet,
            "title": article.title,
            "url": article.url,
            "text": article.text,
            "byline": article.byline,
            "date_reason": article.date_reason,
            "given_id": json.dumps(article.given_id),
            "threats": len(coded.threats),
            "events": len(coded.events),
            "coder": coded.coder,
            "codebook": coded.codebook,
            "read_from": read_from,
        },
    )
    for threat_id, threat in zip(threat_ids(article.id, coded.threats), coded.threats, strict=True):
        one = StoredThreat(
            id=threat_id, threat=threat, source=source, coder=coded.coder, codebook=coded.codebook
        )
        yield "threats", threat_row(one) | {"read_from": read_from, "record": as_json(threat_record(threat))}
    for event_id, event in zip(event_ids(article.id, coded.events), coded.events, strict=True):
        told = StoredEvent(
            id=event_id, event=event, source=source, coder=coded.coder, codebook=coded.codebook
        )
        yield "events", event_row(told) | {"read_from": read_from, "record": as_json(event_record(event))}


def as_json(record: Row) -> str:
    """Return a record as ``demarche code`` writes it."""
    return json.dumps(record, ensure_ascii=False)


def line_of(table: str, row: Row) -> str:
    """Return a row as a part's file holds it: table, month, JSON."""
    month = row["date"][:7] if row["date"] else UNKNOWN
    return without_surrogates(f"{table}\t{month}\t{json.dumps(row, ensure_ascii=False)}\n")
