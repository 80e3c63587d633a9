"""Copying a register while it is in use, whole and verified: for backups, and to bring one back.

SQLite's backup API reads one moment of the source, whatever others write meanwhile. The copy is made under
another name beside its place, checked by ``PRAGMA integrity_check`` and row by row counts against that moment,
and only then takes its name; a file that is to be replaced is overwritten in one transaction of its own, so
that programs which have it open see all of the copy or nothing of it.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from demarche.errors import RegisterError
from demarche.register.opening import translated
from demarche.register.sqlite import check_file

PAGES = 2000  # copied between two words on progress: 8 MB
Told = Callable[[int, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """A copy that was made and verified."""

    file: str
    bytes: int
    schema: str  # version
    rows: dict[str, int]  # by table


def copy_register(
    source: Path, target: Path, *, replace: bool = False, wait: float = 30.0, told: Told | None = None
) -> Copied:
    """Copy the register at ``source`` to ``target`` and return what the copy holds.

    The schema is copied as it is, older or newer. ``told`` hears how many pages are left, of how many.
    Raises RegisterError where the source is no register or is damaged, where the copy cannot be written or
    verified, and where ``target`` exists and is not to be replaced; the target is then as it was.
    """
    check_file(source, write=False)
    check_target(source, target, replace=replace)
    partial = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        version, rows = copied(source, partial, wait=wait, told=told)
        with translated(target):
            verify(partial, source, rows)
        put_in_place(partial, target, wait=wait)
    except OSError as error:
        raise RegisterError(
            f"{target}: cannot be written ({error.strerror}); make room or give another place"
        ) from error
    finally:
        for ending in ("", "-wal", "-shm", "-journal"):
            Path(f"{partial}{ending}").unlink(missing_ok=True)
    return Copied(file=str(target), bytes=target.stat().st_size, schema=version, rows=rows)


def check_target(source: Path, target: Path, *, replace: bool) -> None:
    """Raise RegisterError unless a copy may stand at ``target``."""
    if not target.parent.is_dir():
        raise RegisterError(f"{target}: the folder {target.parent} does not exist; make it first")
    if not target.exists():
        if left := [
            f"{target}{ending}" for ending in ("-wal", "-journal") if Path(f"{target}{ending}").exists()
        ]:
            raise RegisterError(
                f"{left[0]}: is left of an older register and would be read into the copy; move it away first"
            )
        return
    if target.samefile(source):
        raise RegisterError(f"{target}: is the register itself; give another file")
    if not replace:
        raise RegisterError(f"{target}: exists already; give another file, or --replace")
    check_file(target, write=True)  # another program's file is never replaced


def copied(source: Path, partial: Path, *, wait: float, told: Told | None) -> tuple[str, dict[str, int]]:
    """Copy one moment of a register; return its schema's version and how many rows each table has then."""
    with closing(connected(source, "ro", wait)) as reader, closing(connected(partial, "rwc", wait)) as writer:
        with translated(source):
            reader.execute("BEGIN")  # the moment
            version = version_in(reader)
            if version is None:
                raise RegisterError(f"{source}: holds no register yet; add articles first")
            rows = rows_in(reader)
        with translated(partial):
            reader.backup(writer, pages=PAGES, progress=patient(source, wait, told))
    with partial.open("rb") as file:
        os.fsync(file.fileno())
    return version, rows


def verify(partial: Path, source: Path, rows: dict[str, int]) -> None:
    """Raise RegisterError unless a copy is sound and holds these rows."""
    with closing(connected(partial, "rw", 1.0)) as database:
        said = [row[0] for row in database.execute("PRAGMA integrity_check(3)")]
        if said != ["ok"]:
            raise RegisterError(
                f"{source}: is damaged ({' '.join(' '.join(said).split())}); restore it from an older copy"
            )
        broken = database.execute("PRAGMA foreign_key_check").fetchone()
        if broken is not None:
            raise RegisterError(f"{source}: is damaged (a row of {broken[0]} refers to nothing); restore it")
        if rows_in(database) != rows:
            raise RegisterError(
                f"{source}: the copy differs from it; run it again, and report it if it stays"
            )


def put_in_place(partial: Path, target: Path, *, wait: float) -> None:
    """Give a copy its name, or overwrite what bears it in one transaction."""
    if not target.exists():
        os.link(partial, target)  # unlike a rename it fails where a file came to be meanwhile
        partial.unlink()
        sync_folder(target.parent)
        return
    with (
        translated(target),
        closing(connected(partial, "ro", 1.0)) as reader,
        closing(connected(target, "rw", wait)) as writer,
    ):
        # all pages in one step: one transaction
        reader.backup(writer, pages=-1, progress=patient(target, wait, None))
        writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def patient(path: Path, wait: float, told: Told | None) -> Told:
    """Return what to call after each step; RegisterError once another's lock was waited for so long.

    ``sqlite3`` itself would wait for ever.
    """
    end = time.monotonic() + wait

    def stepped(status: int, left: int, pages: int) -> None:
        nonlocal end
        if status not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            end = time.monotonic() + wait
            if told is not None:
                told(status, left, pages)
        elif time.monotonic() > end:
            raise RegisterError(f"{path}: is in use by another program; wait until it is done, or close it")

    return stepped


def sync_folder(folder: Path) -> None:
    """Let a new name survive a power cut, where the system knows how."""
    with contextlib.suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def connected(path: Path, mode: str, wait: float) -> sqlite3.Connection:
    """Return a connection; ``mode`` is ro, rw or rwc, ``wait`` the seconds to wait for another's lock."""
    return sqlite3.connect(
        f"file:{quote(str(path))}?mode={mode}", uri=True, timeout=wait, isolation_level=None
    )


def version_in(database: sqlite3.Connection) -> str | None:
    """Return the version of a register's schema, None where there is none."""
    if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone():
        return None
    row = database.execute("SELECT version_num FROM alembic_version").fetchone()
    return None if row is None else str(row[0])


def rows_in(database: sqlite3.Connection) -> dict[str, int]:
    """Return how many rows each table has."""
    found = {}
    for name in tables_in(database):
        query = f'SELECT count(*) FROM "{name}"'  # noqa: S608 - a name that the file itself gives
        found[name] = int(database.execute(query).fetchone()[0])
    return found


def tables_in(database: sqlite3.Connection) -> Iterator[str]:
    """Yield the names of the tables, those of the search's index too."""
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
    yield from [str(row[0]) for row in database.execute(query)]
