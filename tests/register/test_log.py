"""SQLite's log beside the file: it ends, however readers follow on each other."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection

from demarche.articles import Article
from demarche.coding import CodedArticle
from demarche.register import open_register, sqlite
from demarche.register.store import SqlRegister

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SHORT = 200_000  # bytes


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sqlite, "LONGEST_LOG", SHORT)
    return tmp_path / "register.db"


def articles(begin: int, count: int = 60) -> Iterator[CodedArticle]:
    for number in range(begin, begin + count):
        text = f"Report {number} of the harbour. " * 100
        yield CodedArticle(
            article=Article(title=f"Report {number}", text=text), threats=(), events=(), coder="made:v1"
        )


def log_of(place: Path) -> int:
    return Path(f"{place}-wal").stat().st_size


def opened(place: Path) -> SqlRegister:
    register = open_register(place, now=lambda: NOW)
    assert isinstance(register, SqlRegister)
    return register


def test_a_log_that_a_reader_holds_is_ended_later(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "ENDING", 10)
    with opened(place) as register, opened(place) as other:
        with other.reading() as connection:
            before = count(connection)
            register.add(articles(0))
            register.add(articles(60))
            assert log_of(place) > SHORT
            assert count(connection) == before  # it sees one moment still
        register.add(articles(120))
        assert log_of(place) <= SHORT
        assert register.counts().articles == 180


def test_readers_without_a_gap_do_not_keep_the_log(place: Path) -> None:
    stopped = threading.Event()

    def read() -> None:
        with opened(place) as reader:
            while not stopped.is_set():
                with reader.reading() as connection:
                    count(connection)
                    stopped.wait(0.02)

    with opened(place) as register:
        readers = [threading.Thread(target=read) for _ in range(4)]
        for reader in readers:
            reader.start()
        try:
            for begin in range(0, 600, 60):
                register.add(articles(begin))
                assert log_of(place) <= SHORT
        finally:
            stopped.set()
            for reader in readers:
                reader.join()
        assert register.counts().articles == 600


def count(connection: Connection) -> int:
    return int(connection.exec_driver_sql("SELECT count(*) FROM articles").scalar_one())
