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
from demarche.records import Record, event_from, threat_from
from demarche.register.values import Source, StoredEvent, StoredThreat
from demarche.span import Span
from demarche.threads.packing import COMPACT
from demarche.threats import Threat

Row = dict[str, Any]
TEXTS = tuple(field.name for field in fields(Article))
Coded = TypeVar("Coded", Threat, Event)
Pairs = tuple[tuple[str, str], ...]  # of role and code

# The columns of rows that are added, in their order.
ARTICLE = ("key", "id", "outlet", "day", "date_reason", "title", "text", "url", "byline", "given_id", "added_at", "added_from")  # fmt: skip
RECORD = ("key", "id", "article", "run", "record", "superseded_by", "superseded_at", "day", "outlet")
THREAT = (*RECORD, "corrected", "rejected", "kind", "commitment", "trigger_form", "confidence", "said_on", "speaker", "words")  # fmt: skip
EVENT = (*RECORD, "kind", "status", "confidence", "when")
CODING = ("article", "run", "at", "superseded_by", "superseded_at")
THREAT_ACTOR = ("threat", "role", "code", "day")
EVENT_ACTOR = ("event", "role", "code", "day")


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


def article_values(article: Article) -> tuple[Any, ...]:
    """Return what an article's row holds of the article itself, in the order of ``ARTICLE``."""
    return (
        article.outlet,
        day_of(article),
        article.date_reason,
        article.title,
        article.text,
        article.url,
        article.byline,
        None if article.given_id is None else str(article.given_id),
    )


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
    return COMPACT.encode(record)


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


def threat_pairs(threat: Threat) -> Pairs:
    """Return the roles and codes by which a threat is found."""
    pairs = [("sender", code) for code in threat.sender] + [("target", code) for code in threat.target]
    return tuple(dict.fromkeys(pairs))


def threat_actor_rows(threat: Threat, *, key: int, day: str) -> list[Row]:
    """Return the rows by which a threat is found from its actors."""
    return [{"threat": key, "role": role, "code": code, "day": day} for role, code in threat_pairs(threat)]


def event_values(event: Event) -> tuple[Any, ...]:
    """Return what an event's row holds of the event beside its record, in the order of ``EVENT``."""
    return event.kind, event.status, event.confidence, event.when


def event_pairs(event: Event) -> Pairs:
    """Return the roles and codes by which an event is found."""
    pairs = [("actor", code) for code in event.actor] + [("partner", code) for code in event.partner]
    return tuple(dict.fromkeys(pairs))


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
