"""A register in a SQLite file: whether the file is ours, and an engine on it.

Write-ahead logging lets readers read while one writer writes. ``synchronous=FULL`` costs one flush for each
commit of up to 200 articles and means that a correction, once answered, also survives a power cut; NORMAL may
lose the last commits.
"""

from __future__ import annotations

import contextlib
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from demarche.errors import RegisterError
from demarche.register.schema import APPLICATION_ID

SQLITE_MAGIC = b"SQLite format 3\x00"
HEADER_SIZE = 100
MAPPED = 2**31 - 2**16  # bytes read from the file without a call for each page; SQLite's most
ID_AT = 68  # where the header holds the application id, sqlite.org/fileformat2.html
CACHE = 64 * 1024  # kibibytes of pages that a writer keeps: SQLite's own 2 MB are read again for every batch
PATIENCE = 20  # milliseconds that what may as well be done later waits for the lock
LONGEST_LOG = 64_000_000  # bytes of the log beside the file, beyond which it is brought to an end
ENDING = 2000  # milliseconds that this waits for readers, and lets other writers wait


def check_file(path: Path, *, write: bool) -> None:
    """Raise RegisterError unless a register is, or can be made, at ``path``. Reads the header only."""
    try:
        if path.is_dir():
            raise RegisterError(f"{path}: is a folder, not a register; give the path of a file in it")
        if not path.exists():
            if not write:
                raise RegisterError(f"{path}: there is no register; add articles to make one")
            if not path.parent.is_dir():
                raise RegisterError(
                    f"{path}: the folder {path.parent} does not exist; make it, or give another place"
                )
            return
        if write and not path.stat().st_mode & 0o222:
            raise RegisterError(f"{path}: is read-only; allow writing to it, or give another place")
        with path.open("rb") as file:
            header = file.read(HEADER_SIZE)
    except OSError as error:
        raise RegisterError(
            f"{path}: cannot be read ({error.strerror}); check the place and its rights"
        ) from error
    if header and not header.startswith(SQLITE_MAGIC):
        raise RegisterError(f"{path}: is not a register (not a SQLite file); give another place")
    if header and int.from_bytes(header[ID_AT : ID_AT + 4]) != APPLICATION_ID and has_tables(path):
        raise RegisterError(f"{path}: is a SQLite file of another program; give another place")


def has_tables(path: Path) -> bool:
    """Return whether a SQLite file holds anything. A new register's first transaction may still run."""
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)) as database:
            if database.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID:
                return False
            return database.execute("SELECT 1 FROM sqlite_master").fetchone() is not None
    except sqlite3.Error as error:
        raise RegisterError(f"{path}: cannot be read as SQLite ({error}); restore it from a copy") from error


def engine_on(path: Path, *, write: bool, wait: float) -> Engine:
    """Return an engine whose connections are set up, whose transactions begin as they mean to go on."""
    mode = "rwc" if write else "ro"
    # A file that nobody may write and that has no log is read without the lock files beside it.
    fixed = not write and not path.stat().st_mode & 0o222 and not Path(f"{path}-wal").exists()
    uri = f"file:{quote(str(path))}?mode={mode}{'&immutable=1' if fixed else ''}"

    def connect() -> sqlite3.Connection:
        database = sqlite3.connect(uri, uri=True, timeout=wait, isolation_level=None, check_same_thread=False)
        database.execute("PRAGMA foreign_keys = ON")
        database.execute(f"PRAGMA mmap_size = {MAPPED}")
        if write:
            database.execute("PRAGMA synchronous = FULL")
            database.execute(f"PRAGMA cache_size = -{CACHE}")
        return database

    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A writer takes its lock first: a read that becomes a write could fail half way.
        mode = connection.get_execution_options().get("write", False)
        if mode != "at once":
            connection.exec_driver_sql("BEGIN IMMEDIATE" if mode else "BEGIN")
            return
        waits = int(connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one())
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {PATIENCE}")
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        finally:
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {waits}")

    return engine


def claim(connection: Connection) -> None:
    """Mark the file as ours, inside the transaction that builds its tables."""
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")


def settle(engine: Engine) -> None:
    """Let readers and a writer work side by side from now on."""
    with engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert isinstance(raw, sqlite3.Connection)  # noqa: S101 - ``engine_on`` makes no other
        with contextlib.suppress(sqlite3.OperationalError):  # others at work: the next opening sets it
            raw.execute("PRAGMA journal_mode = WAL")


def end_log(engine: Engine) -> None:
    """Bring a long log into the file, and begin it anew.

    SQLite does so by itself once nobody reads from the log; where readers follow on each other without a gap that never
    comes, and each page that is read or written is looked for in an ever longer log.
    """
    with engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert isinstance(raw, sqlite3.Connection)  # noqa: S101 - ``engine_on`` makes no other
        log = Path(raw.execute("PRAGMA database_list").fetchone()[2] + "-wal")
        if not log.exists() or log.stat().st_size <= LONGEST_LOG:
            return
        (waits,) = raw.execute("PRAGMA busy_timeout").fetchone()
        raw.execute(f"PRAGMA busy_timeout = {ENDING}")
        try:
            with contextlib.suppress(
                sqlite3.OperationalError
            ):  # a reader stays, or another is at it: next time
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            raw.execute(f"PRAGMA busy_timeout = {waits}")


def explained(said: str) -> str:
    """Return a database message as fault and next step."""
    if "locked" in said:
        return f"is in use by another program ({said}); wait until it is done, or close it"
    if "readonly" in said:
        return f"is read-only ({said}); allow writing to it, or give another place"
    if "disk I/O" in said:
        return (
            f"the disk cannot be read or written ({said}); check the disk and its room and run it again, "
            "nothing is half written"
        )
    if "full" in said:
        return f"the disk is full ({said}); make room and run it again, nothing is half written"
    if "not a database" in said or "malformed" in said:
        return f"is damaged or not a register ({said}); restore it from a copy"
    if "unable to open" in said:
        return f"cannot be opened ({said}); check the place and its rights"
    return f"the register failed ({said}); run it again, and report it if it stays"
