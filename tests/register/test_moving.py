"""A register goes from one engine to the other and back, and is what it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from demarche.articles import Article
from demarche.coding import code_article
from demarche.demo import demo_articles
from demarche.errors import RegisterError, UsageError
from demarche.register import Filter, adding, open_register, pairs, schema
from demarche.register.moving import move, size_of
from demarche.register.store import SqlRegister
from demarche.watch.fetching import Answer
from demarche.watch.store import WatchStore

NOW = datetime(2025, 10, 1, tzinfo=UTC)
Rows = dict[str, list[tuple[object, ...]]]


def opened(place: str | Path) -> SqlRegister:
    return open_register(place, now=lambda: NOW)


@pytest.fixture(autouse=True)
def nothing_counted_while_adding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adding, "REFRESHED", 0)


def rows_of(register: SqlRegister) -> Rows:
    with register.reading() as connection:
        return {
            name: [
                tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key.columns))
            ]
            for name, table in schema.metadata.tables.items()
        }


def filled(register: SqlRegister) -> SqlRegister:
    """Return the register with something in every table."""
    register.add((code_article(article) for article in demo_articles()), source="demo")
    copied = demo_articles()[0]
    register.add(code_article(replace(copied, outlet="Copyist", title=f"Ünlike: {copied.title}")))
    threats = list(register.threats(Filter(sender=("RUS",))))
    register.correct(threats[0].id, "sender", ("BLR",), author="Ada")
    register.undo(1, author="Bo")
    register.correct(threats[0].id, "target", ("CHN",), author="Ada")
    register.review(threats[1].id, "reject", author="Ada")
    recoded = code_article(copied)
    register.add(replace(recoded, coder="blend:v2+rules:v1"))
    register.judge(threats[2].id, "trigger", "met", note="“seen”", author="Ada")
    for name in ("ada", "bo"):
        register.add_user(name, "admin", "hashed")
    register.add_token("ada", "script", "digest-1")
    register.begin_session("ada", "digest-2", expires_at=NOW + timedelta(days=1))
    watched(WatchStore(register))
    assert list(register.cards())
    with register.writing() as connection:
        assert pairs.refresh(connection, some=1) == 1  # the others stay to be counted
    return register


def watched(store: WatchStore) -> None:
    """Put feeds, watches, alerts and hooks into a register, and what people and receivers did with them."""
    feed = store.add_feed("https://harbour.example/feed.xml", every=60, author="Ada")
    entries = [Article(title="One", text="", url="https://harbour.example/1", outlet="Harbour Wire")] * 2
    assert store.feed_answered(feed, Answer(url=feed.address, status=200), entries, next_at=NOW) == 1
    store.add_watch("Straits", "Iran closes the strait", author="Ada")
    store.add_watch("Japan", Filter(target=("JPN",)), author="Ada")
    store.change_watch(
        "Japan", name="Russia and Japan", wants=Filter(sender=("RUS",), target=("JPN",)), author="Bo"
    )
    store.add_hook("https://hook.example/in", author="Ada")
    text = "Russia will deploy bombers by 3 October 2025 if Japan deploys American missiles, Moscow said on Monday."
    store.register.add(code_article(Article(title="", text=text, outlet="New", date=date(2025, 9, 30))))
    assert store.look(deadline_days=5) > 0
    number = next(store.alerts()).id
    store.note_alert(number, "seen", author="Bo")
    store.close_alert(number, author="Bo")
    delivery = store.claim_delivery()
    assert delivery is not None
    store.undelivered(delivery, "no answer", next_at=NOW)
    again = store.claim_delivery()
    assert again is not None
    assert again.attempts == 1
    store.delivered(again)


def test_every_table_holds_something(tmp_path: Path) -> None:
    """So that what follows can say that nothing is left behind."""
    with opened(tmp_path / "first.db") as register:
        rows = rows_of(filled(register))
        assert [name for name in rows if not rows[name]] == []


def test_there_and_back_gives_equal_tables(tmp_path: Path, databases: Callable[[], str]) -> None:
    with (
        opened(tmp_path / "first.db") as first,
        opened(databases()) as second,
        opened(tmp_path / "third.db") as third,
    ):
        before = rows_of(filled(first))
        assert move(first, second) == {name: len(rows) for name, rows in before.items()}
        assert rows_of(second) == before
        assert size_of(second) == sum(map(len, before.values()))
        move(second, third)
        assert rows_of(third) == before == rows_of(first)


def test_what_was_moved_goes_on_as_before(tmp_path: Path, databases: Callable[[], str]) -> None:
    """New rows are numbered behind the old ones, and joined with them."""
    with opened(tmp_path / "first.db") as first, opened(databases()) as second:
        move(filled(first), second)
        for register in (first, second):
            threat = next(register.threats(Filter(sender=("CHN",))))
            register.correct(threat.id, "commitment", "open", author="Ada")
            register.add_user("cy", "reader", "hashed")
            WatchStore(register).add_watch("China", Filter(sender=("CHN",)), author="Ada")
            text = "China will take countermeasures if the United States raises its tariffs, Beijing said on Monday."
            register.add(code_article(Article(title="", text=text, outlet="Late", date=date(2025, 9, 30))))
        clock = schema.card_clock.name
        assert rows_of(first) | {clock: []} == rows_of(second) | {clock: []}
        assert list(first.threads()) == list(second.threads())
        assert list(first.ledger()) == list(second.ledger())


def test_a_place_that_holds_something_is_left_as_it_is(tmp_path: Path) -> None:
    with opened(tmp_path / "first.db") as first, opened(tmp_path / "second.db") as second:
        filled(first)
        second.add_user("ada", "admin", "hashed")
        before = rows_of(second)
        with pytest.raises(UsageError, match=r"is not empty \(users\); give a place without a register"):
            move(first, second)
        assert rows_of(second) == before


def test_a_table_that_nobody_knows_is_not_left_behind_unsaid(tmp_path: Path) -> None:
    with opened(tmp_path / "first.db") as first, opened(tmp_path / "second.db") as second:
        with first.writing() as connection:
            connection.exec_driver_sql("CREATE TABLE birds (name TEXT)")
        with pytest.raises(RegisterError, match="does not know"):
            move(first, second)
