"""What only a browser shows: keys, answers in place, the brush, accessibility, narrow screens, print."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from demarche.coding import code_article
from demarche.register import Filter, open_register
from demarche.register.store import SqlRegister
from demarche.web.desk import Desk

from .browsing import chromium, served
from .conftest import NOW, stories

playwright = pytest.importorskip("playwright.sync_api", reason="needs Playwright: pip install playwright")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.enable_socket,
    pytest.mark.skipif(chromium() is None, reason="needs Chromium: apt install chromium"),
]


@pytest.fixture(scope="module")
def chrome() -> Iterator[Any]:
    with playwright.sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def register(tmp_path: Path) -> Iterator[SqlRegister]:
    with open_register(tmp_path / "register.db", now=lambda: NOW) as opened:
        opened.add((code_article(article) for article in stories()), source="test")
        yield opened


@pytest.fixture
def address(register: SqlRegister, socket_enabled: None) -> Iterator[str]:
    with served(Desk(register=register, now=lambda: NOW, author="Ada")) as place:
        yield place


@pytest.fixture
def page(chrome: Any, address: str) -> Iterator[Any]:
    context = chrome.new_context(base_url=address, viewport={"width": 1280, "height": 900})
    one = context.new_page()
    faults: list[str] = []
    one.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    one.on("pageerror", lambda error: faults.append(str(error)))
    yield one
    context.close()
    # a refused answer is told on the page; anything else in the console is a fault, a broken policy too
    assert [
        fault for fault in faults if "status of 4" not in fault and "Response Status Error" not in fault
    ] == []


def thread_id(register: SqlRegister) -> str:
    return next(register.threads(Filter(sender=("RUS",)))).id


def test_filtering_changes_list_and_address(page: Any) -> None:
    page.goto("/threads")
    page.keyboard.press("/")
    page.keyboard.type("Iran")
    page.keyboard.press("Enter")
    page.wait_for_url("**/threads?sender=Iran*")
    rows = page.locator("table.threads tbody tr")
    playwright.expect(rows).to_have_count(1)
    page.go_back()
    playwright.expect(rows).to_have_count(2)


def test_a_thread_is_opened_from_the_matrix(page: Any) -> None:
    page.goto("/matrix")
    page.get_by_role("link", name="Russia to Japan").click()
    page.locator("table.threads th a").first.click()
    playwright.expect(page.locator("h1")).to_contain_text("Russia → Japan")


def test_a_field_is_corrected_in_place_and_undone(page: Any, register: SqlRegister) -> None:
    threat = next(register.threats(Filter(text="Rudenko")))
    page.goto(f"/threats/{threat.id}")
    field = page.locator("#target")
    field.get_by_text("Edit").click()
    field.get_by_label("target").fill("Japan, United States")
    field.get_by_role("button", name="Keep").click()
    playwright.expect(field.locator(".value")).to_have_text("Japan (JPN), the United States (USA)")
    assert register.threat(threat.id).corrected == ("target",)
    field.get_by_role("button", name="Undo").click()
    playwright.expect(field.locator(".value")).to_have_text("Japan (JPN)")


def test_what_is_refused_is_told_without_losing_what_was_typed(page: Any, register: SqlRegister) -> None:
    threat = next(register.threats(Filter(text="Rudenko")))
    page.goto(f"/threats/{threat.id}")
    field = page.locator("#trigger")
    field.get_by_text("Edit").click()
    field.get_by_label("trigger").fill("a comet comes")
    field.get_by_role("button", name="Keep").click()
    playwright.expect(page.locator("#notice")).to_contain_text("does not stand in the article")
    playwright.expect(field.get_by_label("trigger")).to_have_value("a comet comes")


def test_the_queue_is_worked_by_keys(page: Any, register: SqlRegister) -> None:
    waiting = len(list(register.threats()))
    page.goto("/review")
    first = page.locator("[name=threat]").get_attribute("value")
    page.keyboard.press("r")
    playwright.expect(page.locator(".progress")).to_contain_text("1 answered by you")
    assert register.threat(first).rejected
    page.keyboard.press("u")
    playwright.expect(page.locator(f'[name=threat][value="{first}"]')).to_have_count(1)
    assert not register.threat(first).rejected
    page.keyboard.press("e")
    playwright.expect(page.locator("#fields")).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    for answered in range(1, waiting + 1):
        page.keyboard.press("a")
        if answered < waiting:
            playwright.expect(page.locator(".progress")).to_contain_text(f"{answered} answered by you")
    playwright.expect(page.locator("h1")).to_have_text("Nothing is left to review")
    assert [review.answer for review in register.reviews()] == ["reject"] + ["accept"] * waiting


def test_a_proposal_is_confirmed_in_place(page: Any, register: SqlRegister) -> None:
    page.goto(f"/threads/{thread_id(register)}")
    page.get_by_role("button", name="Confirm: met").first.click()
    playwright.expect(page.locator(".side h3").first).to_contain_text("trigger met (judged)")
    assert register.judgements()[0].author == "Ada"
    page.locator(".history").get_by_role("button", name="Undo").click()
    playwright.expect(page.locator(".side h3").first).to_contain_text("trigger met (proposed)")


def test_the_brush_filters_the_statements(page: Any, register: SqlRegister) -> None:
    page.goto(f"/threads/{thread_id(register)}")
    statements = page.locator("article.statement:visible")
    playwright.expect(statements).to_have_count(2)
    box = page.locator(".timeline svg").bounding_box()
    middle, low = box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.9
    page.mouse.move(middle, low)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 5, low, steps=4)
    page.mouse.up()
    playwright.expect(statements).to_have_count(1)
    assert page.locator("#since").input_value() > "2024-04-01"


def test_keys_lead_to_screens_and_through_lists(page: Any) -> None:
    page.goto("/threads")
    page.keyboard.press("j")
    page.keyboard.press("j")
    playwright.expect(page.locator("tr.at")).to_contain_text("Russia → Japan")
    page.keyboard.press("Enter")
    playwright.expect(page.locator("h1")).to_contain_text("Russia → Japan")
    page.keyboard.press("?")
    playwright.expect(page.locator("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("c")
    page.wait_for_url("**/codebook")


def test_all_works_without_javascript(chrome: Any, address: str, register: SqlRegister) -> None:
    context = chrome.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/threads")
    page.get_by_label("Sender").fill("Russia")
    page.get_by_role("button", name="Filter").click()
    page.locator("table.threads th a").first.click()
    page.get_by_role("button", name="Confirm: met").first.click()
    playwright.expect(page.locator(".side h3").first).to_contain_text("trigger met (judged)")
    page.goto("/review")
    page.get_by_role("button", name="Reject").click()
    playwright.expect(page.locator(".progress")).to_contain_text("1 answered by you")
    context.close()


def screens(register: SqlRegister) -> tuple[str, ...]:
    threat = next(register.threats(Filter(text="Rudenko")))
    return (
        "/threads", "/matrix", f"/threads/{thread_id(register)}", f"/threats/{threat.id}",
        f"/articles/{threat.source.article_id}", "/review", "/search?q=missiles", "/search?sender=RUS", "/codebook",
        "/status", "/api", "/nothing",
    )  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(chrome: Any, address: str, register: SqlRegister, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    context = chrome.new_context(base_url=address, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    for path in screens(register):
        page.goto(path)
        found = axe.run(
            page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}
        )
        told = [(one["id"], one["nodes"][0]["html"]) for one in found.response["violations"]]
        assert told == [], path
    context.close()


@pytest.mark.parametrize("width", [320, 390, 768])
def test_no_screen_is_wider_than_a_phone(
    chrome: Any, address: str, register: SqlRegister, width: int
) -> None:
    context = chrome.new_context(base_url=address, viewport={"width": width, "height": 800})
    page = context.new_page()
    for path in screens(register):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    context.close()


def test_a_thread_prints_without_what_is_pressed(page: Any, register: SqlRegister) -> None:
    page.goto(f"/threads/{thread_id(register)}")
    page.emulate_media(media="print")
    for hidden in ("header.top", "footer", ".verdicts", "details"):
        playwright.expect(page.locator(hidden).first).to_be_hidden()
    playwright.expect(page.locator("blockquote").first).to_be_visible()
