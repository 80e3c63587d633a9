"""The output folder: what is done, what each input gave, and the finished tables.

    scan.json                        what the scan does; another one needs another folder
    dictionary.json                  every column of every table
    articles/month=2026-01/ID.parquet, threats/…, events/…    one file for each input and month
    skipped/ID.jsonl                 what an input had that was skipped, with file and byte
    done/ID.json                     an input that is done, with its counts: written last
    work/ID/                         parts of an input that is not done

ID is that of the input (``inputs.identity_of``). An input is done when its file in ``done`` is there; what
lies in the tables of one that is not is written anew.
"""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from demarche.errors import NO_ROOM, UsageError
from demarche.export.parquet import write_lines
from demarche.scan import Settings
from demarche.scan.rows import COUNTS, OUTPUT, SKIPPED

FORMAT = 1
OPEN_AT_ONCE = 64  # files of one table and month


class Folder:
    """The folder of one scan."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def held(self, settings: Settings) -> Iterator[None]:
        """Make the folder this scan's own while it runs.

        Raises UsageError if it cannot be written, now or later, another scan runs in it, or it holds the output of one
        with other settings.
        """
        try:
            for name in ("done", "work", "skipped", *OUTPUT):
                (self.path / name).mkdir(parents=True, exist_ok=True)
            lock = (self.path / "work" / "lock").open("w")
        except OSError as error:
            raise UsageError(
                f"{self.path}: cannot be written ({error.strerror}); give another folder"
            ) from error
        with lock:
            self.lock(lock)
            try:
                self.check(settings)
                yield
            except OSError as error:
                if error.errno not in NO_ROOM:
                    raise
                raise UsageError(
                    f"{self.path}: cannot be written ({error.strerror}); make room and run it again, what is done stays"
                ) from error

    def lock(self, file: IO[str]) -> None:
        """Hold the lock; the system lets it go when the process ends, however it ends."""
        try:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except ImportError:  # no such locks on this system
            return
        except OSError as error:
            raise UsageError(
                f"{self.path}: another scan writes there now; wait for it, or give another folder"
            ) from error

    def check(self, settings: Settings) -> None:
        """Keep what the scan does, or see that it is the same as before."""
        wanted = {"format": FORMAT, **asdict(settings)}
        place = self.path / "scan.json"
        if not place.exists():
            write_whole(self.path / "dictionary.json", dictionary())
            write_whole(place, wanted)
        kept = json.loads(place.read_text("utf-8"))
        differs = [key for key, value in wanted.items() if kept.get(key) != value]
        if differs:
            was = ", ".join(f"{key} {kept.get(key)!r}, not {wanted[key]!r}" for key in differs)
            raise UsageError(f"{self.path}: holds a scan with {was}; give another folder, or scan as then")

    def done(self, identity: str) -> dict[str, Any] | None:
        """Return what is known of an input that is done, None of one that is not."""
        place = self.path / "done" / f"{identity}.json"
        return json.loads(place.read_text("utf-8")) if place.exists() else None

    def target(self, identity: str, number: int) -> Path:
        """Return where a part's rows go."""
        return self.path / "work" / identity / f"{number:05}.rows"

    def begin(self, identity: str, parts: int) -> list[int]:
        """Return the parts of an input that are yet to be scanned; what else lies there goes."""
        work = self.path / "work" / identity
        work.mkdir(exist_ok=True)
        for path in work.iterdir():
            if path.is_dir():
                shutil.rmtree(path)
            elif path.suffix != ".rows":
                path.unlink()
        return [n for n in range(parts) if not self.target(identity, n).exists()]

    def finish(self, source: str, identity: str, parts: int) -> dict[str, Any]:
        """Write an input's tables from its parts, then that it is done; return what is known of it."""
        for table in OUTPUT:
            for old in (self.path / table).glob(f"month=*/{identity}.parquet"):
                old.unlink()
        work = self.path / "work" / identity
        counts = self.sort_rows(work, identity, [self.target(identity, n) for n in range(parts)])
        for lines in sorted((work / "tables").glob("*.jsonl")):
            table, month = lines.stem.split(" ")
            place = self.path / table / f"month={month}" / f"{identity}.parquet"
            place.parent.mkdir(exist_ok=True)
            aside = place.with_suffix(".aside")
            write_lines(lines, OUTPUT[table], aside)
            aside.replace(place)
        about = {"source": source, "parts": parts, **counts}
        write_whole(self.path / "done" / f"{identity}.json", about)
        shutil.rmtree(work)
        return about

    def sort_rows(self, work: Path, identity: str, parts: list[Path]) -> dict[str, Any]:
        """Sort the parts' lines into one file for each table and month; return the counts.

        One line at a time: memory does not grow with the input.
        """
        counts, skipped = Counter[str](), Counter[str]()
        (work / "tables").mkdir()
        with Sorted(work / "tables") as tables:
            skips = self.path / "skipped" / f"{identity}.jsonl"
            with skips.open("w", encoding="utf-8") as listed:
                for part in parts:
                    with part.open(encoding="utf-8", newline="\n") as lines:
                        for line in lines:
                            table, month, row = line.split("\t", 2)
                            if table == COUNTS:
                                counts.update(json.loads(row))
                            elif table == SKIPPED:
                                skipped[json.loads(row)["code"]] += 1
                                listed.write(row)
                            else:
                                tables.write(f"{table} {month}", row)
        if not skipped:
            skips.unlink()
        return {"counts": dict(counts), "skipped": dict(skipped)}


class Sorted:
    """Files by name, not too many of them open at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.open: dict[str, IO[str]] = {}

    def write(self, name: str, line: str) -> None:
        """Add a line to a file."""
        file = self.open.pop(name, None)
        if file is None:
            if len(self.open) >= OPEN_AT_ONCE:
                self.open.pop(next(iter(self.open))).close()
            file = (self.folder / f"{name}.jsonl").open("a", encoding="utf-8")
        self.open[name] = file  # the last used stands last
        file.write(line)

    def __enter__(self) -> Sorted:
        return self

    def __exit__(self, *_: object) -> None:
        for file in self.open.values():
            file.close()


def dictionary() -> dict[str, Any]:
    """Return the data dictionary."""
    columns = [
        {"table": table, "column": c.name, "type": c.type, "meaning": c.meaning}
        for table, columns in OUTPUT.items()
        for c in columns
    ]
    return {"format": FORMAT, "columns": columns}


def write_whole(place: Path, value: Mapping[str, Any]) -> None:
    """Write a JSON file so that it is there whole or not at all, also after a power cut."""
    aside = place.with_suffix(".aside")
    with aside.open("w", encoding="utf-8") as file:
        json.dump(value, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(place)
