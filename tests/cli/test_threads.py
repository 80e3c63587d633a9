"""Threads, ledger and judgements at the command line, on the demonstration's register."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Run


@pytest.fixture
def place(demarche: Run, tmp_path: Path) -> str:
    path = str(tmp_path / "demo.db")
    assert demarche("demo", "--register", path).code == 0
    return path


def rows(out: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.splitlines()]


def test_threads_are_listed_filtered_and_shown_from_any_threat(demarche: Run, place: str) -> None:
    everything = rows(demarche("threads", "--register", place, "--json").out)
    russian = rows(
        demarche("threads", "--sender", "RUS", "--target", "JPN", "--register", place, "--json").out
    )
    assert 0 < len(russian) < len(everything)
    assert russian[0]["statement_count"] == len(russian[0]["commitment"])  # type: ignore[arg-type]
    whole = json.loads(demarche("thread", str(russian[0]["id"]), "--register", place, "--json").out)
    last = whole["statements"][-1]["reports"][0]["threat"]
    again = demarche("thread", last[:10], "--register", place)
    assert str(whole["title"]) in again.out
    assert "words  " in again.out
    assert "deeds" in again.out


def test_a_judgement_stands_is_shown_and_is_taken_back(demarche: Run, place: str) -> None:
    (first, *_) = rows(demarche("ledger", "--trigger", "approached", "--register", place, "--json").out)
    judged = ("judge", str(first["statement"]), "--register", place, "--author", "Ada")
    event = first["entries"][0]["event"]  # type: ignore[index]
    ran = demarche(*judged, "--trigger", "no", "--event", event, "--note", "another matter")
    assert (ran.code, "judged" in ran.out) == (0, True)
    shown = demarche("thread", str(first["statement"]), "--register", place)
    assert "judgement 1" in shown.out
    assert "no, Ada" in shown.out
    assert "another matter" in shown.out
    undone = json.loads(
        demarche("judge", "--undo", "1", "--register", place, "--author", "Ben", "--json").out
    )
    assert undone["trigger_state"] == "approached"
    assert undone["judgements"][0]["undone_by"] == "Ben"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["judge"], "give an answer with --trigger or --response"),
        (["judge", "--trigger", "met"], "name the statement by a threat's id"),
        (
            ["judge", "ID", "--trigger", "partly"],
            "'partly' is no answer about a trigger; give one of no, approached, met",
        ),
        (["judge", "ID", "--trigger", "met", "--response", "maybe"], "'maybe' is no answer about a response"),
        (["judge", "ID", "--undo", "7"], "leave the statement's id out"),
        (["judge", "ID", "--trigger", "met", "--event", "zz"], "event 'zz'"),
        (["judge", "--undo", "7"], "judgement 7: there is none"),
        (["thread", "ffff"], "threat 'ffff'"),
        (["export", "--format", "tables"], "name a new one with --output"),
        (["threads", "--as-of", "yesterday"], "yesterday"),
    ],
)
def test_wrong_use_names_the_fault_and_the_next_step(
    demarche: Run, place: str, words: list[str], message: str
) -> None:
    known = str(rows(demarche("threads", "--register", place, "--json").out)[0]["id"])
    ran = demarche(*[known if word == "ID" else word for word in words], "--register", place)
    assert ran.code == 2
    assert message in ran.err
    ledger = rows(demarche("ledger", "--register", place, "--json").out)
    assert not any(entry["judgements"] for entry in ledger)


def test_a_rejected_threat_is_in_no_thread(demarche: Run, place: str) -> None:
    known = str(rows(demarche("threads", "--sender", "GBR", "--register", place, "--json").out)[0]["id"])
    demarche("reject", known, "--register", place, "--author", "Ada")
    assert not demarche("threads", "--sender", "GBR", "--register", place, "--json").out
    ran = demarche("thread", known, "--register", place)
    assert (ran.code, "is in no thread, since a person rejected it" in ran.err) == (2, True)


def test_an_empty_list_says_what_to_do_next(demarche: Run, tmp_path: Path, place: str) -> None:
    assert "None of the register's" in demarche("threads", "--sender", "FJI", "--register", place).err
    assert "None of the register's" in demarche("ledger", "--lapsed", "--register", place).err


def test_tables_are_a_new_folder_whole_or_not_at_all(demarche: Run, place: str, tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    ran = demarche("export", "-f", "tables", "-o", str(folder), "--register", place, "--json")
    counts = json.loads(ran.out)["rows"]
    assert counts["threads"] > 1
    assert json.loads((folder / "dictionary.json").read_text())["as_of"] is None
    again = demarche("export", "-f", "tables", "-o", str(folder), "--register", place)
    assert (again.code, "exists already" in again.err) == (2, True)
