"""What those who run the desk see of it: health, figures, request ids, one line of log a request."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI

from demarche.register.store import SqlRegister
from demarche.web.desk import Desk
from demarche.web.figures import Stock
from tests.web.conftest import Browser, browser, desk, filled, register, team

__all__ = ["browser", "desk", "filled", "register", "team"]


def figures_of(text: str) -> dict[str, float]:
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def logged(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    return [record.fields for record in caplog.records if record.getMessage() == "request"]  # type: ignore[attr-defined]


def test_a_desk_that_is_well(browser: Browser) -> None:
    answer = browser.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_a_desk_whose_register_fails_says_so_and_no_more(browser: Browser, register: SqlRegister) -> None:
    with register.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE articles RENAME TO gone")
    answer = browser.get("/healthz")
    assert (answer.status_code, answer.json()) == (503, {"status": "failing"})
    assert "demarche_register_up 0.0" in browser.get("/metrics").text


def test_the_figures(browser: Browser, register: SqlRegister) -> None:
    browser.get("/threads")
    browser.get("/threads?sender=RUS")
    browser.get("/nothing/here")
    answer = browser.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    figures = figures_of(answer.text)
    assert figures['demarche_requests_total{method="GET",route="/threads",status="200"}'] == 2
    assert figures['demarche_requests_total{method="GET",route="none",status="404"}'] == 1
    assert figures['demarche_request_seconds_count{route="/threads"}'] == 2
    assert figures["demarche_requests_running"] == 1
    assert figures["demarche_register_up"] == 1
    assert figures['demarche_register_records{kind="articles"}'] == register.counts().articles == 4
    assert figures['demarche_feeds{state="failing"}'] == figures['demarche_alerts{state="open"}'] == 0
    assert figures["process_open_fds"] > 0


def test_counting_the_register_is_not_done_for_every_scrape(register: SqlRegister) -> None:
    now = [0.0]
    stock = Stock(register, clock=lambda: now[0])
    list(stock.collect())
    register.close()
    with register.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE articles RENAME TO gone")
    assert [m.name for m in stock.collect()][1:]
    now[0] = 60.0
    assert [m.name for m in stock.collect()] == ["demarche_register_up"]


def test_strange_methods_and_addresses_do_not_multiply_the_figures(browser: Browser) -> None:
    for number in range(20):
        browser("BREW", f"/{number}")
        browser.get(f"/{number}")
    figures = figures_of(browser.get("/metrics").text)
    assert len([name for name in figures if name.startswith("demarche_requests_total")]) == 2


def test_where_people_log_in_the_figures_need_a_token(
    team: Callable[..., Browser], register: SqlRegister
) -> None:
    stranger = team()
    assert stranger.get("/healthz").status_code == 200
    assert stranger.get("/metrics", follow=False).status_code in (303, 401)
    assert team("reader").get("/metrics").status_code == 200


def test_one_line_a_request_without_what_people_search_for(
    browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, logger="demarche"):
        browser.get("/search?q=a+private+matter")
        browser.get("/healthz")
    first, second = logged(caplog)
    assert (first["method"], first["route"], first["status"]) == ("GET", "/search", 200)
    assert second["route"] == "/healthz"
    assert [r.levelno for r in caplog.records if r.getMessage() == "request"] == [logging.INFO, logging.DEBUG]
    assert "private" not in caplog.text + str([r.__dict__ for r in caplog.records])


@pytest.mark.parametrize(
    ("given", "kept"),
    [("edge-17", True), ("two words", False), ("x" * 65, False), ("<script>", False), ("", False)],
)
def test_a_request_has_an_id(browser: Browser, given: str, kept: bool) -> None:
    own = browser.get("/threads", headers={"x-request-id": given}).headers["x-request-id"]
    assert (own == given) is kept
    assert len(own) <= 64


def test_a_failure_names_the_request_it_is_logged_under(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    browser = Browser(desk)

    def fails() -> None:
        raise ZeroDivisionError("our own fault")

    assert isinstance(browser.app, FastAPI)
    browser.app.add_api_route("/api/fails", fails)
    answer = browser.get("/api/fails")
    assert answer.status_code == 500
    assert answer.headers["x-request-id"] in answer.json()["error"]["message"]
    assert "our own fault" not in answer.text
    assert logged(caplog)[-1]["status"] == 500
    assert any(r.exc_info and r.getMessage() == "failed" for r in caplog.records)
