"""``demarche import``: the register that a scan gives is the one that coding the same articles gives."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from demarche.cli.running import run

from . import made


@pytest.fixture
def scanned(tmp_path: Path, capsys: Any) -> Path:
    """The folder of a scan."""
    path = made.archive(tmp_path / "a.warc.gz", made.packed(made.some_records(30)))
    made.scanned(capsys, path, "-o", tmp_path / "out")
    return tmp_path / "out"


def listed(capsys: Any, register: Path, *words: str) -> Any:
    assert run([*words, "--json", "--register", str(register)]) == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return found[0] if words[0] == "import" else found


def test_importing_gives_what_adding_the_same_articles_gives(
    scanned: Path, tmp_path: Path, capsys: Any
) -> None:
    assert listed(capsys, tmp_path / "one.db", "import", str(scanned))["new"] == 20
    source = tmp_path / "articles.jsonl"
    names = ("title", "text", "outlet", "date", "url")
    lines = [{name: row[name] for name in names} for row in made.rows(scanned, "articles")]
    source.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    assert run(["add", str(source), "--register", str(tmp_path / "two.db")]) == 0
    capsys.readouterr()
    for words in (["list"], ["threads"], ["ledger"]):
        first, second = (listed(capsys, tmp_path / name, *words) for name in ("one.db", "two.db"))
        assert first == second
        assert first


def test_importing_again_changes_nothing(scanned: Path, tmp_path: Path, capsys: Any) -> None:
    register = tmp_path / "one.db"
    first = listed(capsys, register, "import", str(scanned))
    threads = listed(capsys, register, "threads")
    again = listed(capsys, register, "import", str(scanned))
    assert (again["new"], again["known"]) == (0, first["new"])
    assert listed(capsys, register, "threads") == threads


def test_a_folder_that_is_no_scan_or_not_whole_is_named(scanned: Path, tmp_path: Path, capsys: Any) -> None:
    assert run(["import", str(tmp_path), "--register", str(tmp_path / "one.db")]) == 3
    assert "is no folder of a scan" in capsys.readouterr().err
    whole = shutil.copytree(scanned, tmp_path / "whole")
    shutil.rmtree(next((whole / "articles").iterdir()))
    assert run(["import", str(whole), "--register", str(tmp_path / "one.db")]) == 3
    assert "articles of" in (message := capsys.readouterr().err)
    assert "the folder is not whole" in message
    shutil.rmtree(scanned / "threats")
    assert run(["import", str(scanned), "--register", str(tmp_path / "one.db")]) == 3
    assert "the folder is not whole" in capsys.readouterr().err


def test_an_article_that_an_archive_holds_twice_is_one_in_the_register(tmp_path: Path, capsys: Any) -> None:
    twice = made.packed([made.record(made.page(made.THREAT), number=7)] * 2)
    path = made.archive(tmp_path / "a.warc.gz", twice)
    made.scanned(capsys, path, "-o", tmp_path / "out")
    assert len(made.rows(tmp_path / "out", "articles")) == 2
    report = listed(capsys, tmp_path / "one.db", "import", str(tmp_path / "out"))
    assert (report["new"], report["known"]) == (1, 1)
