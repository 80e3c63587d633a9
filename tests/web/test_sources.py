"""Sources: feeds with how they fare; added and removed by an admin, and only where they may be asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from demarche.register.store import SqlRegister
from demarche.watch.store import WatchStore
from demarche.web.desk import Desk

from .conftest import Browser, words_of
from .watched import watching, with_feeds

Team = Callable[..., Browser]


@pytest.fixture
def store(register: SqlRegister) -> WatchStore:
    return WatchStore(register)


@pytest.fixture
def browser(desk: Desk) -> Browser:
    return Browser(watching(desk))


def test_a_feed_that_fails_says_since_when_and_what_was_tried(browser: Browser, store: WatchStore) -> None:
    with_feeds(store.register)
    words = words_of(browser.page("/sources"))
    assert "2 feeds, 1 failing" in words
    assert "Fails since 1 Aug 2024, 12:00 UTC, 2 times in a row" in words
    assert "was not found (404) has never answered · to be tried again now" in words
    assert words.index("Gone Gazette") < words.index("gazette.example/feed.xml")  # what fails comes first
    assert "Answered 1 Aug 2024, 12:00 UTC next 1 Aug 2024, 12:30 UTC, every 30 minutes" in words


def test_a_feed_shows_what_became_of_what_it_named(browser: Browser, store: WatchStore) -> None:
    with_feeds(store.register)
    words = words_of(browser.page("/sources/1"))
    assert "skipped: https://gazette.example/0: holds no article" in words
    assert "waiting, tried 1 time, again 1 Aug 2024, 13:00 UTC: did not answer" in words
    skipped = words_of(browser.page("/sources/1?state=skipped"))
    assert "did not answer" not in skipped
    assert "Nothing of this kind yet" in words_of(browser.page("/sources/1?state=added"))
    assert browser.get("/sources/9").status_code == 404
    assert browser.get("/sources/1?state=lost").status_code == 400


def test_a_feed_is_added_and_removed_by_name(browser: Browser, store: WatchStore) -> None:
    assert "No feed is kept" in browser.page("/sources")
    form = {"address": " https://gazette.example/feed.xml#top", "title": "Gazette", "every": ""}
    assert browser.post("/sources", data=form).headers["location"] == "/sources#f-1"
    (feed,) = store.feeds()
    assert (feed.address, feed.title, feed.every, feed.added_by) == (
        "https://gazette.example/feed.xml", "Gazette", 45, "Ada",
    )  # fmt: skip
    assert "Not asked yet" in browser.page("/sources")
    assert browser.post("/sources/1/remove").headers["location"] == "/sources"
    assert store.feeds() == ()
    assert browser.post("/sources/1/remove").status_code == 404


@pytest.mark.parametrize(
    ("form", "fault"),
    [
        ({"address": "gazette"}, "not an http or https address"),
        ({"address": "https://nowhere.example/"}, "the host was not found"),
        ({"address": "https://gazette.example/", "every": "often"}, "no number of minutes"),
        ({"address": "https://gazette.example/", "every": "99999999"}, "every 99999999: give 1 to"),
    ],
)
def test_what_cannot_be_a_feed_is_told_beside_what_was_typed(
    browser: Browser, store: WatchStore, form: dict[str, str], fault: str
) -> None:
    answer = browser.post("/sources", data=form)
    assert answer.status_code == 400
    assert fault in words_of(answer.text)
    assert f'value="{form["address"]}"' in answer.text
    assert store.feeds() == ()


def test_a_feed_is_kept_once(browser: Browser, store: WatchStore) -> None:
    form = {"address": "https://gazette.example/feed.xml"}
    browser.post("/sources", data=form)
    assert "is kept already" in words_of(browser.post("/sources", data=form).text)
    assert len(store.feeds()) == 1


@pytest.mark.parametrize("role", ["reader", "reviewer", "admin"])
def test_only_admins_change_sources(team: Team, store: WatchStore, role: str) -> None:
    with_feeds(store.register)
    one, may = team(role, name="Bo"), role == "admin"
    assert ('action="/sources"' in one.page("/sources")) == may
    assert ("/sources/1/remove" in one.page("/sources/1")) == may
    answer = one.post("/sources", data={"address": "http://127.0.0.1/"})
    assert answer.status_code == (400 if may else 403)
    assert one.post("/sources/1/remove").status_code == (303 if may else 403)
    assert one.post("/api/feeds", json={"address": "http://127.0.0.1/"}).status_code == (400 if may else 403)
    assert one("DELETE", "/api/feeds/2").status_code == (200 if may else 403)
    assert len(store.feeds()) == (0 if may else 2)


def test_an_operator_may_allow_a_host_by_name(desk: Desk, store: WatchStore) -> None:
    guarded = watching(desk)
    allowed = replace(
        guarded,
        watching=replace(
            guarded.watching, guard=replace(guarded.watching.guard, allow=frozenset(["inside.example"]))
        ),
    )
    form = {"address": "http://inside.example/feed"}
    assert Browser(guarded).post("/sources", data=form).status_code == 400
    assert Browser(allowed).post("/sources", data=form).status_code == 303
    assert [feed.address for feed in store.feeds()] == ["http://inside.example/feed"]
