"""The demonstration: articles that we wrote, on public facts, for ``demarche demo`` and the tests.

The outlets and the Demo Press Agency do not exist, so that no words are put into a real outlet's mouth.
The dates, acts and public statements are real and can be checked; the sentences are ours. What a state
said stands mostly in reported speech, and quotation marks only round phrases that are well known.
"""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from importlib.resources import files

from demarche.articles import Article


@cache
def demo_articles() -> tuple[Article, ...]:
    """Return the demonstration's articles, story by story, each in order of time.

    >>> demo_articles()[0].outlet
    'Northern Courier'
    """
    lines = files("demarche.demo").joinpath("articles.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(article_of(line) for line in lines)


def article_of(line: str) -> Article:
    """Return the article of one line of ``articles.jsonl``."""
    fields = json.loads(line)
    return Article(
        given_id=fields["id"],
        outlet=fields["outlet"],
        date=date.fromisoformat(fields["date"]),
        title=fields["title"],
        text=fields["text"],
        url=fields["url"],
    )
