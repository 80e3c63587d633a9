"""The scorer gives exactly the figures of the definition that lies beside the checkout, where it does."""

from __future__ import annotations

import importlib.util
import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from demarche.evaluate import read_coded, score_threats

DEFINITION = Path(__file__).parents[2].parent / "shared" / "tools" / "score.py"
GOLD = DEFINITION.parents[1] / "gold" / "dev.jsonl"

pytestmark = [
    pytest.mark.measured,
    pytest.mark.skipif(not DEFINITION.exists(), reason="no score.py beside the checkout"),
]


def spoiled(threat: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """Return a threat with some fields cut, emptied or changed."""
    other = dict(threat)
    for field in ("trigger", "response", "speaker", "basis", "channel"):
        words = (other.get(field) or "").split()
        if words and rng.random() < 0.5:
            other[field] = " ".join(words[: rng.randint(0, len(words))]) or None
    for field in ("sender", "target", "via"):
        if rng.random() < 0.3:
            other[field] = [*other[field], "UTO"][rng.randint(0, 1) :]
    if rng.random() < 0.3:
        other["trigger_form"] = rng.choice(["if", "unless", "because", "none", None])
    if rng.random() < 0.3:
        other["commitment"] = "open"
    if rng.random() < 0.2:
        words = other["evidence"][0].split()
        other["evidence"] = [" ".join(words[len(words) // 3 :])]
    return other


def test_every_figure_and_interval_equals_the_definition(tmp_path: Path) -> None:
    rng = random.Random(7)
    rows = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]
    guesses = []
    for row in rows:
        threats = [spoiled(threat, rng) for threat in row["threats"] if rng.random() < 0.8]
        if rng.random() < 0.2:
            donor = rng.choice(rows)["threats"]
            threats += donor[:1]
        if rng.random() < 0.95:
            guesses.append({"id": row["id"], "threats": threats})
    pred = tmp_path / "pred.jsonl"
    pred.write_text("\n".join(json.dumps(row) for row in guesses), encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, str(DEFINITION), str(GOLD), str(pred), "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    ours = score_threats(read_coded(GOLD), read_coded(pred)).as_json()
    theirs = json.loads(ran.stdout)
    assert {name: ours[name] for name in theirs} == theirs


def test_pairing_equals_the_definition_on_random_records() -> None:
    spec = importlib.util.spec_from_file_location("definition", DEFINITION)
    assert spec is not None
    assert spec.loader is not None
    definition = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(definition)
    from demarche.evaluate.coded import threat_labels
    from demarche.evaluate.pairing import pair_threats

    rng = random.Random(3)
    words = ["the", "fleet", "comes", "nearer", "we", "will", "close", "strait", "respond", "and", "do"]

    def threat() -> dict[str, Any]:
        return {
            "evidence": [" ".join(rng.choices(words, k=rng.randint(1, 9))) for _ in range(rng.randint(1, 3))],
            "sender": rng.sample(["ARV", "BLM", "UN"], rng.randint(0, 2)),
            "trigger": " ".join(rng.choices(words, k=rng.randint(0, 4))) or None,
            "response": " ".join(rng.choices(words, k=rng.randint(1, 4))),
        }

    for _ in range(200):
        gold, pred = ([threat() for _ in range(rng.randint(0, 4))] for _ in range(2))
        ours = pair_threats([threat_labels(row) for row in gold], [threat_labels(row) for row in pred])
        assert list(ours) == definition.pair(gold, pred)
