"""What tests of several folders ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.postgres import MISSING, Server, serving

settings.register_profile("demarche", deadline=None)  # a busy machine fails no property test
settings.load_profile("demarche")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """Give a PostgreSQL server; skip where there is none."""
    with serving() as server:
        if server is None:
            pytest.skip(MISSING)
        yield server


@pytest.fixture
def databases(postgres: Server) -> Iterator[Callable[[], str]]:
    """Give a function that returns the address of a database with an empty register."""
    yield postgres.database
    postgres.clear()


@pytest.fixture(params=["sqlite", "postgres"])
def new_place(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """Give a function that returns a place at which no register is yet, on each engine in turn."""
    if request.param == "sqlite":
        numbers = iter(range(1000))
        return lambda: str(tmp_path / f"register-{next(numbers)}.db")
    databases: Callable[[], str] = request.getfixturevalue("databases")
    return databases


@pytest.fixture
def place(new_place: Callable[[], str]) -> str:
    """Give a place for a register, on each engine in turn."""
    return new_place()
