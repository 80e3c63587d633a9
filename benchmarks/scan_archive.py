#!/usr/bin/env python3
"""``demarche scan`` over an archive, against reading it alone and against a plain pipeline, in one run.

    python benchmarks/scan_archive.py pages.warc.gz [--coder rules:v1] [--plain 500] [--rounds 5] [--repeat 10]
    python benchmarks/scan_archive.py news.jsonl.gz --pages 2000

An archive is read as it is; of JSON Lines one is made, each article in a page with the scripts, menus and
footers of a news site. Measured are, in turn and as often as asked for: fastwarc reading every record (one
process), the scan with one and with two processes, from start to end of the program; and once, over the first
pages, a plain pipeline: warcio where it is installed (else fastwarc), the accurate extractor on every page, our
coder. Printed are medians of the ratios of one round, by the clock and by processor time: other programs on the
machine disturb the clock. ``--repeat N`` then scans the archive N times over for its memory.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import gzip
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from fastwarc.warc import ArchiveIterator

from demarche.articles.html_page import article_of_page
from demarche.coders import find_coders
from demarche.coding import code_article
from demarche.errors import DemarcheError

Threat = tuple[str, str, str]  # page, sender, response


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """How long something took: by the clock, and of processors."""

    clock: float
    processor: float


def main() -> int:
    """Run the benchmark and return the process's exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus", type=Path, help="WARC, or JSON Lines to make one of")
    parser.add_argument("--pages", type=int, default=2000, help="articles put into pages")
    parser.add_argument(
        "--plain", type=int, default=500, help="pages through the plain pipeline; 0 leaves it out"
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--repeat", type=int, default=0, metavar="N", help="scan it N times over, for the memory"
    )
    parser.add_argument(
        "--coder", default="blend:v1", help="coder of threats, of the scan and of the plain pipeline"
    )
    arguments = parser.parse_args()
    adopt_orphans()
    with tempfile.TemporaryDirectory() as folder:
        archive = arguments.corpus
        if ".jsonl" in archive.name:
            archive = made_archive(archive, Path(folder) / "news.warc.gz", arguments.pages)
        counts, pages = ratios(archive, arguments.rounds, Path(folder), arguments.coder)
        print(json.dumps(counts))
        if arguments.plain:
            compare_plain(archive, min(arguments.plain, pages), Path(folder), arguments.coder)
        if arguments.repeat:
            memory(archive, arguments.repeat, Path(folder), arguments.coder)
    return 0


def ratios(archive: Path, rounds: int, folder: Path, coder: str) -> tuple[dict[str, Any], int]:
    """Print the rates and ratios of reading and scanning; return the scan's report and its pages."""
    readings, ones, twos = [], [], []
    for number in range(rounds):
        records, reading = read(archive)
        readings.append(reading)
        report, two = scan(archive, folder / f"two{number}", jobs=2, coder=coder)
        _, one = scan(archive, folder / f"one{number}", jobs=1, coder=coder)
        twos.append(two)
        ones.append(one)
    median = statistics.median
    print(f"{archive.name}: {records} records, {report['pages']} pages, medians of {rounds}")
    print(f"reading alone:        {records / median(t.clock for t in readings):,.0f} records/s")
    print(f"scan, two processes:  {records / median(t.clock for t in twos):,.0f} records/s, "
          f"{report['pages'] / median(t.clock for t in twos):,.0f} pages/s")  # fmt: skip
    against = [
        (r.clock / t.clock, 2 * r.processor / t.processor) for r, t in zip(readings, twos, strict=True)
    ]
    print(f"against reading:      {median(a for a, _ in against):.3f} by the clock, "
          f"{median(b for _, b in against):.3f} by processor time on two cores")  # fmt: skip
    print(f"two against one:      {median(o.clock / t.clock for o, t in zip(ones, twos, strict=True)):.2f}")
    print(f"processor time a page: {1e3 * median(t.processor for t in twos) / report['pages']:.2f} ms scanned, "
          f"{1e3 * median(t.processor for t in readings) / report['pages']:.2f} ms read")  # fmt: skip
    return report, report["pages"]


def read(archive: Path) -> tuple[int, Took]:
    """Return how many records an archive has, and what unpacking and splitting it takes."""
    clock, processor = time.perf_counter(), time.process_time()
    count = 0
    with archive.open("rb") as file:
        for record in ArchiveIterator(file):
            record.reader.read()
            count += 1
    return count, Took(clock=time.perf_counter() - clock, processor=time.process_time() - processor)


def scan(archive: Path, out: Path, *, jobs: int, coder: str) -> tuple[dict[str, Any], Took]:
    """Return what a scan reports, and what it takes from start to end."""
    command = [
        sys.executable,
        "-m",
        "demarche",
        "scan",
        str(archive),
        "-o",
        str(out),
        "--coder",
        coder,
        "--json",
    ]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    clock = time.perf_counter()
    done = subprocess.run([*command, "--jobs", str(jobs)], capture_output=True, check=True)
    clock = time.perf_counter() - clock
    await_orphans()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return json.loads(done.stdout), Took(clock=clock, processor=processor)


def adopt_orphans() -> None:
    """Let processes whose parent has ended be ours, so that their processor time is counted (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER


def await_orphans() -> None:
    """Wait for them: the server that forked a scan's processes ends a moment after the scan."""
    with contextlib.suppress(ChildProcessError):
        while True:
            os.wait()


def compare_plain(archive: Path, pages: int, folder: Path, coder: str) -> None:
    """Print the plain pipeline's rate, and the scan's with two processes against it in the same minutes."""
    began, processor = time.perf_counter(), time.process_time()
    coders = find_coders(coder, "rules:v1")
    plain = Counter[Threat]()
    events = Counter[Threat]()
    for url, data in islice(plain_pages(archive), pages):
        try:
            coded = code_article(article_of_page(data, where=url, url=url), coders=coders)
        except DemarcheError:
            continue
        address = coded.article.url or url
        plain.update((address, "+".join(t.sender), t.response.text) for t in coded.threats)
        events.update((address, "+".join(e.actor), e.what.text) for e in coded.events if e.partner)
    took = Took(clock=time.perf_counter() - began, processor=time.process_time() - processor)
    report, scanned = scan(archive, folder / "plain", jobs=2, coder=coder)
    found, told = scanned_records(folder / "plain")
    rates = pages / took.clock, report["pages"] / scanned.clock
    share = scanned.processor / report["pages"] / 2, took.processor / pages
    print(
        f"plain pipeline:       {rates[0]:,.1f} pages/s over {pages} pages, {1e3 * share[1]:.1f} ms of processor a page"
    )
    print(
        f"scan against it:      {rates[1] / rates[0]:.1f} by the clock, {share[1] / share[0]:.1f} by processor time"
    )
    for name, those, ours in (("threats", plain, found), ("events with a partner", events, told)):
        kept = (those & ours).total()
        print(f"of its {name}: {kept} of {those.total()}, {kept / max(1, those.total()):.3f}")


def plain_pages(archive: Path) -> Iterator[tuple[str, bytes]]:
    """Yield address and bytes of every page, as a plain program reads them."""
    with archive.open("rb") as file:
        try:
            from warcio.archiveiterator import ArchiveIterator as PlainIterator
        except ImportError:
            for record in ArchiveIterator(file):
                if record.http_content_type == "text/html":
                    yield record.headers.get("WARC-Target-URI"), record.reader.read()
            return
        for record in PlainIterator(file):
            if record.rec_type == "response":
                yield record.rec_headers.get_header("WARC-Target-URI"), record.content_stream().read()


def scanned_records(folder: Path) -> tuple[Counter[Threat], Counter[Threat]]:
    """Return the threats, and the events with a partner, that a scan wrote."""
    from demarche.scan.output import rows_of_table

    threats, events = Counter[Threat](), Counter[Threat]()
    addresses = {}
    for path in sorted((folder / "articles").glob("*/*.parquet")):
        addresses.update((r["id"], r["url"]) for r in rows_of_table(path, "articles", ("id", "url")))
    for path in sorted((folder / "threats").glob("*/*.parquet")):
        for row in rows_of_table(path, "threats", ("url", "sender", "response")):
            threats[row["url"], "+".join(row["sender"]), row["response"]] += 1
    for path in sorted((folder / "events").glob("*/*.parquet")):
        for row in rows_of_table(path, "events", ("article_id", "actor", "partner", "what")):
            if row["partner"]:
                events[addresses[row["article_id"]], "+".join(row["actor"]), row["what"]] += 1
    return threats, events


def memory(archive: Path, times: int, folder: Path, coder: str) -> None:
    """Print the largest process's memory when the archive is scanned once and ``times`` over, each by itself."""
    large = folder / "large.warc.gz"
    with large.open("wb") as file:
        for _ in range(times):
            file.write(archive.read_bytes())
    peaks = []
    for name, source in (("small", archive), ("large", large)):
        program = (
            "import ctypes, os, resource, subprocess, sys\n"
            "if sys.platform == 'linux': ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)\n"
            "subprocess.run(sys.argv[1:], check=True, capture_output=True)\n"
            "try:\n    while True: os.wait()\nexcept ChildProcessError: pass\n"
            "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
        )
        command = [
            sys.executable,
            "-m",
            "demarche",
            "scan",
            str(source),
            "-o",
            str(folder / name),
            "--coder",
            coder,
            "--jobs",
            "2",
        ]
        done = subprocess.run([sys.executable, "-c", program, *command], capture_output=True, check=True)
        peaks.append(int(done.stdout) / 1e3)
    print(
        f"memory of a process:  {peaks[0]:.0f} MB once, {peaks[1]:.0f} MB {times} times over: {peaks[1] / peaks[0]:.2f}"
    )


def made_archive(articles: Path, path: Path, most: int) -> Path:
    """Make an archive of articles in pages, a request and a response each; return its path."""
    chance = random.Random(7)
    with gzip.open(articles, "rt", encoding="utf-8") as lines, path.open("wb") as file:
        total = sum(1 for _ in lines)
        lines.seek(0)
        for number, line in enumerate(islice(lines, 0, None, max(1, total // most))):
            if number == most:
                break
            row = json.loads(line)
            url = f"https://news{number % 50}.example/story/{number}"
            body = wrapped(row.get("title") or "", row["text"], row.get("date") or "", number, chance)
            for kind, block in (
                ("request", f"GET /story/{number} HTTP/1.1\r\nHost: news.example\r\n\r\n".encode()),
                ("response", b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body),
            ):
                head = (
                    f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-01-01T00:00:00Z\r\n"
                    f"WARC-Record-ID: <urn:uuid:{number:08}-0000-0000-0000-{len(block):012}>\r\n"
                    f"Content-Type: application/http; msgtype={kind}\r\nContent-Length: {len(block)}\r\n\r\n"
                )
                file.write(gzip.compress(head.encode() + block + b"\r\n\r\n", 6))
    return path


WORDS = (
    "weather football recipes travel culture science markets garden property motoring books theatre".split()
)


def wrapped(title: str, text: str, date: str, number: int, chance: random.Random) -> bytes:
    """Return an article in a page of 60 to 110 KB with what surrounds one on a news site."""

    def some(count: int) -> str:
        return " ".join(chance.choice(WORDS) for _ in range(count))

    def escaped(words: str) -> str:
        return words.replace("&", "&amp;").replace("<", "&lt;")

    scripts = "".join(
        f"<script>(function(){{var a={{{chance.random()}:'{some(30)}'}};window.q=window.q||[];q.push(a);}})();</script>"
        for _ in range(chance.randint(150, 300))
    )
    menu = "".join(f"<li><a href='/{some(1)}/{n}'>{some(2).title()}</a></li>" for n in range(80))
    beside = "".join(
        f"<div class='card'><a href='/story/{n}'><h3>{some(7).capitalize()}</h3></a><p>{some(14)}</p></div>"
        for n in range(30)
    )
    parts = "".join(f"<p>{escaped(part)}</p>" for part in text.split("\n") if part.strip())
    return (
        f"<!doctype html><html><head><title>{escaped(title)}</title><meta property='og:title' content=\"{escaped(title).replace(chr(34), '&quot;')}\">"
        f"<meta property='article:published_time' content='{date}'><link rel='canonical' href='https://news{number % 50}.example/story/{number}'>"
        f"{scripts}</head><body><header><nav><ul>{menu}</ul></nav></header><main><article><h1>{escaped(title)}</h1>"
        f"<div class='article-body'>{parts}</div></article><aside>{beside}</aside></main>"
        f"<footer><p>All rights reserved.</p><ul>{menu}</ul></footer></body></html>"
    ).encode()


if __name__ == "__main__":
    sys.exit(main())
