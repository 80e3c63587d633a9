"""Users, sessions, tokens, what reviewers answered; cards of threads, and the triggers that forget them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


OF_THREAT = (
    "SELECT l.thread FROM threat_links l JOIN threats t ON t.key = l.threat WHERE t.{column} = {row}.{value}"
)
FORGETTING = (  # table, what happens to a row, the threads whose cards then go
    ("threat_links", "INSERT", "new.thread"),
    ("threat_links", "UPDATE", "old.thread, new.thread"),
    ("threat_links", "DELETE", "old.thread"),
    ("revisions", "INSERT", OF_THREAT.format(column="id", row="new", value="record")),
    ("revisions", "UPDATE", OF_THREAT.format(column="id", row="new", value="record")),
    ("judgements", "INSERT", OF_THREAT.format(column="id", row="new", value="threat")),
    ("judgements", "UPDATE", OF_THREAT.format(column="id", row="new", value="threat")),
    ("reprints", "INSERT", OF_THREAT.format(column="article", row="new", value="article")),
    ("reprints", "UPDATE", OF_THREAT.format(column="article", row="new", value="article")),
    ("reprints", "DELETE", OF_THREAT.format(column="article", row="old", value="article")),
    ("event_lines", "INSERT", "SELECT thread FROM card_lines WHERE line = new.line"),
    ("event_lines", "DELETE", "SELECT thread FROM card_lines WHERE line = old.line"),
)


def upgrade() -> None:
    """Build the tables, the order in which threats are reviewed, and the triggers."""
    op.create_table(
        "users",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("password", sa.String, nullable=False),
        sa.Column("added_at", sa.String, nullable=False),
        sa.Column("disabled_at", sa.String),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
        sa.UniqueConstraint("name", name="uq_users_name"),
    )
    op.create_table(
        "sessions",
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("user", sa.Integer, nullable=False),
        sa.Column("made_at", sa.String, nullable=False),
        sa.Column("expires_at", sa.String, nullable=False),
        sa.ForeignKeyConstraint(["user"], ["users.id"], name="fk_sessions_user"),
        sa.PrimaryKeyConstraint("digest", name="pk_sessions"),
    )
    op.create_index("ix_sessions_user", "sessions", ["user"])
    op.create_table(
        "tokens",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("user", sa.Integer, nullable=False),
        sa.Column("label", sa.String, nullable=False),
        sa.Column("made_at", sa.String, nullable=False),
        sa.Column("revoked_at", sa.String),
        sa.ForeignKeyConstraint(["user"], ["users.id"], name="fk_tokens_user"),
        sa.PrimaryKeyConstraint("id", name="pk_tokens"),
        sa.UniqueConstraint("digest", name="uq_tokens_digest"),
    )
    op.create_index("ix_tokens_user", "tokens", ["user"])
    op.create_table(
        "reviews",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("threat", sa.String, nullable=False),
        sa.Column("answer", sa.String, nullable=False),
        sa.Column("author", sa.String, nullable=False),
        sa.Column("at", sa.String, nullable=False),
        sa.Column("revision", sa.Integer),
        sa.Column("undone_at", sa.String),
        sa.ForeignKeyConstraint(["revision"], ["revisions.id"], name="fk_reviews_revision"),
        sa.PrimaryKeyConstraint("id", name="pk_reviews"),
    )
    op.create_index("ix_reviews_threat", "reviews", ["threat"])
    op.create_index("ix_reviews_author_id", "reviews", ["author", "id"])
    op.create_index(
        "ix_threats_superseded_by_rejected_confidence_key",
        "threats",
        ["superseded_by", "rejected", "confidence", "key"],
    )
    op.create_table(
        "thread_cards",
        sa.Column("thread", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("card", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("thread", name="pk_thread_cards"),
    )
    op.create_table(
        "card_lines",
        sa.Column("line", sa.String, nullable=False),
        sa.Column("thread", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("line", "thread", name="pk_card_lines"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_card_lines_thread", "card_lines", ["thread"])
    op.create_table(
        "card_clock",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("ticks", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_card_clock"),
    )
    op.execute("INSERT INTO card_clock (id, ticks) VALUES (1, 0)")
    for table, verb, threads in FORGETTING:
        op.execute(
            f"CREATE TRIGGER {table}_cards_{verb.lower()} AFTER {verb} ON {table} BEGIN "  # noqa: S608 - names of ours
            f"DELETE FROM thread_cards WHERE thread IN ({threads}); "
            "UPDATE card_clock SET ticks = ticks + 1; END"
        )
