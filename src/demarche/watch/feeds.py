"""Feeds in the register: kept, due, answered or failed; and the items that they name, each once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, func, insert, select, update

from demarche.articles import Article
from demarche.coding import CodedArticle
from demarche.errors import UsageError
from demarche.register.adding import add_batch, batches
from demarche.register.engines import insert_or
from demarche.register.preparing import prepared
from demarche.register.rows import moment
from demarche.register.threading import Reading, signed
from demarche.watch import tables
from demarche.watch.entries import name_of, packed, page_of, unpacked
from demarche.watch.fetching import Answer
from demarche.watch.guard import typed_address
from demarche.watch.values import Feed, Named

SHORTEST, MOST_MINUTES = 1, 60 * 24 * 31
LONGEST_TITLE = 200
LONGEST_WHY = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Something that a feed named and that waits to be read."""

    id: int
    feed: str  # the feed's address
    page: str | None  # None: the feed gives the text itself
    entry: Article
    attempts: int


class Feeds(Reading):
    """The verbs that concern feeds and their items."""

    def add_feed(self, address: str, *, title: str | None = None, every: int, author: str) -> Feed:
        """Keep a feed; it is due at once. UsageError for what is no web address, or is kept already."""
        signed(author)
        place = typed_address(address)
        if not SHORTEST <= every <= MOST_MINUTES:
            raise UsageError(f"every {every}: give {SHORTEST} to {MOST_MINUTES} minutes")
        table = tables.feeds
        with self.writing() as connection:
            if connection.execute(select(table.c.id).where(table.c.address == place)).first():
                raise UsageError(f"{place}: is kept already; `demarche watch feeds` lists them")
            values = {
                "address": place,
                "title": " ".join(title.split())[:LONGEST_TITLE] if title else None,
                "every": every,
                "added_at": self.at(),
                "added_by": author,
                "next_at": self.at(),
                "failures": 0,
                "fetches": 0,
            }
            key = connection.execute(insert(table).values(values).returning(table.c.id)).scalar_one()
            return feed_in(connection, key)

    def feeds(self) -> tuple[Feed, ...]:
        """Return the feeds, oldest first, each with how it fares."""
        with self.reading() as connection:
            return feeds_in(connection)

    def has_feeds(self) -> bool:
        """Return whether any feed is kept."""
        with self.reading() as connection:
            return connection.execute(select(tables.feeds.c.id).limit(1)).first() is not None

    def feed(self, name: str) -> Feed:
        """Return a feed, named by address or number; UsageError where there is none."""
        with self.reading() as connection:
            return named_feed(connection, name)

    def named_items(self, feed: int, *, state: str | None = None, limit: int) -> tuple[Named, ...]:
        """Return what a feed named last, in one state or in any, the newest first."""
        items = tables.feed_items
        query = select(items).where(items.c.feed == feed)
        if state is not None:
            query = query.where(items.c.state == state)
        with self.reading() as connection:
            rows = connection.execute(query.order_by(items.c.id.desc()).limit(limit)).mappings()
            return tuple(named_of(row) for row in rows)

    def remove_feed(self, name: str, *, author: str) -> Feed:
        """Keep a feed no longer, named by address or number; its articles stay. UsageError where there is none."""
        signed(author)
        table, items = tables.feeds, tables.feed_items
        with self.writing() as connection:
            feed = named_feed(connection, name)
            connection.execute(delete(items).where(items.c.feed == feed.id))
            # another that names the same pages is to name them again, whether it has changed or not
            connection.execute(update(table).values(etag=None, modified=None))
            connection.execute(delete(table).where(table.c.id == feed.id))
            return feed

    def due_feeds(self) -> tuple[Feed, ...]:
        """Return the feeds that are due, the longest due first.

        So is one that was asked at a time that is still to come: the clock was wrong then.
        """
        now = self.at()
        due = [
            feed
            for feed in self.feeds()
            if feed.next_at.isoformat() <= now or (feed.asked_at and feed.asked_at.isoformat() > now)
        ]
        return tuple(sorted(due, key=lambda feed: (feed.next_at, feed.id)))

    def feed_answered(
        self, feed: Feed, answer: Answer, entries: Sequence[Article], *, next_at: datetime
    ) -> int:
        """Keep that a feed answered, and what it names that is new, together; return how many items are new.

        A feed that has moved for good is asked at its new address from now on.
        """
        table, items = tables.feeds, tables.feed_items
        with self.writing() as connection:
            found = connection.execute(select(table).where(table.c.id == feed.id)).mappings().first()
            if found is None:  # removed meanwhile
                return 0
            new = 0
            for entry in entries:
                row = {
                    "feed": feed.id,
                    "name": name_of(entry, feed.address),
                    "entry": packed(entry),
                    "state": "waiting",
                    "attempts": 0,
                    "next_at": self.at(),
                }
                query = (
                    insert_or(connection, items).values(row).on_conflict_do_nothing(index_elements=["name"])
                )
                new += connection.execute(query.returning(items.c.id)).first() is not None
            values: dict[str, Any] = {
                "asked_at": self.at(),
                "answered_at": self.at(),
                "next_at": next_at.isoformat(),
                "failures": 0,
                "failing_since": None,
                "error": None,
                "fetches": found["fetches"] + 1,
            }
            if not answer.unchanged:
                values |= {"etag": answer.etag, "modified": answer.modified}
            if found["title"] is None and (named := next((e.outlet for e in entries if e.outlet), None)):
                values["title"] = named[:LONGEST_TITLE]
            if answer.moved and not is_kept(connection, answer.moved):
                values["address"] = answer.moved
            connection.execute(update(table).where(table.c.id == feed.id).values(values))
            return new

    def feed_failed(self, feed: Feed, why: str, *, next_at: datetime) -> None:
        """Keep that a feed failed, since when, and when it is tried again."""
        table = tables.feeds
        with self.writing() as connection:
            values = {
                "asked_at": self.at(),
                "next_at": next_at.isoformat(),
                "failures": table.c.failures + 1,
                "failing_since": func.coalesce(table.c.failing_since, self.at()),
                "error": why[:LONGEST_WHY],
                "fetches": table.c.fetches + 1,
            }
            connection.execute(update(table).where(table.c.id == feed.id).values(values))

    def waiting_items(self, *, limit: int) -> tuple[Item, ...]:
        """Return the items that are due to be read, in the order in which they were named."""
        items, feeds = tables.feed_items, tables.feeds
        query = (
            select(items, feeds.c.address)
            .join(feeds, feeds.c.id == items.c.feed)
            .where(items.c.state == "waiting", tables.is_due(items.c.next_at, now=self.at()))
            .order_by(items.c.id)
            .limit(limit)
        )
        with self.reading() as connection:
            return tuple(item_of(row) for row in connection.execute(query).mappings())

    def item_added(self, item: Item, coded: CodedArticle, *, why: str | None = None) -> bool:
        """Add an item's coded article and keep that it is done, together; return whether it is new."""
        with self.writing() as connection:
            for batch in batches([prepared(coded)]):
                added = add_batch(connection, batch, at=self.at(), source=item.feed)
                state = "added" if added.new else "known"
                done = {"state": state, "article": batch[0][0], "why": why, "entry": None}
                connection.execute(settled(item, done))
            return bool(added.new)

    def item_skipped(self, item: Item, why: str) -> None:
        """Keep that an item gives no article, and why."""
        with self.writing() as connection:
            done = {"state": "skipped", "why": why[:LONGEST_WHY], "entry": None}
            connection.execute(settled(item, done))

    def item_later(self, item: Item, why: str, *, next_at: datetime) -> None:
        """Keep that an item could not be read now, and when it is tried again."""
        with self.writing() as connection:
            later = {"why": why[:LONGEST_WHY], "next_at": next_at.isoformat(), "attempts": item.attempts + 1}
            connection.execute(settled(item, later))


def settled(item: Item, values: dict[str, Any]) -> Any:
    """Return the statement that changes an item."""
    items = tables.feed_items
    return update(items).where(items.c.id == item.id).values(values)


def is_kept(connection: Connection, address: str) -> bool:
    """Return whether a feed is kept at an address."""
    table = tables.feeds
    return connection.execute(select(table.c.id).where(table.c.address == address)).first() is not None


def feeds_in(connection: Connection, only: int | None = None) -> tuple[Feed, ...]:
    """Return the feeds, or one, with the counts of their items."""
    table, items = tables.feeds, tables.feed_items
    counts: defaultdict[int, dict[str, int]] = defaultdict(dict)
    query = select(items.c.feed, items.c.state, func.count()).group_by(items.c.feed, items.c.state)
    feeds = select(table).order_by(table.c.id)
    if only is not None:
        query, feeds = query.where(items.c.feed == only), feeds.where(table.c.id == only)
    for feed, state, count in connection.execute(query):
        counts[feed][state] = count
    return tuple(feed_of(row, counts[row["id"]]) for row in connection.execute(feeds).mappings())


def named_feed(connection: Connection, name: str) -> Feed:
    """Return the feed of an address or number; UsageError where there is none."""
    wanted, table = name.strip(), tables.feeds
    for number, address in connection.execute(select(table.c.id, table.c.address).order_by(table.c.id)):
        if wanted in (address, str(number)):
            return feed_in(connection, number)
    raise UsageError(f"feed {name!r}: there is none; `demarche watch feeds` lists them")


def feed_in(connection: Connection, key: int) -> Feed:
    """Return the feed with this key."""
    return feeds_in(connection, key)[0]


def feed_of(row: RowMapping, items: dict[str, int]) -> Feed:
    """Return a feed from its row."""
    return Feed(
        id=row["id"],
        address=row["address"],
        title=row["title"],
        every=row["every"],
        added_at=datetime.fromisoformat(row["added_at"]),
        added_by=row["added_by"],
        next_at=datetime.fromisoformat(row["next_at"]),
        asked_at=moment(row["asked_at"]),
        answered_at=moment(row["answered_at"]),
        etag=row["etag"],
        modified=row["modified"],
        failures=row["failures"],
        failing_since=moment(row["failing_since"]),
        error=row["error"],
        fetches=row["fetches"],
        items=items,
    )


def item_of(row: RowMapping) -> Item:
    """Return an item from its row."""
    entry = unpacked(row["entry"])
    return Item(id=row["id"], feed=row["address"], page=page_of(entry), entry=entry, attempts=row["attempts"])


def named_of(row: RowMapping) -> Named:
    """Return what a feed named from its row."""
    return Named(
        id=row["id"],
        name=row["name"],
        state=row["state"],
        attempts=row["attempts"],
        next_at=datetime.fromisoformat(row["next_at"]),
        article=row["article"],
        why=row["why"],
    )
