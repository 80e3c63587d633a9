"""Files that lie on the disk and in storage, scanned in this process."""

from __future__ import annotations

import gzip
import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from demarche.cli.running import run
from demarche.scan import Job, Outcome

from . import made
from .storage import BUCKET, Storage

KEY, SECRET, TOKEN = "OURKEYID12345", "our/secret+1234567890", "our-session-token-123"
AT = f"s3://{BUCKET}"
TABLES = ("articles", "threats", "events")


class Inline:
    """An ``Engine`` in this process, so that a test may say what happens before a job."""

    def __init__(self) -> None:
        self.jobs: deque[Job] = deque()
        self.tried: list[int] = []  # parts, in turn
        self.before: Callable[[int], object] = lambda tried: None

    def again(self, job: Job) -> None:
        self.jobs.appendleft(job)

    def run(self, jobs: Iterable[Job]) -> Iterator[Outcome]:
        from demarche.scan.ray_tasks import done_part

        rest = iter(jobs)
        while job := self.jobs.popleft() if self.jobs else next(rest, None):
            self.before(len(self.tried))
            self.tried.append(job.part.number)
            yield Outcome(job=job, fault=done_part(job))


def warc() -> bytes:
    """Return an archive of 12 pages, one member of it damaged."""
    members = made.packed(made.some_records(12))
    members[7] = members[7][:-40]
    return b"".join(members)


def lines() -> bytes:
    """Return 90 articles, and a line that is none."""
    texts = (made.THREAT, made.EVENT, made.QUIET)
    rows = [
        {"id": n, "title": "A report", "text": f"{texts[n % 3]} Time {n}.", "date": "2024-03-15"}
        for n in range(90)
    ]
    return "".join(json.dumps(row) + "\n" for row in rows).encode() + b"[1]\n"


def parquet(folder: Path) -> bytes:
    """Return the same articles as Parquet."""
    from arro3.core import DataType, Field, Schema
    from arro3.io import read_json, write_parquet

    plain, table = folder / "plain.json", folder / "plain.parquet"
    plain.write_bytes(lines().removesuffix(b"[1]\n"))
    words = [Field(name, DataType.utf8()) for name in ("title", "text", "date")]
    write_parquet(read_json(str(plain), Schema([Field("id", DataType.int64()), *words])), str(table))
    return table.read_bytes()


KINDS = ("a.warc.gz", "a.warc", "a.jsonl", "a.jsonl.gz", "a.parquet")


def content(name: str, folder: Path) -> bytes:
    """Return what a file of a kind holds."""
    match name.partition(".")[2]:
        case "warc.gz":
            return warc()
        case "warc":
            return b"".join(made.some_records(12))
        case "jsonl":
            return lines()
        case "jsonl.gz":
            return gzip.compress(lines())
        case _:
            return parquet(folder)


def put(storage: Storage, name: str, data: bytes, folder: Path) -> tuple[Path, str]:
    """Put a file on the disk and into storage; return its path and its address."""
    path = folder / name
    path.write_bytes(data)
    storage.shelf.objects[f"news/{name}"] = data
    return path, f"{AT}/news/{name}"


def scan(*words: object) -> int:
    return run(["scan", *map(str, words), "--coder", "rules:v1"])


def written(folder: Path, source: object) -> str:
    """Return all that a scan wrote of its records, with its source left out."""
    tables = {table: made.rows(folder, table) for table in TABLES}
    skipped = [path.read_text("utf-8") for path in sorted((folder / "skipped").iterdir())]
    done = [path.name for path in sorted((folder / "done").iterdir())]
    return repr((tables, skipped, done)).replace(str(source), "SOURCE")
