"""Files that a command writes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from demarche.errors import UsageError


def new_file(path: Path) -> IO[str]:
    """Return a new text file, to be closed by the caller; UsageError if it cannot be made."""
    with writing_errors(path):
        return path.open("w", encoding="utf-8")


@contextmanager
def writing_errors(path: Path) -> Iterator[None]:
    """Turn what the system says of a file to be written into a UsageError."""
    try:
        yield
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror}); give another file") from error
