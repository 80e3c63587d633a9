"""Bad input: one clear error that names input, fault and next step; the register stays as it was."""

from __future__ import annotations

import gzip
import json
import os
import socket
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import respx
import stamina

from .conftest import ARTICLES, Ran, Run

URL = "https://gazette.example/feed"
LINES = "".join(json.dumps(row) + "\n" for row in ARTICLES).encode()


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Iterator[respx.MockRouter]:
    """Give a network whose hosts are found and whose answers are ours; nothing is waited for."""
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8", 0))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    stamina.set_testing(True, attempts=2)
    with respx.mock as router:
        yield router
    stamina.set_testing(False)


def unchanged_by(demarche: Run, *arguments: object, stdin: bytes = b"") -> Ran:
    """Run a command on a register that holds something; assert that it holds the same afterwards."""
    assert demarche("add", "-", stdin=LINES).code == 0
    before = demarche("export").out, demarche("search", "rain", "--json").out
    ran = demarche(*arguments, stdin=stdin)
    assert (demarche("export").out, demarche("search", "rain", "--json").out) == before
    return ran


def assert_clear(ran: Ran, code: int, *words: str) -> None:
    """Assert the exit code, and that the error is one line with these words."""
    assert ran.code == code, ran.err
    assert len(ran.err.splitlines()) == 1, ran.err
    for word in words:
        assert word in ran.err
    assert "Traceback" not in ran.err


BAD_FILES = {
    "empty.jsonl": (b"", "is empty"),
    "binary.bin": (bytes(range(256)) * 40, "is "),
    "cut.jsonl.gz": (gzip.compress(LINES * 300)[:-400], "gzip data ends too early"),
    "array.json": (b"[" + LINES.splitlines()[0] + b"]", "array"),
    "columns.csv": (b"nr,when\n1,2024-01-01\n", "has no column 'text'"),
    "broken.parquet": (b"PAR1" + b"\0" * 50, "Parquet"),
    "image.png": (b"\x89PNG\r\n\x1a\n" + b"\0" * 200, "is "),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_file_that_cannot_be_read_adds_nothing(demarche: Run, tmp_path: Path, name: str) -> None:
    content, fault = BAD_FILES[name]
    path = tmp_path / name
    path.write_bytes(content)
    assert_clear(unchanged_by(demarche, "add", path), 3, name, fault)


def test_json_of_another_shape_is_skipped_with_its_reason(demarche: Run, tmp_path: Path) -> None:
    path = tmp_path / "other.jsonl"
    path.write_text('{"name": "x"}\n{"name": "y"}\n', encoding="utf-8")
    ran = unchanged_by(demarche, "add", path, "--json")
    assert ran.code == 0
    assert ran.rows[0]["skipped"] == {"article": 2}
    listed = demarche("add", path).err
    assert "other.jsonl:1: no text in 'text' or 'title'; its fields are 'name'" in listed


def test_a_line_of_fifty_megabytes_is_passed_over(demarche: Run, tmp_path: Path) -> None:
    path = tmp_path / "long.jsonl"
    with path.open("wb") as file:
        file.write(LINES + b'{"id": "long", "text": "' + b"word " * 10_000_000 + b'"}\n')
    ran = demarche("code", path)
    assert ran.code == 0
    assert len(ran.rows) == 4
    assert "longer than 10 MB" in ran.rows[3]["error"]["message"]


def test_a_page_of_a_million_nested_tags(demarche: Run, tmp_path: Path) -> None:
    path = tmp_path / "deep.html"
    path.write_bytes(b"<html><body>" + b"<div>" * 1_000_000 + b"text")
    ran = unchanged_by(demarche, "add", path)
    assert_clear(ran, 3, "deep.html")


@pytest.mark.parametrize(
    ("answer", "code", "words"),
    [
        (httpx.Response(404), 3, "404"),
        (httpx.Response(500), 4, "500"),
        (httpx.Response(200, content=bytes(range(256)) * 9), 3, ""),
        (httpx.Response(200, content=b""), 3, "is empty"),
        (httpx.ReadTimeout("never"), 4, "did not answer"),
        (httpx.ConnectError("refused"), 4, "connection failed"),
    ],
    ids=["404", "500", "garbage", "nothing", "never", "refused"],
)
def test_a_feed_that_fails(
    demarche: Run, network: respx.MockRouter, answer: httpx.Response | Exception, code: int, words: str
) -> None:
    route = network.get(URL)
    if isinstance(answer, Exception):
        route.mock(side_effect=answer)
    else:
        route.mock(return_value=answer)
    assert_clear(unchanged_by(demarche, "add", URL), code, URL, words)


def test_a_register_that_is_no_database(demarche: Run, articles: Path, tmp_path: Path) -> None:
    notes = tmp_path / "notes.db"
    notes.write_text("my notes, not a register", encoding="utf-8")
    for words in (["add", articles], ["list"], ["search", "x"], ["export"]):
        assert_clear(demarche(*words, "--register", notes), 5, "notes.db", "is not a register")
    assert notes.read_text(encoding="utf-8") == "my notes, not a register"


@pytest.mark.skipif(os.name == "nt", reason="modes of files are POSIX")
def test_a_register_that_is_read_only(demarche: Run, articles: Path, tmp_path: Path) -> None:
    assert demarche("add", articles).code == 0
    register = tmp_path / "register.db"
    register.chmod(0o444)
    before = register.read_bytes()
    assert_clear(demarche("add", articles), 5, "register.db", "is read-only")
    assert len(demarche("list", "--json").rows) == 2
    assert register.read_bytes() == before


def test_a_register_of_a_newer_version(demarche: Run, articles: Path, tmp_path: Path) -> None:
    assert demarche("add", articles).code == 0
    register = tmp_path / "register.db"
    with sqlite3.connect(register) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    assert_clear(demarche("list"), 5, "register.db", "newer", "upgrade")


def test_errors_are_json_where_asked(demarche: Run) -> None:
    ran = demarche("add", "nowhere.jsonl", "--json")
    assert ran.code == 3
    assert json.loads(ran.err)["error"] == {
        "code": "source",
        "message": "nowhere.jsonl: there is no such file; check the path",
        "then": "stop",
    }
    usage = demarche("list", "--form", "perhaps", "--json")
    assert usage.code == 2
    assert json.loads(usage.err)["error"]["code"] == "usage"


def test_an_unknown_option_or_command_says_where_to_read(demarche: Run) -> None:
    assert_clear(demarche("list", "--colour"), 2, "--colour", "see demarche list --help")
    assert_clear(demarche("lsit"), 2, "lsit", "see demarche --help")
