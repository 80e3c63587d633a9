"""Feeds, watches, alerts and their delivery."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the tables."""
    op.create_table(
        "watch_marks",
        sa.Column("name", sa.String, nullable=False),
        sa.Column("value", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_watch_marks"),
    )
    op.create_table(
        "feeds",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("address", sa.String, nullable=False),
        sa.Column("title", sa.Text),
        sa.Column("every", sa.Integer, nullable=False),
        sa.Column("added_at", sa.String, nullable=False),
        sa.Column("added_by", sa.String, nullable=False),
        sa.Column("next_at", sa.String, nullable=False),
        sa.Column("asked_at", sa.String),
        sa.Column("answered_at", sa.String),
        sa.Column("etag", sa.Text),
        sa.Column("modified", sa.Text),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("failing_since", sa.String),
        sa.Column("error", sa.Text),
        sa.Column("fetches", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_feeds"),
        sa.UniqueConstraint("address", name="uq_feeds_address"),
    )
    op.create_table(
        "feed_items",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("feed", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("entry", sa.Text),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_at", sa.String, nullable=False),
        sa.Column("article", sa.String),
        sa.Column("why", sa.Text),
        sa.ForeignKeyConstraint(["feed"], ["feeds.id"], name="fk_feed_items_feed"),
        sa.PrimaryKeyConstraint("id", name="pk_feed_items"),
        sa.UniqueConstraint("name", name="uq_feed_items_name"),
    )
    op.create_index("ix_feed_items_feed_state", "feed_items", ["feed", "state"])
    op.create_index("ix_feed_items_state_next_at", "feed_items", ["state", "next_at"])
    op.create_table(
        "watches",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("author", sa.String, nullable=False),
        sa.Column("made_at", sa.String, nullable=False),
        sa.Column("removed_at", sa.String),
        sa.Column("removed_by", sa.String),
        sa.PrimaryKeyConstraint("id", name="pk_watches"),
    )
    op.create_table(
        "alerts",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("at", sa.String, nullable=False),
        sa.Column("day", sa.String),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("thread", sa.String),
        sa.Column("statement", sa.String),
        sa.Column("event", sa.String),
        sa.Column("article", sa.String),
        sa.Column("outlet", sa.String),
        sa.Column("url", sa.Text),
        sa.Column("assigned", sa.String),
        sa.Column("closed_at", sa.String),
        sa.Column("closed_by", sa.String),
        sa.PrimaryKeyConstraint("id", name="pk_alerts"),
        sa.UniqueConstraint("key", name="uq_alerts_key"),
    )
    op.create_index("ix_alerts_closed_at_id", "alerts", ["closed_at", "id"])
    op.create_table(
        "alert_watches",
        sa.Column("alert", sa.Integer, nullable=False),
        sa.Column("watch", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["alert"], ["alerts.id"], name="fk_alert_watches_alert"),
        sa.ForeignKeyConstraint(["watch"], ["watches.id"], name="fk_alert_watches_watch"),
        sa.PrimaryKeyConstraint("alert", "watch", name="pk_alert_watches"),
    )
    op.create_index("ix_alert_watches_watch", "alert_watches", ["watch"])
    op.create_table(
        "alert_notes",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("alert", sa.Integer, nullable=False),
        sa.Column("action", sa.String, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("author", sa.String, nullable=False),
        sa.Column("at", sa.String, nullable=False),
        sa.ForeignKeyConstraint(["alert"], ["alerts.id"], name="fk_alert_notes_alert"),
        sa.PrimaryKeyConstraint("id", name="pk_alert_notes"),
    )
    op.create_index("ix_alert_notes_alert", "alert_notes", ["alert"])
    op.create_table(
        "hooks",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("address", sa.String, nullable=False),
        sa.Column("watch", sa.Integer),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("author", sa.String, nullable=False),
        sa.Column("made_at", sa.String, nullable=False),
        sa.Column("removed_at", sa.String),
        sa.ForeignKeyConstraint(["watch"], ["watches.id"], name="fk_hooks_watch"),
        sa.PrimaryKeyConstraint("id", name="pk_hooks"),
    )
    op.create_table(
        "deliveries",
        sa.Column("hook", sa.Integer, nullable=False),
        sa.Column("alert", sa.Integer, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_at", sa.String, nullable=False),
        sa.Column("at", sa.String, nullable=False),
        sa.Column("why", sa.Text),
        sa.ForeignKeyConstraint(["hook"], ["hooks.id"], name="fk_deliveries_hook"),
        sa.ForeignKeyConstraint(["alert"], ["alerts.id"], name="fk_deliveries_alert"),
        sa.PrimaryKeyConstraint("hook", "alert", name="pk_deliveries"),
    )
    op.create_index("ix_deliveries_state", "deliveries", ["state"])
