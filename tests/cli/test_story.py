"""From articles to a register and out of it again, command by command."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from demarche.articles.parquet_table import read_parquet_table
from demarche.cli.code import json_line

from .conftest import ARTICLES, Run


@pytest.fixture
def filled(demarche: Run, articles: Path) -> Run:
    """Give the command, its register filled."""
    assert demarche("add", articles).code == 0
    return demarche


def test_adding_twice_adds_once(demarche: Run, articles: Path) -> None:
    first, again = demarche("add", articles, "--json"), demarche("add", articles)
    assert first.code == again.code == 0
    assert first.rows == [{"new": 3, "known": 0, "recoded": 0, "threats": 2, "skipped": {}, "failed": []}]
    assert again.out == "0 articles added, 3 known already, 2 threats in them, 0 skipped\n"


def test_list_prints_a_line_a_threat_in_a_pipe(filled: Run) -> None:
    lines = filled("list").out.splitlines()
    assert len(lines) == 2
    assert "China → the United States" in lines[0]
    assert "if “British warships come nearer”" in lines[1]
    assert "then “close the strait”" in lines[1]
    assert lines[1].endswith("Harbour Wire")


@pytest.mark.parametrize(
    ("flags", "senders"),
    [
        (["--sender", "irn"], [["IRN"]]),
        (["--target", "USA"], [["CHN"]]),
        (["--since", "2024-04-01"], [["CHN"]]),
        (["--until", "2024-04-01"], [["IRN"]]),
        (["--outlet", "Harbour Wire"], [["IRN"]]),
        (["--form", "if", "--limit", "1"], [["CHN"]]),
        (["--speaker", "Karimi"], [["IRN"]]),
        (["--sender", "FRA"], []),
    ],
)
def test_list_filters(filled: Run, flags: list[str], senders: list[list[str]]) -> None:
    assert [row["sender"] for row in filled("list", "--json", *flags).rows] == senders


def test_show_marks_the_words_in_their_sentence(filled: Run) -> None:
    threat = filled("list", "--json", "--sender", "IRN").rows[0]
    page = filled("show", threat["id"][:6])
    assert page.code == 0
    assert "[close the strait | response]" in page.out
    assert "[British warships come nearer | trigger]" in page.out
    assert f"found by      {threat['found_by']}" in page.out
    row = filled("show", threat["id"], "--json").rows[0]
    assert row["source_chain"] == ["Harbour Wire"]
    start, end = row["response_span"]
    assert f"{ARTICLES[0]['title']}\n{ARTICLES[0]['text']}"[start:end] == "close the strait"


def test_search_finds_articles_with_their_threats(filled: Run) -> None:
    hit = filled("search", "strait", "--json").rows[0]
    assert hit["article"]["outlet"] == "Harbour Wire"
    assert [threat["sender"] for threat in hit["threats"]] == [["IRN"]]
    assert "[strait]" in hit["snippet"]
    assert "Iran warns Britain" in filled("search", "strait").out
    assert "Try fewer" in filled("search", "zeppelin").err


def test_a_correction_wins_and_can_be_undone(filled: Run) -> None:
    identity = filled("list", "--json", "--sender", "IRN").rows[0]["id"]
    assert filled("correct", identity, "target", "GBR,USA", "--json").rows[0]["target"] == ["GBR", "USA"]
    shown = filled("show", identity, "--json").rows[0]
    assert shown["corrected"] == ["target"]
    (change,) = shown["corrections"]
    assert change["author"] == "Ada Analyst"
    assert filled("undo", change["id"], "--json").rows[0]["target"] == ["GBR"]
    assert "undone by Ada Analyst" in filled("show", identity).out


def test_what_a_person_rejects_leaves_the_list(filled: Run) -> None:
    identity = filled("list", "--json", "--sender", "IRN").rows[0]["id"]
    assert filled("reject", identity, "--author", "Bo").code == 0
    assert len(filled("list", "--json").rows) == 1
    assert len(filled("list", "--json", "--rejected").rows) == 2
    assert filled("reject", identity, "--restore").code == 0
    assert len(filled("list", "--json").rows) == 2


def test_a_correction_that_cannot_be_is_refused(filled: Run) -> None:
    identity = filled("list", "--json").rows[0]["id"]
    ran = filled("correct", identity, "trigger", "words that stand nowhere")
    assert ran.code == 2
    assert "trigger: " in ran.err
    assert "'words that stand nowhere'" in ran.err
    assert filled("list", "--json").rows[0]["corrected"] == []


def test_every_export_holds_what_stands(filled: Run, tmp_path: Path) -> None:
    lines = [json.loads(line) for line in filled("export").out.splitlines()]
    assert {row["id"] for row in lines} == {"strait-1", "tariffs-1"}
    table = list(csv.DictReader(io.StringIO(filled("export", "-f", "csv").out)))
    assert [row["sender"] for row in table] == ["CHN", "IRN"]
    events = filled("export", "-f", "plover").out.splitlines()
    assert sum("THREATEN" in line for line in events) == 2
    path = tmp_path / "out.parquet"
    ran = filled("export", "-f", "parquet", "-o", path, "--json")
    assert ran.rows == [{"format": "parquet", "rows": 2, "file": str(path)}]
    assert len(list(read_parquet_table(str(path)))) == 2
    assert [p.name for p in tmp_path.iterdir() if p.name.endswith(".part")] == []


def test_an_export_can_be_coded_again(filled: Run) -> None:
    exported = filled("export").out
    again = filled("code", "-", stdin=exported.encode())
    kept = [json.loads(line)["threats"] for line in exported.splitlines()]
    for before, after in zip(kept, [row["threats"] for row in again.rows], strict=True):
        assert [threat["response_span"] for threat in before] == [threat["response_span"] for threat in after]


def test_an_empty_register_says_how_to_fill_it(demarche: Run, articles: Path) -> None:
    missing = demarche("list")
    assert missing.code == 5
    assert "add articles to make one" in missing.err
    rain = json_line(ARTICLES[2]).encode()
    assert demarche("add", "-", stdin=rain).code == 0
    assert "None of the register's 1 articles" in demarche("list").err


def test_columns_of_a_table_are_named(demarche: Run, tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(
        "nr,headline,body,paper,day\n"
        '7,Iran warns,"Iran will close the strait if British warships come nearer.",Wire,2024-03-15\n',
        encoding="utf-8",
    )
    names = ["--id-column", "nr", "--title-column", "headline", "--text-column", "body"]
    names += ["--outlet-column", "paper", "--date-column", "day"]
    assert demarche("add", path, *names).code == 0
    (row,) = demarche("list", "--json").rows
    assert row["article"]["outlet"] == "Wire"
    assert row["article"]["date"] == "2024-03-15"
    assert demarche("code", path, *names).rows[0]["id"] == "7"


def test_one_bad_source_stops_no_other(demarche: Run, articles: Path, tmp_path: Path) -> None:
    ran = demarche("add", tmp_path / "missing.jsonl", articles)
    assert ran.code == 3
    assert "missing.jsonl: there is no such file" in ran.err
    assert ran.out.startswith("3 articles added")


def test_demo_tells_the_story_and_writes_a_page(demarche: Run, tmp_path: Path) -> None:
    ran = demarche("demo")
    assert ran.code == 0
    page = tmp_path / "data" / "demarche" / "demo.html"
    assert page.resolve().as_uri() in ran.out
    html = page.read_text(encoding="utf-8")
    assert "Russia → Japan" in html
    assert 'class="trigger"' in html
    assert "http" not in html  # nothing is loaded from elsewhere
    assert demarche("demo", "--json").rows[0]["articles"] >= 15
    assert not (tmp_path / "register.db").exists()
    taken = tmp_path / "taken.db"
    taken.write_text("notes")
    refused = demarche("demo", "--register", taken)
    assert refused.code == 2
    assert taken.read_text() == "notes"


def test_where_and_settings(demarche: Run, tmp_path: Path) -> None:
    assert demarche("where", "--json").rows[0]["register"] == {
        "path": str(tmp_path / "register.db"),
        "exists": False,
    }
    assert "does not exist yet" in demarche("where").out
    rows = {row["name"]: row for row in demarche("settings", "--json").rows[0]}
    assert rows["register"]["origin"] == "environment"
    assert rows["coder"] | {"help": ""} == {
        "name": "coder",
        "value": "blend:v1",
        "origin": "default",
        "help": "",
    }
