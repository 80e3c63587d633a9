"""``demarche code`` as a filter: a line out for each line in, in order, whatever the line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from demarche.articles import Article, Skipped
from demarche.cli import stream
from demarche.cli.stream import coded_item, coded_stream, unchanged
from demarche.coding import CodedArticle
from demarche.errors import CodingError

from .conftest import ARTICLES, Run

NAMES = ("rules:v1", "rules:v1")


def test_each_line_keeps_its_id_and_place(demarche: Run, articles: Path) -> None:
    ran = demarche("code", "-", stdin=articles.read_bytes())
    assert ran.code == 0
    assert [row["id"] for row in ran.rows] == [row["id"] for row in ARTICLES]
    assert [len(row["threats"]) for row in ran.rows] == [1, 1, 0]
    assert all(set(row) == {"id", "threats", "events"} for row in ran.rows)
    threat = ran.rows[0]["threats"][0]
    whole = f"{ARTICLES[0]['title']}\n{ARTICLES[0]['text']}"
    for field in ("trigger", "response", "speaker"):
        start, end = threat[f"{field}_span"]
        assert whole[start:end] == threat[field]


def test_a_line_that_cannot_be_coded_gives_an_error_line(demarche: Run, tmp_path: Path) -> None:
    lines = [b'{"id": "a", "text": "Iran will respond."}', b"{not json", b'{"id": "c", "text": 5}', b"[1]"]
    ran = demarche("code", "-", "--skipped", tmp_path / "skipped.jsonl", stdin=b"\n".join(lines))
    assert ran.code == 0
    assert [row["id"] for row in ran.rows] == ["a", None, "c", None]
    assert [set(row) for row in ran.rows[1:]] == [{"id", "error"}] * 3
    assert ran.rows[2]["error"]["code"] == "article"
    assert "1 articles coded, 3 skipped" in ran.err
    kept = [json.loads(line) for line in (tmp_path / "skipped.jsonl").read_text().splitlines()]
    assert [row["where"] for row in kept] == [f"standard input:{n}" for n in (2, 3, 4)]


def test_min_confidence_leaves_out(demarche: Run, articles: Path) -> None:
    ran = demarche("code", articles, "--min-confidence", "1")
    assert [row["threats"] for row in ran.rows] == [[], [], []]


def test_several_processes_give_the_same_lines_in_the_same_order(demarche: Run, tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    rows = [{**ARTICLES[n % 3], "id": f"a{n}"} for n in range(150)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows) + "not json\n", encoding="utf-8")
    assert demarche("code", path, "--jobs", "2").out == demarche("code", path).out


def test_the_output_file_and_the_json_report(demarche: Run, articles: Path, tmp_path: Path) -> None:
    ran = demarche("code", articles, "-o", tmp_path / "coded.jsonl", "--json")
    assert json.loads(ran.err) == {"articles": 3, "skipped": {}}
    assert len((tmp_path / "coded.jsonl").read_text(encoding="utf-8").splitlines()) == 3
    refused = demarche("code", articles, "-o", tmp_path / "no" / "folder.jsonl")
    assert refused.code == 2
    assert "cannot be written" in refused.err


def test_an_unknown_coder_is_named_before_anything_is_read(demarche: Run) -> None:
    ran = demarche("code", "nowhere.jsonl", "--coder", "oracle:v9")
    assert ran.code == 2
    assert "'oracle:v9'" in ran.err
    assert "rules:v1" in ran.err


@pytest.mark.parametrize(
    ("error", "code"), [(CodingError("a span is wrong"), "coding"), (ZeroDivisionError("x"), "unexpected")]
)
def test_a_coder_that_fails_loses_one_article(
    monkeypatch: pytest.MonkeyPatch, error: Exception, code: str
) -> None:
    def fail(article: Article, *, coders: object) -> CodedArticle:
        raise error

    monkeypatch.setattr(stream, "code_article", fail)
    skipped = coded_item(Article(title="", text="x", given_id="a1"), NAMES)
    assert isinstance(skipped, Skipped)
    assert (skipped.given_id, skipped.code) == ("a1", code)


def test_a_stream_is_read_only_as_far_as_it_is_asked() -> None:
    seen = []

    def endless() -> object:
        n = 0
        while True:
            n += 1
            seen.append(n)
            yield Article(title="", text=f"Line {n}.")

    rows = coded_stream(endless(), names=NAMES, jobs=1, work=unchanged)  # type: ignore[arg-type]
    next(rows)
    next(rows)
    assert seen == [1, 2]


def test_a_closed_pipe_is_quiet(articles: Path, tmp_path: Path) -> None:
    many = tmp_path / "many.jsonl"
    many.write_bytes(articles.read_bytes() * 400)
    process = subprocess.Popen(
        [sys.executable, "-m", "demarche", "code", str(many)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    assert process.wait(timeout=30) == 0
    assert said == b""
