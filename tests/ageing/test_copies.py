"""``demarche backup``: a copy of one moment, verified, in place whole or not at all, and the way back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

import pytest

from demarche.coding import code_article
from demarche.demo import demo_articles
from demarche.errors import RegisterError
from demarche.register.copying import copy_register
from tests.cli.conftest import Run, articles, demarche
from tests.register.made import article, coded, strait

from .made import opened, said

__all__ = ["articles", "demarche"]


def test_a_copy_says_what_the_register_says(whole: Path, tmp_path: Path) -> None:
    done = copy_register(whole, tmp_path / "saved.db")
    assert done.rows["articles"] == 28
    assert done.rows["judgements"] == 2
    assert [path.name for path in tmp_path.iterdir()] == ["saved.db"]
    with opened(whole) as register, opened(tmp_path / "saved.db", write=False) as copy:
        assert said(copy) == said(register)


def test_a_copy_is_of_one_moment_whatever_is_written_meanwhile(tmp_path: Path) -> None:
    place, enough = tmp_path / "register.db", Event()
    with opened(place) as register:
        register.add(coded(article(0), strait(article(0))))

        def write() -> None:
            for number in range(1, 2000):
                one = article(
                    number % 28, f"{number}: Arvania will close the strait if the fleet comes nearer."
                )
                register.add(coded(one))
                if enough.is_set():
                    return

        writer = Thread(target=write)
        writer.start()
        counts = []
        for number in range(3):
            rows = copy_register(place, tmp_path / f"{number}.db").rows
            assert rows["articles"] == rows["codings"]
            counts.append(rows["articles"])
        enough.set()
        writer.join()
        assert counts == sorted(set(counts)), "nothing was written meanwhile"
        assert register.counts().articles >= counts[-1]


def test_what_stands_there_is_left_alone(whole: Path, tmp_path: Path) -> None:
    saved = tmp_path / "saved.db"
    saved.write_text("my notes")
    with pytest.raises(RegisterError, match="exists already; give another file, or --replace"):
        copy_register(whole, saved)
    with pytest.raises(RegisterError, match="is not a register"):
        copy_register(whole, saved, replace=True)
    assert saved.read_text() == "my notes"
    with pytest.raises(RegisterError, match="is the register itself"):
        copy_register(whole, whole, replace=True)
    with pytest.raises(RegisterError, match="does not exist; make it first"):
        copy_register(whole, tmp_path / "none" / "saved.db")


def test_a_log_that_was_left_behind_is_not_read_into_a_copy(whole: Path, tmp_path: Path) -> None:
    Path(f"{tmp_path / 'saved.db'}-wal").write_bytes(b"of another register")
    with pytest.raises(RegisterError, match="move it away first"):
        copy_register(whole, tmp_path / "saved.db")


def test_what_is_no_register_gives_no_copy(tmp_path: Path) -> None:
    notes, empty = tmp_path / "notes.db", tmp_path / "empty.db"
    notes.write_text("not a database at all" * 20)
    empty.write_bytes(b"")
    for source, words in (
        (notes, "is not a register"),
        (empty, "no register yet"),
        (tmp_path / "x", "there is no"),
    ):
        with pytest.raises(RegisterError, match=words):
            copy_register(source, tmp_path / "saved.db")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty.db", "notes.db"]


def test_a_damaged_register_gives_no_copy_and_says_so(whole: Path, tmp_path: Path) -> None:
    place = tmp_path / "register.db"
    copy_register(whole, place)
    with closing(sqlite3.connect(place)) as database:
        (page,) = database.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'ix_threats_article'"
        ).fetchone()
        (size,) = database.execute("PRAGMA page_size").fetchone()
    with place.open("r+b") as file:
        file.seek((page - 1) * size + size // 2)
        file.write(b"\xff" * (size // 2))
    with pytest.raises(RegisterError, match=r"register\.db: is damaged .*restore it"):
        copy_register(place, tmp_path / "saved.db")
    assert not [path.name for path in tmp_path.iterdir() if "saved" in path.name]


def test_a_register_is_restored_under_those_who_read_it(whole: Path, tmp_path: Path) -> None:
    place, saved = tmp_path / "register.db", tmp_path / "saved.db"
    copy_register(whole, place)
    copy_register(place, saved)
    with opened(place) as register:
        before = said(register)
        register.add(code_article(next(iter(demo_articles()))))
        for threat in list(register.threats())[:3]:
            register.reject(threat.id, author="a mistake")
        assert said(register) != before
        copy_register(saved, place, replace=True)
        assert said(register) == before
    with closing(sqlite3.connect(place)) as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_register_that_is_written_is_not_restored(whole: Path, tmp_path: Path) -> None:
    place = tmp_path / "register.db"
    copy_register(whole, place)
    with (
        opened(place) as register,
        register.writing(),
        pytest.raises(RegisterError, match="in use by another"),
    ):
        copy_register(whole, place, replace=True, wait=0.1)
    with opened(place) as register, opened(whole) as other:
        assert said(register) == said(other)


def test_the_command(demarche: Run, articles: Path, tmp_path: Path) -> None:
    assert demarche("add", articles).code == 0
    place, saved = tmp_path / "register.db", tmp_path / "saved.db"
    ran = demarche("backup", place, saved)
    assert (ran.code, ran.err) == (0, "")
    assert "3 articles, 2 threats" in ran.out
    assert demarche("backup", place, saved).code == 5
    row = demarche("backup", place, saved, "--replace", "--json").rows[0]
    assert row["rows"]["threats"] == 2
    assert row["bytes"] == saved.stat().st_size
    before = demarche("list", "--json").out
    threat = demarche("list", "--json").rows[0]["id"]
    assert demarche("reject", threat).code == 0
    assert demarche("list", "--json").out != before
    assert demarche("backup", saved, place, "--replace").code == 0
    assert demarche("list", "--json").out == before
