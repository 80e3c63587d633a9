"""The gate: each figure of the default coder on our own gold has a floor, lowered only in writing.

``demo.jsonl`` is coded by hand and no weight was learned from it. The floors lie a little under what was
measured when they were set (CHANGELOG.md); raise them with the coder.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from demarche.evaluate import Coded, read_coded, score_threats
from demarche.evaluate.figures import headline
from tests.scoring import coded_by_default

GOLD = Path(str(files("demarche.evaluate"))) / "gold"
FLOORS = {
    "article": 0.88,
    "detect": 0.68,
    "sender": 0.64,
    "target": 0.50,
    "speaker": 0.50,
    "trigger": 0.66,
    "response": 0.78,
    "trigger_form": 0.62,
    "commitment": 0.70,
}


@pytest.fixture(scope="module")
def figures() -> dict[str, float]:
    score = score_threats(
        read_coded(GOLD / "demo.jsonl"), coded_by_default(GOLD / "demo.jsonl"), intervals=False
    )
    return {name: headline(value) for name, value in score.figures.items()}


@pytest.mark.parametrize("name", FLOORS)
def test_the_default_coder_keeps_its_floor(figures: dict[str, float], name: str) -> None:
    assert figures[name] >= FLOORS[name]


def test_near_misses_stay_missed() -> None:
    found: tuple[Coded, ...] = coded_by_default(GOLD / "near-misses.jsonl")
    alarms = sum(len(article.threats) for article in found)
    assert alarms <= 10, f"{alarms} of {len(found)} near misses were taken for threats"
