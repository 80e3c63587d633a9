"""What the program is killed at: a register in use, and commands that change it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path

from demarche.coding import code_article
from demarche.demo import demo_articles
from demarche.register import Filter, open_register
from demarche.register.copying import copy_register
from demarche.register.store import SqlRegister
from demarche.watch.store import WatchStore
from tests.ageing.made import aged
from tests.watch.server import Site, feed, page

from .nursery import Nursery

NOW = datetime(2026, 1, 1, tzinfo=UTC)
START = date(2024, 3, 4)
SENDERS = ("Russia", "China", "Iran", "Turkey", "North Korea", "Pakistan")
TARGETS = ("Japan", "the United States", "Israel", "Greece", "South Korea", "India")
DOES = ("deploy bombers", "impose sanctions", "close the strait", "recall its ambassador", "halt exports")
CAUSES = ("deploys US missiles", "raises tariffs", "seizes another tanker", "holds military drills")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def opened(place: Path) -> SqlRegister:
    return open_register(place, now=lambda: NOW)


def stories(first: int, count: int) -> Iterator[dict[str, str]]:
    """Yield articles; every third tells again what another told, in another outlet."""
    for number in range(first, first + count):
        told = number - number % 3 if number % 3 == 2 else number
        day = START + timedelta(days=told)
        sender, target = SENDERS[told % 6], TARGETS[(told + told // 6) % 6]
        text = (
            f"{sender} will {DOES[told % 5]} if {target} {CAUSES[told % 4]}, the Foreign Ministry said on "
            f"{WEEKDAYS[day.weekday()]}. {target} imposed sanctions on {sender} on {WEEKDAYS[day.weekday() - 1]}."
        )
        outlet = "Harbour Wire" if number % 3 == 2 else f"Courier {number % 4}"
        yield {
            "id": str(number),
            "outlet": outlet,
            "date": day.isoformat(),
            "title": f"News {told}",
            "text": text,
        }


@dataclass(frozen=True)
class Work:
    """A command that is killed, and the register that it is given."""

    name: str
    words: Callable[[Path], tuple[object, ...]]  # from the register's folder
    base: Path  # a folder


@dataclass(frozen=True)
class Size:
    """How much work there is."""

    used: int = 10  # articles of the demonstration that the register holds
    files: int = 8  # of four articles each, to be added
    scanned: int = 450  # articles: three transactions
    pages: int = 12


SMALL = Size(used=8, files=2, scanned=0, pages=2)


def prepared(folder: Path, nursery: Nursery, site: Site, size: Size) -> tuple[Work, ...]:
    """Make the registers and inputs, and return the kinds of work."""
    inputs = folder / "inputs"
    inputs.mkdir()
    for number in range(size.files):
        write(inputs / f"{number}.jsonl", stories(number * 4, 4))
    publish(site, size.pages)
    used, old = folder / "used", folder / "old"
    for one in (used, old):
        one.mkdir()
    in_use(used / "register.db", site, size.used)
    aged(used / "register.db", old / "register.db", "0002")
    return (
        Work("add", lambda _: ("add", *sorted(inputs.iterdir())), used),
        Work("watch run", lambda _: ("watch", "run", "--once"), used),
        Work("migrate", lambda _: ("users", "--json"), old),
        Work("backup", lambda own: ("backup", own / "register.db", own / "saved.db", "--replace"), used),
        *(imports(folder, nursery, used, size.scanned) if size.scanned else ()),
    )


def imports(folder: Path, nursery: Nursery, used: Path, count: int) -> tuple[Work, Work]:
    """Return an import of what a scan found, and the same where all is joined anew."""
    archive, scanned, stale = folder / "archive.jsonl", folder / "scanned", folder / "stale"
    write(archive, stories(100, count))
    ran = nursery.live("scan", archive, "--output", scanned)
    assert ran.code == 0, ran.said
    stale.mkdir()
    copy_register(used / "register.db", stale / "register.db")
    ran = nursery.live("import", scanned, register=stale / "register.db")
    assert ran.code == 0, ran.said
    with closing(sqlite3.connect(stale / "register.db")) as database, database:
        database.execute("DELETE FROM joinings")  # as if joined by older rules
    command = ("import", scanned)
    return Work("import", lambda _: command, used), Work("threads", lambda _: command, stale)


def write(path: Path, told: Iterable[dict[str, str]]) -> None:
    """Write articles as JSON Lines."""
    path.write_text("".join(json.dumps(one) + "\n" for one in told), encoding="utf-8")


def publish(site: Site, count: int) -> None:
    """Put a feed and its pages on a site."""
    items = []
    for number, story in enumerate(stories(900, count)):
        day = date.fromisoformat(story["date"])
        site.put(
            f"/{number}", page(story["text"], day=story["date"], title=story["title"], outlet=story["outlet"])
        )
        items.append((f"/{number}", story["title"], f"{day:%a, %d %b %Y}"))
    site.put("/feed", feed(site, *reversed(items)))


def in_use(place: Path, site: Site, count: int) -> None:
    """Make a register that people have worked with and that is watched."""
    with opened(place) as register:
        register.add((code_article(one) for one in islice(demo_articles(), count)), source="demo")
        threats = [stored.id for stored in register.threats()]
        register.reject(threats[0], author="Ada")
        register.correct(threats[1], "commitment", "open", author="Ada")
        register.judge(threats[2], "trigger", "met", note="seen", author="Ben")
        store = WatchStore(register)
        store.look(deadline_days=3)
        store.add_watch("everything", Filter(), author="Ada")
        store.add_feed(site.url + "/feed", every=60, author="Ada")
