"""The watch's tables, in the register's file (migrations 0005, 0006); a test holds the two equal."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import (
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

from demarche.register.schema import metadata

marks = Table(  # how far the watch has looked
    "watch_marks",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", Integer, nullable=False),
)

feeds = Table(
    "feeds",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("address", String, nullable=False, unique=True),
    Column("title", Text),  # as given, else as the feed says
    Column("every", Integer, nullable=False),  # minutes
    Column("added_at", String, nullable=False),
    Column("added_by", String, nullable=False),
    Column("next_at", String, nullable=False),  # when it is due
    Column("asked_at", String),  # last fetch, whatever came of it
    Column("answered_at", String),  # last fetch that gave the feed, or that it is unchanged
    Column("etag", Text),
    Column("modified", Text),
    Column("failures", Integer, nullable=False),  # in a row
    Column("failing_since", String),
    Column("error", Text),  # of the last fetch
    Column("fetches", Integer, nullable=False),
)

feed_items = Table(  # what feeds have named, each address once
    "feed_items",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("feed", Integer, ForeignKey("feeds.id"), nullable=False),
    Column("name", Text, nullable=False, unique=True),  # its address, else feed and id
    Column("entry", Text),  # the entry as JSON while it waits
    Column("state", String, nullable=False),  # waiting, added, known, skipped
    Column("attempts", Integer, nullable=False),
    Column("next_at", String, nullable=False),
    Column("article", String),  # the article's id
    Column("why", Text),  # why it was skipped, or what came of the last attempt
    Index(None, "feed", "state"),
    Index(None, "state", "next_at"),
)

watches = Table(
    "watches",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String, nullable=False),
    Column("kind", String, nullable=False),  # search, trigger
    Column("body", Text, nullable=False),  # filter or standing trigger, as JSON
    Column("start", Integer, nullable=False),  # key of the last article before it was made
    Column("author", String, nullable=False),
    Column("made_at", String, nullable=False),
    Column("removed_at", String),
    Column("removed_by", String),
)

watch_changes = Table(  # what a watch was before somebody changed it; never changed
    "watch_changes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("watch", Integer, ForeignKey("watches.id"), nullable=False),
    Column("name", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("body", Text, nullable=False),
    Column("author", String, nullable=False),
    Column("at", String, nullable=False),
    Index(None, "watch"),
)

alerts = Table(
    "alerts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String, nullable=False, unique=True),  # kind and stable ids: the same change, once
    Column("kind", String, nullable=False),
    Column("at", String, nullable=False),
    Column("day", String),
    Column("title", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("thread", String),  # id of one of its threats
    Column("statement", String),  # likewise
    Column("event", String),
    Column("article", String),  # the one that brought the change
    Column("outlet", String),
    Column("url", Text),
    Column("assigned", String),
    Column("closed_at", String),
    Column("closed_by", String),
    Index(None, "closed_at", "id"),
)

alert_watches = Table(
    "alert_watches",
    metadata,
    Column("alert", Integer, ForeignKey("alerts.id"), nullable=False),
    Column("watch", Integer, ForeignKey("watches.id"), nullable=False),
    PrimaryKeyConstraint("alert", "watch"),
    Index(None, "watch"),
)

alert_notes = Table(  # what people did with an alert; never changed
    "alert_notes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("alert", Integer, ForeignKey("alerts.id"), nullable=False),
    Column("action", String, nullable=False),  # assigned, noted, closed, reopened
    Column("words", Text, nullable=False),
    Column("author", String, nullable=False),
    Column("at", String, nullable=False),
    Index(None, "alert"),
)

hooks = Table(
    "hooks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("address", String, nullable=False),
    Column("watch", Integer, ForeignKey("watches.id")),  # null: every alert
    Column("start", Integer, nullable=False),  # id of the last alert before it was made
    Column("author", String, nullable=False),
    Column("made_at", String, nullable=False),
    Column("removed_at", String),
)

deliveries = Table(  # each alert at most once a hook
    "deliveries",
    metadata,
    Column("hook", Integer, ForeignKey("hooks.id"), nullable=False),
    Column("alert", Integer, ForeignKey("alerts.id"), nullable=False),
    Column("state", String, nullable=False),  # sending, sent, failed, given up
    Column("attempts", Integer, nullable=False),
    Column("next_at", String, nullable=False),
    Column("at", String, nullable=False),
    Column("why", Text),
    PrimaryKeyConstraint("hook", "alert"),
    Index(None, "state"),
)


LONGEST_WAIT = timedelta(days=8)  # no next try lies further ahead (``backoff``)


def is_due(column: ColumnElement[str], *, now: str) -> ColumnElement[bool]:
    """Return whether a time has come, or lies so far ahead that the clock was wrong when it was set."""
    furthest = (datetime.fromisoformat(now) + LONGEST_WAIT).isoformat()
    return (column <= now) | (column > furthest)
