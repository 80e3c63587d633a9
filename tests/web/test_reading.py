"""What the pages show."""

from __future__ import annotations

from pathlib import Path

import pytest

from demarche.articles import Article
from demarche.coding import code_article
from demarche.register import EventFilter, Filter, open_register
from demarche.register.store import SqlRegister
from demarche.web.desk import Desk

from .conftest import HOST, NOW, Browser, words_of


def thread_of(register: SqlRegister, sender: str = "RUS") -> str:
    return next(register.threads(Filter(sender=(sender,)))).id


def test_threads_say_who_to_whom_how_often_how_firmly_and_what_came_of_it(browser: Browser) -> None:
    page = browser.page("/threads")
    words = words_of(page)
    assert "Russia → Japan" in words
    assert "2 Jul 2024" in words
    assert "● emphatic" in words
    assert "trigger met" in words
    assert 'aria-label="stated, emphatic"' in page


def test_the_address_holds_the_filter(browser: Browser) -> None:
    words = words_of(browser.page("/threads?sender=Iran&target=&kind=&since=&text="))
    assert "Iran → the United States" in words
    assert "Russia" not in words.split("Clear")[1]
    assert 'value="Iran"' in browser.page("/threads?sender=Iran")


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("sender=%3F%3F", "sender: '??' is no actor; give a code such as RUS"),
        ("since=soon", "since: 'soon' is no day; give it as 2024-07-25"),
        ("kind=loud", "kind: 'loud' is not one of unspecified"),
        ("after=zz", "cursor 'zz' is not one that the register gave"),
        ("min_confidence=2", "lies outside 0 to 1"),
        ("limit=0", "limit: "),
    ],
)
def test_a_filter_that_means_nothing_is_told(browser: Browser, query: str, fault: str) -> None:
    assert fault in words_of(browser.page(f"/threads?{query}", status=400))


def test_pages_of_threads_follow_each_other(browser: Browser) -> None:
    first = browser.page("/threads?limit=1")
    assert "Iran" in words_of(first).split("Commitment Ledger")[1]
    path = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    assert "Russia → Japan" in words_of(browser.page(f"{path}&limit=1"))


def test_the_matrix_leads_to_the_threads(browser: Browser) -> None:
    page = browser.page("/matrix?commitment=emphatic")
    assert 'aria-label="Russia to Japan: 1 statement, up to emphatic"' in page
    assert "/threads?commitment=emphatic&amp;sender=RUS&amp;target=JPN" in page
    assert "Iran" not in page.split("<table")[1]


def test_a_thread_shows_words_deeds_and_their_links(browser: Browser, register: SqlRegister) -> None:
    page = browser.page(f"/threads/{thread_of(register)}")
    words = words_of(page)
    assert "if “Japan deploys American missiles on its islands”" in words
    assert "trigger met (proposed)" in words
    assert "Andrei Rudenko, Deputy Foreign Minister" in words
    assert 'class="bar stated"' in page
    assert 'class="link trigger proposed"' in page
    assert "Meridian Post ← Reuters" in words


def test_a_thread_as_of_a_day_knows_nothing_later(browser: Browser, register: SqlRegister) -> None:
    words = words_of(browser.page(f"/threads/{thread_of(register)}?as_of=2024-05-01"))
    assert "As it could be known on 1 May 2024" in words
    assert "Zakharova" not in words
    assert "trigger met" not in words


def test_some_days_of_a_thread(browser: Browser, register: SqlRegister) -> None:
    words = words_of(browser.page(f"/threads/{thread_of(register)}?since=2024-07-01"))
    assert "Zakharova" in words
    assert "Rudenko" not in words
    assert "Nothing was said in these days" in browser.page(
        f"/threads/{thread_of(register)}?until=2020-01-01"
    )


def test_an_article_is_marked_and_its_furniture_grey(browser: Browser, register: SqlRegister) -> None:
    threat = next(register.threats(Filter(sender=("RUS",), text="Rudenko")))
    page = browser.page(f"/articles/{threat.source.article_id}")
    assert f'class="r-trigger " href="/threats/{threat.id}#trigger" title="trigger"' in page
    assert 'class="evidence"' in page
    deed = next(register.events(EventFilter(actor=("JPN",))))
    page = browser.page(f"/articles/{deed.source.article_id}")
    assert 'class=" furniture"' in page
    assert "deed: deployment" in page


def test_an_article_names_its_copies(desk: Desk) -> None:
    text = next(desk.register.articles()).article.text * 3
    for outlet in ("One", "Two"):
        desk.register.add(code_article(Article(title="Same", text=text, outlet=outlet, date=NOW.date())))
    one = next(a for a in desk.register.articles() if a.article.outlet == "One")
    assert "Copies of this text Same , Two" in words_of(Browser(desk).page(f"/articles/{one.id}"))


def test_search_finds_articles_and_threats(browser: Browser) -> None:
    page = browser.page("/search?q=strait")
    assert '<mark class="found">strait</mark>' in page
    assert "Iran → the United States" in words_of(page)
    assert "No article holds all these words" in browser.page("/search?q=zebra")
    assert "no word to look for" in browser.page("/search?q=%3F%3F", status=400)
    assert "Russia → Japan" in words_of(browser.page("/search?sender=RUS"))


@pytest.mark.parametrize("path", ["/codebook", "/status", "/api"])
def test_pages_that_explain(browser: Browser, path: str) -> None:
    assert "<h1>" in browser.page(path)


def test_an_empty_register_says_what_fills_it(tmp_path: Path) -> None:
    with open_register(tmp_path / "empty.db", now=lambda: NOW) as opened:
        browser = Browser(Desk(register=opened, now=lambda: NOW, hosts=(HOST,)))
        for path in ("/threads", "/matrix"):
            assert "demarche add articles.jsonl" in browser.page(path)
        assert "Nothing is left to review" in browser.page("/review")
        assert browser.get("/api/threads").json() == {"items": [], "next": None}


@pytest.mark.parametrize(
    "path", ["/nothing", "/threads/ffff", "/threats/zz", "/articles/ff", "/static/../app.py"]
)
def test_what_is_not_there(browser: Browser, path: str) -> None:
    page = browser.page(path, status=404)
    assert "<h1>Not here</h1>" in page


def test_no_page_is_heavy_or_loads_from_elsewhere(browser: Browser, register: SqlRegister) -> None:
    threat = next(register.threats())
    for path in (
        "/threads",
        f"/threads/{thread_of(register)}",
        f"/threats/{threat.id}",
        "/review",
        "/matrix",
    ):
        page = browser.page(path)
        assert len(page.encode()) < 100_000
        assert 'src="http' not in page
        assert " style=" not in page
        assert "onclick" not in page
