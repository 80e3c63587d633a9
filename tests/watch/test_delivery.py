"""Alerts as feeds: well formed whatever a title holds, stable, and free of what people wrote here."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from xml.etree import ElementTree

import feedparser
from hypothesis import given
from hypothesis import strategies as st

from demarche.watch import Alert, Note
from demarche.watch.delivery import NAMES, atom, json_feed
from demarche.watch.values import KINDS

NAMESPACE = {"a": "http://www.w3.org/2005/Atom"}


def alert(number: int = 1, **fields: object) -> Alert:
    at = datetime(2024, 8, number, 12, 0, tzinfo=UTC)
    values: dict[str, object] = {
        "id": number,
        "key": f"firmer 3f2a{number}",
        "kind": "firmer",
        "at": at,
        "day": date(2024, 8, 1),
        "title": "Russia → Japan on security",
        "why": "stated after reserved",
        "watches": ("Japan",),
        "url": "https://gazette.example/a?b=1&c=2",
        "notes": (Note(action="noted", words="our secret view", author="Ada", at=at),),
    }
    return Alert(**(values | fields))  # type: ignore[arg-type]


def test_atom_is_read_by_a_feed_reader() -> None:
    text = atom([alert(2), alert(1)], address="https://desk.example/alerts.atom")
    read = feedparser.parse(text)
    assert (read.bozo, read.version) == (0, "atom10")
    assert [entry.id for entry in read.entries] == [
        "urn:demarche:alert:firmer:3f2a2",
        "urn:demarche:alert:firmer:3f2a1",
    ]
    assert read.entries[0].title == "Firmer: Russia → Japan on security"
    assert read.entries[0].link == "https://gazette.example/a?b=1&c=2"
    assert read.feed.updated == "2024-08-02T12:00:00+00:00"
    assert "secret view" not in text


def test_json_feed_has_what_the_version_asks_for() -> None:
    body = json.loads(json_feed([alert()], address="https://desk.example/alerts.json"))
    assert body["version"] == "https://jsonfeed.org/version/1.1"
    (item,) = body["items"]
    assert item["id"] == "urn:demarche:alert:firmer:3f2a1"
    assert item["tags"] == ["firmer", "Japan"]
    assert item["_demarche"]["why"] == item["content_text"]
    assert "secret view" not in str(body)


def test_no_alerts_are_a_feed_too() -> None:
    assert feedparser.parse(atom([])).bozo == 0
    assert json.loads(json_feed([]))["items"] == []


def test_what_a_page_names_as_its_address_is_no_script() -> None:
    evil = alert(url="javascript:alert(1)")
    assert "javascript" not in atom([evil])
    assert "external_url" not in json.loads(json_feed([evil]))["items"][0]


def test_every_kind_has_a_name() -> None:
    assert set(NAMES) == set(KINDS)


@given(st.text(), st.text(), st.text())
def test_any_words_make_well_formed_feeds(title: str, why: str, watch: str) -> None:
    one = alert(title=title, why=why, watches=(watch,), url=f"https://gazette.example/{watch}")
    tree = ElementTree.fromstring(atom([one], title=title).encode("utf-8", "strict"))
    assert tree.find("a:entry/a:title", NAMESPACE) is not None
    assert json.loads(json_feed([one], title=title))["title"] == title
