"""Statements, threads, reprints, deeds and judgements."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Build the tables; what is derived is filled when the register is opened (``linking``)."""
    op.create_table(
        "joinings",
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("at", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("version", name="pk_joinings"),
    )
    op.create_table(
        "threat_links",
        sa.Column("threat", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("known", sa.Integer, nullable=False),
        sa.Column("uttered", sa.Integer),
        sa.Column("telling", sa.Text, nullable=False),
        sa.Column("bond", sa.Integer, nullable=False),
        sa.Column("statement", sa.Integer, nullable=False),
        sa.Column("thread", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["threat"], ["threats.key"], name="fk_threat_links_threat"),
        sa.PrimaryKeyConstraint("threat", name="pk_threat_links"),
    )
    op.create_index("ix_threat_links_bond", "threat_links", ["bond"])
    op.create_index("ix_threat_links_statement", "threat_links", ["statement"])
    op.create_index("ix_threat_links_thread_known", "threat_links", ["thread", "known"])
    op.create_table(
        "threat_lines",
        sa.Column("line", sa.String, nullable=False),
        sa.Column("day", sa.Integer, nullable=False),
        sa.Column("threat", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["threat"], ["threats.key"], name="fk_threat_lines_threat"),
        sa.PrimaryKeyConstraint("line", "day", "threat", name="pk_threat_lines"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_threat_lines_threat", "threat_lines", ["threat"])
    op.create_table(
        "statements",
        sa.Column("key", sa.Integer, nullable=False),
        sa.Column("id", sa.String, nullable=False),
        sa.Column("thread", sa.Integer, nullable=False),
        sa.Column("bond", sa.Integer, nullable=False),
        sa.Column("uttered", sa.Integer, nullable=False),
        sa.Column("appeared", sa.Integer, nullable=False),
        sa.Column("tellings", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_statements"),
    )
    op.create_index(
        "ix_statements_thread_uttered_appeared_id", "statements", ["thread", "uttered", "appeared", "id"]
    )
    op.create_index("ix_statements_bond", "statements", ["bond"])
    op.create_index("ix_statements_uttered_key", "statements", [sa.text("uttered DESC"), "key"])
    op.create_table(
        "threads",
        sa.Column("key", sa.Integer, nullable=False),
        sa.Column("id", sa.String, nullable=False),
        sa.Column("first", sa.Integer, nullable=False),
        sa.Column("last", sa.Integer, nullable=False),
        sa.Column("known", sa.Integer, nullable=False),
        sa.Column("statements", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_threads"),
    )
    op.create_index("ix_threads_last_key", "threads", [sa.text("last DESC"), "key"])
    op.create_table(
        "article_bands",
        sa.Column("band", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("article", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.key"], name="fk_article_bands_article"),
        sa.PrimaryKeyConstraint("band", "article", name="pk_article_bands"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "reprints",
        sa.Column("article", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("family", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.key"], name="fk_reprints_article"),
        sa.PrimaryKeyConstraint("article", name="pk_reprints"),
    )
    op.create_index("ix_reprints_family", "reprints", ["family"])
    op.create_table(
        "event_deeds",
        sa.Column("event", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("deed", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["event"], ["events.key"], name="fk_event_deeds_event"),
        sa.PrimaryKeyConstraint("event", name="pk_event_deeds"),
    )
    op.create_table(
        "event_lines",
        sa.Column("line", sa.String, nullable=False),
        sa.Column("day", sa.Integer, nullable=False),
        sa.Column("known", sa.Integer, nullable=False),
        sa.Column("event", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["event"], ["events.key"], name="fk_event_lines_event"),
        sa.PrimaryKeyConstraint("line", "day", "known", "event", name="pk_event_lines"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_event_lines_event", "event_lines", ["event"])
    op.create_table(
        "judgements",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("threat", sa.String, nullable=False),
        sa.Column("side", sa.String, nullable=False),
        sa.Column("event", sa.String),
        sa.Column("verdict", sa.String, nullable=False),
        sa.Column("note", sa.Text),
        sa.Column("author", sa.String, nullable=False),
        sa.Column("at", sa.String, nullable=False),
        sa.Column("undone_at", sa.String),
        sa.Column("undone_by", sa.String),
        sa.PrimaryKeyConstraint("id", name="pk_judgements"),
    )
    op.create_index("ix_judgements_threat", "judgements", ["threat"])
