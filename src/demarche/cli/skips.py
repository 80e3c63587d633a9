"""What was skipped in a run: counted by reason, the first shown, all in a file where asked for."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from demarche.articles import Skipped
from demarche.cli.files import new_file

SHOWN = 20  # skipped inputs listed on the terminal


class Skips:
    """Counts what was skipped and keeps the first few."""

    def __init__(self, file: IO[str] | None = None) -> None:
        self.file = file
        self.codes: Counter[str] = Counter()
        self.first: list[Skipped] = []

    def add(self, skipped: Skipped) -> None:
        """Count one skipped input, and write it to the file."""
        self.codes[skipped.code] += 1
        if len(self.first) < SHOWN:
            self.first.append(skipped)
        if self.file:
            self.file.write(json.dumps(as_json(skipped), ensure_ascii=False) + "\n")

    @property
    def count(self) -> int:
        """How many inputs were skipped."""
        return self.codes.total()

    def lines(self) -> Iterator[str]:
        """Yield the first skipped inputs with their reasons, and how many more there are."""
        for skipped in self.first:
            yield f"skipped {skipped.where}: {skipped.why}"
        if self.count > len(self.first):
            yield f"… and {self.count - len(self.first)} more; --skipped FILE writes all of them"


def as_json(skipped: Skipped) -> dict[str, object]:
    """Return a skipped input as JSON values."""
    return {"where": skipped.where, "id": skipped.given_id, "code": skipped.code, "why": skipped.why}


@contextmanager
def kept_skips(path: Path | None) -> Iterator[Skips]:
    """Give a count that also writes JSON Lines to ``path``; UsageError if that cannot be written."""
    if path is None:
        yield Skips()
        return
    with new_file(path) as file:
        yield Skips(file)
