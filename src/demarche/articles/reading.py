"""Reading: articles from whatever is named, each source by the reader of its kind."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO

from demarche.articles import Article, Columns, Skipped
from demarche.articles.csv_table import read_csv_table
from demarche.articles.feed import read_feed
from demarche.articles.fetch import Fetched, fetch_url
from demarche.articles.html_page import article_of_page, read_html_page
from demarche.articles.json_lines import read_json_lines
from demarche.articles.opening import GZIP, reading_errors
from demarche.articles.parquet_table import read_parquet_table
from demarche.articles.sniffing import (
    CONTENT_TYPES,
    HEAD,
    KINDS,
    Kind,
    binary_fault,
    kind_of_head,
    kind_of_name,
    unpacked_head,
)
from demarche.articles.text_file import read_text_file
from demarche.errors import InputError, SourceError, UsageError

Read = Iterator[Article | Skipped]
Fetch = Callable[[str], Fetched]


def read_articles(
    source: str, *, columns: Columns | None = None, kind: str | None = None, fetch: Fetch = fetch_url
) -> Read:
    """Yield the articles of a source, and in place what had to be skipped.

    "-" is standard input (JSON Lines unless ``kind`` says otherwise); an http or https address is fetched;
    a folder is read file by file in the order of names, and a file in it that cannot be read is skipped;
    a file is read by its name, else by its first bytes. ``kind`` is one of text, html, jsonl, csv, parquet
    and feed. Raises SourceError, FetchError or ArticleError if the source as a whole gives nothing, and
    UsageError for another kind.
    """
    chosen = checked_kind(kind)
    columns = columns or Columns()
    if source == "-":
        yield from read_stream(sys.stdin.buffer, "-", chosen or "jsonl", columns=columns)
    elif source.startswith(("http://", "https://")):
        yield from read_fetched(fetch(source), source, kind=chosen, columns=columns)
    elif Path(source).is_dir():
        yield from read_folder(source, kind=chosen, columns=columns)
    else:
        yield from read_file(source, kind=chosen, columns=columns)


def checked_kind(kind: str | None) -> Kind | None:
    """Return the kind; UsageError unless it is one that can be read."""
    if kind is not None and kind not in KINDS:
        raise UsageError(f"kind {kind!r} cannot be read; use one of {', '.join(KINDS)}")
    return kind


def read_file(path: str, *, kind: Kind | None, columns: Columns) -> Read:
    """Return the articles of a file, read as its kind."""
    with reading_errors(path), Path(path).open("rb") as file:
        head = file.read(HEAD)
    kind = kind_of_source(unpacked_head(head), path, given=kind)
    if kind == "parquet":
        if head.startswith(GZIP):
            raise SourceError(f"{path}: is packed with gzip, which Parquet is not read from; unpack it first")
        return read_parquet_table(path, columns=columns)
    return reader_of(kind, columns=columns)(path)


def kind_of_source(head: bytes, name: str, *, given: Kind | None, content_type: str = "") -> Kind:
    """Return what a source is: as given, as its first bytes show, as its name or server says, else text.

    The first bytes outrank names and servers only where they leave no doubt. Raises SourceError for bytes
    that are no text.
    """
    seen = kind_of_head(head)
    if seen != "parquet" and given != "parquet" and (fault := binary_fault(head)):
        raise SourceError(f"{name}: is {fault}")
    stated = kind_of_name(name) or CONTENT_TYPES.get(content_type)
    sure = (
        seen if seen in ("parquet", "feed") or (seen == "html" and stated in (None, "feed", "text")) else None
    )
    return given or sure or stated or seen or "text"


def reader_of(kind: Kind, *, columns: Columns, stream: BinaryIO | None = None) -> Callable[[str], Read]:
    """Return the reader of a kind, set to its options."""
    if kind == "jsonl":
        return partial(read_json_lines, columns=columns, stream=stream)
    if kind == "csv":
        return partial(read_csv_table, columns=columns, stream=stream)
    if kind == "html":
        return partial(read_html_page, stream=stream)
    if kind == "feed":
        return partial(read_feed, stream=stream)
    return partial(read_text_file, stream=stream)


def read_stream(stream: BinaryIO, name: str, kind: Kind, *, columns: Columns) -> Read:
    """Return the articles of bytes that are already there."""
    if kind == "parquet":
        raise SourceError(f"{name}: Parquet cannot be read as a stream; save it and give the file")
    return reader_of(kind, columns=columns, stream=stream)(name)


def read_fetched(page: Fetched, source: str, *, kind: Kind | None, columns: Columns) -> Read:
    """Yield the articles of what a server gave: a page, a feed, or a file of articles."""
    if not page.content.strip():
        raise SourceError(f"{source}: is empty; check the address")
    path = page.url.partition("?")[0].partition("#")[0]
    name = path if path.count("/") > 2 else ""  # "https://gazette.example" has no suffix
    head = unpacked_head(page.content[:HEAD])
    try:
        kind = kind_of_source(head, name, given=kind, content_type=page.content_type)
    except SourceError as error:
        raise SourceError(f"{source}{str(error).removeprefix(name)}") from error
    stream = io.BytesIO(page.content)
    if kind == "html":
        yield article_of_page(page.content, where=source, url=page.url, encoding=page.encoding)
    elif kind == "feed":
        yield from read_feed(source, stream=stream, url=page.url)
    else:
        yield from read_stream(stream, source, kind, columns=columns)


def read_folder(folder: str, *, kind: Kind | None, columns: Columns) -> Read:
    """Yield the articles of all files under a folder, hidden ones left out, in the order of names."""
    paths = sorted(files_under(folder))
    if not paths:
        raise SourceError(f"{folder}: the folder holds no files; give one with articles")
    for path in paths:
        try:
            yield from read_file(path, kind=kind, columns=columns)
        except (SourceError, InputError) as error:
            yield Skipped(where=path, why=str(error).removeprefix(f"{path}: "), code=error.code)


def files_under(folder: str) -> Iterator[str]:
    """Yield the paths of the files under a folder; links to folders are not followed."""
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (str(Path(place) / name) for name in names if not name.startswith("."))
