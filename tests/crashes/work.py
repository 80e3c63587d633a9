"""What the program is killed at: a register in use, and commands that change it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path

from sqlalchemy import delete

from demarche.coding import code_article
from demarche.demo import demo_articles
from demarche.register import Filter, open_register
from demarche.register.schema import joinings
from demarche.register.store import SqlRegister
from demarche.watch.store import WatchStore
from tests.ageing.made import aged
from tests.watch.server import Site, feed, page

from .benches import Bench, Files, Own
from .nursery import Nursery

NOW = datetime(2026, 1, 1, tzinfo=UTC)
START = date(2024, 3, 4)
SENDERS = ("Russia", "China", "Iran", "Turkey", "North Korea", "Pakistan")
TARGETS = ("Japan", "the United States", "Israel", "Greece", "South Korea", "India")
DOES = ("deploy bombers", "impose sanctions", "close the strait", "recall its ambassador", "halt exports")
CAUSES = ("deploys US missiles", "raises tariffs", "seizes another tanker", "holds military drills")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def opened(place: str | Path) -> SqlRegister:
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
    words: Callable[[Own], tuple[object, ...]]
    base: Own
    once: str = ""  # what is said where the work was done already, if it cannot be done twice


@dataclass(frozen=True)
class Size:
    """How much work there is."""

    used: int = 10  # articles of the demonstration that the register holds
    files: int = 8  # of four articles each, to be added
    scanned: int = 450  # articles: three transactions
    pages: int = 12


SMALL = Size(used=8, files=2, scanned=0, pages=2)


def prepared(folder: Path, nursery: Nursery, site: Site, size: Size, bench: Bench) -> tuple[Work, ...]:
    """Make the registers and inputs, and return the kinds of work."""
    inputs = folder / "inputs"
    inputs.mkdir()
    for number in range(size.files):
        write(inputs / f"{number}.jsonl", stories(number * 4, 4))
    publish(site, size.pages)
    used = bench.new("used")
    in_use(used.place, site, size.used)
    return (
        Work("add", lambda _: ("add", *sorted(inputs.iterdir())), used),
        Work("watch run", lambda _: ("watch", "run", "--once"), used),
        *(of_files(bench, used) if isinstance(bench, Files) else of_servers(folder, bench, site, size)),
        *(imports(folder, nursery, bench, used, size.scanned) if size.scanned else ()),
    )


def of_files(bench: Files, used: Own) -> tuple[Work, Work]:
    """Return what is done in files alone."""
    old = bench.new("old")
    aged(Path(used.place), Path(old.place), "0002")
    return (
        Work("migrate", lambda _: ("users", "--json"), old),
        Work("backup", lambda own: ("backup", own.place, own.folder / "saved.db", "--replace"), used),
    )


def of_servers(folder: Path, bench: Bench, site: Site, size: Size) -> tuple[Work, Work]:
    """Return what is done on a server alone."""
    bare, file = bench.new("bare"), folder / "file.db"
    in_use(str(file), site, size.used)
    return (
        Work("tables", lambda _: ("users", "--json"), bare),
        Work("move", lambda own: ("migrate", file, own.place), bare, once="is not empty"),
    )


def imports(folder: Path, nursery: Nursery, bench: Bench, used: Own, count: int) -> tuple[Work, Work]:
    """Return an import of what a scan found, and the same where all is joined anew."""
    archive, scanned = folder / "archive.jsonl", folder / "scanned"
    write(archive, stories(100, count))
    ran = nursery.live("scan", archive, "--output", scanned)
    assert ran.code == 0, ran.said
    stale = bench.new("stale", like=used)
    ran = nursery.live("import", scanned, register=stale.place)
    assert ran.code == 0, ran.said
    with opened(stale.place) as register, register.writing() as connection:
        connection.execute(delete(joinings))  # as if joined by older rules
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


def in_use(place: str, site: Site, count: int) -> None:
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
