"""Inputs: which files a scan reads, of which kind, and how a file is divided into parts.

A file's parts follow from its size alone, never from how many processes there are, so that a scan may be
taken up again with more or fewer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath
from typing import BinaryIO

from demarche.articles.opening import reading_errors
from demarche.articles.sniffing import kind_of_head, unpacked_head
from demarche.errors import SourceError
from demarche.scan import Part, SourceKind
from demarche.scan.addresses import address_of, is_address, name_of
from demarche.scan.members import is_packed, next_record
from demarche.scan.objects import import_obstore, objects_in
from demarche.scan.sources import source_file, version_in

WARC_PART = 8_000_000  # bytes of a packed WARC file: some 300 pages, seconds of work to lose or to wait for
LINES_PART = (
    4_000_000  # bytes of a file of articles; each of its parts reads the whole file and takes a share
)
MOST_SHARES = 8
ENDS = 1 << 16  # bytes at either end of a file that identify it, with its name and size
SUFFIXES: dict[str, SourceKind] = {
    ".warc": "warc", ".warc.gz": "warc",
    ".jsonl": "jsonl", ".jsonl.gz": "jsonl", ".ndjson": "jsonl", ".ndjson.gz": "jsonl",
    ".parquet": "parquet",
}  # fmt: skip


def files_of(sources: Iterable[str], *, anonymous: bool = False) -> Iterator[str]:
    """Yield the files of the sources in order, each once; of a folder those whose names end as scan reads them.

    Raises SourceError for one that does not exist, and for a folder without such files; an address that names a file
    is looked at when its turn comes. UsageError without the extra that addresses need.
    """
    seen = set[str]()
    for source in sources:
        if is_address(source):
            found = {file: file for file in addresses_in(source, anonymous=anonymous)}
        else:
            found = {str(path.resolve()): str(path) for path in paths_in(source)}
        if not found:
            raise SourceError(f"{source}: holds no file named {', '.join(SUFFIXES)}; name the files to scan")
        yield from (file for key, file in found.items() if key not in seen)
        seen.update(found)


def paths_in(source: str) -> list[Path]:
    """Return the files of a path."""
    path = Path(source)
    with reading_errors(source):
        found = sorted(p for p in path.rglob("*") if kind_of_name(p.name)) if path.is_dir() else [path]
        return [p for p in found if p.stat() and p.is_file()]


def addresses_in(source: str, *, anonymous: bool) -> list[str]:
    """Return the files of an address."""
    import_obstore()
    if not address_of(source).is_folder:
        return [source]
    return [file for file in objects_in(source, anonymous=anonymous) if kind_of_name(name_of(file))]


def kind_of_name(name: str) -> SourceKind | None:
    """Return the kind that a file's name states.

    >>> kind_of_name("CC-NEWS-2026.warc.gz")
    'warc'
    """
    return next((kind for suffix, kind in SUFFIXES.items() if name.lower().endswith(suffix)), None)


def kind_of_file(file: BinaryIO, source: str) -> SourceKind:
    """Return a file's kind by its first bytes; SourceError if scan does not read such files."""
    file.seek(0)
    head = file.read(ENDS)
    if not head:
        raise SourceError(f"{source}: is empty; give a WARC, JSON Lines or Parquet file")
    start = unpacked_head(head)
    if start.startswith(b"WARC/"):
        return "warc"
    kind = kind_of_head(start)
    if kind == "jsonl" or kind == "parquet":
        return kind
    if named := kind_of_name(source):
        return named  # damaged at its beginning: what can be read of it is
    raise SourceError(
        f"{source}: is neither WARC, JSON Lines nor Parquet; scan reads those, and `demarche code` the rest"
    )


def parts_of(source: str, *, anonymous: bool = False) -> tuple[Part, ...]:
    """Return the parts of a file, the same wherever it lies.

    Each record of a WARC file that is packed record by record can be found from any byte before it, so its
    parts are stretches of bytes; one that is not is one part. Parts of other files take turns at lines or rows.
    """
    with source_file(source, anonymous=anonymous) as file:
        kind = kind_of_file(file, source)
        size = file.seek(0, 2)
        version = version_in(file)
        divided = size >= 2 * WARC_PART and is_packed(file) and next_record(file, 1, packed=True) is not None
    if kind == "warc":
        count = size // WARC_PART if divided else 1
        edges = [size * n // count for n in range(count)]
        stops: list[int | None] = [*edges[1:], None]
    else:
        count = min(MOST_SHARES, 1 + size // LINES_PART)
        edges, stops = [0] * count, [None] * count
    return tuple(
        Part(
            source=source,
            kind=kind,
            number=number,
            of=count,
            start=start,
            stop=stop,
            version=version,
            anonymous=anonymous,
        )
        for number, (start, stop) in enumerate(zip(edges, stops, strict=True))
    )


def identity_of(source: str, *, anonymous: bool = False) -> str:
    """Return what tells a file from others, wherever it lies: a hash of its name, size and both ends."""
    name = name_of(source) if is_address(source) else PurePath(source).name
    with source_file(source, anonymous=anonymous) as file:
        size = file.seek(0, 2)
        file.seek(0)
        head = file.read(ENDS)
        file.seek(max(0, size - ENDS))
        tail = file.read(ENDS)
    key = f"{name}\x1f{size}\x1f".encode() + head + tail
    return hashlib.sha256(key).hexdigest()[:16]
