"""Bounds: how long one page may take and how much memory, and where a part stands.

Python code that runs too long is interrupted (SoftLimit); compiled code that does not come back ends its
process, as the system does when memory runs out. Either way the part's place file tells at which record,
which is skipped when it has ended two processes.
"""

from __future__ import annotations

import faulthandler
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import FrameType, TracebackType
from typing import Self

SOFT = 20.0  # seconds for one page in Python; the slowest real page took 2
HARD = 60.0  # seconds after which its process ends
MEMORY = 3_000_000_000  # bytes of a process: 15 times what it needs


class SoftLimit(BaseException):
    """One page took too long. No Exception: libraries would swallow it."""


@contextmanager
def limited(soft: float = SOFT, hard: float = HARD) -> Iterator[None]:
    """Raise SoftLimit in what is done after ``soft`` seconds; end the process after ``hard``."""
    alarmed = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
    faulthandler.dump_traceback_later(hard, exit=True, file=silence())
    before = signal.signal(signal.SIGALRM, interrupt) if alarmed else None
    try:
        if alarmed:
            signal.setitimer(signal.ITIMER_REAL, soft, 1.0)  # again, should it be swallowed after all
        yield
    finally:
        if alarmed:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
        faulthandler.cancel_dump_traceback_later()


def interrupt(_number: int, _frame: FrameType | None) -> None:
    """Raise SoftLimit, where the signal finds the program."""
    raise SoftLimit


@cache
def silence() -> int:
    """Return a file that keeps nothing, opened once a process: one that dies need not say where it was."""
    return os.open(os.devnull, os.O_WRONLY)


def limit_memory(most: int = MEMORY) -> None:
    """Let this process have no more memory than this, where the system can be told so."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    except (ImportError, OSError, ValueError):
        return


class PlaceFile:
    """Says at which record a part stands, for who finds the process dead."""

    def __init__(self, path: Path) -> None:
        self.file = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC)

    def at(self, number: int, where: str) -> None:
        """Write it down; a few microseconds."""
        os.pwrite(self.file, f"{number}\t{where}\n".encode("utf-8", "replace"), 0)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self.file)


def place_file(target: Path) -> Path:
    """Return where a part says at which record it stands."""
    return target.with_suffix(".at")


def place_in(path: Path) -> int | None:
    """Return the number of the record that a place file tells of, None if it tells of none."""
    try:
        number = path.read_text(encoding="utf-8").split("\t")[0]
    except (OSError, UnicodeDecodeError):
        return None
    return int(number) if number.isdigit() else None
