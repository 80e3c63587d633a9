"""What follows from many new rows at once: words are found, cards and pairs forgotten, as if row came after row."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from demarche.coding import CodedArticle, code_article
from demarche.demo import demo_articles
from demarche.register import open_register
from demarche.register.following import FORGETTING, INDEXED
from demarche.register.moving import move
from demarche.register.schema import metadata
from demarche.register.store import SqlRegister
from demarche.watch import tables

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def articles() -> list[CodedArticle]:
    return [code_article(article) for article in demo_articles()]


def check_words(place: Path) -> None:
    """Fail unless the index of words holds what the rows hold."""
    with closing(sqlite3.connect(place)) as database:
        for table in INDEXED:
            database.execute(f"INSERT INTO {table}_fts ({table}_fts, rank) VALUES ('integrity-check', 1)")


def test_words_are_indexed_whichever_way_rows_come(articles: list[CodedArticle], tmp_path: Path) -> None:
    place, other = tmp_path / "one.db", tmp_path / "other.db"
    with (
        open_register(place, now=lambda: NOW) as register,
        open_register(other, now=lambda: NOW) as target,
    ):
        register.add(articles[:20])
        for one in articles[20:]:
            register.add(one)
        threat = next(iter(register.threats()))
        register.correct(threat.id, "speaker", None, author="Ada")
        register.add([replace(one, coder="made:v2") for one in articles[:5]])
        register.add([replace(one, coder="made:v1") for one in articles[:5]])
        assert tables.feeds.name in metadata.tables  # the watch's tables are moved along
        move(register, target)
        words = [hit.source.article_id for hit in register.search("missiles", limit=50)]
        assert words == [hit.source.article_id for hit in target.search("missiles", limit=50)]
        assert words
    check_words(place)
    check_words(other)


@pytest.mark.parametrize("at_once", [1, 200])
def test_what_is_kept_of_threads_is_forgotten_however_many_rows_come(
    articles: list[CodedArticle], tmp_path: Path, at_once: int
) -> None:
    with open_register(tmp_path / "register.db", now=lambda: NOW) as register:
        register.add(articles[::2])
        with register.writing() as connection:
            run = connection.exec_driver_sql
            run("INSERT INTO thread_cards SELECT key, 'made' FROM threads")
            run(
                "INSERT INTO card_lines SELECT DISTINCT line, (SELECT min(key) FROM threads) FROM event_lines"
            )
        before = set(threads_of(register))
        ticks = clock(register)
        register.add(articles[1::2], at_once=at_once)
        with register.reading() as connection:
            cards = set(connection.exec_driver_sql("SELECT thread FROM thread_cards").scalars())
            grown = set(
                connection.exec_driver_sql(
                    "SELECT l.thread FROM threat_links l JOIN threats t ON t.key = l.threat WHERE t.article > ?",
                    (len(articles[::2]),),
                ).scalars()
            )
            met = connection.exec_driver_sql(
                "SELECT count(*) FROM event_lines e JOIN card_lines c ON c.line = e.line JOIN events v "
                "ON v.key = e.event WHERE v.article > ?",
                (len(articles[::2]),),
            ).scalar_one()
        assert grown & before
        assert not cards & grown
        assert met
        assert min(before) not in cards
        assert clock(register) > ticks
    assert set(FORGETTING) == {"threat_links", "reprints", "event_lines"}


def threads_of(register: SqlRegister) -> list[int]:
    with register.reading() as connection:
        return list(connection.exec_driver_sql("SELECT key FROM threads").scalars())


def clock(register: SqlRegister) -> int:
    with register.reading() as connection:
        return int(connection.exec_driver_sql("SELECT ticks FROM card_clock").scalar_one())
