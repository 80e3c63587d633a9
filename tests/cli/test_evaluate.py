"""``demarche evaluate`` on gold that we wrote."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import ARTICLES, Run


@pytest.fixture
def gold(demarche: Run, tmp_path: Path) -> Path:
    """Give gold that agrees with the coder on all but one threat."""
    coded = demarche("code", "-", stdin="".join(json.dumps(row) + "\n" for row in ARTICLES).encode()).rows
    coded[2]["threats"] = [{**coded[0]["threats"][0], "evidence": [ARTICLES[2]["text"]]}]
    rows = [{**article, **found} for article, found in zip(ARTICLES, coded, strict=True)]
    path = tmp_path / "gold.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_a_coder_is_run_on_golds_texts(demarche: Run, gold: Path) -> None:
    body = json.loads(demarche("evaluate", gold, "--json", "--errors", "5").out)
    assert (body["articles"], body["gold"], body["pred"], body["paired"]) == (3, 3, 2, 2)
    assert body["detect"]["r"] == pytest.approx(2 / 3)
    assert body["detect"]["p"] == 1
    assert [error["what"] for error in body["errors"]] == ["missed"]
    assert sum(row["threats"] for row in body["reliability"]) == 2


def test_a_file_of_output_and_the_tables(demarche: Run, gold: Path, tmp_path: Path) -> None:
    pred = tmp_path / "pred.jsonl"
    demarche("code", gold, "-o", pred)
    lines = demarche("evaluate", gold, pred, "--by-outlet", "--errors", "1").out.splitlines()
    assert lines[0] == "3 articles · 3 in gold · 2 predicted · 2 paired"
    assert any(line.startswith("detect") and "P 1.000  R 0.667" in line for line in lines)
    assert any(line.startswith("Meridian Post") for line in lines)
    assert "missed" in lines


def test_coders_side_by_side(demarche: Run, gold: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.write_text('{"id": "none", "threats": []}\n', encoding="utf-8")
    full = tmp_path / "full.jsonl"
    demarche("code", gold, "-o", full)
    body = json.loads(demarche("evaluate", gold, empty, full, "--json").out)["coders"]
    against = body[str(full)]["against_first"]["detect"]
    assert against["difference"] == pytest.approx(0.8)
    assert "against the first" in demarche("evaluate", gold, empty, full).out


def test_outlets_of_coders_side_by_side(demarche: Run, gold: Path, tmp_path: Path) -> None:
    full = tmp_path / "full.jsonl"
    demarche("code", gold, "-o", full)
    lines = demarche("evaluate", gold, gold, full, "--by-outlet").out.splitlines()
    rows = [line.split()[-2:] for line in lines if line.startswith("Meridian Post  ")]
    assert rows[0] == ["1.000", "0.667"]
    assert len(rows) == 3  # side by side, and in each coder's own table
    entry = json.loads(demarche("evaluate", gold, full, "--by-outlet", "--events", "--json").out)
    assert entry["outlets"]["Meridian Post"]["articles"] == 2


def test_events_are_scored(demarche: Run, gold: Path) -> None:
    body = json.loads(demarche("evaluate", gold, gold, "--events", "--json").out)
    assert body["detect"]["f1"] in (0.0, 1.0)
    assert set(body) >= {"actor", "partner", "status", "what", "when"}


def test_gold_of_another_shape_is_named(demarche: Run, tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text('{"id": "a", "threats": [7]}\n', encoding="utf-8")
    ran = demarche("evaluate", path, path)
    assert ran.code == 3
    assert "gold.jsonl:1: a record of another shape" in ran.err
