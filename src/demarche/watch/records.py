"""Feeds, watches, alerts and hooks as JSON values, the same in every command, page and delivery."""

from __future__ import annotations

from datetime import date as Date
from typing import Any

from demarche.watch.fitting import body_of, kind_of
from demarche.watch.values import Alert, Feed, Hook, Note, Watch

Record = dict[str, Any]


def alert_record(alert: Alert) -> Record:
    """Return an alert."""
    return {
        "id": alert.id,
        "key": alert.key,
        "kind": alert.kind,
        "at": alert.at.isoformat(),
        "day": iso(alert.day),
        "title": alert.title,
        "why": alert.why,
        "watches": list(alert.watches),
        "thread": alert.thread,
        "statement": alert.statement,
        "event": alert.event,
        "article": alert.article,
        "outlet": alert.outlet,
        "url": alert.url,
        "assigned": alert.assigned,
        "closed_at": iso(alert.closed_at),
        "closed_by": alert.closed_by,
        "notes": [note_record(note) for note in alert.notes],
    }


def told_record(alert: Alert) -> Record:
    """Return what an alert tells the world: without what people here did with it."""
    inward = ("assigned", "closed_at", "closed_by", "notes")
    return {name: value for name, value in alert_record(alert).items() if name not in inward}


def note_record(note: Note) -> Record:
    """Return what somebody did with an alert."""
    return {"action": note.action, "words": note.words, "author": note.author, "at": note.at.isoformat()}


def watch_record(watch: Watch) -> Record:
    """Return a watch."""
    return {
        "id": watch.id,
        "name": watch.name,
        "kind": kind_of(watch.wants),
        "wants": body_of(watch.wants),
        "author": watch.author,
        "made_at": watch.made_at.isoformat(),
        "alerts": watch.alerts,
        "open": watch.open,
    }


def feed_record(feed: Feed) -> Record:
    """Return a feed and how it fares."""
    return {
        "id": feed.id,
        "address": feed.address,
        "title": feed.title,
        "every": feed.every,
        "added_at": feed.added_at.isoformat(),
        "added_by": feed.added_by,
        "next_at": feed.next_at.isoformat(),
        "asked_at": iso(feed.asked_at),
        "answered_at": iso(feed.answered_at),
        "failures": feed.failures,
        "failing_since": iso(feed.failing_since),
        "error": feed.error,
        "fetches": feed.fetches,
        "items": {state: feed.items.get(state, 0) for state in ("waiting", "added", "known", "skipped")},
    }


def hook_record(hook: Hook) -> Record:
    """Return a hook and what became of its deliveries."""
    return {
        "id": hook.id,
        "address": hook.address,
        "watch": hook.watch,
        "author": hook.author,
        "made_at": hook.made_at.isoformat(),
        "deliveries": dict(hook.deliveries),
        "error": hook.error,
    }


def iso(moment: Date | None) -> str | None:
    """Return a day or moment as ISO text."""
    return moment.isoformat() if moment else None
