#!/usr/bin/env python3
"""Code a corpus with ``demarche code`` as a process of its own: speed, memory, what was skipped.

    python benchmarks/code_corpus.py news.jsonl.gz [--limit N]

The corpus is JSON Lines, plain or gzip, as ``demarche code`` reads it. Printed are articles and megabytes a
second on one core, the process's peak memory after a tenth of the articles and at the end (Linux only; equal
means flat), what was skipped, and the time as a multiple of a named baseline measured in the same run:
decoding the same JSON and splitting it into sentences, nothing else. The ratio is what to compare between
machines.
"""

from __future__ import annotations

import argparse
import gzip
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from threading import Thread
from typing import IO

from demarche.articles import Article
from demarche.language.document import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """What one run of ``demarche code`` did."""

    seconds: float
    articles: int
    threats: int
    events: int
    peak_early: int | None  # kilobytes after a tenth of the articles
    peak: int  # kilobytes at the end
    faults: Counter[str]


def main() -> int:
    """Run the benchmark on the corpus that the arguments name; return the process's exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus", type=Path, help="JSON Lines, plain or gzip")
    parser.add_argument("--limit", type=int, default=None, metavar="N", help="only the first N lines")
    arguments = parser.parse_args()
    lines = list(islice(lines_of(arguments.corpus), arguments.limit))
    size = sum(map(len, lines))
    split = baseline(lines)
    coded = code(lines)
    print(f"{arguments.corpus.name}: {len(lines)} lines, {size / 1e6:.1f} MB")
    print(f"baseline, decode and split: {len(lines) / split:,.0f} articles/s")
    rate, bytes_rate = len(lines) / coded.seconds, size / 1e6 / coded.seconds
    print(f"demarche code, one core:    {rate:,.0f} articles/s, {bytes_rate:.2f} MB/s")
    print(f"ratio to the baseline:      {coded.seconds / split:.1f}")
    if coded.peak_early:
        print(
            f"peak memory:                {coded.peak_early / 1e3:.0f} MB after a tenth, {coded.peak / 1e3:.0f} MB at the end"
        )
    print(
        f"coded {coded.articles}: {coded.threats} threats, {coded.events} events; skipped {coded.faults.total()}"
    )
    for fault, count in coded.faults.most_common(10):
        print(f"  {count} × {fault}")
    return 0


def lines_of(corpus: Path) -> Iterator[bytes]:
    """Yield the corpus's lines."""
    with gzip.open(corpus) if corpus.suffix == ".gz" else corpus.open("rb") as file:
        yield from file


def baseline(lines: list[bytes]) -> float:
    """Return the seconds that decoding the lines and splitting them into sentences takes."""
    start = time.perf_counter()
    for line in lines:
        try:
            row = json.loads(line)
        except ValueError:
            continue
        article = Article(title=row.get("title") or "", text=row.get("text") or "")
        _ = Document(article).sentences
    return time.perf_counter() - start


def code(lines: list[bytes]) -> Coded:
    """Return what ``demarche code`` does with the lines, from its start to its end."""
    command = [sys.executable, "-m", "demarche", "code", "-", "--jobs", "1", "--json"]
    counts, faults = Counter[str](), Counter[str]()
    early = None
    start = time.perf_counter()
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors)
        assert process.stdin is not None
        assert process.stdout is not None
        Thread(target=feed, args=(lines, process.stdin), daemon=True).start()
        for done, line in enumerate(process.stdout, 1):
            row = json.loads(line)
            if "error" in row:
                faults[row["error"]["message"].split(": ", 1)[-1]] += 1
            else:
                counts.update(articles=1, threats=len(row["threats"]), events=len(row["events"]))
            if done == max(1, len(lines) // 10):
                early = peak_memory(process.pid)
        code = process.wait()
        seconds = time.perf_counter() - start
        if code:
            errors.seek(0)
            sys.exit(f"demarche code ended with {code}: {errors.read().decode()}")
    return Coded(
        seconds=seconds,
        articles=counts["articles"],
        threats=counts["threats"],
        events=counts["events"],
        peak_early=early,
        peak=resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss,
        faults=faults,
    )


def feed(lines: list[bytes], stdin: IO[bytes]) -> None:
    """Write the lines to a process and close its input."""
    with stdin:
        stdin.writelines(lines)


def peak_memory(process: int) -> int | None:
    """Return a running process's peak memory in kilobytes, None where the system does not say."""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    except OSError:
        return None
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")), None)


if __name__ == "__main__":
    sys.exit(main())
