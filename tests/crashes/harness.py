"""Kill, start again, compare: nothing lost, nothing double, whatever the moment."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from demarche.register.copying import rows_in
from demarche.watch.store import WatchStore
from tests.ageing.made import said
from tests.watch.server import listening

from .nursery import Nursery
from .work import Size, Work, opened, prepared

DERIVED = ("thread_cards", "card_lines", "card_clock")  # made when asked for


@dataclass
class Harness:
    """Works, and what an undisturbed run of each leaves."""

    folder: Path
    nursery: Nursery
    works: tuple[Work, ...]
    chance: random.Random
    in_a_row: int  # kills at most before the program is let through
    expected: dict[str, tuple[dict[str, Any], float]] = field(default_factory=dict)
    kills: Counter[str] = field(default_factory=Counter)
    written: Counter[str] = field(default_factory=Counter)  # kills that left something of the work behind

    def undisturbed(self, work: Work) -> tuple[dict[str, Any], float]:
        """Return what the work leaves when nobody kills it, and how many seconds it takes."""
        if work.name not in self.expected:
            own = self.copy_of(work)
            begun = self.nursery.live(*work.words(own), register=place_of(own))
            assert begun.code == 0, begun.said
            self.expected[work.name] = left_in(own), begun.seconds
            shutil.rmtree(own)
        return self.expected[work.name]

    def trial(self, work: Work) -> None:
        """Kill the work one to three times, let it through, and assert that all is as if undisturbed."""
        expected, seconds = self.undisturbed(work)
        own = self.copy_of(work)
        before = rows_of(own)
        for _ in range(self.chance.randint(1, self.in_a_row)):
            lived = self.nursery.live(
                *work.words(own), after=self.chance.uniform(0.0, seconds), register=place_of(own)
            )
            if not lived.killed:
                assert lived.code == 0, lived.said
                break
            self.kills[work.name] += 1
            assert_sound(own)
            self.written[work.name] += rows_of(own) != before
        lived = self.nursery.live(*work.words(own), register=place_of(own))
        assert lived.code == 0, lived.said
        assert_sound(own)
        found = left_in(own)
        assert list(found) == list(expected)
        for name in expected:
            assert found[name] == expected[name], f"{work.name}: {name} differ"
        shutil.rmtree(own)

    def copy_of(self, work: Work) -> Path:
        """Return a new folder with a copy of the register that the work is given."""
        own = self.folder / "own"
        shutil.rmtree(own, ignore_errors=True)
        shutil.copytree(work.base, own)
        return own


def place_of(own: Path) -> Path:
    """Return where a folder's register lies."""
    return own / "register.db"


def rows_of(own: Path) -> dict[str, int]:
    """Return how many rows each table has, but for those made when asked for."""
    with closing(sqlite3.connect(own / "register.db")) as database:
        return {
            name: count
            for name, count in rows_in(database).items()
            if name not in DERIVED and "_fts" not in name
        }


def assert_sound(own: Path) -> None:
    """Assert that what SQLite finds after a crash is whole, its search's index too."""
    for path in own.glob("*.db"):
        with closing(sqlite3.connect(path)) as database:
            assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)], path
            assert database.execute("PRAGMA foreign_key_check").fetchall() == [], path


def left_in(own: Path) -> dict[str, Any]:
    """Return all that a register says, its alerts and items, and how many rows it has; no keys, no times."""
    with opened(own / "register.db") as register:
        store = WatchStore(register)
        found = said(register)
        found["alerts"] = sorted((alert.key, alert.kind, alert.why) for alert in store.alerts())
        found["items"] = [sorted(one.items.items()) for one in store.feeds()]
    found = {name: sorted(map(repr, value)) for name, value in found.items()}
    found["rows"] = rows_of(own)
    if (saved := own / "saved.db").exists():
        with opened(saved) as copy:
            found["saved"] = said(copy)
    return found


@contextmanager
def harness(folder: Path, *, seed: int, size: Size, in_a_row: int = 3) -> Iterator[Harness]:
    """Give a harness with everything prepared in a folder."""
    with listening() as site:
        allowed = {"DEMARCHE_WATCH_ALLOW": site.host, "DEMARCHE_WATCH_PAUSE": "0"}
        with Nursery(**allowed) as nursery:
            works = prepared(folder, nursery, site, size)
            yield Harness(folder, nursery, works, random.Random(seed), in_a_row)
