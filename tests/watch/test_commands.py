"""The watch at the command line: set up, run, alerts listed, seen to and written as feeds."""

from __future__ import annotations

import json
import time
from pathlib import Path

import feedparser
import pytest

from tests.cli.conftest import Run, demarche

from .server import Site, feed, page

__all__ = ["demarche"]
pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])
SAID = (
    "Russia will respond if Japan deploys US missiles on its territory, Deputy Foreign Minister Ivan Demidov said "
    "on Tuesday."
)


@pytest.fixture
def ready(demarche: Run, site: Site, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Give the command, with a feed, a watch, and one alert made."""
    monkeypatch.setenv("DEMARCHE_WATCH_ALLOW", site.host)
    monkeypatch.setenv("DEMARCHE_WATCH_PAUSE", "0")
    site.put("/feed", feed(site, ("/a", "Moscow warns Tokyo", "Wed, 10 Jul 2024")))
    site.put("/a", page(SAID))
    assert demarche("watch", "add-feed", site.url + "/feed", "--every", "30").code == 0
    assert demarche("watch", "add", "Russia to Japan", "--sender", "rus", "--target", "JPN").code == 0
    ran = demarche("watch", "run", "--once")
    assert ran.code == 0
    assert ran.out.startswith("1  New thread: Russia → Japan")
    assert ran.err == "1 feeds fetched, 0 unchanged, 0 failed, 1 articles added, 0 skipped, 1 alert\n"
    return demarche


def test_watches_are_added_listed_and_removed(demarche: Run) -> None:
    made = demarche("watch", "add", "Typhon", "--trigger", "US missiles in Japan", "--json").rows[0]
    assert (made["kind"], made["wants"]["things"]) == ("trigger", ["missiles"])
    assert made["author"] == "Ada Analyst"
    demarche("watch", "add", "Iran", "--sender", "irn", "--kind", "military", "--since", "2024-01-02")
    everything = demarche("watch", "add", "all")
    assert "all: everything" in everything.out
    assert [row["wants"] for row in demarche("watch", "list", "--json").rows][1:] == [
        {"sender": ["IRN"], "kind": ["military"], "since": "2024-01-02"},
        {},
    ]
    page_ = demarche("watch", "list").out
    assert "trigger “US missiles in Japan” (missiles; the United States, Japan)" in page_
    assert "Iran: sender IRN · kind military · since 2024-01-02" in page_
    assert demarche("watch", "remove", "typhon").out == "watch Typhon removed\n"
    assert len(demarche("watch", "list", "--json").rows) == 2


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["add", "x", "--trigger", "nothing known"], "names no actor"),
        (["add", "x", "--trigger", "US missiles", "--sender", "RUS"], "not both"),
        (["add", " "], "give it a name"),
        (["add", "x", "--text", "!!!"], "no word to look for"),
        (["add", "x", "--speaker", "-"], "no word to look for"),
        (["add", "x", "--min-confidence", "nan"], "from 0 to 1"),
        (["add-feed", "ftp://gazette.example/"], "not an http or https address"),
        (["add-feed", "https://gazette.example/", "--every", "99999999"], "minutes"),
        (["add-hook", "https://desk.example/"], "DEMARCHE_HOOK_SECRET"),
        (["remove", "x"], "there is no such watch"),
        (["remove-feed", "x"], "there is none"),
        (["remove-hook", "7"], "there is none"),
        (["run", "--once", "--every", "5"], "not both"),
    ],
)
def test_what_is_wrong_is_said(demarche: Run, words: list[str], message: str) -> None:
    assert demarche("watch", "list").code == 5  # no register yet
    ran = demarche("watch", *words)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err
    assert json.loads(demarche("watch", *words, "--json").err)["error"]["code"] == "usage"


def test_an_empty_watch_says_what_to_do(demarche: Run) -> None:
    ran = demarche("watch", "run", "--once")
    assert (ran.code, ran.out) == (0, "")
    assert "There are no watches" in ran.err
    demarche("watch", "add", "all")
    assert "There are no feeds" in demarche("watch", "run", "--once").err
    assert "There are no feeds" in demarche("watch", "feeds").err
    assert "There are no hooks" in demarche("watch", "hooks").err
    assert "No such alerts" in demarche("alerts").err


def test_feeds_are_listed_with_how_they_fare(ready: Run, site: Site) -> None:
    (row,) = ready("watch", "feeds", "--json").rows
    assert row["items"] == {"waiting": 0, "added": 1, "known": 0, "skipped": 0}
    assert (row["title"], row["every"], row["error"]) == ("Harbour Wire", 30, None)
    assert "Harbour Wire · http://" in ready("watch", "feeds").out
    assert ready("watch", "add-feed", site.url + "/gone", "--json").rows[0]["title"] is None
    ran = ready("watch", "run", "--once")
    assert ran.code == 4  # all that was due failed
    assert "was not found (404)" in ran.err
    assert "FAILED 1 time since" in ready("watch", "feeds").out
    assert ready("watch", "remove-feed", site.url + "/gone").code == 0
    assert len(ready("watch", "feeds", "--json").rows) == 1


def test_alerts_are_filtered_seen_to_and_closed(ready: Run) -> None:
    (row,) = ready("alerts", "--open", "--json").rows
    assert (row["kind"], row["watches"], row["closed_at"]) == ("new-thread", ["Russia to Japan"], None)
    assert ready("alerts", "--kind", "firmer", "--json").rows == []
    assert len(ready("alerts", "--kind", "firmer", "--kind", "new-thread", "--json").rows) == 1
    assert ready("alerts", "--since", "2999-01-01", "--json").rows == []
    assert len(ready("alerts", "--watch", "Russia to Japan", "--thread", row["thread"], "--json").rows) == 1
    ran = ready("alert", 1, "--assign", "Ben", "--note", "ask Tokyo", "--close", "--json").rows[0]
    assert (ran["assigned"], ran["closed_by"]) == ("Ben", "Ada Analyst")
    assert [note["action"] for note in ran["notes"]] == ["assigned", "noted", "closed"]
    assert len(ready("alert", 1, "--close", "--json").rows[0]["notes"]) == 3  # nothing to do
    assert ready("alerts", "--open", "--json").rows == []
    assert "assigned to Ben · closed by Ada Analyst · 1 note" in ready("alerts", "--assigned", "Ben").out
    shown = ready("alert", 1).out
    assert "ask Tokyo (Ada Analyst" in shown
    assert ready("alert", 1, "--reopen", "--author", "Cy", "--json").rows[0]["closed_at"] is None
    assert ready("watch", "list", "--json").rows[0]["open"] == 1


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["alert", "99"], "alert 99: there is none"),
        (["alert", "99", "--close"], "alert 99: there is none"),
        (["alert", "1", "--close", "--reopen"], "not both"),
        (["alert", "1", "--note", " "], "note: give"),
        (["alerts", "--watch", "Peru"], "no such watch"),
        (["alerts", "-o", "x.atom"], "say with --feed"),
    ],
)
def test_what_is_wrong_with_an_alert_is_said(ready: Run, words: list[str], message: str) -> None:
    ran = ready(*words)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err


def test_of_a_command_that_fails_nothing_is_kept(ready: Run) -> None:
    assert ready("alert", 1, "--assign", "Ben", "--note", " ").code == 2
    assert ready("alert", 1, "--json").rows[0]["assigned"] is None


def test_alerts_are_written_as_feeds(ready: Run, tmp_path: Path) -> None:
    read = feedparser.parse(ready("alerts", "--feed", "atom").out)
    assert (read.bozo, len(read.entries)) == (0, 1)
    place = tmp_path / "alerts.json"
    ran = ready("alerts", "--feed", "json", "-o", place, "--json")
    assert ran.rows == [{"feed": "json", "alerts": 1, "file": str(place)}]
    assert len(json.loads(place.read_text("utf-8"))["items"]) == 1
    assert [one.name for one in tmp_path.iterdir() if one.name.endswith(".part")] == []
    assert ready("alerts", "--feed", "atom", "-o", tmp_path / "none" / "x.atom").code == 2


def test_a_run_as_json_and_a_run_that_goes_on(
    ready: Run, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = ready("watch", "run", "--once", "--json").rows[0]
    assert (row["fetched"], row["alerts"], row["new_alerts"]) == (0, 0, [])
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(time, "sleep", sleep)
    ran = ready("watch", "run", "--every", "7", "--json")
    assert (ran.code, len(ran.rows)) == (130, 3)
    assert slept == [420, 420, 420]


def test_hooks_are_sent_what_is_made(ready: Run, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMARCHE_HOOK_SECRET", "0123456789abcdef")
    site.put("/hook")
    made = ready("watch", "add-hook", site.url + "/hook", "--watch", "russia to japan", "--json").rows[0]
    assert len(made["key"]) == 64
    assert "key" not in ready("watch", "hooks", "--json").rows[0]
    later = SAID.replace("will respond", "reserves the right to respond").replace("Tuesday", "Monday")
    site.put("/b", page(later, day="2024-07-31"))
    site.put("/other", feed(site, ("/b", "Moscow again", "Wed, 31 Jul 2024")))
    ready("watch", "add-feed", site.url + "/other")
    ran = ready("watch", "run", "--once")
    assert "1 alert, 1 sent, 0 not" in ran.err
    assert [asked.path for asked in site.asked if asked.method == "POST"] == ["/hook"]
    assert "1 sent" in ready("watch", "hooks").out
    assert ready("watch", "remove-hook", made["id"]).code == 0
    assert "0123456789abcdef" not in ready("settings").out
