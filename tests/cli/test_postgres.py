"""The commands on a register in PostgreSQL, and moving it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from .conftest import Run

SECRET = "s3cr3t"


def test_a_story_on_a_server_and_back_in_a_file(
    demarche: Run, articles: Path, databases: Callable[[], str], tmp_path: Path
) -> None:
    place = databases()
    assert demarche("add", articles, "--register", place).code == 0
    threats = demarche("list", "--json", "--register", place).rows
    assert {row["sender"][0] for row in threats} == {"IRN", "CHN"}
    assert demarche("search", "strait", "--json", "--register", place).rows
    changed = demarche("correct", threats[0]["id"], "target", "JPN", "--register", place)
    assert changed.code == 0, changed.err
    assert demarche("watch", "add", "all", "--sender", "IRN", "--register", place).code == 0
    ledger = demarche("ledger", "--json", "--register", place).rows
    copy = tmp_path / "copy.db"
    moved = demarche("migrate", place, copy, "--json")
    assert moved.rows[0]["rows"]["revisions"] == 1
    assert demarche("ledger", "--json", "--register", copy).rows == ledger
    assert demarche("watch", "list", "--json", "--register", copy).rows[0]["name"] == "all"
    again = demarche("migrate", place, copy)
    assert (again.code, "is not empty" in again.err) == (2, True)


def test_migrating_says_what_went_along(demarche: Run, articles: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "first.db", tmp_path / "second.db"
    demarche("add", articles, "--register", first)
    said = demarche("migrate", first, second).out
    assert f"rows copied to {second}: 3 articles, 2 threats" in said
    assert demarche("migrate", tmp_path / "none.db", tmp_path / "third.db").code == 5


def test_a_password_is_shown_nowhere(demarche: Run, monkeypatch: object) -> None:
    place = f"postgresql://ada:{SECRET}@/news?host=/nowhere&password={SECRET}"
    for words in (
        ["list"],
        ["add", "-"],
        ["watch", "run", "--once"],
        ["serve"],
        ["migrate", place, "copy.db"],
    ):
        ran = demarche(*words, *([] if words[0] == "migrate" else ["--register", place]))
        assert ran.code == 5
        assert SECRET not in ran.out + ran.err
        assert "cannot be reached" in ran.err
    where = demarche("where", "--register", place)
    assert (where.code, SECRET in where.out) == (0, False)
    assert "postgresql://ada:***@/news" in where.out


def test_settings_show_the_place_without_its_password(demarche: Run, monkeypatch: object) -> None:
    monkeypatch.setenv("DEMARCHE_REGISTER", f"postgresql://ada:{SECRET}@db.example/news")  # type: ignore[attr-defined]
    for words in (["settings"], ["settings", "--json"]):
        ran = demarche(*words)
        assert SECRET not in ran.out
        assert "postgresql://ada:***@db.example/news" in ran.out
