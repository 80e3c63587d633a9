#!/usr/bin/env python3
"""Load the desk for long: one process adds at full rate while others read, and what grows is shown.

    python benchmarks/soak.py [--minutes 30] [--readers 4] [--begin 50 | --register FILE] [--folder FOLDER]

One process adds made articles (those of ``grow_register.py``, coded as they are made), 50 at a time, as fast as it can;
``demarche serve`` serves the same register; readers ask for screens and lists, one request after the other. Printed each minute: articles in the
register and added a second, requests a second, their median and 99th percentile, memory (resident set) and open descriptors
of both processes. At the end the last third is compared with the first: memory and descriptors that are flat have a ratio
of 1. The register grows meanwhile, and with it what SQLite keeps of it mapped; that is no memory of the process and is
counted apart (``RssAnon`` and ``RssFile``). Linux only: it reads ``/proc``.
"""

from __future__ import annotations

import argparse
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import httpx
from grow_register import articles
from serving import served

from demarche.register import open_register

BATCH = 50
FILLED = 2000  # articles at once where nobody reads
PATHS = (
    "/threads", "/matrix", "/review", "/status", "/threads?sender=USA", "/search?q=missiles", "/api/threads?limit=50",
    "/api/threats?limit=50&sender=RUS", "/api/events?limit=50",
)  # fmt: skip


@dataclass(frozen=True)
class Minute:
    """What was seen in one minute."""

    held: int  # articles in the register
    added: float  # a second
    asked: float  # requests a second
    median: float  # ms
    high: float  # ms, 99th percentile
    memory: tuple[float, float]  # MB of server and writer
    mapped: float  # MB of the server's files in memory
    descriptors: tuple[int, int]
    failed: int
    paths: dict[str, float]  # ms, the median of each

    def __str__(self) -> str:
        server, writer = self.memory
        return (
            f"{self.held:>9,}{self.added:>8.0f}{self.asked:>8.0f}{self.median:>9.0f}{self.high:>9.0f}{server:>10.0f}"
            f"{writer:>10.0f}{self.mapped:>9.0f}{self.descriptors[0]:>6}{self.descriptors[1]:>6}{self.failed:>7}"
        )


def main() -> int:
    """Run the benchmark; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=int, default=30)
    parser.add_argument("--readers", type=int, default=4)
    parser.add_argument("--begin", type=int, default=BATCH, metavar="N", help="articles held at the start")
    parser.add_argument(
        "--register",
        type=Path,
        default=None,
        metavar="FILE",
        help="a register of such articles to begin with, copied",
    )
    parser.add_argument("--folder", type=Path, default=None, help="where the register lies meanwhile")
    parser.add_argument("--write", type=Path, default=None, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.write:
        return write(arguments.write, arguments.begin)
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        place = Path(folder) / "register.db"
        begin = copied(arguments.register, place) if arguments.register else fill(place, arguments.begin)
        writing = [sys.executable, __file__, "--write", str(place), "--begin", str(begin)]
        with (
            served(place) as (address, server),
            subprocess.Popen(writing, stdout=subprocess.DEVNULL) as writer,
        ):
            try:
                seen = soak(address, (server, writer.pid), arguments.minutes, arguments.readers)
            finally:
                writer.terminate()
    compare(seen)
    return 0


def fill(place: Path, count: int) -> int:
    """Make a register with some articles; return how many."""
    with open_register(place, now=lambda: datetime.now(UTC)) as register:
        register.add(islice(articles(), count), at_once=FILLED)
    return count


def copied(register: Path, place: Path) -> int:
    """Copy a register; return how many articles it holds."""
    shutil.copy(register, place)
    with open_register(place, now=lambda: datetime.now(UTC)) as opened:
        return opened.counts().articles


def write(place: Path, begin: int) -> int:
    """Add articles without end, behind those that it was begun with."""
    made = islice(articles(), begin, None)
    with open_register(place, now=lambda: datetime.now(UTC)) as register:
        while True:
            register.add(islice(made, BATCH))


def soak(address: str, processes: tuple[int, int], minutes: int, readers: int) -> list[Minute]:
    """Return what was seen each minute, printing it."""
    print(
        f"{'articles':>9}{'added/s':>8}{'asked/s':>8}{'median':>9}{'99 %':>9}{'server MB':>10}{'writer MB':>10}"
        f"{'mapped':>9}{'open':>6}{'open':>6}{'failed':>7}"
    )
    waits, failed, stopped = list[tuple[str, float]](), list[str](), threading.Event()

    def read(number: int) -> None:
        rng = random.Random(number)
        with httpx.Client(base_url=address, timeout=60) as client:
            while not stopped.is_set():
                begun, path = time.perf_counter(), rng.choice(PATHS)
                try:
                    client.get(path).raise_for_status()
                except httpx.HTTPError as error:
                    failed.append(repr(error))
                    print(f"{path}: {error!r}", file=sys.stderr, flush=True)
                waits.append((path, (time.perf_counter() - begun) * 1000))

    threads = [threading.Thread(target=read, args=(n,)) for n in range(readers)]
    for thread in threads:
        thread.start()
    seen: list[Minute] = []
    held = articles_in(address)
    try:
        for _ in range(minutes):
            begun = time.monotonic()
            time.sleep(60)
            took, now = time.monotonic() - begun, articles_in(address)
            told, waits[:] = list(waits), []
            own = [wait for _, wait in told]
            seen.append(
                Minute(
                    held=now,
                    added=(now - held) / took,
                    asked=len(own) / took,
                    median=statistics.median(own),
                    high=statistics.quantiles(own, n=100)[98],
                    memory=(memory(processes[0], "RssAnon"), memory(processes[1], "RssAnon")),
                    mapped=memory(processes[0], "RssFile"),
                    descriptors=(descriptors(processes[0]), descriptors(processes[1])),
                    failed=len(failed),
                    paths={
                        path: statistics.median([wait for p, wait in told if p == path] or [0])
                        for path in PATHS
                    },
                )
            )
            held = now
            print(seen[-1], flush=True)
    finally:
        stopped.set()
        for thread in threads:
            thread.join()
    return seen


def articles_in(address: str) -> int:
    """Return how many articles the register holds."""
    return int(httpx.get(f"{address}/api/status", timeout=60).json()["articles"])


def memory(process: int, name: str) -> float:
    """Return a figure of a process's memory in MB."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{name}:"))


def descriptors(process: int) -> int:
    """Return how many descriptors a process has open."""
    return len(list(Path(f"/proc/{process}/fd").iterdir()))


def compare(seen: list[Minute]) -> None:
    """Print the last third against the first."""
    third = max(1, len(seen) // 3)
    first, last = seen[:third], seen[-third:]
    each = ((path, lambda one, path=path: one.paths[path]) for path in PATHS)
    for name, value in (
        ("server memory", lambda one: one.memory[0]),
        ("writer memory", lambda one: one.memory[1]),
        ("server descriptors", lambda one: one.descriptors[0]),
        ("writer descriptors", lambda one: one.descriptors[1]),
        ("median answer", lambda one: one.median),
        ("99 % of answers", lambda one: one.high),
        ("articles added a second", lambda one: one.added),
        *each,
    ):
        before, after = statistics.mean(map(value, first)), statistics.mean(map(value, last))
        ratio = f"{after / before:.2f}" if before else "-"
        print(f"{name:<24} {before:,.1f} in the first third, {after:,.1f} in the last (ratio {ratio})")


if __name__ == "__main__":
    raise SystemExit(main())
