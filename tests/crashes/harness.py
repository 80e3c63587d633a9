"""Kill, start again, compare: nothing lost, nothing double, whatever the moment.

On PostgreSQL the program may also be left alive and lose its server: its sessions are ended, or the server is
stopped at once and started again. The program must then say so in one line, and its next run make it good.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Timer
from typing import Any

from demarche.watch.store import WatchStore
from tests.ageing.made import said
from tests.postgres import Server
from tests.watch.server import listening

from .benches import Bench, Databases, Files, Own
from .nursery import Lived, Nursery
from .work import Size, Work, opened, prepared

KILLED, SEVERED, RESTARTED = "killed", "severed", "restarted"
FAILED = 5  # the exit code of a register that failed


@dataclass
class Harness:
    """Works, and what an undisturbed run of each leaves."""

    nursery: Nursery
    bench: Bench
    works: tuple[Work, ...]
    chance: random.Random
    in_a_row: int  # disturbances at most before the program is let through
    expected: dict[str, tuple[dict[str, Any], float]] = field(default_factory=dict)
    disturbed: Counter[tuple[str, str]] = field(default_factory=Counter)  # how, and at what
    written: Counter[str] = field(default_factory=Counter)  # those that left something of the work behind

    def count(self, how: str, work: str | None = None) -> int:
        """Return how often programs were disturbed, at one kind of work or at all."""
        return sum(n for (way, name), n in self.disturbed.items() if way == how and work in (None, name))

    def undisturbed(self, work: Work) -> tuple[dict[str, Any], float]:
        """Return what the work leaves when nobody disturbs it, and how many seconds it takes."""
        if work.name not in self.expected:
            own = self.copy_of(work)
            begun = self.live(work, own)
            assert begun.code == 0, begun.said
            self.expected[work.name] = self.left_in(own), begun.seconds
        return self.expected[work.name]

    def trial(self, work: Work, how: str = KILLED) -> None:
        """Disturb the work one to three times, let it through, and assert that all is as if undisturbed."""
        expected, seconds = self.undisturbed(work)
        own = self.copy_of(work)
        before = self.bench.rows_of(own.place)
        for _ in range(self.chance.randint(1, self.in_a_row)):
            lived = self.disturb(work, own, how, after=self.chance.uniform(0.0, seconds))
            if lived.code == 0:
                break
            self.bench.settle(own.place)
            self.disturbed[how, work.name] += 1
            self.bench.assert_sound(own)
            self.written[work.name] += self.bench.rows_of(own.place) != before
        lived = self.live(work, own)
        assert lived.code == 0 or (work.once and work.once in lived.said), lived.said
        self.bench.assert_sound(own)
        found = self.left_in(own)
        assert list(found) == list(expected)
        for name in expected:
            assert found[name] == expected[name], f"{work.name}: {name} differ"

    def live(self, work: Work, own: Own, *, after: float | None = None) -> Lived:
        """Run the program, at most so many seconds."""
        return self.nursery.live(*work.words(own), after=after, register=own.place)

    def disturb(self, work: Work, own: Own, how: str, *, after: float) -> Lived:
        """Run the program and disturb it after so many seconds; it was killed, or says in one line what befell it."""
        if how == KILLED:
            lived = self.live(work, own, after=after)
            assert lived.killed or lived.code == 0, lived.said
            return lived
        assert isinstance(self.bench, Databases)
        assert self.bench.server.restart
        strike = self.bench.server.restart if how == RESTARTED else partial(self.bench.sever, own.place)
        timer = Timer(after, strike)
        timer.start()
        try:
            lived = self.live(work, own)
        finally:
            timer.cancel()
            timer.join()  # where it has struck, until the server is there again
        assert lived.code in (0, FAILED), lived.said
        if lived.code == FAILED:
            assert "run it again" in lived.said.splitlines()[-1], lived.said
            assert "Traceback" not in lived.said
        return lived

    def copy_of(self, work: Work) -> Own:
        """Return a copy of the register that the work is given."""
        return self.bench.new("own", like=work.base)

    def left_in(self, own: Own) -> dict[str, Any]:
        """Return all that a register says, its alerts and items, and how many rows it has; no keys, no times."""
        with opened(own.place) as register:
            store = WatchStore(register)
            found = said(register)
            found["alerts"] = sorted((alert.key, alert.kind, alert.why) for alert in store.alerts())
            found["items"] = [sorted(one.items.items()) for one in store.feeds()]
        found = {name: sorted(map(repr, value)) for name, value in found.items()}
        found["rows"] = self.bench.rows_of(own.place)
        if (saved := own.folder / "saved.db").exists():
            with opened(saved) as copy:
                found["saved"] = said(copy)
        return found


@contextmanager
def harness(
    folder: Path, *, seed: int, size: Size, in_a_row: int = 3, server: Server | None = None
) -> Iterator[Harness]:
    """Give a harness with everything prepared in a folder, its registers on a server where one is given."""
    with listening() as site:
        allowed = {"DEMARCHE_WATCH_ALLOW": site.host, "DEMARCHE_WATCH_PAUSE": "0"}
        with Nursery(**allowed) as nursery:
            bench: Bench = Files(folder) if server is None else Databases(folder, server)
            works = prepared(folder, nursery, site, size, bench)
            yield Harness(nursery, bench, works, random.Random(seed), in_a_row)
