"""Users, sessions, tokens, what reviewers answered; cards of threads, and the triggers that forget them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


OF_THREAT = (
    "SELECT l.thread FROM threat_links l JOIN threats t ON t.key = l.threat WHERE t.{column} IN ({values})"
)
OF_LINE = "SELECT thread FROM card_lines WHERE line IN ({values})"
FORGETTING = (  # table, what happens to rows of it, which of their columns names the threads whose cards then go
    ("threat_links", "INSERT", "thread", "{values}"),
    ("threat_links", "UPDATE", "thread", "{values}"),
    ("threat_links", "DELETE", "thread", "{values}"),
    ("revisions", "INSERT", "record", OF_THREAT.replace("{column}", "id")),
    ("revisions", "UPDATE", "record", OF_THREAT.replace("{column}", "id")),
    ("judgements", "INSERT", "threat", OF_THREAT.replace("{column}", "id")),
    ("judgements", "UPDATE", "threat", OF_THREAT.replace("{column}", "id")),
    ("reprints", "INSERT", "article", OF_THREAT.replace("{column}", "article")),
    ("reprints", "UPDATE", "article", OF_THREAT.replace("{column}", "article")),
    ("reprints", "DELETE", "article", OF_THREAT.replace("{column}", "article")),
    ("event_lines", "INSERT", "line", OF_LINE),
    ("event_lines", "DELETE", "line", OF_LINE),
)
VERSIONS = {"INSERT": ("new",), "UPDATE": ("old", "new"), "DELETE": ("old",)}  # of a row


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
    forget = forget_by_statement if op.get_bind().dialect.name == "postgresql" else forget_by_row
    for table, verb, column, threads in FORGETTING:
        forget(table, verb, column, threads)


def forget_by_row(table: str, verb: str, column: str, threads: str) -> None:
    """Forget cards for each row, as SQLite does it."""
    found = threads.format(values=", ".join(f"{version}.{column}" for version in VERSIONS[verb]))
    op.execute(
        f"CREATE TRIGGER {table}_cards_{verb.lower()} AFTER {verb} ON {table} BEGIN "  # noqa: S608 - names of ours
        f"DELETE FROM thread_cards WHERE thread IN ({found}); "
        "UPDATE card_clock SET ticks = ticks + 1; END"
    )


def forget_by_statement(table: str, verb: str, column: str, threads: str) -> None:
    """Forget cards once for all rows of a statement: the clock's row would else leave a dead version for each."""
    versions = VERSIONS[verb]
    values = " UNION ALL ".join(f"SELECT {column} FROM {version}_rows" for version in versions)  # noqa: S608
    name = f"{table}_cards_{verb.lower()}"
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "  # noqa: S608 - names of ours
        f"IF EXISTS (SELECT FROM {versions[0]}_rows) THEN "
        f"DELETE FROM thread_cards WHERE thread IN ({threads.format(values=values)}); "
        "UPDATE card_clock SET ticks = ticks + 1; END IF; RETURN NULL; END $$"
    )
    tables = " ".join(f"{version.upper()} TABLE AS {version}_rows" for version in versions)
    op.execute(
        f"CREATE TRIGGER {name} AFTER {verb} ON {table} REFERENCING {tables} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
    )
