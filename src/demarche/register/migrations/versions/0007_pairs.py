"""Pairs of sender and target kept by thread, what makes them stale, and indexes that count without reading all."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

OF_THREAT = "SELECT l.thread FROM threat_links l JOIN threats t ON t.key = l.threat WHERE t.id IN ({values})"
CHANGING = (  # table, what happens to rows of it, which of their columns names the threads to be counted anew
    ("threat_links", "INSERT", "thread", "{values}"),
    ("threat_links", "UPDATE", "thread", "{values}"),
    ("threat_links", "DELETE", "thread", "{values}"),
    ("revisions", "INSERT", "record", OF_THREAT),
    ("revisions", "UPDATE", "record", OF_THREAT),
)
VERSIONS = {"INSERT": ("new",), "UPDATE": ("old", "new"), "DELETE": ("old",)}  # of a row
COUNTED = """
INSERT INTO thread_pairs (sender, target, thread, statements, level)
SELECT coalesce(s.code, ''), coalesce(r.code, ''), l.thread, count(DISTINCT l.statement),
  max(CASE t.commitment WHEN 'reserved' THEN 1 WHEN 'stated' THEN 2 WHEN 'emphatic' THEN 3 ELSE 0 END)
FROM threat_links l JOIN threats t ON t.key = l.threat
LEFT JOIN threat_actors s ON s.threat = l.threat AND s.role = 'sender'
LEFT JOIN threat_actors r ON r.threat = l.threat AND r.role = 'target'
GROUP BY l.thread, coalesce(s.code, ''), coalesce(r.code, '')
"""


def upgrade() -> None:
    """Build and fill the tables, the triggers and the indexes."""
    op.create_table(
        "thread_pairs",
        sa.Column("sender", sa.String, nullable=False),
        sa.Column("target", sa.String, nullable=False),
        sa.Column("thread", sa.Integer, nullable=False),
        sa.Column("statements", sa.Integer, nullable=False),
        sa.Column("level", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("sender", "target", "thread", name="pk_thread_pairs"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "stale_pairs",
        sa.Column("thread", sa.Integer, nullable=False, autoincrement=False),
        sa.PrimaryKeyConstraint("thread", name="pk_stale_pairs"),
    )
    op.execute(COUNTED)
    op.create_index("ix_thread_pairs_target", "thread_pairs", ["target"])
    op.create_index("ix_thread_pairs_thread", "thread_pairs", ["thread"])
    forget = forget_by_statement if op.get_bind().dialect.name == "postgresql" else forget_by_row
    for table, verb, column, threads in CHANGING:
        forget(table, verb, column, threads)
    op.create_index("ix_articles_outlet", "articles", ["outlet"])
    op.create_index("ix_articles_day", "articles", ["day"])
    superseded = sa.text("superseded_by IS NOT NULL")
    op.create_index(
        "ix_events_superseded_by",
        "events",
        ["superseded_by"],
        sqlite_where=superseded,
        postgresql_where=superseded,
    )


def forget_by_row(table: str, verb: str, column: str, threads: str) -> None:
    """Forget pairs for each row, as SQLite does it."""
    values = " UNION ".join(f"SELECT {version}.{column}" for version in VERSIONS[verb])
    found = threads.format(values=values)
    op.execute(
        f"CREATE TRIGGER {table}_pairs_{verb.lower()} AFTER {verb} ON {table} BEGIN "  # noqa: S608 - names of ours
        f"DELETE FROM thread_pairs WHERE thread IN ({found}); "
        f"INSERT OR IGNORE INTO stale_pairs (thread) {found}; END"
    )


def forget_by_statement(table: str, verb: str, column: str, threads: str) -> None:
    """Forget pairs once for all rows of a statement."""
    versions, name = VERSIONS[verb], f"{table}_pairs_{verb.lower()}"
    values = " UNION ".join(f"SELECT {column} FROM {version}_rows" for version in versions)  # noqa: S608
    found = threads.format(values=values)
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "  # noqa: S608 - names of ours
        f"DELETE FROM thread_pairs WHERE thread IN ({found}); "
        f"INSERT INTO stale_pairs (thread) {found} ON CONFLICT DO NOTHING; RETURN NULL; END $$"
    )
    tables = " ".join(f"{version.upper()} TABLE AS {version}_rows" for version in versions)
    op.execute(
        f"CREATE TRIGGER {name} AFTER {verb} ON {table} REFERENCING {tables} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
    )
