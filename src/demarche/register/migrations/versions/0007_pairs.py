"""Pairs of sender and target kept by thread, what makes them stale, and indexes that count without reading all."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

OF_THREAT = "SELECT l.thread FROM threat_links l JOIN threats t ON t.key = l.threat WHERE t.id = new.record"
CHANGING = (  # table, what happens to a row, the threads whose pairs are then to be counted anew
    ("threat_links", "INSERT", "SELECT new.thread"),
    ("threat_links", "UPDATE", "SELECT old.thread UNION SELECT new.thread"),
    ("threat_links", "DELETE", "SELECT old.thread"),
    ("revisions", "INSERT", OF_THREAT),
    ("revisions", "UPDATE", OF_THREAT),
)
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
    for table, verb, threads in CHANGING:
        op.execute(
            f"CREATE TRIGGER {table}_pairs_{verb.lower()} AFTER {verb} ON {table} BEGIN "  # noqa: S608 - names of ours
            f"DELETE FROM thread_pairs WHERE thread IN ({threads}); "
            f"INSERT OR IGNORE INTO stale_pairs (thread) {threads}; END"
        )
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
