"""The API of watches, alerts, feeds and hooks: as the command line prints it, in pages, with ETags, by role."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from demarche.register.store import SqlRegister
from demarche.watch.signing import hook_key
from demarche.watch.store import WatchStore
from demarche.web.desk import Desk
from tests.cli.conftest import Run, demarche

from .conftest import Browser
from .watched import SECRET, watching, with_alerts, with_feeds

__all__ = ["demarche"]
Team = Callable[..., Browser]


@pytest.fixture
def store(register: SqlRegister) -> WatchStore:
    return with_alerts(register)


@pytest.fixture
def browser(desk: Desk, store: WatchStore) -> Browser:
    return Browser(watching(desk))


def test_the_json_is_the_command_lines(
    browser: Browser, store: WatchStore, demarche: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_feeds(store.register)
    store.add_hook("https://desk.example/alerts", author="Ada")
    store.note_alert(1, "ask Tokyo", author="Ada")
    for words, path in (
        (("watch", "list"), "/api/watches"),
        (("watch", "feeds"), "/api/feeds"),
        (("watch", "hooks"), "/api/hooks"),
        (("alerts",), "/api/alerts"),
        (("alerts", "--watch", "Typhon"), "/api/alerts?watch=Typhon"),
        (("alerts", "--open", "--kind", "softer"), "/api/alerts?state=open&kind=softer"),
    ):
        printed = demarche(*words, "--register", str(tmp_path / "register.db"), "--json")
        assert printed.code == 0
        assert browser.get(path).json() == {"items": printed.rows, "next": None}, path
        assert printed.rows
    one = demarche("alert", "1", "--register", str(tmp_path / "register.db"), "--json")
    assert browser.get("/api/alerts/1").text == one.out.rstrip("\n")


@pytest.mark.parametrize("name", ["watches", "alerts", "feeds", "hooks"])
def test_lists_come_in_pages(browser: Browser, store: WatchStore, name: str) -> None:
    with_feeds(store.register)
    for number in range(2):
        store.add_hook(f"https://desk.example/{number}", author="Ada")
    whole = browser.get(f"/api/{name}").json()["items"]
    found, after = [], ""
    while after is not None:
        part = browser.get(f"/api/{name}", params={"limit": 1, "after": after}).json()
        found += part["items"]
        after = part["next"]
    assert found == whole
    assert len(whole) > 1
    assert browser.get(f"/api/{name}?after=x").status_code == 400


def test_a_watch_is_made_changed_and_ended(browser: Browser, store: WatchStore) -> None:
    body = {"name": "Iran", "wants": {"sender": ["Iran"], "trigger_form": ["if"], "min_confidence": 0.5}}
    made = browser.post("/api/watches", json=body).json()
    assert made["wants"] == {"sender": ["IRN"], "trigger_form": ["if"], "min_confidence": 0.5}
    path = f"/api/watches/{made['id']}"
    tag = browser.get(path).headers["etag"]
    assert browser.get(path, headers={"if-none-match": tag}).status_code == 304
    changed = browser("PATCH", path, json={"name": "Persia"}, headers={"if-match": tag}).json()
    assert (changed["name"], changed["wants"]) == ("Persia", made["wants"])
    late = browser("PATCH", path, json={"name": "Late"}, headers={"if-match": tag})
    assert (late.status_code, late.json()["error"]["code"]) == (412, "overtaken")
    trigger = browser("PATCH", path, json={"trigger": "US missiles in Japan"}).json()
    assert trigger["kind"] == "trigger"
    assert browser("PATCH", path, json={"wants": {}}).json()["wants"] == {}
    assert browser("DELETE", path).json()["name"] == "Persia"
    assert browser.get(path).status_code == 404
    assert [former.author for former in store.watch_changes(made["id"])] == ["Ada"] * 3


def test_an_alert_is_seen_to(browser: Browser, store: WatchStore) -> None:
    tag = browser.get("/api/alerts/1").headers["etag"]
    body = {"assigned": "Ben", "note": "ask Tokyo", "closed": True}
    done = browser("PATCH", "/api/alerts/1", json=body, headers={"if-match": tag}).json()
    assert (done["assigned"], done["closed_by"]) == ("Ben", "Ada")
    assert [note["action"] for note in done["notes"]] == ["assigned", "noted", "closed"]
    assert (
        browser("PATCH", "/api/alerts/1", json={"closed": False}, headers={"if-match": tag}).status_code
        == 412
    )
    assert browser("PATCH", "/api/alerts/1", json={"closed": False}).json()["closed_at"] is None
    open_ones = {one["id"] for one in browser.get("/api/alerts?state=open&assigned=Ben").json()["items"]}
    assert open_ones == {1}


def test_alerts_of_a_thread(browser: Browser, store: WatchStore) -> None:
    thread = next(alert.thread for alert in store.alerts() if alert.kind == "softer")
    items = browser.get(f"/api/alerts?thread={thread}").json()["items"]
    assert "softer" in {one["kind"] for one in items}
    assert browser.get("/api/alerts?thread=ffff").status_code == 404
    assert browser.get("/api/alerts?watch=Peru").status_code == 404


def test_a_hook_is_made_with_its_key_and_removed(browser: Browser, store: WatchStore, desk: Desk) -> None:
    made = browser.post("/api/hooks", json={"address": "https://desk.example/alerts", "watch": "Typhon"})
    assert made.headers["cache-control"] == "no-store"
    hook = made.json()
    assert hook["key"] == hook_key(SECRET, hook=hook["id"], address="https://desk.example/alerts")
    assert (hook["watch"], hook["author"]) == ("Typhon", "Ada")
    assert "key" not in browser.get("/api/hooks").json()["items"][0]
    assert browser("DELETE", f"/api/hooks/{hook['id']}").status_code == 200
    assert browser("DELETE", f"/api/hooks/{hook['id']}").status_code == 404
    without = Browser(watching(desk, secret=None))
    refused = without.post("/api/hooks", json={"address": "https://desk.example/alerts"})
    assert "DEMARCHE_HOOK_SECRET" in refused.json()["error"]["message"]


def test_hooks_by_the_page(browser: Browser, store: WatchStore) -> None:
    page = browser.post(
        "/watches/delivery/hooks", data={"address": "https://desk.example/alerts", "watch": "2"}
    )
    (hook,) = store.hooks()
    assert hook.watch == "Typhon"
    assert hook_key(SECRET, hook=hook.id, address=hook.address) in page.text
    assert page.headers["cache-control"] == "no-store"
    assert hook_key(SECRET, hook=hook.id, address=hook.address) not in browser.page("/watches/delivery")
    browser.post(f"/watches/delivery/hooks/{hook.id}/remove")
    assert store.hooks() == ()
    assert browser.post(f"/watches/delivery/hooks/{hook.id}/remove").status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("GET", "/api/watches/9", None, 404, "missing"),
        ("GET", "/api/alerts/9999", None, 404, "missing"),
        ("GET", "/api/alerts/999999999999999999999", None, 400, "usage"),
        ("GET", "/api/feeds/9", None, 404, "missing"),
        ("DELETE", "/api/feeds/9", None, 404, "missing"),
        ("GET", "/api/alerts?state=lost", None, 400, "usage"),
        ("GET", "/api/alerts?kind=loud", None, 400, "usage"),
        ("POST", "/api/watches", {"name": "x", "wants": {"sender": ["??"]}}, 400, "usage"),
        ("POST", "/api/watches", {"name": "x", "wants": {"colour": "red"}}, 400, "usage"),
        ("POST", "/api/watches", {"name": "Typhon"}, 400, "usage"),
        ("POST", "/api/watches", {"name": "x", "trigger": "a b", "wants": {"text": "c"}}, 400, "usage"),
        ("PATCH", "/api/alerts/1", {"note": " "}, 400, "usage"),
        ("PATCH", "/api/alerts/1", {"closed": "perhaps"}, 400, "usage"),
        ("POST", "/api/feeds", {"address": "gopher://gazette.example/"}, 400, "usage"),
        ("POST", "/api/feeds", {"address": "https://gazette.example/", "every": 0}, 400, "usage"),
        ("POST", "/api/hooks", {"address": "https://desk.example/", "watch": "Peru"}, 400, "usage"),
    ],
)
def test_there_is_one_error_body(
    browser: Browser, method: str, path: str, body: object, status: int, code: str
) -> None:
    answer = browser(method, path, json=body)
    assert answer.status_code == status, answer.text
    assert set(answer.json()["error"]) == {"code", "message", "then"}
    assert answer.json()["error"]["code"] == code


@pytest.mark.parametrize("role", ["reader", "reviewer", "admin"])
def test_roles(team: Team, store: WatchStore, role: str) -> None:
    one, rank = team(role, name="Bo"), ("reader", "reviewer", "admin").index(role)
    for path in ("/api/watches", "/api/alerts", "/api/alerts/1", "/api/feeds", "/api/watches/1"):
        assert one.get(path).status_code == 200
    assert one.get("/api/hooks").status_code == (200 if rank == 2 else 403)
    assert one("PATCH", "/api/alerts/1", json={"closed": True}).status_code == (200 if rank else 403)
    assert one.post("/api/watches", json={"name": "all"}).status_code == (200 if rank else 403)
    assert one("PATCH", "/api/watches/1", json={"name": "z"}).status_code == (200 if rank else 403)
    assert one("DELETE", "/api/watches/2").status_code == (200 if rank else 403)
    hook = one.post("/api/hooks", json={"address": "https://127.0.0.1/"})
    assert hook.status_code == (400 if rank == 2 else 403)
    nobody = team()
    for path in ("/api/watches", "/api/alerts", "/api/feeds", "/api/hooks"):
        assert nobody.get(path).status_code == 401
    assert store.alert(1).closed_by == ("Bo" if rank else None)
