"""Make the desk's pictures: ``python docs/pictures/desk.py`` shows its main screens on the demonstration.

Needs Playwright and Chromium. Run it in the checkout; the pictures lie beside this file.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import sync_playwright

from demarche.coding import code_article
from demarche.demo import demo_articles
from demarche.register import Filter, open_register
from demarche.register.store import SqlRegister
from demarche.watch.fetching import Answer
from demarche.watch.store import WatchStore
from demarche.web.desk import Desk

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))
NOW = datetime(2025, 10, 1, tzinfo=UTC)


def main() -> None:
    """Serve the demonstration and take its pictures."""
    from tests.web.browsing import ARGUMENTS, chromium, served

    with (
        tempfile.TemporaryDirectory() as folder,
        open_register(Path(folder) / "demo.db", now=lambda: NOW) as register,
        served(Desk(register=register, now=lambda: NOW, author="Ada Analyst")) as address,
        sync_playwright() as tool,
    ):
        watched(register)
        thread = next(register.threads(Filter(sender=("RUS",), target=("JPN",))))
        shots = (
            ("desk-threads", "/threads", 1180, 760, "light"),
            ("desk-thread", f"/threads/{thread.id}", 1180, 900, "light"),
            ("desk-review", "/review", 900, 560, "light"),
            ("desk-watches", "/watches/1", 1180, 820, "light"),
            ("desk-sources", "/sources", 1180, 520, "light"),
            ("desk-matrix", "/matrix", 900, 560, "dark"),
            ("desk-phone", f"/threads/{thread.id}", 390, 760, "dark"),
        )
        browser = tool.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        for name, path, width, height, scheme in shots:
            page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
            page.goto(f"{address}{path}")
            page.screenshot(path=HERE / f"{name}.png", animations="disabled")
            page.close()
        browser.close()


def watched(register: SqlRegister) -> None:
    """Add the demonstration's articles day by day, with watches that hear of them, and two feeds."""
    store = WatchStore(register)
    store.add_watch("Russia to Japan", Filter(sender=("RUS",), target=("JPN",)), author="Ada Analyst")
    store.add_watch("Typhon", "US missiles in Japan", author="Ada Analyst")
    for article in sorted(demo_articles(), key=lambda article: str(article.date)):
        register.add([code_article(article)], source="demonstration")
    store.look(deadline_days=3)
    first = next(store.alerts()).id
    store.assign_alert(first, "Ben", author="Ada Analyst")
    store.note_alert(first, "Ask the desk in Tokyo whether the launcher stays.", author="Ada Analyst")
    good = store.add_feed(
        "https://harbour-wire.example/feed.xml", title="Harbour Wire", every=30, author="Ada"
    )
    bad = store.add_feed("https://courier.example/rss", title="Northern Courier", every=60, author="Ada")
    named = [replace(article, url=f"{good.address}/{n}") for n, article in enumerate(demo_articles())][:9]
    answer = Answer(url=good.address, status=200)
    store.feed_answered(good, answer, named, next_at=NOW + timedelta(minutes=30))
    for number, item in enumerate(store.waiting_items(limit=8)):
        if number < 7:
            store.item_added(item, code_article(item.entry))
        else:
            store.item_skipped(item, "holds no article; leave it out")
    why = f"{bad.address}: the server failed for now (503); try again later"
    store.feed_failed(bad, why, next_at=NOW + timedelta(hours=2))


if __name__ == "__main__":
    main()
