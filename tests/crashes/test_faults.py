"""Disks that are full, files that may not be written, locks, several writers, clocks that jump.

Each gives one clear line that names input, fault and next step, and loses nothing.
"""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from demarche.coding import code_article
from demarche.register import open_register
from demarche.watch.store import WatchStore
from tests.cli.conftest import Ran, Run, demarche
from tests.watch.conftest import made_runner
from tests.watch.made import NOW, Clock, article
from tests.watch.server import Site, feed, listening, page

from .work import START, stories, write

__all__ = ["demarche"]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Give a folder on a disk of 2 MB."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("may not mount a small disk here")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def assert_clear(ran: Ran, code: int, *words: str) -> None:
    assert ran.code == code, ran.err
    assert len(ran.err.splitlines()) == 1, ran.err
    for word in words:
        assert word in ran.err


def assert_sound(place: Path) -> None:
    with closing(sqlite3.connect(place)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def fill(folder: Path, *, but: int = 0) -> Path:
    """Fill a disk but for some bytes; return the file that does."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass
    if but:
        os.truncate(filler, max(0, filler.stat().st_size - but))
    return filler


def test_a_full_disk(demarche: Run, small_disk: Path, tmp_path: Path) -> None:
    few, many = tmp_path / "few.jsonl", tmp_path / "many.jsonl"
    write(few, stories(0, 3))
    write(many, stories(0, 30))
    place = small_disk / "register.db"
    assert demarche("add", few, "--register", place).code == 0
    before = demarche("export", "--register", place).out
    filler = fill(small_disk, but=100_000)
    assert_clear(
        demarche("add", many, "--register", place),
        5,
        "register.db",
        "full",
        "make room",
        "nothing is half written",
    )
    assert demarche("export", "--register", place).out == before
    saved = small_disk / "saved.db"
    assert_clear(demarche("backup", place, saved), 5, "full", "make room")
    assert_clear(
        demarche("export", "-o", small_disk / "out.jsonl", "--register", tmp_path / "none.db"), 5, "none.db"
    )
    assert [path.name for path in small_disk.iterdir() if "saved" in path.name or "out" in path.name] == []
    assert_sound(place)
    filler.unlink()
    ran = demarche("add", many, "--register", place, "--json")
    assert (ran.rows[0]["new"], ran.rows[0]["known"]) == (27, 3)


def test_a_full_disk_under_what_is_written_out(demarche: Run, small_disk: Path, tmp_path: Path) -> None:
    many = tmp_path / "many.jsonl"
    write(many, stories(0, 30))
    assert demarche("add", many).code == 0
    fill(small_disk, but=8192)
    out = small_disk / "out.jsonl"
    assert_clear(demarche("export", "-o", out), 2, "out.jsonl", "No space left", "give another file")
    assert_clear(demarche("backup", tmp_path / "register.db", small_disk / "saved.db"), 5, "saved.db", "room")
    assert_clear(
        demarche("scan", many, "-o", small_disk / "scanned"), 2, "scanned", "make room", "run it again"
    )
    assert not [path for path in small_disk.glob("*") if path.suffix]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_an_output_that_takes_no_more(demarche: Run, tmp_path: Path) -> None:
    few = tmp_path / "few.jsonl"
    write(few, stories(0, 3))
    command = [sys.executable, "-m", "demarche", "code", str(few)]
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False, timeout=60)
    assert_clear(Ran(ran.returncode, "", ran.stderr), 2, "output", "No space left", "make room")


LIMITED = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), resource.RLIM_INFINITY))
from demarche.cli.running import run
sys.exit(run(sys.argv[2:]))
"""


@pytest.mark.skipif(not hasattr(resource, "RLIMIT_FSIZE"), reason="no limits of files here")
def test_a_file_that_may_not_grow(demarche: Run, tmp_path: Path) -> None:
    many = tmp_path / "many.jsonl"
    write(many, stories(0, 20))
    place = tmp_path / "register.db"
    assert demarche("users").code == 0
    command = [sys.executable, "-c", LIMITED, "65536", "add", str(many), "--register", str(place)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert_clear(
        Ran(ran.returncode, ran.stdout, ran.stderr), 5, "register.db", "disk", "nothing is half written"
    )
    assert_sound(place)
    assert demarche("list").out == ""
    assert demarche("add", many, "--json").rows[0]["new"] == 20


def test_a_folder_that_may_not_be_written(demarche: Run, tmp_path: Path) -> None:
    few = tmp_path / "few.jsonl"
    write(few, stories(0, 3))
    assert demarche("add", few).code == 0
    place = tmp_path / "register.db"
    before = place.read_bytes()
    place.chmod(0o444)
    assert_clear(demarche("add", few), 5, "register.db", "read-only", "allow writing")
    assert_clear(demarche("watch", "run", "--once"), 5, "register.db", "read-only")
    assert_clear(demarche("users"), 5, "register.db", "read-only")
    assert demarche("backup", place, tmp_path / "saved.db").code == 0
    assert place.read_bytes() == before


def test_a_register_that_another_program_holds(
    demarche: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = tmp_path / "few.jsonl"
    write(few, stories(0, 3))
    assert demarche("add", few).code == 0
    place = tmp_path / "register.db"
    monkeypatch.setattr("demarche.cli.registers.register_at.__kwdefaults__", {"write": False, "wait": 0.1})
    holder = sqlite3.connect(place, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    write(few, stories(10, 3))
    assert_clear(demarche("add", few), 5, "register.db", "in use by another program", "wait until it is done")
    assert len(demarche("list", "--json").rows) == 3  # readers are not held up
    assert demarche("backup", place, tmp_path / "saved.db").code == 0
    holder.execute("ROLLBACK")
    holder.close()
    assert demarche("add", few, "--json").rows[0]["new"] == 3


def test_two_programs_add_the_same_at_once(demarche: Run, tmp_path: Path) -> None:
    many = tmp_path / "many.jsonl"
    write(many, stories(0, 10))
    environment = {**os.environ, "DEMARCHE_CONFIG": ""}
    command = [sys.executable, "-m", "demarche", "add", str(many), "--json"]
    running = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    for process in running:
        _, said = process.communicate(timeout=120)
        assert process.returncode == 0, said
    assert_sound(tmp_path / "register.db")
    rows = demarche("list", "--json").rows
    assert len(rows) == len({row["id"] for row in rows}) == 10


def test_a_clock_that_jumps_changes_no_threads(tmp_path: Path) -> None:
    articles = [
        article(one["text"], START + timedelta(days=n), one["outlet"]) for n, one in enumerate(stories(0, 12))
    ]
    threads = []
    for name, jumps in (("steady", [0]), ("jumping", [0, -4000, 9000, -20000, 1])):
        clock = Clock()
        with open_register(tmp_path / f"{name}.db", now=clock) as register:
            for number, one in enumerate(articles):
                clock.now = NOW + timedelta(days=jumps[number % len(jumps)])
                assert register.add(code_article(one)).new == 1
                assert register.add(code_article(one)).known == 1
            threads.append([(t.id, [s.id for s in t.statements]) for t in register.threads()])
    assert threads[0] == threads[1] != []


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_a_clock_that_was_ahead_stops_no_feed(tmp_path: Path) -> None:
    clock = Clock(NOW + timedelta(days=900))
    text = "Russia will respond if Japan deploys US missiles on its territory, the Foreign Ministry said."
    with listening() as site, open_register(tmp_path / "register.db", now=clock) as register:
        site.put("/feed", feed(site, ("/a", "One", "Wed, 10 Jul 2024")))
        site.put("/a", status=503)
        store = WatchStore(register)
        store.add_feed(site.url + "/feed", every=60, author="Ada")
        runner = made_runner(register, site, clock)
        assert runner.once().later == 1
        clock.now = NOW  # the clock was set right
        site.put("/a", page(text))
        report = runner.once()
        assert (report.fetched, report.added) == (1, 1)
        assert not runner.once().fetched
        set_back(clock, site)
        assert runner.once().fetched == 1


def set_back(clock: Clock, site: Site) -> None:
    """Set the clock back by a day, with something new on the site."""
    clock.now -= timedelta(days=1)
    site.put("/b", page("It rained all day along the coast, the weather service said on Tuesday."))
    site.put("/feed", feed(site, ("/b", "Two", "Tue, 09 Jul 2024")))


def test_moments_are_compared_as_words() -> None:
    assert datetime.fromisoformat(NOW.isoformat()) == NOW
    assert (
        NOW.isoformat()
        < (NOW + timedelta(microseconds=1)).isoformat()
        < (NOW + timedelta(seconds=1)).isoformat()
    )
