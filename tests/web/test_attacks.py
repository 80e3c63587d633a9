"""Attacks that were tried: script in texts, other sites' requests, headers, paths, sizes, slowness."""

from __future__ import annotations

import asyncio
import json
import logging
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from starlette.types import Message

from demarche.articles import Article
from demarche.coding import code_article
from demarche.register import Filter
from demarche.register.store import SqlRegister
from demarche.web.desk import Desk, Limits

from .conftest import HOST, Browser

EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'"
SENTENCE = (
    f"Russia will retaliate {EVIL} if Japan {EVIL} buys missiles, Foreign Minister Ivan {EVIL} Demidov said."
)


@pytest.fixture
def poisoned(register: SqlRegister) -> SqlRegister:
    article = Article(
        title=f"Title {EVIL}", text=SENTENCE, outlet=f"Outlet {EVIL}", date=date(2024, 7, 1),
        url=f"javascript:alert(1)//{EVIL}", byline=f"By {EVIL}",
    )  # fmt: skip
    register.add(code_article(article), source=f"source {EVIL}")
    return register


def test_script_in_articles_stays_text(desk: Desk, poisoned: SqlRegister) -> None:
    threat = next(poisoned.threats(Filter(text="retaliate")))
    browser = Browser(replace(desk, author=f"Ada {EVIL}"))
    browser.post(f"/statements/{threat.id}/judge", data={"side": "trigger", "verdict": "met", "note": EVIL})
    browser.post(f"/threats/{threat.id}/correct", data={"field": "via", "value": EVIL})
    for path in (
        "/threads", f"/threads/{threat.id}", f"/threats/{threat.id}", f"/articles/{threat.source.article_id}",
        "/matrix", "/review", "/search?q=retaliate", "/search?sender=RUS", "/status", "/login",
        f"/review?threat={threat.id}",
    ):  # fmt: skip
        page = browser.page(path)
        assert "<script>alert" not in page, path
        assert "<img" not in page, path
        assert 'href="javascript' not in page, path


@pytest.mark.parametrize(
    "path",
    ["/threads?text={0}", "/threads?sender={0}", "/threads?since={0}", "/search?q={0}", "/threads/{0}",
     "/review?sender={0}", "/threads/ff?as_of={0}", "/login?next={0}", "/{0}"],
)  # fmt: skip
def test_script_in_addresses_stays_text(browser: Browser, path: str) -> None:
    from urllib.parse import quote

    page = browser.get(path.format(quote(EVIL, safe="")), follow=True).text
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_a_report_cannot_smuggle_markup(desk: Desk, poisoned: SqlRegister) -> None:
    threat = next(poisoned.threats(Filter(text="retaliate")))
    report = Browser(desk).get(f"/threads/{threat.id}/report.md")
    assert "<script>" not in report.text
    assert "javascript:" not in report.text
    assert report.headers["content-type"].startswith("text/markdown")


def test_a_page_may_load_and_run_only_what_is_ours(browser: Browser) -> None:
    for path in ("/threads", "/api/threads", "/static/desk.css", "/nothing", "/api/threads/ff"):
        headers = browser.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
    assert "<script>" not in browser.page("/threads")


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": f"https://{HOST}.evil.example"},
        {"origin": f"http://evil.example/{HOST}"},
        {"origin": "null"},
        {"origin": f"http://{HOST}:81"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": f"http://{HOST}"},
        {"content-type": "application/x-www-form-urlencoded"},
        {"content-type": "text/plain"},
        {},
    ],
)
def test_another_sites_request_changes_nothing(
    desk: Desk, register: SqlRegister, headers: dict[str, str]
) -> None:
    threat = next(register.threats())
    browser = Browser(desk, origin=None)
    for path in (f"/threats/{threat.id}/reject", f"/api/threats/{threat.id}/reject", "/logout", "/login"):
        answer = browser.post(path, headers=headers)
        assert answer.status_code == 403, (path, headers)
    assert not register.threat(threat.id).rejected


def test_a_program_without_origin_sends_json(desk: Desk, register: SqlRegister) -> None:
    threat = next(register.threats())
    answer = Browser(desk, origin=None).post(
        f"/api/threats/{threat.id}/reject", headers={"content-type": "application/json"}
    )
    assert answer.status_code == 200


def test_reading_changes_nothing(browser: Browser, register: SqlRegister) -> None:
    threat = next(register.threats())
    for path in (
        f"/threats/{threat.id}/reject", "/revisions/1/undo", "/logout", "/users", "/account/tokens",
        f"/statements/{threat.id}/judge", f"/threats/{threat.id}/correct", "/review/undo",
    ):  # fmt: skip
        assert browser.get(path).status_code in (403, 404, 405)
    assert not register.revisions()


@pytest.mark.parametrize("host", ["evil.example", "desk.example.evil.example", "", "desk.example:80:80"])
def test_another_name_does_not_lead_here(browser: Browser, host: str) -> None:
    assert browser.get("/threads", headers={"host": host}).status_code == 403


def test_a_name_with_a_port_leads_here(browser: Browser) -> None:
    assert browser.get("/threads", headers={"host": f"{HOST.upper()}:8700"}).status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/static/../app.py", "/static/..%2fapp.py", "/static/%2e%2e/%2e%2e/settings.py", "/static//etc/passwd",
     "/static/..%5capp.py", "/static/%00", "/articles/..%2f..%2fetc", "/threads/%2e%2e/report.md"],
)  # fmt: skip
def test_no_path_leads_out(browser: Browser, path: str) -> None:
    answer = browser.get(path)
    assert answer.status_code in (404, 400)
    assert "import" not in answer.text


def test_headers_cannot_be_injected(browser: Browser, register: SqlRegister) -> None:
    for value in ("/threads\r\nset-cookie: a=b", "/threads%0d%0aset-cookie: a=b"):
        answer = browser.post("/review/undo", data={"back": value})
        assert "set-cookie" not in answer.headers
        assert "\n" not in answer.headers["location"]
    answer = browser.get("/threads/ff%0d%0aset-cookie:a=b/report.md")
    assert "set-cookie" not in answer.headers


def test_the_log_keeps_its_lines(
    desk: Desk, register: SqlRegister, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object, **__: object) -> None:
        raise RuntimeError("no such luck")

    monkeypatch.setattr(type(register), "thread", failing)
    with caplog.at_level(logging.INFO):
        answer = Browser(desk).get("/threads/ff%0aERROR forged line")
    assert answer.status_code == 500
    assert "no such luck" not in answer.text
    assert answer.headers["content-security-policy"]
    logged = [record.getMessage() for record in caplog.records if record.name.startswith("demarche")]
    assert logged == ["failed", "request"]


def test_an_oversized_request_is_refused(desk: Desk, register: SqlRegister) -> None:
    threat = next(register.threats())
    browser = Browser(replace(desk, limits=Limits(body=1000)))
    answer = browser.post(f"/threats/{threat.id}/correct", data={"field": "basis", "value": "x" * 2000})
    assert answer.status_code == 413
    assert answer.json()["error"]["code"] == "too-large"
    assert browser.get("/threads", params={"text": "x" * 9000}).status_code == 413
    assert browser.get("/threads", params={"text": "x" * 600}).status_code == 400
    assert Browser(desk).get("/api/threads?limit=100000").status_code == 200


def asked(desk: Desk, messages: list[Message], *, headers: dict[str, str], wait: float = 0) -> list[Message]:
    """Return what the application sends for a request whose body comes in these pieces."""
    browser, sent, left = Browser(desk), list[Message](), list(messages)

    async def receive() -> Message:
        if left:
            return left.pop(0)
        await asyncio.sleep(wait)
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    pairs = [(name.encode(), value.encode()) for name, value in ({"host": HOST} | headers).items()]
    scope: dict[str, Any] = {
        "type": "http", "method": "POST", "path": "/review/undo", "raw_path": b"/review/undo", "query_string": b"",
        "headers": pairs, "scheme": "http", "server": (HOST, 80), "client": ("1.2.3.4", 5), "root_path": "",
        "http_version": "1.1", "asgi": {"version": "3.0"},
    }  # fmt: skip
    asyncio.run(browser.app(scope, receive, send))
    return sent


ORIGIN = {"origin": f"http://{HOST}"}


def test_a_body_that_lies_about_its_size_is_refused(desk: Desk) -> None:
    pieces: list[Message] = [{"type": "http.request", "body": b"x" * 600, "more_body": True}] * 3
    limited = replace(desk, limits=Limits(body=1000))
    sent = asked(limited, pieces, headers=ORIGIN | {"transfer-encoding": "chunked"})
    assert sent[0]["status"] == 413
    for length in ("-1", "many", "99999999999999999999"):
        assert asked(desk, [], headers=ORIGIN | {"content-length": length})[0]["status"] == 413


def test_a_body_that_never_ends_is_given_up(desk: Desk) -> None:
    slow = replace(desk, limits=Limits(seconds=0.05))
    begun: list[Message] = [{"type": "http.request", "body": b"back=", "more_body": True}]
    sent = asked(slow, begun, headers=ORIGIN, wait=5)
    assert sent[0]["status"] == 408
    assert json.loads(sent[1]["body"])["error"]["then"] == "retry"
    assert (b"connection", b"close") in sent[0]["headers"]


def test_deep_json_is_refused(browser: Browser) -> None:
    body = "[" * 100_000 + "]" * 100_000
    answer = browser.post("/api/judgements", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 400


def test_a_search_cannot_speak_sql_or_fts(browser: Browser) -> None:
    for words in ("' OR 1=1 --", '") NEAR(a b) *', "title:x OR text:y", "a* AND -b", "{a b}: c"):
        assert browser.get("/search", params={"q": words}).status_code in (200, 400)
        assert browser.get("/threads", params={"text": words}).status_code in (200, 400)


def test_a_formula_in_a_table_is_text(desk: Desk, register: SqlRegister) -> None:
    text = "Russia will retaliate if Japan buys missiles, the Foreign Ministry said."
    register.add(
        code_article(Article(title="=HYPERLINK(1)", text=text, outlet="=1+1", date=date(2024, 7, 1)))
    )
    assert "'=HYPERLINK(1)" in Browser(desk).get("/api/export/threats.csv").text
