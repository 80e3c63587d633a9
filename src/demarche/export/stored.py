"""Stored records as JSON values, the same in every command and in the API."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from demarche.records import event_record, threat_record
from demarche.register import Hit, Revision, Source, StoredArticle, StoredEvent, StoredThreat


def threat_row(stored: StoredThreat) -> dict[str, Any]:
    """Return a stored threat as JSON values: its id, the codebook's fields, where it was read."""
    return {
        "id": stored.id,
        **threat_record(stored.threat),
        "article": source_row(stored.source),
        "coder": stored.coder,
        "codebook": stored.codebook,
        "corrected": list(stored.corrected),
        "rejected": stored.rejected,
        "superseded": stored.superseded,
    }


def source_row(source: Source) -> dict[str, Any]:
    """Return an article without its text as JSON values."""
    return {
        "id": source.article_id,
        "title": source.title,
        "outlet": source.outlet,
        "date": source.date.isoformat() if source.date else None,
        "date_reason": source.date_reason,
        "url": source.url,
    }


def hit_row(hit: Hit) -> dict[str, Any]:
    """Return a found article as JSON values."""
    return {
        "article": source_row(hit.source),
        "snippet": hit.marked(),
        "score": hit.score,
        "threats": [threat_row(stored) for stored in hit.threats],
    }


def revision_row(revision: Revision) -> dict[str, Any]:
    """Return a correction as JSON values."""
    return {
        "id": revision.id,
        "threat": revision.record,
        "field": revision.field,
        "old": revision.old,
        "new": revision.new,
        "author": revision.author,
        "at": revision.at.isoformat(),
        "undone_at": revision.undone_at.isoformat() if revision.undone_at else None,
        "undone_by": revision.undone_by,
    }


def threat_page_row(
    stored: StoredThreat, article: StoredArticle, revisions: Sequence[Revision]
) -> dict[str, Any]:
    """Return a threat with where it came from and what people changed, as JSON values."""
    return threat_row(stored) | {
        "source_chain": chain_of(stored),
        "added_from": article.added_from,
        "corrections": [revision_row(revision) for revision in revisions],
    }


def chain_of(stored: StoredThreat) -> list[str]:
    """Return the outlets the words came through, the one that was read first."""
    return [stored.source.outlet or "outlet unknown", *stored.threat.via]


def event_row(stored: StoredEvent) -> dict[str, Any]:
    """Return a stored event as JSON values: its id, the codebook's fields, where it was read."""
    return {
        "id": stored.id,
        **event_record(stored.event),
        "article": source_row(stored.source),
        "coder": stored.coder,
        "codebook": stored.codebook,
        "superseded": stored.superseded,
    }
