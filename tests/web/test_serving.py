"""``demarche serve`` and ``demarche users`` at the command line, and registers from before them."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from demarche.errors import UsageError
from demarche.register import open_register
from demarche.register.store import SqlRegister
from demarche.web.server import address_of, bound
from tests.cli.conftest import Run, demarche

from .conftest import NOW, PASSWORD

__all__ = ["demarche"]
TYPED = f"{PASSWORD}\n".encode()


def test_others_are_not_let_in_without_a_login(demarche: Run) -> None:
    ran = demarche("serve", "--host", "0.0.0.0")
    assert (ran.code, ran.err) == (
        2, "demarche: 0.0.0.0: others could reach the desk; serve it with --team, or on 127.0.0.1\n",
    )  # fmt: skip


def test_a_team_needs_an_admin_first(demarche: Run) -> None:
    demarche("users", "--add", "bo", "--role", "reader", stdin=TYPED)
    ran = demarche("serve", "--team", "--json")
    assert ran.code == 2
    assert "no admin can log in; add one with: demarche users --add NAME --role admin" in ran.err


def test_users_are_added_changed_and_closed(demarche: Run) -> None:
    assert "Nobody yet" in demarche("users").err
    assert demarche("users", "--add", "ada", "--role", "admin", stdin=TYPED).out == "ada  admin\n"
    assert "give 12 to 1024 characters" in demarche("users", "--add", "bo", stdin=b"short\n").err
    demarche("users", "--add", "bo", stdin=TYPED)
    demarche("users", "--change", "bo", "--role", "reviewer")
    assert "role" in demarche("users", "--change", "bo").err
    rows = demarche("users", "--close", "bo", "--token", "ada", "--json").rows[0]
    assert rows["users"][1] == {"name": "bo", "role": "reviewer", "disabled": True}
    assert rows["token"].startswith("demarche_")
    assert "token, shown this once: demarche_" in demarche("users", "--token", "ada").out
    assert demarche("users", "--password", "ada", "--reopen", "bo", stdin=TYPED).code == 0
    assert "is the last admin" in demarche("users", "--close", "ada").err
    assert "there is none" in demarche("users", "--close", "cy").err


def test_a_port_that_is_taken(socket_enabled: None) -> None:
    with bound("127.0.0.1", 0) as first:
        first.listen()
        assert address_of(first, "127.0.0.1").startswith("http://127.0.0.1:")
        with pytest.raises(UsageError, match="give another --host or --port"):
            bound("127.0.0.1", first.getsockname()[1])


def test_a_register_from_before_is_migrated_with_its_data(register: SqlRegister, tmp_path: Path) -> None:
    before = [stored.id for stored in register.threats()]
    register.reject(before[0], author="Ada")
    register.close()
    with sqlite3.connect(tmp_path / "register.db") as database:
        triggers = database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%\\_cards\\_%' ESCAPE '\\' "
            "OR name LIKE '%\\_pairs\\_%' ESCAPE '\\' AND type = 'trigger'"
        )
        for (name,) in triggers.fetchall():
            database.execute(f"DROP TRIGGER {name}")
        for table in ("articles", "threats"):  # words were indexed by the row until 0008
            database.execute(f"CREATE TRIGGER {table}_fts_ai AFTER INSERT ON {table} BEGIN SELECT 1; END")
        later = ("reviews", "tokens", "sessions", "users", "thread_cards", "card_lines", "card_clock")
        watched = (
            "deliveries",
            "hooks",
            "alert_notes",
            "alert_watches",
            "alerts",
            "watch_changes",
            "watches",
        )
        for table in (*later, *watched, "feed_items", "feeds", "watch_marks", "thread_pairs", "stale_pairs"):
            database.execute(f"DROP TABLE {table}")
        for index in (
            "threats_superseded_by_rejected_confidence_key",
            "articles_outlet",
            "articles_day",
            "events_superseded_by",
        ):
            database.execute(f"DROP INDEX ix_{index}")
        database.execute("UPDATE alembic_version SET version_num = '0003'")
    with open_register(tmp_path / "register.db", now=lambda: NOW) as opened:
        assert [stored.id for stored in opened.threats()] == before[1:]
        assert sum(cell.statements for cell in opened.matrix()) == len(before) - 1
        opened.review(before[1], "accept", author="Ada")
        assert opened.review_progress().left == len(before) - 2
        assert opened.users() == ()
