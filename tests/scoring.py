"""Running a coder on gold, for the gate and the measured tests."""

from __future__ import annotations

from pathlib import Path

from demarche.articles import Article
from demarche.articles.json_lines import read_json_lines
from demarche.coding import code_article
from demarche.evaluate import Coded
from demarche.evaluate.coded import coded_from
from demarche.records import record_of


def coded_by_default(gold: Path) -> tuple[Coded, ...]:
    """Return what the default coders find in gold's texts."""
    articles = [item for item in read_json_lines(str(gold)) if isinstance(item, Article)]
    return tuple(coded_from(record_of(code_article(article)), str(article.given_id)) for article in articles)
