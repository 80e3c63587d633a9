"""HTML page: its main text as one article.

trafilatura finds the main text (F1 .945 on real pages, 18 pages/s); where it finds none, resiliparse is
asked (.90, 200 pages/s). Size and nesting are bounded before any parser sees the page, since parsers of
HTML keep the whole tree and some walk it by recursion.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

import trafilatura
from htmldate import find_date
from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.encoding import bytes_to_str, detect_encoding
from resiliparse.parse.html import HTMLTree

from demarche.articles import Article, Skipped
from demarche.articles.characters import clean_text
from demarche.articles.dates import DayOrReason, parse_date
from demarche.articles.opening import MB, whole
from demarche.articles.page_facts import page_facts
from demarche.errors import ArticleError

LARGEST = 10 * MB
MOST_TAGS = 200_000  # a long news page has about 5,000
MOST_WALKED = 30_000  # tags of a page given to trafilatura, some of whose searches take the square of them
DEEPEST = 500  # elements open at once; a news page has 20 to 40
# elements that end by themselves, or whose end tag is often left out
UNCLOSED = frozenset(
    b"area base br col embed hr img input link meta param source track wbr p li dt dd tr td th option "
    b"thead tbody tfoot colgroup html head body".split()
)
TAG = re.compile(rb"<(/?)([a-zA-Z][a-zA-Z0-9]*)")


def read_html_page(
    source: str, /, *, stream: BinaryIO | None = None, url: str | None = None, limit: int = LARGEST
) -> Iterator[Article | Skipped]:
    """Yield the one article of an HTML page; ``url`` is where it was fetched from.

    Raises SourceError if it is empty or cannot be read, ArticleError if it is too large or holds no text.
    """
    yield article_of_page(whole(source, stream, limit=limit), where=source, url=url)


def article_of_page(
    data: bytes, *, where: str, url: str | None = None, encoding: str | None = None, fast: bool = False
) -> Article:
    """Return the article of a page's bytes; ``fast`` leaves out trafilatura, as a page of very many tags does.

    The title, outlet, byline, day and address come from its head; a day that it does not state is looked
    for in the page by htmldate. Raises ArticleError if the page is too large, nested too deeply or holds
    no text.
    """
    fast = check_tags(data, where=where) > MOST_WALKED or fast
    html = decoded_page(data, encoding)
    try:
        tree = HTMLTree.parse(html)
        facts = page_facts(tree, url=url)
        text = main_text(html, tree, url=facts.url, fast=fast)
    except (RecursionError, MemoryError) as error:
        raise ArticleError(f"{where}: the page is nested too deeply to be read; leave it out") from error
    if not text:
        raise ArticleError(f"{where}: no main text was found; save the article's text and give that")
    day, reason = facts.date if facts.date[0] else searched_day(html, facts.url, facts.date[1])
    return Article(
        title=facts.title,
        text=text,
        outlet=facts.outlet,
        date=day,
        date_reason=reason,
        url=facts.url,
        byline=facts.byline,
    )


def check_tags(data: bytes, *, where: str) -> int:
    """Return how many tags a page has; ArticleError for more, or more of them open at once, than any article has."""
    depth = deepest = count = 0
    for count, match in enumerate(TAG.finditer(data), start=1):
        if match[2].lower() not in UNCLOSED:
            depth = max(0, depth - 1) if match[1] else depth + 1
            deepest = max(deepest, depth)
        if count > MOST_TAGS or deepest > DEEPEST:
            what = "is nested too deeply" if deepest > DEEPEST else f"has more than {MOST_TAGS:,} tags"
            raise ArticleError(f"{where}: the page {what}; it is no article, leave it out")
    return count


def decoded_page(data: bytes, encoding: str | None) -> str:
    """Return the page as a string: by the server's encoding, its meta tag, or detection."""
    try:
        return bytes_to_str(data, encoding or detect_encoding(data, from_html_meta=True) or "utf-8")
    except (LookupError, UnicodeError):
        return data.decode("utf-8", errors="replace")


def main_text(html: str, tree: HTMLTree, *, url: str | None, fast: bool) -> str:
    """Return the page's main text, "" if there is none."""
    found = None if fast else trafilatura_text(html, url)
    if not found or not found.strip():
        found = extract_plain_text(tree, main_content=True, alt_texts=False, list_bullets=False)
    return clean_text(found).strip()


def trafilatura_text(html: str, url: str | None) -> str | None:
    """Return what trafilatura takes for the main text; None if it finds none or fails on the page."""
    try:
        return trafilatura.extract(
            html, url=url, include_comments=False, include_tables=False, deduplicate=False
        )
    except (ValueError, TypeError, AttributeError, LookupError):  # seen on pages whose tree lxml cut short
        return None


def searched_day(html: str, url: str | None, stated: str | None) -> DayOrReason:
    """Return the day that htmldate finds in the page's markup or address, else None and why."""
    try:
        found = find_date(html, extensive_search=False, original_date=True, url=url)
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError, OverflowError):
        found = None
    if found:
        return parse_date(found)
    return None, stated or "the page states no date of publication"
