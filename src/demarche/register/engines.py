"""What SQLite and PostgreSQL say in different words, each difference in one place."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from typing import Any, TypeVar

from sqlalchemy import JSON, ColumnElement, Connection, Integer, Table, any_, cast, func, literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.visitors import InternalTraversal

from demarche.register.following import follow

Key = TypeVar("Key", int, str)


class ByEngine(ColumnElement[Any]):
    """One expression, said as the engine that runs it has it."""

    __visit_name__ = "by_engine"
    _traverse_internals = [  # noqa: RUF012 - SQLAlchemy's protocol: by these it is cached and copied
        ("sqlite", InternalTraversal.dp_clauseelement),
        ("postgresql", InternalTraversal.dp_clauseelement),
    ]

    def __init__(self, *, sqlite: ColumnElement[Any], postgresql: ColumnElement[Any]) -> None:
        self.sqlite = sqlite
        self.postgresql = postgresql
        self.type = sqlite.type

    def self_group(self, against: Any = None) -> ByEngine:
        """Return the expression as it is: a condition is none that has to be compared with true.

        SQLite would then read the whole table and not its index (tests/register/test_plans.py).
        """
        return self


@compiles(ByEngine)
def said(element: ByEngine, compiler: SQLCompiler, **options: Any) -> str:
    """Return the expression in the compiler's notation."""
    own: ColumnElement[Any] = getattr(element, compiler.dialect.name)
    return compiler.process(own.self_group(), **options)


def among(column: ColumnElement[Key], values: Iterable[Key]) -> ColumnElement[bool]:
    """Return the condition that a column holds one of many numbers or texts, which go over as one parameter."""
    wanted = list(values)
    found = func.json_each(json.dumps(wanted, ensure_ascii=False)).table_valued("value")
    return ByEngine(
        sqlite=column.in_(select(found.c.value)),
        postgresql=column == any_(literal(wanted, postgresql.ARRAY(column.type))),
    )


def insert_or(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """Return an insert that may say what happens where the row is there already."""
    return sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)


def json_number(column: ColumnElement[str], name: str) -> ColumnElement[Any]:
    """Return a whole number that stands in a column's JSON."""
    in_postgres = cast(cast(column, JSON)[name].as_string(), Integer)
    return ByEngine(sqlite=func.json_extract(column, f"$.{name}", type_=Integer), postgresql=in_postgres)


def insert_many(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all have the same columns, by name."""
    if rows:
        names = tuple(rows[0])
        insert_rows(connection, table, names, [tuple(row[name] for name in names) for row in rows])


def insert_rows(
    connection: Connection, table: Table, names: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Insert rows of the named columns; PostgreSQL takes them by COPY, at twice an insert's rate."""
    if not rows:
        return
    quoted = connection.dialect.identifier_preparer.quote
    columns = ", ".join(map(quoted, names))
    if connection.dialect.name == "sqlite":
        signs = ", ".join("?" * len(names))
        query = f"INSERT INTO {quoted(table.name)} ({columns}) VALUES ({signs})"  # noqa: S608 - names of ours
        connection.exec_driver_sql(query, list(rows))
        follow(connection, table.name, names, rows)
        return
    raw = connection.connection.cursor()
    with closing(raw), raw.copy(f"COPY {quoted(table.name)} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def restart_numbering(connection: Connection, table: Table) -> None:
    """Let the table number its next row behind its last; SQLite does so by itself."""
    column = table.autoincrement_column
    if column is None or connection.dialect.name == "sqlite":
        return
    last = connection.execute(select(func.max(column))).scalar()
    sequence = func.pg_get_serial_sequence(
        connection.dialect.identifier_preparer.quote(table.name), column.name
    )
    if last is not None:
        connection.execute(select(func.setval(sequence, last)))
