"""Pages and archives made for these tests."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from demarche.articles import Columns
from demarche.cli.running import run

THREAT = (
    "Iran will close the strait and attack every British warship if Britain sends its fleet nearer, Foreign "
    "Minister Ali Karimi said on Thursday. He was speaking at a news conference in Tehran."
)
EVENT = "China imposed new sanctions on Japan on Friday, and Japan recalled its ambassador from Beijing the next day."
QUIET = "It will rain along the coast until Sunday. Farmers are glad of it, and the harbour stays open."
FILL = "The hall was full, and those who came stayed until the lamps were lit. Nobody spoke of the weather."


def page(text: str, *, title: str = "A report", number: int = 0, date: str = "2024-03-15") -> bytes:
    """Return a page of HTML with what surrounds an article."""
    paragraphs = "".join(
        f"<p>{part}</p>" for part in (text, *(f"{FILL} Report {number}, part {n}." for n in range(3)))
    )
    return (
        f"<!doctype html><html><head><title>{title}</title>"
        f'<meta property="og:site_name" content="Harbour Wire">'
        f'<meta property="article:published_time" content="{date}T10:00:00Z">'
        "<script>var a = {b: '<p>Iran'};</script></head><body><nav><a href='/'>Home</a> <a href='/w'>World</a></nav>"
        f"<article><h1>{title}</h1>{paragraphs}</article><footer>All rights reserved</footer></body></html>"
    ).encode()


def record(
    body: bytes,
    *,
    number: int = 0,
    kind: str = "response",
    length: object = None,
    headers: str = "Content-Type: text/html; charset=utf-8",
    status: str = "200 OK",
) -> bytes:
    """Return one WARC record as Common Crawl writes it, not packed."""
    block = f"HTTP/1.1 {status}\r\n{headers}\r\n\r\n".encode() + body
    lines = (
        "WARC/1.0",
        f"WARC-Type: {kind}",
        f"WARC-Target-URI: https://harbour.example/{number}",
        f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{number:012}>",
        "WARC-Date: 2024-03-15T12:00:00Z",
        f"Content-Type: application/http; msgtype={kind}",
        f"Content-Length: {len(block) if length is None else length}",
    )
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def packed(records: Iterable[bytes]) -> list[bytes]:
    """Return each record as a gzip member of its own."""
    return [gzip.compress(one, mtime=0) for one in records]


def archive(path: Path, members: Iterable[bytes]) -> Path:
    """Write an archive."""
    path.write_bytes(b"".join(members))
    return path


def some_records(count: int) -> list[bytes]:
    """Return requests and responses, of which every third page holds a threat and every third an event."""
    texts = (THREAT, EVENT, QUIET)
    found = []
    for n in range(count):
        found.append(record(b"", number=n, kind="request"))
        text = f"{texts[n % 3]} It was the {n}th time."
        found.append(record(page(text, number=n, date=f"2024-0{1 + n % 4}-15"), number=n))
    return found


def scanned(capsys: Any, *words: object) -> dict[str, Any]:
    """Return what ``demarche scan`` reports."""
    assert run(["scan", *map(str, words), "--json"]) == 0
    report: dict[str, Any] = json.loads(capsys.readouterr().out)
    return report


def rows(folder: Path, table: str) -> list[dict[str, Any]]:
    """Return the rows of a table that a scan wrote."""
    from arro3.io import read_parquet

    found = []
    for path in sorted((folder / table).glob("month=*/*.parquet")):
        for batch in read_parquet(str(path)):
            names = batch.schema.names
            columns = [batch.column(name).to_pylist() for name in names]
            found += [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]
    return found


Reading = Callable[[list[bytes]], list[bytes]]
COLUMNS = Columns()
