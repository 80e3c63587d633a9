"""Watches in a browser: made on the page, heard of when a feed changes, seen to by keys and without script."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from demarche.coding import default_coders
from demarche.register.store import SqlRegister
from demarche.watch.fetching import Polite
from demarche.watch.guard import Guard
from demarche.watch.running import Runner
from demarche.watch.store import WatchStore
from demarche.web.desk import Desk
from tests.watch.made import Clock
from tests.watch.server import Site, feed, listening
from tests.watch.server import page as article_page

from ..browsing import served

playwright = pytest.importorskip("playwright.sync_api", reason="needs Playwright: pip install playwright")
FIRST = "Talks about fishing went on in the capital on Monday, and nobody expected them to end soon."
SECOND = (
    "Russia will respond if Japan deploys US missiles on its territory, Deputy Foreign Minister Ivan Demidov "
    "said on Tuesday."
)


@pytest.fixture
def site(socket_enabled: None) -> Iterator[Site]:
    with listening() as one:
        yield one


def test_a_watch_is_made_and_hears_when_a_feed_changes(
    chrome: Any, desk: Desk, register: SqlRegister, site: Site
) -> None:
    guard, clock = Guard(allow=frozenset({site.host})), Clock()
    store = WatchStore(register)
    runner = Runner(
        store=store, fetch=Polite(guard=guard, pause=0.0, timeout=5.0, today=clock), coders=default_coders(),
        now=clock, chance=lambda: 0.5,
    )  # fmt: skip
    named = ("/a", "Talks go on", "Mon, 29 Jul 2024")
    site.put("/feed", feed(site, named))
    site.put("/a", article_page(FIRST, day="2024-07-29"))
    with served(replace(desk, watching=replace(desk.watching, guard=guard))) as address:
        page = chrome.new_context(base_url=address).new_page()
        page.goto("/sources")
        page.get_by_label("Address of an RSS or Atom feed").fill("http://127.0.0.1:1/private")
        page.get_by_role("button", name="Add it").click()
        playwright.expect(page.locator("#notice")).to_contain_text("is not on the public internet")
        page.get_by_label("Address of an RSS or Atom feed").fill(f"{site.url}/feed")
        page.get_by_role("button", name="Add it").click()
        playwright.expect(page.locator("table.sources")).to_contain_text("Not asked yet")
        page.goto("/threads?sender=Russia&target=Japan")
        page.get_by_role("link", name="Watch this search").click()
        page.get_by_label("Name").fill("Russia to Japan")
        page.get_by_role("button", name="Make this watch").click()
        playwright.expect(page.locator("h1")).to_have_text("Russia to Japan")
        assert runner.once().alerts == 0
        page.reload()
        playwright.expect(page.locator(".empty")).to_contain_text("No alert yet")
        clock.now += timedelta(days=1)
        site.put("/feed", feed(site, ("/b", "Moscow warns Tokyo", "Tue, 30 Jul 2024"), named))
        site.put("/b", article_page(SECOND, day="2024-07-30"))
        store.register.now = clock
        assert runner.once().alerts == 1
        page.reload()
        alert = page.locator("li.alert")
        playwright.expect(alert).to_contain_text("Russia → Japan")
        playwright.expect(alert).to_contain_text("Harbour Wire")
        alert.locator("h2 a").click()
        playwright.expect(page.locator("article.statement:target")).to_contain_text("Ivan Demidov")
        page.goto("/sources")
        playwright.expect(page.locator("table.sources")).to_contain_text("Harbour Wire")
        page.context.close()


def test_alerts_are_seen_to_by_keys(page: Any, busy: SqlRegister) -> None:
    store = WatchStore(busy)
    page.goto("/watches")
    alerts = page.locator("li.alert")
    waiting = alerts.count()
    first = next(store.alerts()).id
    page.keyboard.press("j")
    page.keyboard.press("n")
    page.keyboard.type("Ben")
    page.keyboard.press("Enter")
    playwright.expect(alerts.first).to_contain_text("Ben sees to it")
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("c")
    playwright.expect(page.get_by_role("status")).to_contain_text(f"Alert {first} is closed")
    playwright.expect(alerts).to_have_count(waiting - 1)
    assert store.alert(first).closed_by == "Ada"
    page.get_by_role("button", name="Open it again").click()
    playwright.expect(alerts).to_have_count(waiting)
    assert [note.action for note in store.alert(first).notes] == ["assigned", "closed", "reopened"]


def test_alerts_are_filtered_in_place(page: Any, busy: SqlRegister) -> None:
    page.goto("/watches")
    page.get_by_label("Change").select_option("softer")
    page.wait_for_url("**/watches?*kind=softer*")
    playwright.expect(page.locator("li.alert")).to_have_count(1)
    page.locator(".watchlist").get_by_role("link", name="Typhon").click()
    playwright.expect(page.locator("h1")).to_have_text("Typhon")


def test_a_watch_is_changed_and_refused_without_losing_what_was_typed(page: Any, busy: SqlRegister) -> None:
    page.goto("/watches/1/edit")
    page.get_by_label("Name").fill("typhon")
    page.get_by_label("military").check()
    page.get_by_role("button", name="Keep").click()
    playwright.expect(page.locator("#notice")).to_contain_text("there is one already")
    playwright.expect(page.get_by_label("Name")).to_have_value("typhon")
    page.get_by_label("Name").fill("Tokyo")
    page.get_by_role("button", name="Keep").click()
    playwright.expect(page.locator("h1")).to_have_text("Tokyo")
    playwright.expect(page.locator(".letters")).to_contain_text("kind military")


def test_all_works_without_javascript(chrome: Any, busy: SqlRegister, address: str) -> None:
    context = chrome.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/watches/new")
    page.get_by_label("Name").fill("Typhon again")
    page.get_by_label("Whose doing, with what thing").fill("US missiles in Japan")
    page.get_by_role("button", name="Make this watch").click()
    playwright.expect(page.locator("h1")).to_have_text("Typhon again")
    page.goto("/watches")
    page.get_by_text("Assign or note").first.click()
    page.get_by_label("Note").first.fill("ask Tokyo")
    page.get_by_role("button", name="Keep the note").first.click()
    playwright.expect(page.locator("li.alert").first).to_contain_text("“ask Tokyo”")
    page.locator("li.alert").first.get_by_role("button", name="Close").click()
    playwright.expect(page.get_by_role("status")).to_contain_text("is closed")
    page.goto("/sources/1")
    page.get_by_text("Remove", exact=True).click()
    page.get_by_role("button", name="Remove this feed").click()
    playwright.expect(page.locator("h1")).to_have_text("Sources")
    context.close()
