"""Progress of long work: a bar where a person watches, nothing in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def progress(source: str, total: int | None, *, quiet: bool = False) -> Iterator[Callable[[], None]]:
    """Give what to call after each article; shows a bar where a person watches, unless ``quiet``."""
    if quiet or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from demarche.cli.paper import console

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console(to_errors=True), transient=True) as bar:
        task = bar.add_task(Path(source).name or source, total=total)
        yield lambda: bar.advance(task)
