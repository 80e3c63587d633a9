"""Watches and alerts on the pages: made, changed, removed; seen to in place; why each alert was made."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC
from pathlib import Path

import pytest

from demarche.register import Filter, open_register
from demarche.register.store import SqlRegister
from demarche.watch.store import WatchStore
from demarche.watch.values import StandingTrigger
from demarche.web.desk import Desk

from .conftest import HOST, NOW, Browser, words_of
from .watched import watching, with_alerts, with_feeds

Team = Callable[..., Browser]


@pytest.fixture
def store(register: SqlRegister) -> WatchStore:
    return with_alerts(register)


@pytest.fixture
def browser(desk: Desk, store: WatchStore) -> Browser:
    return Browser(watching(desk))


def test_alerts_say_what_changed_why_and_for_whom(browser: Browser, store: WatchStore) -> None:
    page = browser.page("/watches")
    words = words_of(page)
    for alert in store.alerts():
        assert alert.why in words
        assert f'href="/statements/{alert.statement}"' in page or alert.event
    assert "Trigger met" in words
    assert "for Russia to Japan, Typhon" in words or "for Typhon" in words
    assert "Russia to Japan sender RUS · target JPN" in words
    assert "Typhon trigger “US missiles in Japan”" in words


def test_one_watch_shows_its_own_alerts_and_what_it_wants(browser: Browser, store: WatchStore) -> None:
    typhon = store.watch("Typhon")
    page = browser.page(f"/watches/{typhon.id}")
    shown = {int(number) for number in re.findall(r'id="a-(\d+)"', page)}
    assert shown == {alert.id for alert in store.alerts() if "Typhon" in alert.watches}
    assert "Made by Bo, 1 Aug 2024, 12:00 UTC" in words_of(page)
    search = browser.page("/watches/1")
    assert 'href="/threads?sender=RUS&amp;target=JPN"' in search
    assert "Not here" in browser.page("/watches/9", status=404)
    assert "Not here" in browser.page("/watches/alerts/99", status=404)


def test_an_alert_leads_to_its_statement_article_and_deed(browser: Browser, store: WatchStore) -> None:
    for alert in store.alerts():
        page = browser.page(f"/watches/alerts/{alert.id}")
        assert alert.why in words_of(page)
        if alert.statement:
            assert "<blockquote>" in page
            place = browser.get(f"/statements/{alert.statement}").headers["location"]
            assert alert.statement in browser.page(place)
        assert alert.article
        assert f'href="/articles/{alert.article}"' in page
        assert f"/api/alerts/{alert.id}" in page
    deed = next(alert for alert in store.alerts() if alert.event)
    assert "deployment" in words_of(browser.page(f"/watches/alerts/{deed.id}"))


def test_an_alert_is_assigned_noted_closed_and_opened_again(browser: Browser, store: WatchStore) -> None:
    number = next(store.alerts()).id
    path = f"/watches/alerts/{number}"
    assert browser.post(path, data={"act": "assign", "words": "Ben"}).headers["location"] == path
    browser.post(path, data={"act": "note", "words": "ask the desk in Tokyo"})
    words = words_of(browser.page("/watches"))
    assert "Ben sees to it" in words
    assert "“ask the desk in Tokyo”" in words
    closed = browser.post(path, data={"act": "close", "back": "/watches?assigned=Ben"})
    assert closed.headers["location"] == f"/watches?assigned=Ben&done={number}"
    page = browser.page(closed.headers["location"])
    assert f"Alert {number} is closed" in words_of(page)
    assert f'id="a-{number}"' not in page
    assert f'id="a-{number}"' in browser.page("/watches?state=closed")
    for nonsense in ("9999", "x", "-1", "9" * 30):
        assert "is closed" not in words_of(browser.page(f"/watches?done={nonsense}"))
    browser.post(path, data={"act": "reopen", "back": "/watches"})
    alert = store.alert(number)
    assert alert.closed_at is None
    assert [(note.action, note.author) for note in alert.notes] == [
        ("assigned", "Ada"), ("noted", "Ada"), ("closed", "Ada"), ("reopened", "Ada"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("form", "fault"),
    [({"act": "note", "words": " "}, "note: give 1 to"), ({"act": "burn"}, "act: ")],
)
def test_an_act_that_means_nothing_is_told(browser: Browser, form: dict[str, str], fault: str) -> None:
    answer = browser.post("/watches/alerts/1", data=form)
    assert answer.status_code == 400
    assert fault in words_of(answer.text)


def test_alerts_are_filtered_and_come_in_pages(
    browser: Browser, store: WatchStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    from demarche.web.screens import watches

    met = [alert.id for alert in store.alerts() if alert.kind == "trigger-met"]
    page = browser.page("/watches?kind=trigger-met")
    assert [int(number) for number in re.findall(r'id="a-(\d+)"', page)] == met
    assert "No alert fits" in browser.page("/watches?kind=deadline-near")
    assert "kind: 'loud' is not one of" in words_of(browser.page("/watches?kind=loud", status=400))
    assert "since: 'soon' is no day" in words_of(browser.page("/watches?since=soon", status=400))
    monkeypatch.setattr(watches, "A_PAGE", 1)
    path, seen = "/watches?state=all", list[int]()
    while path:
        page = browser.page(path)
        seen += map(int, re.findall(r'id="a-(\d+)"', page))
        following = re.search(r'href="([^"]+)" rel="next"', page)
        path = following[1].replace("&amp;", "&") if following else ""
    assert seen == [alert.id for alert in store.alerts()]


def test_a_search_is_saved_from_the_list_of_threads(browser: Browser, store: WatchStore) -> None:
    page = browser.page("/threads?sender=Iran")
    link = re.search(r'href="(/watches/new\?[^"]+)"', page)
    assert link
    form = browser.page(link[1])
    assert 'name="sender" list="actors" value="Iran"' in form
    data = {"name": " Iran  speaks ", "sender": "Iran", "kind": ["military", "other"], "outlet": "A, B\r\nC"}
    made = browser.post("/watches/new", data=data)
    watch = store.watch("Iran speaks")
    assert made.headers["location"] == f"/watches/{watch.id}"
    assert watch.wants == Filter(sender=("IRN",), kind=("military", "other"), outlet=("A, B", "C"))
    assert watch.author == "Ada"


def test_what_was_typed_stays_where_a_watch_is_refused(browser: Browser, store: WatchStore) -> None:
    for data, fault in (
        ({"name": "typhon", "sender": "RUS"}, "there is one already"),
        ({"name": "x", "trigger": "nothing known"}, "names no actor"),
        ({"name": "x", "trigger": "US missiles in Japan", "sender": "RUS"}, "not both"),
        ({"name": "x", "min_confidence": "7"}, "lies outside 0 to 1"),
        ({"name": " ", "sender": "RUS"}, "give it a name"),
    ):
        answer = browser.post("/watches/new", data=data)
        assert answer.status_code == 400
        assert fault in words_of(answer.text)
        assert all(f'value="{value}"' in answer.text for value in data.values() if value.strip())
    assert len(store.watches()) == 2


def test_a_watch_is_changed_and_what_it_was_is_kept(browser: Browser, store: WatchStore) -> None:
    form = browser.page("/watches/1/edit")
    tag = re.search(r'name="tag" value="([^"]+)"', form)
    assert tag
    assert 'value="JPN"' in form
    data = {"name": "Japan", "tag": tag[1].replace("&#34;", '"'), "trigger": "US missiles in Japan"}
    assert browser.post("/watches/1/edit", data=data).headers["location"] == "/watches/1"
    assert isinstance(store.watch("1").wants, StandingTrigger)
    words = words_of(browser.page("/watches/1"))
    assert "changed it; it was “Russia to Japan”: sender RUS · target JPN" in words
    assert browser.post("/watches/1/edit", data=data | {"name": "Late"}).status_code == 412
    assert store.watch("1").name == "Japan"


def test_a_removed_watch_hears_nothing_and_its_alerts_stay(browser: Browser, store: WatchStore) -> None:
    before = len(list(store.alerts()))
    assert browser.post("/watches/1/remove").headers["location"] == "/watches"
    assert [watch.name for watch in store.watches()] == ["Typhon"]
    assert len(list(store.alerts())) == before
    assert browser.post("/watches/1/remove").status_code == 404
    old = next(alert for alert in store.alerts() if "Russia to Japan" in alert.watches)
    assert "Russia to Japan (removed)" in words_of(browser.page(f"/watches/alerts/{old.id}"))


@pytest.mark.parametrize("role", ["reader", "reviewer", "admin"])
def test_readers_read_and_reviewers_see_to_alerts(team: Team, store: WatchStore, role: str) -> None:
    one, may = team(role, name="Bo"), role != "reader"
    page = one.page("/watches")
    assert ("data-act" in page) == may
    assert ('href="/watches/new"' in page) == may
    assert one.get("/watches/new").status_code == (200 if may else 403)
    for path, data in (
        ("/watches/alerts/1", {"act": "close"}),
        ("/watches/new", {"name": "x", "sender": "RUS"}),
        ("/watches/1/edit", {"name": "y", "sender": "RUS"}),
        ("/watches/2/remove", {}),
    ):
        assert one.post(path, data=data).status_code == (303 if may else 403), path
    if may:
        assert store.alert(1).closed_by == "Bo"
        assert store.watch("x").author == "Bo"
        assert store.watch_changes(1)[0].author == "Bo"


def test_an_empty_desk_says_how_a_watch_begins(tmp_path: Path) -> None:
    with open_register(tmp_path / "empty.db", now=lambda: NOW) as opened:
        browser = Browser(Desk(register=opened, now=lambda: NOW, author="Ada", hosts=(HOST,)))
        page = words_of(browser.page("/watches"))
        assert "Nothing is watched yet" in page
        assert "Make a watch" in page
        browser.post("/watches/new", data={"name": "all"})
        assert "No news comes in" in browser.page("/watches")
        with_feeds(opened)
        assert "No alert yet" in browser.page("/watches")
        assert "demarche watch run" in browser.page("/watches/1")


def test_every_alert_closed_is_said(browser: Browser, store: WatchStore) -> None:
    with_feeds(store.register)
    for alert in list(store.alerts()):
        browser.post(f"/watches/alerts/{alert.id}", data={"act": "close"})
    assert "Every alert is closed" in browser.page("/watches")
    assert next(store.alerts()).closed_at == NOW.astimezone(UTC)
