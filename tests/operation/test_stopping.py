"""SIGTERM: what runs on ends within seconds, with exit code 0, and nothing half done."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest

from demarche.cli.stopping import StoppedError, Stops
from demarche.watch.store import WatchStore
from tests.watch.made import Clock, opened
from tests.watch.server import Handler, Site, feed, listening, page

pytestmark = [
    pytest.mark.allow_hosts(["127.0.0.1"]),
    pytest.mark.skipif(os.name == "nt", reason="signals are POSIX"),
]
SOON = 8.0  # seconds


@pytest.fixture
def site() -> Iterator[Site]:
    with listening() as site:
        yield site


@contextmanager
def started(folder: Path, *words: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """Give the program, running, and leave none behind."""
    own = {k: v for k, v in os.environ.items() if not k.startswith("DEMARCHE_")}
    own |= {"DEMARCHE_REGISTER": str(folder / "register.db"), "DEMARCHE_CONFIG": "", **environment}
    command = [sys.executable, "-m", "demarche", *words]
    with subprocess.Popen(
        command, env=own, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def stopped(process: subprocess.Popen[str]) -> str:
    """Ask a process to stop, assert that it does so soon and well, and return what it said."""
    process.send_signal(signal.SIGTERM)
    begun = time.monotonic()
    _, said = process.communicate(timeout=60)
    assert time.monotonic() - begun < SOON
    assert process.returncode == 0, said
    assert all(line.startswith("ts=") for line in said.splitlines()), said
    assert "event=stopped" in said.splitlines()[-1]
    return said


def test_a_desk_amid_a_request(tmp_path: Path) -> None:
    with started(tmp_path, "serve", "--port", "0", "--json") as process:
        assert process.stdout
        address = json.loads(process.stdout.readline())["address"]
        place = ("127.0.0.1", int(address.rstrip("/").rpartition(":")[2]))
        with socket.create_connection(place) as asking, socket.create_connection(place) as answered:
            head = b"POST /api/threads HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10\r\n"
            asking.sendall(head + b"Content-Type: application/json\r\n\r\n{")  # and never the rest
            answered.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Request-ID: a-1\r\n\r\n")
            got = answered.recv(65536).lower()
            assert b" 200 " in got
            assert b"x-request-id: a-1" in got
            said = stopped(process)
    assert "event=serving" in said.splitlines()[0]


def test_a_watch_amid_a_page_and_between_rounds(tmp_path: Path, site: Site) -> None:
    reached = Event()
    text = "Russia will respond if Japan deploys US missiles on its territory, the Foreign Ministry said."
    site.put("/feed", feed(site, ("/a", "One", "Wed, 10 Jul 2024"), ("/b", "Two", "Wed, 10 Jul 2024")))
    site.put("/b", page(text, title="Two"))

    def stalls(handler: Handler) -> None:
        reached.set()
        handler.server.site.released.wait(20)

    site.pages["/a"] = stalls
    with opened(tmp_path, Clock()) as register:
        WatchStore(register).add_feed(site.url + "/feed", every=60, author="Ada")
    words = ("watch", "run", "--every", "60")
    options = {"DEMARCHE_WATCH_ALLOW": site.host, "DEMARCHE_WATCH_PAUSE": "0"}
    with started(tmp_path, *words, **options) as process:
        assert reached.wait(60)
        stopped(process)
    site.put("/a", page(text.replace("US missiles", "US bombers"), title="One"))
    with started(tmp_path, *words, **options) as process:
        assert process.stderr
        lines = [process.stderr.readline()]
        while "event=round" not in lines[-1]:
            lines.append(process.stderr.readline())
            assert lines[-1], "".join(lines)
        stopped(process)
    with sqlite3.connect(tmp_path / "register.db") as database:
        counted = database.execute("SELECT state, count(*) FROM feed_items GROUP BY state").fetchall()
        assert counted == [("added", 2)]
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def asked_to_stop(stops: Stops, done: list[str], *, seconds: float) -> None:
    """Be asked to stop while something is held that takes so long."""
    with stops.hold():
        signal.raise_signal(signal.SIGTERM)
        time.sleep(seconds)
        done.append("sent")
    done.append("never")


@pytest.mark.parametrize(("seconds", "patience", "done"), [(0.0, 5.0, ["sent"]), (20.0, 0.05, [])])
def test_a_stop_waits_for_what_is_held_but_not_for_ever(
    seconds: float, patience: float, done: list[str]
) -> None:
    begun, found = time.monotonic(), list[str]()
    with Stops(patience).listening() as stops, pytest.raises(StoppedError):
        asked_to_stop(stops, found, seconds=seconds)
    assert found == done
    assert time.monotonic() - begun < 10


def test_a_stop_outside_is_at_once_and_the_old_handler_comes_back() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with Stops().listening(), pytest.raises(StoppedError):
        signal.raise_signal(signal.SIGTERM)
    assert signal.getsignal(signal.SIGTERM) is before
