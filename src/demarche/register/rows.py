"""Values as rows of the tables, and rows as values."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import date as Date
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import RowMapping

from demarche.articles import Article
from demarche.articles.characters import without_surrogates
from demarche.coding import CodedArticle
from demarche.events import Event
from demarche.records import Record, event_from, event_record, threat_from, threat_record
from demarche.register.values import Source, StoredEvent, StoredThreat
from demarche.span import Span
from demarche.threats import Threat

Row = dict[str, Any]
TEXTS = tuple(field.name for field in fields(Article))
Coded = TypeVar("Coded", Threat, Event)


def storable(coded: CodedArticle) -> CodedArticle:
    """Return the coded article without lone surrogates and NUL, which not every database takes: each is U+FFFD.

    One character for one, so that spans stay where they are.
    """
    article = coded.article
    cleaned: dict[str, Any] = {
        name: words for name in TEXTS if (words := cleaned_text(getattr(article, name))) is not None
    }
    if not cleaned:
        return coded
    clean = replace(article, **cleaned)
    text = clean.full_text
    return replace(
        coded,
        article=clean,
        threats=tuple(respanned(threat, text) for threat in coded.threats),
        events=tuple(respanned(event, text) for event in coded.events),
    )


def cleaned_text(value: object) -> str | None:
    """Return a text without what cannot be stored, None where there is nothing to clean."""
    if not isinstance(value, str):
        return None
    clean = without_surrogates(value).replace("\x00", "\ufffd")
    return None if clean == value else clean


def respanned(record: Coded, text: str) -> Coded:
    """Return a coded record with every span's words read anew from ``text``."""

    def anew(value: object) -> object:
        if isinstance(value, Span):
            return Span.of(text, value.start, value.end)
        return tuple(map(anew, value)) if isinstance(value, tuple) else value

    changed: dict[str, Any] = {field.name: anew(getattr(record, field.name)) for field in fields(record)}
    return replace(record, **changed)


def article_row(article: Article, article_id: str, *, key: int, at: str, source: str | None) -> Row:
    """Return an article's row."""
    return {
        "key": key,
        "id": article_id,
        "outlet": article.outlet,
        "day": day_of(article),
        "date_reason": article.date_reason,
        "title": article.title,
        "text": article.text,
        "url": article.url,
        "byline": article.byline,
        "given_id": None if article.given_id is None else str(article.given_id),
        "added_at": at,
        "added_from": source,
    }


def day_of(article: Article) -> str:
    """Return the article's day as the tables hold it."""
    return article.date.isoformat() if article.date else ""


def ordinal(at: str) -> int:
    """Return the proleptic ordinal of the day of a time stamp."""
    return Date.fromisoformat(at[:10]).toordinal()


def moment(at: str | None) -> datetime | None:
    """Return the time that a time stamp of the tables names."""
    return datetime.fromisoformat(at) if at else None


def date_of(day: str | None) -> Date | None:
    """Return a table's day as a date."""
    return Date.fromisoformat(day) if day else None


def article_of(row: RowMapping) -> Article:
    """Return the article a row holds."""
    return Article(
        title=row["title"],
        text=row["text"],
        outlet=row["outlet"],
        date=date_of(row["day"]),
        date_reason=row["date_reason"],
        url=row["url"],
        byline=row["byline"],
        given_id=row["given_id"],
    )


def packed(record: Record) -> str:
    """Return a record as compact JSON."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def threat_columns(threat: Threat) -> Row:
    """Return the columns that filters and search read, of the threat as it stands."""
    words = [span.text for span in threat.evidence]
    told = " ".join(words)
    words += [
        span.text
        for span in (threat.trigger, threat.response, threat.speaker_role)
        if span and span.text not in told
    ]
    return {
        "kind": threat.response_kind,
        "commitment": threat.commitment,
        "trigger_form": threat.trigger_form,
        "confidence": threat.confidence,
        "said_on": threat.said_on,
        "speaker": threat.speaker.text if threat.speaker else None,
        "words": "\n".join(words),
    }


def threat_row(threat: Threat, threat_id: str, *, key: int, article: int, run: int, source: Article) -> Row:
    """Return a newly coded threat's row."""
    return {
        "key": key,
        "id": threat_id,
        "article": article,
        "run": run,
        "record": packed(threat_record(threat)),
        "superseded_by": None,
        "superseded_at": None,
        "corrected": False,
        "rejected": False,
        "day": day_of(source),
        "outlet": source.outlet,
        **threat_columns(threat),
    }


def threat_actor_rows(threat: Threat, *, key: int, day: str) -> list[Row]:
    """Return the rows by which a threat is found from its actors."""
    pairs = [("sender", c) for c in threat.sender] + [("target", c) for c in threat.target]
    return [{"threat": key, "role": role, "code": code, "day": day} for role, code in dict.fromkeys(pairs)]


def event_row(event: Event, event_id: str, *, key: int, article: int, run: int, source: Article) -> Row:
    """Return a newly coded event's row."""
    return {
        "key": key,
        "id": event_id,
        "article": article,
        "run": run,
        "record": packed(event_record(event)),
        "superseded_by": None,
        "superseded_at": None,
        "day": day_of(source),
        "outlet": source.outlet,
        "kind": event.kind,
        "status": event.status,
        "confidence": event.confidence,
        "when": event.when,
    }


def event_actor_rows(event: Event, *, key: int, day: str) -> list[Row]:
    """Return the rows by which an event is found from its actors."""
    pairs = [("actor", c) for c in event.actor] + [("partner", c) for c in event.partner]
    return [{"event": key, "role": role, "code": code, "day": day} for role, code in dict.fromkeys(pairs)]


def source_of(row: RowMapping) -> Source:
    """Return where a record was read, from a row joined with its article."""
    return Source(
        article_id=row["article_id"],
        title=row["title"],
        outlet=row["outlet"],
        date=date_of(row["day"]),
        date_reason=row["date_reason"],
        url=row["url"],
    )


def stored_threat(row: RowMapping, record: Record, *, corrected: tuple[str, ...]) -> StoredThreat:
    """Return a stored threat from its row and its record as it stands."""
    return StoredThreat(
        id=row["id"],
        threat=threat_from(record),
        source=source_of(row),
        coder=row["coder"],
        codebook=row["codebook"],
        corrected=corrected,
        rejected=bool(row["rejected"]),
        superseded=row["superseded_by"] is not None,
        cursor=f"{row['day']}~{row['key']}",
    )


def stored_event(row: RowMapping) -> StoredEvent:
    """Return a stored event from its row."""
    return StoredEvent(
        id=row["id"],
        event=event_from(json.loads(row["record"])),
        source=source_of(row),
        coder=row["coder"],
        codebook=row["codebook"],
        superseded=row["superseded_by"] is not None,
        cursor=f"{row['day']}~{row['key']}",
    )
