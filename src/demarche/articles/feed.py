"""Feed: the entries of an RSS or Atom feed as articles."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

import feedparser
from resiliparse.extract.html2text import extract_plain_text

from demarche.articles import Article, Skipped
from demarche.articles.characters import clean_text, clean_title
from demarche.articles.dates import DayOrReason, parse_date
from demarche.articles.html_page import check_tags
from demarche.articles.opening import MB, whole
from demarche.articles.page_facts import host_of
from demarche.errors import ArticleError, SourceError

LARGEST = 10 * MB


def read_feed(
    source: str, /, *, stream: BinaryIO | None = None, url: str | None = None, limit: int = LARGEST
) -> Iterator[Article | Skipped]:
    """Yield an article for each entry of a feed: its title, its content or summary as plain text.

    ``url`` is where the feed was fetched from. An entry with neither title nor text is skipped. Raises
    SourceError if the source is empty, cannot be read or is no feed.
    """
    data = whole(source, stream, limit=limit)
    headers = {"content-location": url} if url else {}
    try:
        check_tags(data, where=source)
        feed = feedparser.parse(io.BytesIO(data), response_headers=headers)
    except (ArticleError, RecursionError, ValueError, LookupError, AttributeError, TypeError) as error:
        raise SourceError(f"{source}: cannot be read as a feed ({error}); check the address") from error
    if not feed.get("version") and not feed.entries:
        raise SourceError(f"{source}: is not an RSS or Atom feed; check the address, or read it as a page")
    outlet = clean_title(str(feed.feed.get("title") or "")) or host_of(url)
    for number, entry in enumerate(feed.entries, start=1):
        yield article_of_entry(entry, outlet=outlet, version=feed.version, where=f"{source} item {number}")


def article_of_entry(
    entry: Mapping[str, Any], *, outlet: str | None, version: str, where: str
) -> Article | Skipped:
    """Return the article of one entry, or why it holds none."""
    title = plain(str(entry.get("title") or "")).replace("\n", " ")
    text = body_of(entry)
    if not title.strip() and not text.strip():
        return Skipped(where=where, why="the entry has neither title nor text")
    day, reason = day_of_entry(entry, version)
    return Article(
        title=clean_title(title),
        text=text,
        outlet=outlet,
        date=day,
        date_reason=reason,
        url=entry.get("link") or None,
        byline=clean_title(str(entry.get("author") or "")) or None,
        given_id=entry.get("id") or None,
    )


def body_of(entry: Mapping[str, Any]) -> str:
    """Return an entry's longest content as plain text, else its summary."""
    contents = [str(content.get("value") or "") for content in entry.get("content") or ()]
    texts = [plain(value) for value in (*contents, str(entry.get("summary") or ""))]
    return max(texts, key=len)


def plain(markup: str) -> str:
    """Return the words of a piece of HTML, its paragraphs on lines of their own.

    >>> plain("<p>Talks &amp; more</p>")
    'Talks & more'
    """
    if "<" not in markup and "&" not in markup:
        return clean_text(markup).strip()
    return clean_text(extract_plain_text(markup, alt_texts=False, list_bullets=False)).strip()


def day_of_entry(entry: Mapping[str, Any], version: str) -> DayOrReason:
    """Return the day on which an entry was published.

    Atom's ``updated`` says when an entry last changed, which is another day; RSS has no such field, and
    feedparser puts ``dc:date`` under its name.
    """
    written = entry.get("published") or (entry.get("updated") if not version.startswith("atom") else None)
    if written:
        day, reason = parse_date(str(written))
        return day, f"{str(written)[:40]!r}: {reason}" if reason else None
    if entry.get("updated"):
        return None, "the feed says when the entry was changed, not when it was published"
    return None, "the feed gives no date"
