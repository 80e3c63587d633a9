"""A run that is killed at any moment is made good by the next: the same alerts, none lost, none double."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import Connection

from demarche.register import Filter
from demarche.register.store import SqlRegister
from demarche.watch.sending import Sender
from demarche.watch.store import WatchStore

from .conftest import made_runner
from .made import Clock, opened
from .server import Handler, Site, feed, page

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])
MISSILES = (
    "if Japan deploys US missiles on its territory, Deputy Foreign Minister Ivan Demidov said on Tuesday."
)
STORIES = (
    ("/a", f"Russia will respond {MISSILES}", "2024-07-10"),
    ("/b", f"Russia reserves the right to respond {MISSILES}", "2024-07-24"),
    ("/c", "Japan deployed US missiles on its territory on Monday, the Defence Ministry said.", "2024-09-04"),
)
DAYS = {"2024-07-10": "Wed, 10 Jul 2024", "2024-07-24": "Wed, 24 Jul 2024", "2024-09-04": "Wed, 04 Sep 2024"}
SECRET = "0123456789abcdef"


class KilledError(BaseException):
    """Stands for the process that is gone."""


class Mortal(SqlRegister):
    """A register whose process is killed at the n-th time it writes: before, amid or after it."""

    left = -1
    when = "never"

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        Mortal.left -= 1
        now = Mortal.when if Mortal.left == 0 else "never"
        if now == "before":
            raise KilledError
        with super().writing() as connection:
            yield connection
            if now == "amid":
                raise KilledError
        if now == "after":
            raise KilledError


def build(site: Site) -> None:
    site.put("/feed", feed(site, *((path, f"News {path}", DAYS[day]) for path, _, day in reversed(STORIES))))
    for path, text, day in STORIES:
        site.put(path, page(text, day=day, title=f"News {path}"))
    site.put("/hook")


def prepared(place: Path, site: Site, clock: Clock) -> None:
    with opened(place, clock) as register:
        store = WatchStore(register)
        store.add_feed(site.url + "/feed", every=60, author="Ada")
        store.add_watch("everything", Filter(), author="Ada")
        store.add_hook(site.url + "/hook", author="Ada")


def run(place: Path, site: Site, clock: Clock, *, left: int = -1, when: str = "never") -> bool:
    """Run once in a process of its own, as it were; return whether it was killed."""
    with opened(place, clock) as whole:
        register = Mortal(whole.engine, now=clock, place=whole.place)
        runner = made_runner(register, site, clock)
        runner.sender = Sender(
            store=runner.store, secret=SECRET, now=clock, guard=runner.fetch.guard, first_wait=0.0
        )
        Mortal.left, Mortal.when = left, when
        try:
            runner.once()
        except KilledError:
            return True
        finally:
            Mortal.left, Mortal.when = -1, "never"
    return False


def told(place: Path) -> list[tuple[str, str]]:
    with opened(place) as register:
        return sorted((alert.key, alert.why) for alert in WatchStore(register).alerts())


def sent(site: Site) -> list[str]:
    return [asked.headers["Demarche-Alert"] for asked in site.asked if asked.path == "/hook"]


@pytest.mark.parametrize("when", ["before", "amid", "after"])
def test_killed_at_each_writing(tmp_path: Path, site: Site, clock: Clock, when: str) -> None:
    build(site)
    fresh, whole = tmp_path / "fresh", tmp_path / "whole"
    fresh.mkdir()
    prepared(fresh, site, clock)
    shutil.copytree(fresh, whole)
    assert not run(whole, site, clock)
    expected = told(whole)
    assert [key.split()[0] for key, _ in expected] == ["new-thread", "softer", "trigger-met"]
    assert sorted(sent(site)) == [key for key, _ in expected]
    left, killed = 0, True
    while killed:
        left += 1
        place = tmp_path / f"{left}"
        shutil.copytree(fresh, place)
        site.asked.clear()
        killed = run(place, site, clock, left=left, when=when)
        assert not run(place, site, clock)
        assert told(place) == expected
        assert len(set(sent(site))) == len(sent(site)) >= len(expected) - 1
    assert left > 10


def test_a_process_that_is_killed(tmp_path: Path, site: Site, clock: Clock) -> None:
    """The program itself, killed while it fetches a page: the next run finishes."""
    build(site)
    prepared(tmp_path, site, clock)
    reached = Event()
    second = site.pages["/b"]

    def stalls(handler: Handler) -> None:
        reached.set()
        handler.server.site.released.wait(10)

    site.pages["/b"] = stalls
    environment = {
        **os.environ,
        "DEMARCHE_REGISTER": str(tmp_path / "register.db"),
        "DEMARCHE_WATCH_ALLOW": site.host,
        "DEMARCHE_WATCH_PAUSE": "0",
        "DEMARCHE_CONFIG": "",
    }
    command = [sys.executable, "-m", "demarche", "watch", "run", "--once"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert reached.wait(60)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    site.pages["/b"] = second
    again = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=120)
    assert "Trigger met" in again.stdout
    assert "DEMARCHE_HOOK_SECRET" in again.stderr
    with sqlite3.connect(tmp_path / "register.db") as database:
        assert database.execute("SELECT count(*), count(DISTINCT key) FROM alerts").fetchone() == (3, 3)
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
