#!/usr/bin/env python3
"""Add whole corpora to one register: the rate at the start and at the end, coding and adding apart.

    python benchmarks/add_corpus.py news.jsonl.gz kcna.jsonl.gz headlines.jsonl.gz [--limit N]

The articles of all files are shuffled with a fixed seed, so that the first tenth and the last are alike, coded by
the default coders in this process, and added in batches of 200. Printed are articles a second of processor time for
the first and the last tenth, coding and adding apart, and their ratio, which is what to compare between machines: 1 means that
adding costs the same at the end as at the start.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from demarche.articles import Article
from demarche.articles.reading import read_articles
from demarche.coding import CodedArticle, code_article
from demarche.register import open_register

BATCH = 200


def main() -> int:
    """Run the benchmark; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpora", nargs="+", type=Path, help="JSON Lines, plain or gzip")
    parser.add_argument("--limit", type=int, default=None, metavar="N", help="only so many articles")
    arguments = parser.parse_args()
    articles = [
        one for path in arguments.corpora for one in read_articles(str(path)) if isinstance(one, Article)
    ]
    random.Random(0).shuffle(articles)
    articles = articles[: arguments.limit]
    tenth = max(BATCH, len(articles) // 10)
    coding, adding = [0.0], [0.0]
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "register.db"
        with open_register(place, now=lambda: datetime(2026, 1, 1, tzinfo=UTC)) as register:
            for at in range(0, len(articles), BATCH):
                began = time.process_time()
                coded: list[CodedArticle] = [code_article(article) for article in articles[at : at + BATCH]]
                between = time.process_time()
                register.add(coded)
                coding.append(coding[-1] + between - began)
                adding.append(adding[-1] + time.process_time() - between)
            counts = register.counts()
            threads = sum(1 for _ in register.threads())
        size = place.stat().st_size / 1e6
    print(
        f"{counts.articles:,} articles, {counts.threats:,} threats, {counts.events:,} events, {threads:,} threads, {size:,.0f} MB"
    )
    for name, spent in (("coding", coding), ("adding", adding)):
        steps = tenth // BATCH
        first, last = spent[steps] / steps / BATCH, (spent[-2] - spent[-2 - steps]) / steps / BATCH
        print(
            f"{name}: {1 / first:,.0f} articles/s in the first tenth, {1 / last:,.0f} in the last (ratio {last / first:.2f})"
        )
    print(
        f"all in {coding[-1] + adding[-1]:,.0f} s, {adding[-1] / (coding[-1] + adding[-1]):.0%} of it adding"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
