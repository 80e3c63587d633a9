"""Attacks on the watch's screens that were tried: script in what feeds and people write, other sites, SSRF."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from demarche.articles import Article
from demarche.coding import code_article
from demarche.register import Filter
from demarche.register.store import SqlRegister
from demarche.watch.fetching import Answer
from demarche.watch.store import WatchStore
from demarche.web.desk import Desk

from .conftest import HOST, NOW, Browser
from .test_attacks import EVIL
from .watched import DEED, watching, with_alerts


@pytest.fixture
def poisoned(register: SqlRegister) -> WatchStore:
    """A register in which everything that a feed or a person writes is hostile."""
    store = WatchStore(register)
    store.add_watch(f"W {EVIL}"[:80], Filter(outlet=()), author=f"Bo {EVIL}")
    store.add_watch(f"T {EVIL}"[:80], f"US missiles in Japan {EVIL}", author=f"Bo {EVIL}")
    evil = replace(DEED, outlet=f"Outlet {EVIL}", url=f"javascript:alert(1)//{EVIL}", title=f"Title {EVIL}")
    register.add([code_article(evil)], source="test")
    assert store.look(deadline_days=3)
    alert = next(store.alerts())
    store.assign_alert(alert.id, f"Ben {EVIL}", author=f"Ada {EVIL}")
    store.note_alert(alert.id, f"Note {EVIL}", author=f"Ada {EVIL}")
    store.change_watch("1", name=f"V {EVIL}"[:80], wants=Filter(text=EVIL), author=f"Bo {EVIL}")
    feed = store.add_feed(
        f"https://gazette.example/?{EVIL}", title=f"Feed {EVIL}", every=60, author=f"Ada {EVIL}"
    )
    entries = [
        Article(title=EVIL, text="Text.", url=f"https://gazette.example/{EVIL}"),
        Article(title=EVIL, text="Text.", url=f"javascript:alert(1)//{EVIL}", given_id=EVIL),
    ]
    store.feed_answered(feed, Answer(url=feed.address, status=200), entries, next_at=NOW)
    for item in store.waiting_items(limit=9):
        store.item_skipped(item, f"why {EVIL}")
    store.feed_failed(feed, f"error {EVIL}", next_at=NOW + timedelta(hours=1))
    store.add_hook(f"https://desk.example/?{EVIL}", watch="1", author=f"Ada {EVIL}")
    return store


def test_script_in_feeds_and_names_stays_text(desk: Desk, poisoned: WatchStore) -> None:
    browser = Browser(watching(replace(desk, author=f"Ada {EVIL}")))
    number = next(poisoned.alerts()).id
    browser.post(f"/watches/alerts/{number}", data={"act": "close"})
    for path in (
        "/watches", "/watches?state=all", "/watches/1?state=all", "/watches/2?state=all", f"/watches?done={number}",
        f"/watches/alerts/{number}", "/watches/1/edit", "/watches/2/edit", "/watches/new", "/watches/delivery",
        "/sources", "/sources/1",
    ):  # fmt: skip
        page = browser.page(path)
        assert "&lt;script&gt;" in page or path == "/watches/new", path
        assert "<script>alert" not in page, path
        assert "<img" not in page, path
        assert 'href="javascript' not in page, path
    for path in ("/api/alerts.atom", "/api/alerts.jsonfeed"):
        served = browser.get(path)
        assert served.headers["x-content-type-options"] == "nosniff"
        assert 'href="javascript' not in served.text
    assert "<script>" not in browser.get("/api/alerts.atom").text


@pytest.mark.parametrize(
    "path",
    ["/watches?assigned={0}", "/watches?since={0}", "/watches?kind={0}", "/watches?done={0}", "/watches?after={0}",
     "/watches/new?name={0}&trigger={0}&text={0}", "/watches/new?sender={0}", "/sources/1?state={0}", "/sources/{0}"],
)  # fmt: skip
def test_script_in_addresses_stays_text(desk: Desk, poisoned: WatchStore, path: str) -> None:
    from urllib.parse import quote

    page = Browser(desk).get(path.format(quote(EVIL, safe="")), follow=True).text
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_script_in_forms_stays_text(desk: Desk, register: SqlRegister) -> None:
    browser = Browser(watching(desk))
    for path, data in (
        ("/sources", {"address": EVIL, "title": EVIL, "every": EVIL}),
        ("/watches/new", {"name": EVIL, "trigger": EVIL, "sender": EVIL, "outlet": EVIL, "text": EVIL}),
    ):
        answer = browser.post(path, data=data)
        assert answer.status_code == 400
        assert "<script>alert" not in answer.text
        assert "<img src=x" not in answer.text


WRITES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("POST", "/watches/new", {"name": "forged"}),
    ("POST", "/watches/1/edit", {"name": "forged"}),
    ("POST", "/watches/1/remove", {}),
    ("POST", "/watches/alerts/1", {"act": "close"}),
    ("POST", "/watches/delivery/token", {}),
    ("POST", "/watches/delivery/hooks", {"address": "https://desk.example/"}),
    ("POST", "/watches/delivery/hooks/1/remove", {}),
    ("POST", "/sources", {"address": "https://gazette.example/"}),
    ("POST", "/sources/1/remove", {}),
    ("POST", "/api/watches", {"name": "forged"}),
    ("PATCH", "/api/watches/1", {"name": "forged"}),
    ("DELETE", "/api/watches/1", {}),
    ("PATCH", "/api/alerts/1", {"closed": True}),
    ("POST", "/api/feeds", {"address": "https://gazette.example/"}),
    ("DELETE", "/api/feeds/1", {}),
    ("POST", "/api/hooks", {"address": "https://desk.example/"}),
)


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": f"http://{HOST}"},
        {"content-type": "text/plain"},
        {},
    ],
)
def test_another_sites_request_changes_nothing(
    desk: Desk, register: SqlRegister, headers: dict[str, str]
) -> None:
    store = with_alerts(register)
    store.add_feed("https://kept.example/", every=60, author="Ada")
    browser = Browser(watching(desk), origin=None)
    for method, path, data in WRITES:
        assert browser(method, path, data=data, headers=headers).status_code == 403, path
    assert [watch.name for watch in store.watches()] == ["Russia to Japan", "Typhon"]
    assert [feed.address for feed in store.feeds()] == ["https://kept.example/"]
    assert store.hooks() == ()
    assert all(alert.closed_at is None for alert in store.alerts())


def test_reading_changes_nothing(desk: Desk, register: SqlRegister) -> None:
    store = with_alerts(register)
    browser = Browser(watching(desk))
    for method, path, _ in WRITES:
        if method == "POST" and not path.startswith("/api"):
            browser.get(
                path, params={"act": "close", "name": "forged", "address": "https://gazette.example/"}
            )
    assert [watch.name for watch in store.watches()] == ["Russia to Japan", "Typhon"]
    assert store.feeds() == ()
    assert all(alert.closed_at is None for alert in store.alerts())


INSIDE = (
    "http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://10.0.0.7/",
    "http://192.168.1.1/feed", "http://169.254.169.254/latest/meta-data/", "http://[fe80::1]/", "http://0.0.0.0/",
    "http://100.64.0.1/", "http://224.0.0.1/", "https://inside.example/feed", "http://inside.example:8080/",
    "file:///etc/passwd", "ftp://gazette.example/", "gopher://gazette.example/", "javascript:alert(1)", "//gazette.example/",
    "http://user:word@gazette.example/", "http://gazette.example@127.0.0.1/", "http:///feed", "http://[::1", "",
)  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_no_feed_or_hook_leads_inside(desk: Desk, register: SqlRegister, address: str) -> None:
    browser, store = Browser(watching(desk)), WatchStore(register)
    for path in ("/sources", "/watches/delivery/hooks"):
        assert browser.post(path, data={"address": address}).status_code == 400, path
    for path in ("/api/feeds", "/api/hooks"):
        refused = browser.post(path, json={"address": address})
        assert (refused.status_code, refused.json()["error"]["code"]) == (400, "usage"), path
    assert store.feeds() == ()
    assert store.hooks() == ()


@pytest.mark.enable_socket  # the resolver is the system's; nothing is connected
@pytest.mark.parametrize(
    "address", ["http://2130706433/", "http://0x7f.1/", "http://0177.0.0.1/", "http://127.1/"]
)
def test_a_number_that_means_this_machine_is_looked_up_and_refused(
    desk: Desk, register: SqlRegister, address: str
) -> None:
    """The system's resolver reads such names as 127.0.0.1, so they are refused by what they resolve to."""
    from demarche.articles.fetch import addresses_of
    from demarche.watch.guard import Guard

    guarded = watching(desk)
    asked = replace(guarded, watching=replace(guarded.watching, guard=Guard(resolve=addresses_of)))
    assert Browser(asked).post("/api/feeds", json={"address": address}).status_code == 400
    assert WatchStore(register).feeds() == ()


def test_writing_leads_back_to_this_desk_alone(desk: Desk, register: SqlRegister) -> None:
    store, browser = with_alerts(register), Browser(desk)
    for back in ("//evil.example", "https://evil.example", "/\\evil.example", "/x\r\nset-cookie: a=b"):
        answer = browser.post("/watches/alerts/1", data={"act": "close", "back": back})
        assert answer.headers["location"] == "/"
        assert "set-cookie" not in answer.headers
        store.reopen_alert(1, author="Ada")


def test_an_oversized_form_is_refused(desk: Desk, register: SqlRegister) -> None:
    with_alerts(register)
    browser = Browser(watching(desk))
    assert browser.post("/watches/alerts/1", data={"act": "note", "words": "x" * 10_001}).status_code == 400
    assert browser.post("/sources", data={"address": "https://x.example/" + "x" * 2000}).status_code == 400
    many = {"name": "x", "sender": [f"A{n}" for n in range(300)]}
    assert browser.post("/watches/new", data=many).status_code == 400
    assert browser.post("/watches/new", data={"name": "x" * 2_000_000}).status_code == 413
