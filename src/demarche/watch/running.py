"""One run of the watch: fetch what is due, read and code what is new, look at what changed, deliver.

Each step keeps its outcome before the next begins. What a step finds undone it does, so a run that was
killed is made good by the next.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from demarche.articles import Article
from demarche.coding import Coders, code_article
from demarche.errors import BudgetError, FetchError, InputError, LaterError, SourceError
from demarche.watch.backoff import next_fetch, next_try
from demarche.watch.entries import article_of, entries_of, own_article
from demarche.watch.feeds import Item
from demarche.watch.fetching import Answer, Polite
from demarche.watch.guard import parts_of
from demarche.watch.lanes import in_lanes
from demarche.watch.sending import Sender
from demarche.watch.store import WatchStore
from demarche.watch.values import Feed

AT_ONCE = 50  # items fetched before the next are asked for: bounds what is held in memory
MOST_ATTEMPTS = 5  # at an article's page
Fault = FetchError | SourceError | InputError


@dataclass(kw_only=True)
class Report:
    """What a run did."""

    fetched: int = 0  # feeds that gave something
    unchanged: int = 0
    failed: int = 0
    named: int = 0  # items that are new
    added: int = 0  # articles
    known: int = 0
    skipped: int = 0
    later: int = 0  # articles that will be tried again
    alerts: int = 0
    sent: int = 0
    unsent: int = 0
    faults: list[str] = field(default_factory=list)


@dataclass(kw_only=True)
class Runner:
    """Runs the watch over a register."""

    store: WatchStore
    fetch: Polite
    coders: Coders
    now: Callable[[], datetime]
    deadline_days: int = 3
    chance: Callable[[], float] = random.random
    sender: Sender | None = None

    def once(self) -> Report:
        """Do everything that is due, and return what was done."""
        report = Report()
        self.fetch_feeds(report)
        self.read_items(report)
        report.alerts = self.store.look(deadline_days=self.deadline_days)
        if self.sender is not None:
            report.sent, faults = self.sender.send_all()
            report.unsent = len(faults)
            report.faults += faults
        return report

    def fetch_feeds(self, report: Report) -> None:
        """Fetch the feeds that are due and keep what they name."""
        due = self.store.due_feeds()
        for feed, got in in_lanes(due, lane=lambda feed: host_of(feed.address), work=self.feed_fetched):
            if isinstance(got, Exception):
                self.failed(feed, got, report)
                continue
            entries = entries_or_fault(got, feed.address)
            if isinstance(entries, Exception):
                self.failed(feed, entries, report)
                continue
            pause = next_fetch(feed.every, failures=0, wait=got.wait, chance=self.chance())
            report.named += self.store.feed_answered(feed, got, entries, next_at=self.now() + pause)
            report.unchanged += got.unchanged
            report.fetched += not got.unchanged

    def feed_fetched(self, feed: Feed) -> Answer | Fault:
        """Return a feed's answer, or why there is none. Runs in a lane."""
        try:
            return self.fetch.get(feed.address, etag=feed.etag, modified=feed.modified)
        except (FetchError, SourceError) as error:
            return error

    def failed(self, feed: Feed, error: Fault, report: Report) -> None:
        """Keep that a feed failed."""
        wait = error.wait if isinstance(error, LaterError) else 0.0
        pause = next_fetch(feed.every, failures=feed.failures + 1, wait=wait, chance=self.chance())
        self.store.feed_failed(feed, str(error), next_at=self.now() + pause)
        report.failed += 1
        report.faults.append(str(error))

    def read_items(self, report: Report) -> None:
        """Fetch, code and add what waits, in the order in which it was named."""
        try:
            while items := self.store.waiting_items(limit=AT_ONCE):
                for item, got in in_lanes(
                    items, lane=lambda item: host_of(item.page), work=self.page_fetched
                ):
                    self.keep(item, got, report)
        except BudgetError as error:  # what is left waits for the next run
            report.faults.append(str(error))

    def page_fetched(self, item: Item) -> Answer | Fault | None:
        """Return an item's page, or why there is none; None where it has none. Runs in a lane."""
        try:
            return self.fetch.get(item.page) if item.page is not None else None
        except (FetchError, SourceError) as error:
            return error

    def keep(self, item: Item, page: Answer | Fault | None, report: Report) -> None:
        """Read, code and add an item's article; where its page is refused for good, the feed's own text."""
        if isinstance(page, FetchError) and item.attempts + 1 < MOST_ATTEMPTS:
            wait = page.wait if isinstance(page, LaterError) else 0.0
            pause = next_try(item.attempts + 1, wait=wait, chance=self.chance())
            self.store.item_later(item, str(page), next_at=self.now() + pause)
            report.later += 1
            return
        got = article_or_fault(page, item) if isinstance(page, Answer) else page
        why = None
        if not isinstance(got, Article):
            article = own_article(item.entry)
            if article is None:
                self.skip(item, str(got or "the feed gives neither a page's address nor a text"), report)
                return
            got, why = article, f"read from the feed itself: {got}" if got else None
        try:
            coded = code_article(got, coders=self.coders)
        except BudgetError:
            raise
        except InputError as error:
            self.skip(item, str(error), report)
            return
        if self.store.item_added(item, coded, why=why):
            report.added += 1
        else:
            report.known += 1

    def skip(self, item: Item, why: str, report: Report) -> None:
        """Keep that an item gives no article."""
        self.store.item_skipped(item, why)
        report.skipped += 1


def entries_or_fault(answer: Answer, address: str) -> tuple[Article, ...] | Fault:
    """Return a feed's entries, or why there are none. Not in a lane: readers keep to one thread."""
    try:
        return () if answer.unchanged else entries_of(answer, address)
    except (SourceError, InputError) as error:
        return error
    except Exception as error:  # noqa: BLE001  one feed that a parser fails on must not stop every run
        return SourceError(f"{address}: could not be read ({error!r}); please report it")


def article_or_fault(answer: Answer, item: Item) -> Article | Fault:
    """Return a page's article, or why there is none."""
    try:
        return article_of(answer, item.entry)
    except (SourceError, InputError) as error:
        return error
    except Exception as error:  # noqa: BLE001  nor must a page
        return SourceError(f"{item.page}: could not be read ({error!r}); please report it")


def host_of(address: str | None) -> str:
    """Return the host of an address, "" where there is none."""
    if address is None:
        return ""
    try:
        return parts_of(address)[1]
    except SourceError:
        return ""
