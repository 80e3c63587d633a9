"""Full-text search over articles and threats."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INDEXED = {"articles": ("title", "text"), "threats": ("speaker", "words")}


def upgrade() -> None:
    """Index what is there, and keep the index in step by triggers, in the writer's transaction."""
    for table, columns in INDEXED.items():
        names = ", ".join(columns)
        new = ", ".join(f"new.{column}" for column in columns)
        old = ", ".join(f"old.{column}" for column in columns)
        op.execute(
            f"CREATE VIRTUAL TABLE {table}_fts USING fts5({names}, content='{table}', content_rowid='key', "
            'tokenize="unicode61 remove_diacritics 2")'
        )
        insert = f"INSERT INTO {table}_fts(rowid, {names}) VALUES (new.key, {new});"  # noqa: S608 - names of ours
        delete = f"INSERT INTO {table}_fts({table}_fts, rowid, {names}) VALUES ('delete', old.key, {old});"  # noqa: S608 - names of ours
        op.execute(f"CREATE TRIGGER {table}_fts_ai AFTER INSERT ON {table} BEGIN {insert} END")
        op.execute(f"CREATE TRIGGER {table}_fts_ad AFTER DELETE ON {table} BEGIN {delete} END")
        op.execute(
            f"CREATE TRIGGER {table}_fts_au AFTER UPDATE OF {names} ON {table} BEGIN {delete} {insert} END"
        )
        op.execute(f"INSERT INTO {table}_fts({table}_fts) VALUES ('rebuild')")  # noqa: S608
