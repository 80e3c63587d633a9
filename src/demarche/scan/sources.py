"""Sources: the one place where a scan opens a file, on a disk or in object storage, to be read from any byte."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from demarche.articles.opening import reading_errors
from demarche.errors import UsageError
from demarche.scan import Part
from demarche.scan.addresses import is_address
from demarche.scan.objects import MOST, ObjectFile, changed, opened_object


@contextmanager
def source_file(source: str, *, anonymous: bool = False, stop: int | None = None) -> Iterator[BinaryIO]:
    """Give a source's bytes as they lie there.

    Raises SourceError for one that cannot be opened or read, FetchError where that may be otherwise later, UsageError
    without the extra that an address needs.
    """
    with reading_errors(source):
        if is_address(source):
            with opened_object(source, anonymous=anonymous, stop=stop) as file:
                yield cast(BinaryIO, file)
        else:
            with Path(source).open("rb") as file:
                yield file


@contextmanager
def part_file(part: Part) -> Iterator[BinaryIO]:
    """Give the file of a part.

    Raises what ``source_file`` does, but FetchError for an object that is gone, refused or changed since the scan began:
    the part is not done then, where a damaged file's is.
    """
    if not is_address(part.source):
        with source_file(part.source) as file:
            yield file
        return
    with reading_errors(part.source), part_object(part) as remote:
        yield cast(BinaryIO, remote)


def part_object(part: Part) -> ObjectFile:
    """Return a part's object; FetchError if it is not there, or not what it was."""
    file = opened_object(part.source, anonymous=part.anonymous, begun=True, stop=part.stop)
    if file.version != part.version:
        raise changed(part.source)
    return file


@contextmanager
def part_copy(part: Part) -> Iterator[BinaryIO | None]:
    """Give a copy of a part's object on this machine, None of a file that lies here anyway.

    For readers that go back and forth. The copy has no name, so the system takes it away with the process, however that
    ends; on Windows it goes when it is closed. Raises UsageError where there is no room for it.
    """
    if not is_address(part.source):
        yield None
        return
    with part_object(part) as file, ExitStack() as opened:
        try:
            copy = opened.enter_context(tempfile.TemporaryFile())
            while piece := file.read(MOST):
                copy.write(piece)
            copy.seek(0)
        except OSError as error:  # of the copy: an object's faults are none
            raise UsageError(
                f"no copy of {part.source} can be kept in the temporary folder ({error.strerror}); make room there, or "
                "name another one in TMPDIR"
            ) from error
        yield cast(BinaryIO, copy)


def version_in(file: BinaryIO) -> str | None:
    """Return what tells an open object from another of its name, None of a file."""
    return file.version if isinstance(file, ObjectFile) else None
