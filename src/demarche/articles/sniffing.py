"""Sniffing: which kind of source some first bytes, a name or a content type belong to."""

from __future__ import annotations

import re
import zlib
from pathlib import PurePath
from typing import Literal, get_args

from demarche.articles.opening import GZIP

Kind = Literal["text", "html", "jsonl", "csv", "parquet", "feed"]
KINDS: tuple[Kind, ...] = get_args(Kind)
HEAD = 4096  # bytes that tell a kind

SUFFIXES: dict[str, Kind] = {
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl",
    ".csv": "csv", ".tsv": "csv",
    ".parquet": "parquet", ".pq": "parquet",
    ".html": "html", ".htm": "html", ".xhtml": "html",
    ".rss": "feed", ".atom": "feed", ".xml": "feed",
    ".txt": "text", ".text": "text", ".md": "text",
}  # fmt: skip

CONTENT_TYPES: dict[str, Kind] = {
    "text/html": "html", "application/xhtml+xml": "html",
    "application/rss+xml": "feed", "application/atom+xml": "feed", "application/rdf+xml": "feed",
    "application/x-ndjson": "jsonl", "application/jsonl": "jsonl", "application/json": "jsonl",
    "text/csv": "csv", "text/tab-separated-values": "csv",
    "text/plain": "text",
}  # fmt: skip

# what is no text, by its first bytes, with what to do about it
BINARY = (
    (b"%PDF", "a PDF; save its text as .txt and give that"),
    (b"\x89PNG", "a PNG image; give the article's text"),
    (b"\xff\xd8\xff", "a JPEG image; give the article's text"),
    (b"GIF8", "a GIF image; give the article's text"),
    (b"PK\x03\x04", "a ZIP or Office file; unpack it, or save its text as .txt"),
    (b"\xd0\xcf\x11\xe0", "an old Office file; save its text as .txt"),
    (b"SQLite format 3", "an SQLite database; export its articles as JSON Lines"),
    (b"\x28\xb5\x2f\xfd", "zstd data; unpack it first"),
    (b"BZh", "bzip2 data; unpack it first"),
    (b"\xfd7zXZ", "xz data; unpack it first"),
    (b"7z\xbc\xaf", "a 7z archive; unpack it first"),
    (b"\x7fELF", "a program; give the article's text"),
    (b"WARC/", "a web archive; use demarche scan"),
)  # fmt: skip

FEED_ROOT = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)
HTML_ROOT = re.compile(rb"<(?:!doctype html|html|head|body)[\s>]", re.IGNORECASE)


def unpacked_head(head: bytes) -> bytes:
    """Return the first bytes, unpacked where they are gzip (as much as came whole)."""
    if not head.startswith(GZIP):
        return head
    try:
        return zlib.decompressobj(wbits=31).decompress(head, HEAD)
    except zlib.error:
        return b""


def binary_fault(head: bytes) -> str | None:
    """Return what some first bytes are, with the next step, if they are no text; else None.

    >>> binary_fault(b"%PDF-1.7 ...")
    'a PDF; save its text as .txt and give that'
    """
    for magic, fault in BINARY:
        if head.startswith(magic):
            return fault
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):  # UTF-16 holds NUL bytes
        return None
    return "binary data; give text, HTML, JSON Lines, CSV, Parquet or a feed" if b"\x00" in head else None


def kind_of_name(name: str) -> Kind | None:
    """Return the kind that a file's name states, ".gz" left out; None if it states none.

    >>> kind_of_name("articles.JSONL.gz")
    'jsonl'
    """
    return SUFFIXES.get(PurePath(name.lower().removesuffix(".gz")).suffix)


def kind_of_head(head: bytes) -> Kind | None:
    """Return the kind that some first bytes show; None where they may be plain text or CSV."""
    if head.startswith(b"PAR1"):
        return "parquet"
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith((b"{", b"[{")):
        return "jsonl"
    if start.startswith(b"<"):
        if FEED_ROOT.search(start):
            return "feed"
        if HTML_ROOT.search(start):
            return "html"
    return None
