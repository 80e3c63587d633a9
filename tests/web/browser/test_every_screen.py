"""Every screen in a browser: what axe finds, how wide it is on a phone, and that it loads only what is ours."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest

from demarche.register import Filter
from demarche.register.store import SqlRegister
from demarche.watch.store import WatchStore

playwright = pytest.importorskip("playwright.sync_api", reason="needs Playwright: pip install playwright")
HEAVY = 100_000  # bytes of a page without its style sheet and scripts
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]


def screens(register: SqlRegister) -> tuple[str, ...]:
    threat = next(register.threats(Filter(text="Rudenko")))
    alert = next(WatchStore(register).alerts()).id
    return (
        "/threads", "/matrix", f"/threads/{threat.id}", f"/threats/{threat.id}",
        f"/articles/{threat.source.article_id}", "/review", "/search?q=missiles", "/search?sender=RUS", "/watches",
        "/watches/1?state=all", f"/watches/alerts/{alert}", "/watches/new", "/watches/2/edit", "/watches/delivery",
        "/sources", "/sources/1", "/codebook", "/status", "/api", "/nothing",
    )  # fmt: skip


def test_every_screen(chrome: Any, busy: SqlRegister, address: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    context = chrome.new_context(base_url=address, bypass_csp=True)
    page = context.new_page()
    asked, wrong = list[str](), list[tuple[str, object]]()
    page.on("request", lambda request: asked.append(request.url))

    def check(path: str, rules: list[str]) -> None:
        found = axe.run(page, options={"runOnly": rules}).response["violations"]
        wrong.extend((path, (one["id"], one["nodes"][0]["html"])) for one in found)

    for path in screens(busy):
        page.set_viewport_size({"width": 1280, "height": 900})
        page.emulate_media(color_scheme="light")
        answer = page.goto(path)
        if len(answer.body()) >= HEAVY:
            wrong.append((path, "heavy"))
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        check(path, RULES)
        page.emulate_media(color_scheme="dark")
        check(path, ["color-contrast"])
        for width in (768, 390, 320):
            page.set_viewport_size({"width": width, "height": 800})
            if (wide := page.evaluate("document.documentElement.scrollWidth")) > width:
                wrong.append((path, f"{wide} wide on {width}"))
    assert wrong == [], "\n".join(map(str, wrong))
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(address).netloc}
    context.close()
