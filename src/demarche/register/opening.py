"""Opening a register: what it is, whose it is, how old it is; then an engine on it.

Nothing is written before the place is known to be ours, or empty. ``sqlite`` and ``postgres`` know their engine;
what a register is made of is the same in both.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from demarche.errors import RegisterError, UsageError
from demarche.register import postgres, sqlite
from demarche.register.places import is_postgres, path_of, shown
from demarche.register.schema import HEAD


def open_engine(place: str | Path, *, write: bool, wait: float) -> Engine:
    """Return an engine on the register at ``place``, its schema the newest.

    Raises RegisterError; what is there is then as it was.
    """
    if is_postgres(place):
        engine = postgres.engine_on(place, write=write, wait=wait)
    else:
        path = path_of(place)
        sqlite.check_file(path, write=write)
        engine = sqlite.engine_on(path, write=write, wait=wait)
    try:
        with translated(place):
            prepare(engine, shown(place), write=write)
    except BaseException:
        engine.dispose()
        raise
    return engine


def prepare(engine: Engine, place: str, *, write: bool) -> None:
    """Bring the schema to ``HEAD``; all of it or nothing."""
    on_server = engine.dialect.name == "postgresql"
    with engine.connect() as connection:
        if on_server:
            postgres.check_database(connection, place)
        version = schema_version(connection)
    if version == HEAD:
        return
    if version is None and on_server and not write:
        raise RegisterError(f"{place}: there is no register; add articles to make one")
    if version is not None and version > HEAD:
        raise RegisterError(
            f"{place}: was written by a newer demarche (schema {version}, this one knows {HEAD}); "
            "upgrade demarche"
        )
    if not write:
        raise RegisterError(
            f"{place}: has an older schema ({version}); open it once for writing to migrate it"
        )
    claim: Callable[[Connection], None] = postgres.claim if on_server else sqlite.claim
    with engine.connect().execution_options(write=True) as connection, connection.begin():
        if schema_version(connection) != HEAD:  # another process may have been first
            migrate(connection, HEAD)
            claim(connection)
    if not on_server:
        sqlite.settle(engine)


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
def translated(place: str | Path) -> Iterator[None]:
    """Raise RegisterError, with what to do, in place of the database's own errors; UsageError for a number too large."""
    try:
        yield
    except OverflowError as error:  # an integer of more than 64 bits
        raise UsageError("a number is larger than any that is kept; give one that a list shows") from error
    except Exception as error:
        if not isinstance(error, (DBAPIError, sqlite3.Error, *postgres.driver_errors())):
            raise
        if is_postgres(place):
            raise postgres.explained(error, place) from error
        said = str(error.orig if isinstance(error, DBAPIError) else error)
        raise RegisterError(f"{place}: {sqlite.explained(said)}") from error
