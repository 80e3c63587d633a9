"""Inputs: which files a scan reads, of which kind, and how a file is divided into parts.

A file's parts follow from its size alone, never from how many processes there are, so that a scan may be
taken up again with more or fewer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from demarche.articles.opening import reading_errors
from demarche.articles.sniffing import kind_of_head, unpacked_head
from demarche.errors import SourceError
from demarche.scan import Part, SourceKind
from demarche.scan.members import is_packed, next_record

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


def files_of(sources: Iterable[str]) -> Iterator[str]:
    """Yield the files of the sources in order, each once; of a folder those whose names end as scan reads them.

    Raises SourceError for one that does not exist, and for a folder without such files.
    """
    seen = set[Path]()
    for source in sources:
        path = Path(source)
        with reading_errors(source):
            found = sorted(p for p in path.rglob("*") if kind_of_name(p)) if path.is_dir() else [path]
            found = [p for p in found if p.stat() and p.is_file()]
        if not found:
            raise SourceError(f"{source}: holds no file named {', '.join(SUFFIXES)}; name the files to scan")
        for file in found:
            if file.resolve() not in seen:
                seen.add(file.resolve())
                yield str(file)


def kind_of_name(path: Path) -> SourceKind | None:
    """Return the kind that a file's name states.

    >>> kind_of_name(Path("CC-NEWS-2026.warc.gz"))
    'warc'
    """
    name = path.name.lower()
    return next((kind for suffix, kind in SUFFIXES.items() if name.endswith(suffix)), None)


def kind_of_file(source: str) -> SourceKind:
    """Return a file's kind by its first bytes; SourceError if scan does not read such files."""
    with reading_errors(source), Path(source).open("rb") as file:
        head = file.read(ENDS)
    if not head:
        raise SourceError(f"{source}: is empty; give a WARC, JSON Lines or Parquet file")
    start = unpacked_head(head)
    if start.startswith(b"WARC/"):
        return "warc"
    kind = kind_of_head(start)
    if kind == "jsonl" or kind == "parquet":
        return kind
    if named := kind_of_name(Path(source)):
        return named  # damaged at its beginning: what can be read of it is
    raise SourceError(
        f"{source}: is neither WARC, JSON Lines nor Parquet; scan reads those, and `demarche code` the rest"
    )


def parts_of(source: str) -> tuple[Part, ...]:
    """Return the parts of a file.

    Each record of a WARC file that is packed record by record can be found from any byte before it, so its
    parts are stretches of bytes; one that is not is one part. Parts of other files take turns at lines or rows.
    """
    kind = kind_of_file(source)
    size = Path(source).stat().st_size
    with reading_errors(source), Path(source).open("rb") as file:
        divided = size >= 2 * WARC_PART and is_packed(file) and next_record(file, 1, packed=True) is not None
    if kind == "warc":
        count = size // WARC_PART if divided else 1
        edges = [size * n // count for n in range(count)]
        return tuple(
            Part(source=source, kind=kind, number=n, of=count, start=edge, stop=stop)
            for n, (edge, stop) in enumerate(zip(edges, [*edges[1:], None], strict=True))
        )
    count = min(MOST_SHARES, 1 + size // LINES_PART)
    return tuple(Part(source=source, kind=kind, number=n, of=count) for n in range(count))


def identity_of(source: str) -> str:
    """Return what tells a file from others: a hash of its name, size and both ends."""
    path = Path(source)
    with reading_errors(source), path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(0)
        head = file.read(ENDS)
        file.seek(max(0, size - ENDS))
        tail = file.read(ENDS)
    key = f"{path.name}\x1f{size}\x1f".encode() + head + tail
    return hashlib.sha256(key).hexdigest()[:16]
