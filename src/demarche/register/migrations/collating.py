"""Comparing text by code point in PostgreSQL, as SQLite does, whatever the database's locale says.

Ids that begin so, days and lists are compared and ordered by text columns; those of both engines must agree.
"""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import Connection

OTHERWISE = """
    SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod)
    FROM pg_attribute a
    JOIN pg_class c ON c.oid = a.attrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_collation o ON o.oid = a.attcollation
    WHERE n.nspname = current_schema() AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
      AND o.collname <> 'C'
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')  -- an extension's
    ORDER BY c.relname, a.attnum
"""


def compare_by_code_point(connection: Connection) -> None:
    """Give the collation C to every text column of the register that has another."""
    changes: defaultdict[str, list[str]] = defaultdict(list)
    for table, column, kind in connection.exec_driver_sql(OTHERWISE).all():
        changes[table].append(f'ALTER COLUMN "{column}" TYPE {kind} COLLATE "C"')
    for table, alterations in changes.items():
        connection.exec_driver_sql(f'ALTER TABLE "{table}" {", ".join(alterations)}')
