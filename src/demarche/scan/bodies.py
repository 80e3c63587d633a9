"""Bodies: what a server sent, with its transfer and content encodings taken off.

Archives often keep the headers of an encoding that the crawler has taken off already, so the bytes decide.
"""

from __future__ import annotations

import re
import zlib

from demarche.articles.opening import GZIP, MB
from demarche.errors import ArticleError

CHUNK_LINE = re.compile(rb"([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]{0,200})?\r\n")
BROTLI = ("br", "zstd")


def decoded_body(data: bytes, *, transfer: str | None, content: str | None, where: str, limit: int) -> bytes:
    """Return the page's bytes; ArticleError beyond ``limit``, and for an encoding that is damaged or not read."""
    if transfer and "chunked" in transfer.lower() and CHUNK_LINE.match(data):
        data = without_chunks(data)
    coded = (content or "").strip().lower()
    if coded in ("gzip", "x-gzip") and data.startswith(GZIP):
        data = unpacked(data, where=where, limit=limit, wbits=31)
    elif coded == "deflate" and data[:1] == b"\x78":
        data = unpacked(data, where=where, limit=limit, wbits=15)
    elif coded in BROTLI and b"<" not in data[:1000]:
        raise ArticleError(f"{where}: the page is packed with {coded}, which is not read; it is left out")
    if len(data) > limit:
        raise ArticleError(
            f"{where}: the page has more than {limit // MB} MB; it is no article, it is left out"
        )
    return data


def without_chunks(data: bytes) -> bytes:
    """Return the content of a chunked body, as far as its chunks are whole.

    >>> without_chunks(b"4\\r\\nWiki\\r\\n6\\r\\npedia \\r\\n0\\r\\n\\r\\n")
    b'Wikipedia '
    """
    found, at = [], 0
    while match := CHUNK_LINE.match(data, at):
        size = int(match[1], 16)
        if not size:
            break
        found.append(data[match.end() : match.end() + size])
        at = match.end() + size + 2
    return b"".join(found)


def unpacked(data: bytes, *, where: str, limit: int, wbits: int) -> bytes:
    """Return what packed bytes hold, one byte beyond ``limit`` at most; ArticleError if they are damaged."""
    try:
        return zlib.decompressobj(wbits=wbits).decompress(data, limit + 1)
    except zlib.error as error:
        raise ArticleError(
            f"{where}: the page's packed bytes are damaged ({error}); it is left out"
        ) from error
