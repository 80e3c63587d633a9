"""Articles, runs, threats, events, revisions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the tables of the first register."""
    op.create_table(
        "articles",
        sa.Column("key", sa.Integer, nullable=False),
        sa.Column("id", sa.String, nullable=False),
        sa.Column("outlet", sa.String),
        sa.Column("day", sa.String, nullable=False),
        sa.Column("date_reason", sa.String),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("url", sa.String),
        sa.Column("byline", sa.String),
        sa.Column("given_id", sa.String),
        sa.Column("added_at", sa.String, nullable=False),
        sa.Column("added_from", sa.String),
        sa.PrimaryKeyConstraint("key", name="pk_articles"),
        sa.UniqueConstraint("id", name="uq_articles_id"),
    )
    op.create_table(
        "runs",
        sa.Column("key", sa.Integer, nullable=False),
        sa.Column("coder", sa.String, nullable=False),
        sa.Column("codebook", sa.String, nullable=False),
        sa.Column("first_at", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_runs"),
        sa.UniqueConstraint("coder", "codebook", name="uq_runs_coder_codebook"),
    )
    op.create_table(
        "codings",
        sa.Column("article", sa.Integer, refers("codings", "article", "articles.key"), nullable=False),
        sa.Column("run", sa.Integer, refers("codings", "run", "runs.key"), nullable=False),
        sa.Column("at", sa.String, nullable=False),
        sa.Column("superseded_by", sa.Integer, refers("codings", "superseded_by", "runs.key")),
        sa.Column("superseded_at", sa.String),
        sa.PrimaryKeyConstraint("article", "run", name="pk_codings"),
    )
    record_table(
        "threats",
        sa.Column("corrected", sa.Boolean, nullable=False),
        sa.Column("rejected", sa.Boolean, nullable=False),
        sa.Column("day", sa.String, nullable=False),
        sa.Column("outlet", sa.String),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("commitment", sa.String, nullable=False),
        sa.Column("trigger_form", sa.String, nullable=False),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("said_on", sa.String),
        sa.Column("speaker", sa.String),
        sa.Column("words", sa.Text, nullable=False),
    )
    record_table(
        "events",
        sa.Column("day", sa.String, nullable=False),
        sa.Column("outlet", sa.String),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("when", sa.String),
    )
    actor_table("threat_actors", "threat", "threats.key")
    actor_table("event_actors", "event", "events.key")
    op.create_table(
        "revisions",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("record", sa.String, nullable=False),
        sa.Column("field", sa.String, nullable=False),
        sa.Column("old", sa.Text, nullable=False),
        sa.Column("new", sa.Text, nullable=False),
        sa.Column("author", sa.String, nullable=False),
        sa.Column("at", sa.String, nullable=False),
        sa.Column("undone_at", sa.String),
        sa.Column("undone_by", sa.String),
        sa.Column("carried_from", sa.Integer, refers("revisions", "carried_from", "revisions.id")),
        sa.PrimaryKeyConstraint("id", name="pk_revisions"),
    )
    op.create_index("ix_revisions_record", "revisions", ["record"])


def refers(table: str, column: str, target: str) -> sa.ForeignKey:
    """Return a named foreign key."""
    return sa.ForeignKey(target, name=f"fk_{table}_{column}")


def record_table(name: str, *columns: sa.Column[object]) -> None:
    """Create the table of threats or events with what both have."""
    op.create_table(
        name,
        sa.Column("key", sa.Integer, nullable=False),
        sa.Column("id", sa.String, nullable=False),
        sa.Column("article", sa.Integer, refers(name, "article", "articles.key"), nullable=False),
        sa.Column("run", sa.Integer, refers(name, "run", "runs.key"), nullable=False),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("superseded_by", sa.Integer, refers(name, "superseded_by", "runs.key")),
        sa.Column("superseded_at", sa.String),
        *columns,
        sa.PrimaryKeyConstraint("key", name=f"pk_{name}"),
        sa.UniqueConstraint("id", "run", name=f"uq_{name}_id_run"),
    )
    op.create_index(f"ix_{name}_article", name, ["article"])
    op.create_index(f"ix_{name}_day_key", name, [sa.text("day DESC"), "key"])


def actor_table(name: str, record: str, target: str) -> None:
    """Create the table that finds records by actor, newest first."""
    op.create_table(
        name,
        sa.Column(record, sa.Integer, refers(name, record, target), nullable=False),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("code", sa.String, nullable=False),
        sa.Column("day", sa.String, nullable=False),
        sa.PrimaryKeyConstraint(record, "role", "code", name=f"pk_{name}"),
    )
    op.create_index(f"ix_{name}_code_day", name, ["role", "code", sa.text("day DESC"), record])
