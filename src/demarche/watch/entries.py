"""Entries: what a feed names, and the article of each, from its page or, where that is refused, its own text."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date as Date
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from demarche.articles import Article, Columns, Skipped
from demarche.articles.feed import read_feed
from demarche.articles.fetch import Fetched
from demarche.articles.page_facts import host_of
from demarche.articles.reading import read_fetched
from demarche.errors import ArticleError
from demarche.watch.fetching import Answer

LONGEST_NAME = 2000  # characters of an address
MOST = 1000  # entries of one feed that are looked at, the newest


def entries_of(answer: Answer, address: str) -> tuple[Article, ...]:
    """Return the entries of a feed, oldest first; SourceError where it is none."""
    found = read_feed(address, stream=io.BytesIO(answer.content), url=answer.url)
    entries = [entry for entry in islice(found, MOST) if isinstance(entry, Article)]
    entries.reverse()  # feeds name the newest first
    return tuple(sorted(entries, key=lambda entry: entry.date or Date.min))


def name_of(entry: Article, feed: str) -> str:
    """Return what an entry is known by: its page's address, else its feed and id, else its words."""
    if page := page_of(entry):
        return page
    given = str(entry.given_id) if entry.given_id else entry.id
    return f"{feed}#{hashlib.sha256(given.encode('utf-8', 'replace')).hexdigest()[:20]}"


def page_of(entry: Article) -> str | None:
    """Return the address of an entry's page, None where it has no web address.

    >>> page_of(Article(title="", text="", url="javascript:alert(1)"))
    """
    try:
        parts = urlsplit(entry.url or "")
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or len(entry.url or "") > LONGEST_NAME:
        return None
    return parts._replace(fragment="").geturl()


def packed(entry: Article) -> str:
    """Return an entry as JSON."""
    values = asdict(entry)
    return json.dumps({name: str(v) if isinstance(v, Date) else v for name, v in values.items()})


def unpacked(text: str) -> Article:
    """Return the entry that the JSON holds."""
    record: dict[str, Any] = json.loads(text)
    day = record.pop("date")
    return Article(**record, date=Date.fromisoformat(day) if day else None)


def article_of(answer: Answer, entry: Article) -> Article:
    """Return the article of a fetched page; what the page does not say is taken from the feed's entry.

    Raises ArticleError or SourceError where it holds none.
    """
    page = Fetched(
        url=answer.url,
        content=answer.content,
        content_type=answer.content_type,
        encoding=answer.encoding,
    )
    items: Iterator[Article | Skipped] = read_fetched(page, answer.url, kind=None, columns=Columns())
    first = next(items, None)
    if not isinstance(first, Article):
        raise ArticleError(f"{answer.url}: {first.why if first else 'holds no article'}; leave it out")
    return completed(first, entry)


def completed(article: Article, entry: Article) -> Article:
    """Return the article with what only the feed says."""
    if article.date is None and entry.date is not None:
        article = replace(article, date=entry.date, date_reason=None)
    unnamed = article.outlet in (None, host_of(article.url))
    return replace(
        article,
        title=article.title or entry.title,
        outlet=(entry.outlet or article.outlet) if unnamed else article.outlet,
        url=article.url or entry.url,
        byline=article.byline or entry.byline,
        given_id=entry.given_id,
    )


def own_article(entry: Article) -> Article | None:
    """Return what the feed itself gives of an entry, None where it gives no text."""
    return entry if entry.text.strip() else None
