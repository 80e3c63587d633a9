"""Opening a source: bytes from a file or standard input, gzip unpacked, failures in words."""

from __future__ import annotations

import gzip
import io
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from demarche.errors import ArticleError, SourceError

GZIP = b"\x1f\x8b"
MB = 1_000_000


@contextmanager
def opened(source: str, stream: BinaryIO | None = None) -> Iterator[BinaryIO]:
    """Give the source's bytes, unpacked where they are gzip; "-" is standard input.

    ``stream`` stands in for the source where its bytes are already there; it is not closed. Raises
    SourceError for a source that cannot be opened or read, also while it is read.
    """
    with reading_errors(source):
        if stream is not None or source == "-":
            yield unpacked(stream if stream is not None else sys.stdin.buffer)
            return
        with Path(source).open("rb") as file:
            yield unpacked(file)


def unpacked(stream: BinaryIO) -> BinaryIO:
    """Return the stream, or what its gzip holds."""
    buffered = (
        stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, stream))
    )
    if buffered.peek(2)[:2] == GZIP:
        return cast(BinaryIO, gzip.GzipFile(fileobj=buffered, mode="rb"))
    return cast(BinaryIO, buffered)


@contextmanager
def reading_errors(source: str) -> Iterator[None]:
    """Turn what the system says of a source into a SourceError."""
    try:
        yield
    except FileNotFoundError as error:
        raise SourceError(f"{source}: there is no such file; check the path") from error
    except IsADirectoryError as error:
        raise SourceError(f"{source}: is a folder; name a file in it") from error
    except PermissionError as error:
        raise SourceError(f"{source}: may not be read; change its permissions") from error
    except EOFError as error:
        raise SourceError(f"{source}: its gzip data ends too early; copy or fetch the file again") from error
    except (gzip.BadGzipFile, zlib.error) as error:
        raise SourceError(f"{source}: its gzip data is damaged; copy or fetch the file again") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise SourceError(f"{source}: cannot be read ({reason}); check the path and the disk") from error


def whole(source: str, stream: BinaryIO | None = None, *, limit: int) -> bytes:
    """Return all bytes of a source that holds one article.

    Raises SourceError if it is empty or cannot be read, ArticleError beyond ``limit`` bytes.
    """
    with opened(source, stream) as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise ArticleError(f"{source}: is larger than {limit // MB} MB; split it into its articles")
    if not data.strip():
        raise SourceError(f"{source}: is empty; give a file that holds an article")
    return data
