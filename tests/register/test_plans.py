"""Conditions that both engines say in their own words are answered from an index, not by reading a table through."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import ColumnElement, Connection, Table, select

from demarche.register import open_register, schema
from demarche.register.engines import among, json_number
from demarche.register.searching import rows_matching
from demarche.register.store import SqlRegister
from tests.register.made import article, coded, envoy, strait

NOW = datetime(2024, 8, 1, tzinfo=UTC)
LINKS, BANDS, THREATS = schema.threat_links, schema.article_bands, schema.threats


@pytest.fixture
def register(place: str) -> Iterator[SqlRegister]:
    with open_register(place, now=lambda: NOW) as opened:
        opened.add(coded(one, strait(one), envoy(one)) for one in map(article, range(8)))
        yield opened


def plan(connection: Connection, table: Table, condition: ColumnElement[bool]) -> str:
    """Return how the engine finds the rows of a condition."""
    query = select(table.primary_key.columns[0]).where(condition)
    said = str(query.compile(connection, compile_kwargs={"literal_binds": True}))
    if connection.dialect.name == "sqlite":
        return "\n".join(row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {said}"))
    connection.exec_driver_sql(
        "SET LOCAL enable_seqscan = off"
    )  # else a table as small as this is read through
    return "\n".join(connection.exec_driver_sql(f"EXPLAIN {said}").scalars())


@pytest.mark.parametrize(
    ("table", "column"),
    [(BANDS, "band"), (LINKS, "bond"), (schema.statements, "bond"), (schema.threads, "key")],
)
def test_many_keys_are_looked_up(register: SqlRegister, table: Table, column: str) -> None:
    with register.reading() as connection:
        found = plan(connection, table, among(table.c[column], [1, 2, 3]))
    assert f"SCAN {table.name}" not in found
    assert "Seq Scan" not in found


def test_words_are_looked_up(register: SqlRegister) -> None:
    with register.reading() as connection:
        for column in (None, "speaker"):
            found = plan(
                connection, THREATS, rows_matching("threats", "strait", THREATS.c.key, column=column)
            )
            assert "SCAN threats\n" not in f"{found}\n"
            assert "Seq Scan" not in found


def test_what_is_found_is_what_stands(register: SqlRegister) -> None:
    with register.reading() as connection:
        some = (
            connection.execute(select(THREATS.c.key).where(among(THREATS.c.key, [2, 3, 99]))).scalars().all()
        )
        none = connection.execute(select(THREATS.c.key).where(among(THREATS.c.key, []))).scalars().all()
        known = connection.execute(select(json_number(LINKS.c.telling, "day"), LINKS.c.known)).all()
    assert (sorted(some), list(none)) == ([2, 3], [])
    assert known
    assert all(day == then for day, then in known)
