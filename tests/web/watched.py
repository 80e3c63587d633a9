"""A register with two watches, a failing feed and a few alerts, for the tests of their screens and API."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from demarche.articles import Article
from demarche.coding import code_article
from demarche.errors import FetchError
from demarche.register import Filter
from demarche.register.store import SqlRegister
from demarche.watch.fetching import Answer
from demarche.watch.guard import Guard
from demarche.watch.store import WatchStore
from demarche.web.desk import Desk, Watching

from .conftest import NOW

SECRET = "a secret of enough letters"
SOFTER = Article(
    title="Moscow is softer",
    text="Russia will deploy bombers if Japan deploys more American missiles, Foreign Minister Ivan Demidov said on "
    "Monday.",
    outlet="Meridian Post",
    date=date(2024, 7, 29),
    url="https://meridian.example/softer",
)
DEED = Article(
    title="More missiles",
    text="TOKYO, July 30. Japan deployed more American missiles on its southern islands on Tuesday, the Japanese "
    "Defence Ministry said.",
    outlet="Straits Ledger",
    date=date(2024, 7, 30),
    url="https://straits.example/more",
)


def resolve(host: str) -> tuple[str, ...]:
    """Know three hosts: a public one, one inside, and one that cannot be found."""
    if host == "nowhere.example":
        raise FetchError(f"{host}: the host was not found; check the address and the connection")
    return {"inside.example": ("10.0.0.7",), "localhost": ("127.0.0.1", "::1")}.get(host, ("93.184.216.34",))


def watching(desk: Desk, *, secret: str | None = SECRET) -> Desk:
    """Return a desk from which feeds and hooks can be set up."""
    return replace(desk, watching=Watching(guard=Guard(resolve=resolve), every=45, secret=secret))


def with_alerts(register: SqlRegister) -> WatchStore:
    """Make two watches, and the alerts of an article that is softer and of a deed."""
    store = WatchStore(register)
    store.add_watch("Russia to Japan", Filter(sender=("RUS",), target=("JPN",)), author="Ada")
    store.add_watch("Typhon", "US missiles in Japan", author="Bo")
    register.add([code_article(SOFTER)], source="test")
    register.add([code_article(DEED)], source="test")
    assert store.look(deadline_days=3) >= 3
    return store


def with_feeds(register: SqlRegister) -> WatchStore:
    """Keep a feed that answered and named three pages, and one that fails."""
    store = WatchStore(register)
    good = store.add_feed("https://gazette.example/feed.xml", every=30, author="Ada")
    bad = store.add_feed("https://gone.example/feed.xml", title="Gone Gazette", every=60, author="Ada")
    entries = [
        Article(title=f"Entry {n}", text="Text.", outlet="Gazette", url=f"https://gazette.example/{n}")
        for n in range(3)
    ]
    answer = Answer(url=good.address, status=200, etag='"1"')
    store.feed_answered(good, answer, entries, next_at=NOW + timedelta(minutes=30))
    first, second, _ = store.waiting_items(limit=3)
    store.item_skipped(first, "https://gazette.example/0: holds no article; leave it out")
    store.item_later(second, "did not answer within 20 seconds", next_at=NOW + timedelta(hours=1))
    store.feed_failed(bad, "https://gone.example/feed.xml: was not found (404)", next_at=NOW)
    store.feed_failed(bad, "https://gone.example/feed.xml: was not found (404)", next_at=NOW)
    return store
