"""A server of PostgreSQL that goes away amid the work, and programs that write at once.

Each gives one clear line, nothing is half written, and the next run makes it good.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Table

from demarche.articles import Article
from demarche.coding import CodedArticle, code_article
from demarche.errors import RegisterError
from demarche.register import open_register, schema
from demarche.register.engines import insert_rows
from demarche.register.store import SqlRegister
from demarche.watch.store import WatchStore
from tests.cli.conftest import Run, demarche
from tests.postgres import MISSING, Server, serving_alone
from tests.watch.conftest import made_runner
from tests.watch.made import Clock
from tests.watch.server import feed, listening, page

from .benches import Databases
from .work import stories, write

__all__ = ["demarche"]

NOW = datetime(2026, 1, 1, tzinfo=UTC)
LOST = r"lost its server \(.*\); see that the server runs, then run it again, nothing is half written"
WAYS = ("severed", "restarted")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving_alone() as server:
        if server is None:
            pytest.skip(MISSING)
        yield server


@pytest.fixture
def place(server: Server) -> Iterator[str]:
    yield server.database()
    server.clear()


@pytest.fixture(params=WAYS)
def strike(request: pytest.FixtureRequest, server: Server, place: str, tmp_path: Path) -> Callable[[], None]:
    """Give what takes the server away from whoever uses the register."""
    assert server.restart
    if request.param == "restarted":
        return server.restart
    return partial(Databases(tmp_path, server).sever, place)


def coded(number: int) -> CodedArticle:
    (story,) = stories(number, 1)
    return code_article(Article(title=story["title"], text=story["text"], outlet=story["outlet"]))


def opening(place: str) -> SqlRegister:
    return open_register(place, now=lambda: NOW)


def empty(register: SqlRegister, strike: Callable[[], None]) -> None:
    """Take out all threats, and lose the server amid it."""
    with register.writing() as connection:
        connection.exec_driver_sql("DELETE FROM threat_actors")
        strike()
        connection.exec_driver_sql("DELETE FROM threats")


def read(register: SqlRegister, strike: Callable[[], None]) -> None:
    """Read, and lose the server amid it."""
    with register.reading() as connection:
        strike()
        connection.exec_driver_sql("SELECT 1")


def test_a_server_that_goes_amid_a_batch(place: str, strike: Callable[[], None]) -> None:
    def told() -> Iterator[CodedArticle]:
        yield coded(0)
        yield coded(1)
        strike()
        yield coded(2)

    with opening(place) as register:
        assert register.add(told(), at_once=1).new == 3  # between two batches: a new connection is made
        with pytest.raises(RegisterError, match=LOST):
            empty(register, strike)
        assert register.counts().threats == 3
        assert register.add(coded(3)).new == 1
        assert len(list(register.threats())) == 4


def test_a_server_that_goes_as_a_batch_is_copied_in(
    place: str, strike: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    struck = list[Table]()

    def struck_once(connection: Connection, table: Table, *given: Any) -> None:
        if not struck and table is schema.threats:
            struck.append(table)
            strike()
        insert_rows(connection, table, *given)

    monkeypatch.setattr("demarche.register.adding.insert_rows", struck_once)
    with opening(place) as register:
        with pytest.raises(RegisterError, match=LOST):
            register.add(coded(n) for n in range(3))
        assert register.counts().articles == 0
        assert register.add(coded(n) for n in range(3)).new == 3


def test_a_server_that_goes_as_a_reader_reads(place: str, strike: Callable[[], None]) -> None:
    with opening(place) as register:
        register.add(coded(n) for n in range(3))
        with pytest.raises(RegisterError, match=LOST):
            read(register, strike)
        assert len(list(register.threats())) == 3


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_a_server_that_goes_amid_a_round_of_the_watch(place: str, strike: Callable[[], None]) -> None:
    clock = Clock()
    with listening() as site, opening(place) as register:
        told = list(stories(0, 3))
        for number, story in enumerate(told):
            site.put(f"/{number}", page(story["text"], day=story["date"], outlet=story["outlet"]))
        site.put("/feed", feed(site, *((f"/{n}", f"News {n}", "Wed, 10 Jul 2024") for n in range(3))))
        store = WatchStore(register)
        store.add_feed(site.url + "/feed", every=60, author="Ada")
        runner = made_runner(register, site, clock)
        item_added, kept = store.item_added, list[int]()

        def struck(*arguments: object, **options: object) -> bool:
            kept.append(1)
            if len(kept) == 2:
                read(register, strike)
            return item_added(*arguments, **options)  # type: ignore[arg-type]

        runner.store.item_added = struck  # type: ignore[method-assign]
        with pytest.raises(RegisterError, match=LOST):
            runner.once()
        assert register.counts().articles == 1
        assert runner.once().added == 2
        assert register.counts().articles == 3


def test_two_programs_add_the_same_at_once(demarche: Run, place: str, tmp_path: Path) -> None:
    many = tmp_path / "many.jsonl"
    write(many, stories(0, 10))
    command = [sys.executable, "-m", "demarche", "add", str(many), "--json", "--register", place]
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)
    ]
    for process in running:
        _, said = process.communicate(timeout=120)
        assert process.returncode == 0, said
    rows = demarche("list", "--json", "--register", place).rows
    assert len(rows) == len({row["id"] for row in rows}) == 10


def test_a_command_after_the_server_was_away_notices_nothing(
    demarche: Run, place: str, strike: Callable[[], None], tmp_path: Path
) -> None:
    few = tmp_path / "few.jsonl"
    write(few, stories(0, 3))
    assert demarche("add", few, "--register", place).code == 0
    strike()
    ran = demarche("add", few, "--register", place, "--json")
    assert (ran.code, ran.rows[0]["known"]) == (0, 3)
