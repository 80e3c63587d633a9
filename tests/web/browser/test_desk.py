"""Reading, correcting, judging and reviewing in a browser: keys, answers in place, the brush, print."""

from __future__ import annotations

from typing import Any

import pytest

from demarche.register import Filter
from demarche.register.store import SqlRegister

playwright = pytest.importorskip("playwright.sync_api", reason="needs Playwright: pip install playwright")


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


UNDER_WAY = ".htmx-request, .htmx-swapping, .htmx-settling"


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
    playwright.expect(page.locator(UNDER_WAY)).to_have_count(0)
    page.keyboard.press("e")
    playwright.expect(page.locator("#fields")).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    for answered in range(1, waiting + 1):
        playwright.expect(page.locator(UNDER_WAY)).to_have_count(0)
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


def test_a_thread_prints_without_what_is_pressed(page: Any, register: SqlRegister) -> None:
    page.goto(f"/threads/{thread_id(register)}")
    page.emulate_media(media="print")
    for hidden in ("header.top", "footer", ".verdicts", "details"):
        playwright.expect(page.locator(hidden).first).to_be_hidden()
    playwright.expect(page.locator("blockquote").first).to_be_visible()
