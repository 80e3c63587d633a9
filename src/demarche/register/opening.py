"""Opening a register file: what it is, whose it is, how old it is; then an engine on it.

Nothing is written before the file is known to be ours. Write-ahead logging lets readers read while one
writer writes. ``synchronous=FULL`` costs one flush for each commit of up to 200 articles and means that
a correction, once answered, also survives a power cut; NORMAL may lose the last commits.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from demarche.errors import RegisterError, UsageError
from demarche.register.schema import APPLICATION_ID, HEAD

SQLITE_MAGIC = b"SQLite format 3\x00"
HEADER_SIZE = 100
ID_AT = 68  # where the header holds the application id, sqlite.org/fileformat2.html


def open_engine(place: str | Path, *, write: bool, wait: float) -> Engine:
    """Return an engine on the register at ``place``, its schema the newest.

    Raises RegisterError; the file is then as it was.
    """
    path = path_of(place)
    check_file(path, write=write)
    engine = engine_on(path, write=write, wait=wait)
    try:
        with translated(path):
            prepare(engine, path, write=write)
    except BaseException:
        engine.dispose()
        raise
    return engine


def path_of(place: str | Path) -> Path:
    """Return the file that a path or ``sqlite:///`` URL names; RegisterError for other databases."""
    text = str(place)
    if text.startswith("sqlite:///"):
        return Path(text.removeprefix("sqlite:///"))
    if "://" in text:
        kind = text.partition("://")[0]
        raise RegisterError(f"{kind}: this version keeps registers in SQLite files only; give a file's path")
    return Path(text)


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
        if write:
            database.execute("PRAGMA synchronous = FULL")
        return database

    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A writer takes its lock first: a read that becomes a write could fail half way.
        immediate = connection.get_execution_options().get("write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return engine


def prepare(engine: Engine, path: Path, *, write: bool) -> None:
    """Bring the schema to ``HEAD``; all of it or nothing."""
    with engine.connect() as connection:
        version = schema_version(connection)
    if version == HEAD:
        return
    if version is not None and version > HEAD:
        raise RegisterError(
            f"{path}: was written by a newer demarche (schema {version}, this one knows {HEAD}); "
            "upgrade demarche"
        )
    if not write:
        raise RegisterError(
            f"{path}: has an older schema ({version}); open it once for writing to migrate it"
        )
    with engine.connect().execution_options(write=True) as connection, connection.begin():
        if schema_version(connection) != HEAD:  # another process may have been first
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
            migrate(connection, HEAD)
    with engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert isinstance(raw, sqlite3.Connection)  # noqa: S101 - the creator above makes no other
        with contextlib.suppress(sqlite3.OperationalError):  # others at work: the next opening sets it
            raw.execute("PRAGMA journal_mode = WAL")


def schema_version(connection: Connection) -> str | None:
    """Return the schema's version, None for a file without one."""
    if not connection.dialect.has_table(connection, "alembic_version"):
        return None
    row = connection.exec_driver_sql("SELECT version_num FROM alembic_version").first()
    return None if row is None else str(row[0])


def migrate(connection: Connection, version: str) -> None:
    """Run the migrations up to ``version`` inside the connection's transaction."""
    from alembic import command  # heavy, and rarely needed
    from alembic.config import Config

    config = Config()
    place = str(Path(__file__).parent / "migrations")
    config.set_main_option("script_location", place.replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, version)


@contextmanager
def translated(path: str | Path) -> Iterator[None]:
    """Raise RegisterError, with what to do, in place of the database's own errors; UsageError for a number too large."""
    try:
        yield
    except OverflowError as error:  # an integer of more than 64 bits
        raise UsageError("a number is larger than any that is kept; give one that a list shows") from error
    except (DBAPIError, sqlite3.Error) as error:
        said = str(error.orig if isinstance(error, DBAPIError) else error)
        raise RegisterError(f"{path}: {explained(said)}") from error


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
