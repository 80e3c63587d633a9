"""Moving a register to another place, from one engine to the other or not: every row of every table, ids the same.

What is derived goes along too, so that nothing has to be joined anew; the index of words is made by the target.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice

from sqlalchemy import Connection, Table, delete, exists, func, inspect, select

from demarche.errors import RegisterError, UsageError
from demarche.register import pairs, schema
from demarche.register.engines import insert_many, restart_numbering
from demarche.register.store import SqlRegister

AT_ONCE = 1000  # rows that are held in memory
MADE_ANEW = (schema.joinings, schema.card_clock)  # what a new register holds already
LAST = (  # triggers on what comes before change these
    schema.card_lines,
    schema.thread_cards,
    schema.card_clock,
    pairs.thread_pairs,
    pairs.stale_pairs,
)
INDEX = "_fts"  # in the names of the tables that FTS5 keeps


def move(
    source: SqlRegister, target: SqlRegister, *, moved: Callable[[int], object] = lambda rows: None
) -> Mapping[str, int]:
    """Copy a register into an empty one, all of it or nothing; return how many rows each table has.

    ``moved`` is told how many rows were copied just now. Raises UsageError where the target holds anything,
    RegisterError where a table is unknown and would be left behind. The source stays as it is.
    """
    with source.reading() as old, target.writing() as new:
        tables = known_tables(old, source.place)
        for table in tables:
            if table not in MADE_ANEW and new.execute(select(exists(select(table)))).scalar_one():
                raise UsageError(
                    f"{target.place}: is not empty ({table.name}); give a place without a register"
                )
        for table in MADE_ANEW:
            new.execute(delete(table))
        return {table.name: copied(old, new, table, moved) for table in tables}


def known_tables(connection: Connection, place: str) -> list[Table]:
    """Return the tables in the order in which they can be filled; RegisterError for one that nobody knows."""
    tables = [table for table in schema.metadata.sorted_tables if table not in LAST] + list(LAST)
    known = {table.name for table in tables} | {"alembic_version"}
    others = [
        name for name in inspect(connection).get_table_names() if name not in known and INDEX not in name
    ]
    if others:
        raise RegisterError(f"{place}: holds tables that demarche does not know ({', '.join(others[:3])})")
    return tables


def size_of(register: SqlRegister) -> int:
    """Return how many rows a register has."""
    with register.reading() as connection:
        return sum(
            int(connection.execute(select(func.count()).select_from(table)).scalar_one())
            for table in known_tables(connection, register.place)
        )


def copied(old: Connection, new: Connection, table: Table, moved: Callable[[int], object]) -> int:
    """Copy a table, and return its number of rows."""
    if table in LAST:
        new.execute(delete(table))
    count, left = 0, rows_of(old, table)
    while rows := list(islice(left, AT_ONCE)):
        insert_many(new, table, rows)
        count += len(rows)
        moved(len(rows))
    restart_numbering(new, table)
    return count


def rows_of(connection: Connection, table: Table) -> Iterator[dict[str, object]]:
    """Yield a table's rows in the order of its key, a part in memory at a time."""
    query = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=AT_ONCE)
    for row in connection.execute(query).mappings():
        yield dict(row)
