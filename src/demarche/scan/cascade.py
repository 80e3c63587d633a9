"""The cascade: one page or article through sieve, extractors and coder, each step only where the one before lets it.

    bytes   what stands between the tags may tell of a threat or an event (``sieve``)
    text    so does the main text that the fast extractor finds
    coded   the accurate extractor's text, coded as everywhere

Each step counts what came to it and what it let through.
"""

from __future__ import annotations

from collections import Counter

from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.html import HTMLTree

from demarche.articles import Article, Skipped
from demarche.articles.html_page import article_of_page, check_tags, decoded_page
from demarche.coding import CodedArticle, Coders, code_article
from demarche.errors import DemarcheError, InputError
from demarche.scan import Page, Stored
from demarche.scan.bounds import SOFT, SoftLimit, limited
from demarche.scan.sieve import page_may_tell, tells

Passed = CodedArticle | Skipped | None


def through(item: Page | Stored, *, coders: Coders, everything: bool, counts: Counter[str]) -> Passed:
    """Return the coded article of what passes, why it was skipped, or None for what was dropped.

    ``everything`` leaves the sieve out. Faults of one page, its taking too long and its asking for too much
    memory are what was skipped; only errors that no page is to blame for are raised.
    """
    try:
        if not everything and isinstance(item, Page) and not bytes_pass(item, counts):
            return None
        with limited():
            if not everything and not text_passes(item, counts):
                return None
            coded = code_article(article_in(item), coders=coders)
    except InputError as error:
        return Skipped(where=item.where, why=str(error).removeprefix(f"{item.where}: "), code=error.code)
    except DemarcheError:
        raise
    except SoftLimit:
        return Skipped(
            where=item.where, why=f"it took more than {SOFT:.0f} seconds; it is left out", code="slow"
        )
    except MemoryError:
        return Skipped(where=item.where, why="it asked for too much memory; it is left out", code="memory")
    except Exception as error:  # noqa: BLE001  one page stops no scan
        why = f"{type(error).__name__}: {error}; report this with the page"
        return Skipped(where=item.where, why=why, code="unexpected")
    counts["coded"] += 1
    return coded


def article_in(item: Page | Stored) -> Article:
    """Return the article, that of a page as ``demarche code`` finds it; ArticleError if it holds none."""
    if isinstance(item, Stored):
        return item.article
    return article_of_page(item.data, where=item.where, url=item.url, encoding=item.encoding)


def bytes_pass(page: Page, counts: Counter[str]) -> bool:
    """Return whether a page's bytes may tell of a threat or an event; in time that grows with them alone."""
    counts["bytes in"] += 1
    told = page_may_tell(page.data)
    counts["bytes"] += told
    return told


def text_passes(item: Page | Stored, counts: Counter[str]) -> bool:
    """Return whether the main text of a page, or an article's own, may tell of one."""
    counts["text in"] += 1
    text = item.article.full_text if isinstance(item, Stored) else fast_text(item)
    told = tells(bytes_of(text))
    counts["text"] += told
    return told


def bytes_of(text: str) -> bytes:
    """Return a text in UTF-8."""
    return text.encode("utf-8", errors="replace")


def fast_text(page: Page) -> str:
    """Return what the fast extractor takes for a page's main text, headline ahead.

    Raises ArticleError for a page with too many tags, or too many open at once.
    """
    check_tags(page.data, where=page.where)
    tree = HTMLTree.parse(decoded_page(page.data, page.encoding))
    found = extract_plain_text(tree, main_content=True, alt_texts=False, list_bullets=False)
    return f"{tree.title or ''}\n{found}"
