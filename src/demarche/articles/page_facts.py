"""Facts of a page: what its head says of title, outlet, byline, day and address.

Meta tags and JSON-LD first, as publishers fill them for search engines (schema.org, Open Graph).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from resiliparse.parse.html import HTMLTree

from demarche.articles.characters import clean_title
from demarche.articles.dates import DayOrReason, parse_date

TITLES = ("og:title", "twitter:title", "headline", "dc.title")
DATES = (
    "article:published_time", "og:published_time", "datepublished", "publishdate", "publish-date",
    "publish_date", "publication_date", "pubdate", "date.published", "dc.date.issued", "dcterms.created",
    "dc.date", "sailthru.date", "parsely-pub-date", "article.published", "cxenseparse:recs:publishtime",
    "date",
)  # fmt: skip
BYLINES = ("author", "byline", "article:author", "parsely-author", "sailthru.author", "dc.creator")
DEEPEST = 12  # levels of JSON-LD looked into: @graph, article, publisher need four
MOST_SCRIPTS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFacts:
    """What a page's head says; empty or None where it says nothing."""

    title: str
    outlet: str | None
    byline: str | None
    url: str | None
    date: DayOrReason


def page_facts(tree: HTMLTree, *, url: str | None) -> PageFacts:
    """Return the facts of a parsed page that was fetched from ``url``."""
    meta = meta_values(tree)
    linked = list(article_nodes(tree))
    address = canonical(tree, meta, url)
    return PageFacts(
        title=first_words(*(meta.get(name) for name in TITLES), *values(linked, "headline"), tree.title),
        outlet=first_words(meta.get("og:site_name"), *values(linked, "publisher")) or host_of(address or url),
        byline=byline_of(meta, linked),
        url=address,
        date=published_on(meta, linked),
    )


def meta_values(tree: HTMLTree) -> dict[str, str]:
    """Return the first content of each meta tag, names in lower case."""
    found: dict[str, str] = {}
    # As a slice: asked for one by one, each is looked for from the first on.
    for tag in tree.document.get_elements_by_tag_name("meta")[:] if tree.document else ():
        name = tag.getattr("property") or tag.getattr("name") or tag.getattr("itemprop")
        content = tag.getattr("content")
        if name and content and content.strip():
            found.setdefault(name.strip().lower(), content)
    return found


def article_nodes(tree: HTMLTree) -> Iterator[dict[str, object]]:
    """Yield the JSON-LD objects of the page that describe an article."""
    if tree.document is None:
        return
    for script in tree.document.query_selector_all('script[type="application/ld+json"]')[:MOST_SCRIPTS]:
        try:
            data = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue
        for node in objects(data, DEEPEST):
            kinds = node.get("@type")
            names = kinds if isinstance(kinds, list) else [kinds]
            if any(
                isinstance(kind, str) and kind.endswith(("Article", "Posting", "Report")) for kind in names
            ):
                yield node


def objects(data: object, depth: int) -> Iterator[dict[str, object]]:
    """Yield the objects in a JSON value, outer ones first."""
    if depth and isinstance(data, dict):
        yield data
        for value in data.values():
            yield from objects(value, depth - 1)
    elif depth and isinstance(data, list):
        for value in data:
            yield from objects(value, depth - 1)


def values(nodes: list[dict[str, object]], key: str) -> Iterator[str]:
    """Yield the words that the nodes hold under a key, names of persons and organisations included."""
    for node in nodes:
        value = node.get(key)
        names = [named(item) for item in value] if isinstance(value, list) else [named(value)]
        if any(names):
            yield ", ".join(name for name in names if name)


def named(value: object) -> str:
    """Return a JSON-LD value's words: itself, or its name."""
    name = value.get("name") if isinstance(value, dict) else value
    return name if isinstance(name, str) else ""


def byline_of(meta: dict[str, str], linked: list[dict[str, object]]) -> str | None:
    """Return who wrote the page; an address of a profile is no name."""
    names = (*values(linked, "author"), *(meta.get(name) for name in BYLINES))
    return first_words(*(name for name in names if name and "://" not in name)) or None


def published_on(meta: dict[str, str], linked: list[dict[str, object]]) -> DayOrReason:
    """Return the day of publication that the head states, else None and why."""
    stated = [*(meta.get(name) for name in DATES), *values(linked, "datePublished")]
    written = [value for value in stated if value and value.strip()]
    reasons = []
    for value in written:
        day, reason = parse_date(value)
        if day:
            return day, None
        reasons.append(f"{value.strip()[:40]!r}: {reason}")
    return None, reasons[0] if reasons else None


def canonical(tree: HTMLTree, meta: dict[str, str], url: str | None) -> str | None:
    """Return the address that the page gives as its own, else the one it was fetched from."""
    link = tree.document.query_selector('link[rel="canonical"]') if tree.document else None
    given = (link.getattr("href") if link else None) or meta.get("og:url")
    try:
        address = urljoin(url or "", (given or "").strip()) or None
        return address if address and urlsplit(address).scheme in ("http", "https") else url
    except ValueError:
        return url


def host_of(url: str | None) -> str | None:
    """Return the host of an address without "www.".

    >>> host_of("https://www.gazette.example/a")
    'gazette.example'
    """
    try:
        host = urlsplit(url or "").hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def first_words(*candidates: str | None) -> str:
    """Return the first of the candidates that holds words, on one line; "" if none does."""
    return next((words for value in candidates if value and (words := clean_title(value))), "")
