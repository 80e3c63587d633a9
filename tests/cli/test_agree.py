"""``demarche agree`` on two hands that we wrote."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import ARTICLES, Run


@pytest.fixture
def hands(demarche: Run, tmp_path: Path) -> tuple[Path, Path]:
    """Give the coder's output, and another in which one commitment differs and one threat is more."""
    rows = demarche("code", "-", stdin="".join(json.dumps(row) + "\n" for row in ARTICLES).encode()).rows
    first, second = tmp_path / "ada.jsonl", tmp_path / "ben.jsonl"
    first.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    rows[1]["threats"][0]["commitment"] = "emphatic"
    rows[2]["threats"] = [{**rows[0]["threats"][0], "evidence": [ARTICLES[2]["text"]]}]
    second.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return first, second


def test_two_hands_are_compared(demarche: Run, hands: tuple[Path, Path]) -> None:
    ran = demarche("agree", *hands, "--json", "--differences", "5")
    body = json.loads(ran.out)
    assert (ran.code, ran.err) == (0, "")
    assert body["articles"] == {"first": 3, "second": 3, "both": 3}
    assert body["records"] == {"first": 2, "second": 3, "paired": 2}
    assert body["fields"]["commitment"]["value"] == 0.5
    assert body["fields"]["detect"] == {
        "measure": "f1", "value": 0.8, "ci95": body["fields"]["detect"]["ci95"],
        "units": None, "alpha": None, "alpha_ci95": None,
    }  # fmt: skip
    assert body["fields"]["sender"]["alpha"] == 1
    assert [(row["what"], row["article"]) for row in body["differences"]] == [
        ("second only", "weather-1"),
        ("different", "tariffs-1"),
    ]
    assert body["differences"][1]["fields"] == [
        {"field": "commitment", "first": "stated", "second": "emphatic"}
    ]
    assert "differences" not in json.loads(demarche("agree", *hands, "--json").out)


def test_the_table(demarche: Run, hands: tuple[Path, Path]) -> None:
    lines = demarche("agree", *hands, "--differences", "1").out.splitlines()
    assert lines[0] == "3 articles coded by both (of 3 and 3) · 2 and 3 records · 2 paired"
    assert any(line.startswith("detect") and "F1 0.800" in line and line.endswith("–") for line in lines)
    assert any(line.startswith("sender") and "1.000" in line and line.endswith("2") for line in lines)
    assert "only the second has it" in lines
    assert "      commitment: first 'stated', second 'emphatic'" in lines


def test_events_are_compared(demarche: Run, hands: tuple[Path, Path]) -> None:
    assert "actor" in json.loads(demarche("agree", *hands, "--events", "--json").out)["fields"]


def test_nothing_in_common_is_wrong_usage(demarche: Run, hands: tuple[Path, Path], tmp_path: Path) -> None:
    other = tmp_path / "other.jsonl"
    other.write_text('{"id": "none", "threats": []}\n', encoding="utf-8")
    ran = demarche("agree", hands[0], other)
    assert ran.code == 2
    assert "share no article" in ran.err
    assert demarche("agree", hands[0], tmp_path / "missing.jsonl").code == 3
    assert demarche("agree", hands[0]).code == 2
