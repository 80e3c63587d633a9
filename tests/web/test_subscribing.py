"""The alerts' feeds as feed readers ask for them: whose token, in which place, for what alone."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from pathlib import Path

import feedparser
import pytest

from demarche.register.store import SqlRegister
from demarche.watch.delivery import urn
from demarche.watch.store import WatchStore
from demarche.web.attempts import MOST
from demarche.web.desk import Desk
from demarche.web.secrets import FEED_TOKEN
from tests.cli.conftest import Run, demarche

from .conftest import HOST, Browser, words_of
from .watched import with_alerts

__all__ = ["demarche"]
Team = Callable[..., Browser]
ATOM, JSON_FEED = "/api/alerts.atom", "/api/alerts.jsonfeed"


@pytest.fixture
def store(register: SqlRegister) -> WatchStore:
    return with_alerts(register)


def reader(browser: Browser) -> Browser:
    """Return a feed reader: another program, without the browser's cookies."""
    return Browser(browser.desk, origin=None)


def made_token(browser: Browser, *, feeds: bool = True) -> str:
    made = browser.post("/api/tokens", json={"label": "reader", "feeds": feeds}).json()
    assert made["token"].startswith(FEED_TOKEN) == feeds
    return str(made["token"])


def basic(token: str) -> dict[str, str]:
    return {"authorization": f"Basic {base64.b64encode(f'any:{token}'.encode()).decode()}"}


def test_a_feed_reader_reads_what_the_desk_shows(desk: Desk, store: WatchStore) -> None:
    store.note_alert(1, "our secret view", author="Ada")
    browser = Browser(desk)
    answer = browser.get(f"{ATOM}?watch=Typhon")
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    read = feedparser.parse(answer.content)
    assert read.bozo == 0
    assert read.feed.title == "demarche: Typhon"
    assert read.feed.links[0].href == f"http://{HOST}{ATOM}?watch=Typhon"
    typhon = [urn(alert) for alert in store.alerts() if "Typhon" in alert.watches]
    assert [entry.id for entry in read.entries] == typhon
    whole = browser.get(JSON_FEED)
    assert whole.headers["content-type"] == "application/feed+json"
    assert [item["id"] for item in whole.json()["items"]] == [urn(alert) for alert in store.alerts()]
    assert "secret view" not in whole.text + answer.text
    assert browser.get(f"{ATOM}?watch=Peru").status_code == 404


def test_feeds_are_those_of_the_command_line(
    desk: Desk, store: WatchStore, demarche: Run, tmp_path: Path
) -> None:
    place = str(tmp_path / "register.db")
    printed = json.loads(demarche("alerts", "--feed", "json", "--register", place).out)
    served = Browser(desk).get(JSON_FEED).json()
    assert served.pop("feed_url") == f"http://{HOST}{JSON_FEED}"
    assert served == printed
    atom = demarche("alerts", "--feed", "atom", "--register", place).out
    kept = [line for line in Browser(desk).get(ATOM).text.splitlines() if 'rel="self"' not in line]
    assert [line for line in kept if "<id>http" not in line] == [
        line for line in atom.splitlines() if "<id>urn:demarche:alerts<" not in line
    ]


def test_what_has_not_changed_is_not_sent_again(desk: Desk, store: WatchStore) -> None:
    browser = Browser(desk)
    for path in (ATOM, JSON_FEED):
        tag = browser.get(path).headers["etag"]
        again = browser.get(path, headers={"if-none-match": tag})
        assert (again.status_code, again.content) == (304, b"")


def test_a_feed_token_opens_feeds_by_address_or_header_and_nothing_else(
    team: Team, store: WatchStore
) -> None:
    owner = team("admin", name="Bo")
    token, program = made_token(owner), reader(owner)
    for path in (ATOM, JSON_FEED):
        assert program.get(f"{path}?token={token}").status_code == 200
        assert program.get(path, headers=basic(token)).status_code == 200
        assert program.get(path, headers={"authorization": f"Bearer {token}"}).status_code == 200
        assert token not in program.get(f"{path}?token={token}&state=open").text
    for method, path in (
        ("GET", "/api/me"), ("GET", "/api/alerts"), ("GET", "/api/threads"), ("GET", "/watches"),
        ("PATCH", "/api/alerts/1"), ("POST", "/api/feeds"), ("POST", "/api/tokens"), ("GET", "/api/users"),
    ):  # fmt: skip
        for given in ({"authorization": f"Bearer {token}"}, basic(token)):
            refused = program(method, path, json={"label": "x"}, headers=given)
            assert refused.status_code in (401, 403) or refused.headers.get("location", "").startswith(
                "/login"
            )
        assert program(method, f"{path}?token={token}", json={}).status_code in (303, 401, 403)
    cut = token.replace(FEED_TOKEN, "demarche_")
    assert program.get("/api/me", headers={"authorization": f"Bearer {cut}"}).status_code == 401
    assert store.alert(1).closed_at is None


def test_no_other_token_may_stand_in_an_address(team: Team, store: WatchStore) -> None:
    owner = team("reader", name="Bo")
    token, program = made_token(owner, feeds=False), reader(owner)
    refused = program.get(f"{ATOM}?token={token}")
    assert refused.status_code == 401
    assert "only a feed token may stand in an address" in refused.json()["error"]["message"]
    assert program.get(ATOM, headers=basic(token)).status_code == 200
    assert program.get(ATOM, headers={"authorization": f"Bearer {token}"}).status_code == 200


def test_a_stranger_is_asked_for_a_token_and_not_for_a_form(team: Team, store: WatchStore) -> None:
    nobody = team()
    for path in (ATOM, JSON_FEED, f"{ATOM}?token=demarche_x"):
        answer = nobody.get(path)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"].startswith("Basic realm=")
        assert answer.json()["error"]["code"] == "login"
    assert nobody.get(ATOM, headers={"authorization": "Basic ???"}).status_code == 401
    session = team("reader", name="Bo")
    assert session.get(ATOM).status_code == 200


def test_a_revoked_token_and_a_closed_account_open_nothing(
    team: Team, store: WatchStore, register: SqlRegister
) -> None:
    owner = team("reader", name="Bo")
    first, second, program = made_token(owner), made_token(owner), reader(owner)
    owner.post("/api/tokens/1/revoke")
    assert program.get(f"{ATOM}?token={first}").status_code == 401
    assert program.get(f"{ATOM}?token={second}").status_code == 200
    register.change_user("Bo", disabled=True)
    assert program.get(f"{ATOM}?token={second}").status_code == 401


def test_nobody_guesses_feed_tokens_for_long(team: Team, store: WatchStore) -> None:
    guesser = team()
    codes = [guesser.get(f"{ATOM}?token={FEED_TOKEN}{n}").status_code for n in range(MOST + 1)]
    assert codes == [401] * MOST + [429]


def test_the_delivery_page_makes_a_token_shown_once(team: Team, store: WatchStore) -> None:
    owner = team("reader", name="Bo")
    assert "token=" not in owner.page("/watches/delivery").replace("<code>token=</code>", "")
    made = owner.post("/watches/delivery/token")
    assert made.headers["cache-control"] == "no-store"
    address = re.search(r"http://[^<]+watch=2&amp;token=(demarche_feed_[\w-]+)", made.text)
    assert address
    assert address[1] not in owner.page("/watches/delivery")
    assert reader(owner).get(f"{ATOM}?watch=2&token={address[1]}").status_code == 200
    assert "feeds of alerts" in words_of(owner.page("/account"))
    assert "hook" not in owner.page("/watches/delivery").lower()
    assert owner.post("/watches/delivery/hooks", data={"address": "https://x.example/"}).status_code == 403


def test_alone_no_token_is_needed(desk: Desk, store: WatchStore) -> None:
    page = Browser(desk).page("/watches/delivery")
    assert f"http://{HOST}{ATOM}" in page
    assert "Make a feed token" not in page
    Browser(desk).post("/watches/delivery/token")
    assert Browser(desk).get(ATOM).status_code == 200
