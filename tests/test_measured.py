"""What is measured on real articles that stand beside the checkout; skipped, and said so, without them."""

from __future__ import annotations

from pathlib import Path

import pytest

from demarche.articles import Article
from demarche.articles.json_lines import read_json_lines
from demarche.coding import code_article
from demarche.evaluate import read_coded, reliability, score_threats
from demarche.evaluate.figures import Rates, headline
from tests.scoring import coded_by_default

SHARED = Path(__file__).resolve().parents[2] / "shared"
GOLD = SHARED / "gold"
CORPUS = SHARED / "corpus"
pytestmark = [
    pytest.mark.measured,
    pytest.mark.skipif(not GOLD.is_dir(), reason="measured sets are not beside the checkout (../shared)"),
]


def test_the_founding_articles_are_coded_as_by_hand() -> None:
    gold, found = read_coded(GOLD / "story.jsonl"), coded_by_default(GOLD / "story.jsonl")
    score = score_threats(gold, found, intervals=False)
    for name in ("detect", "sender", "target", "speaker"):
        rates = score.figures[name]
        assert isinstance(rates, Rates)
        assert (rates.precision, rates.recall) == (1.0, 1.0), name
    assert headline(score.figures["trigger"]) > 0.7
    assert headline(score.figures["response"]) > 0.7


def test_the_dev_articles_reach_the_line() -> None:
    gold, found = read_coded(GOLD / "dev.jsonl"), coded_by_default(GOLD / "dev.jsonl")
    score = score_threats(gold, found, intervals=False)
    assert headline(score.figures["detect"]) >= 0.60
    assert headline(score.figures["sender"]) >= 0.55


def test_confidence_is_a_share_on_articles_no_weight_was_learned_from() -> None:
    bins = reliability(read_coded(GOLD / "dev.jsonl"), coded_by_default(GOLD / "dev.jsonl"))
    sure = [part for part in bins if part.low >= 0.7]
    doubtful = [part for part in bins if part.low < 0.7]
    share_sure = sum(part.right for part in sure) / sum(part.threats for part in sure)
    share_doubtful = sum(part.right for part in doubtful) / sum(part.threats for part in doubtful)
    assert share_sure > share_doubtful
    assert share_sure >= 0.7


@pytest.mark.parametrize("name", ["news", "kcna", "headlines"])
def test_real_articles_are_coded_without_a_crash(name: str) -> None:
    path = CORPUS / f"{name}.jsonl.gz"
    coded = 0
    for index, item in enumerate(read_json_lines(str(path))):
        if index >= 400:
            break
        if index % 8 == 0 and isinstance(item, Article):
            code_article(item)
            coded += 1
    assert coded > 40
