"""The migration builds what the tables say."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from demarche.register.schema import metadata
from demarche.watch import tables

from .made import opened


def test_the_migration_builds_the_tables(tmp_path: Path) -> None:
    opened(tmp_path).close()
    own = [tables.feeds, tables.feed_items, tables.watches, tables.alerts, tables.alert_watches]
    own += [tables.alert_notes, tables.hooks, tables.deliveries, tables.marks]
    with sqlite3.connect(tmp_path / "register.db") as database:
        for table in own:
            assert metadata.tables[table.name] is table
            columns = {(r[1], bool(r[3])) for r in database.execute(f'PRAGMA table_info("{table.name}")')}
            assert columns == {(column.name, not column.nullable) for column in table.columns}
            indexes = {r[1] for r in database.execute(f'PRAGMA index_list("{table.name}")') if r[3] == "c"}
            assert indexes == {index.name for index in table.indexes}
