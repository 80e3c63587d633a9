"""A register in a PostgreSQL database: whether the database is ours, and an engine on it.

One advisory lock a register lets one writer write at a time, as a SQLite file does: joining reads what it then
changes, and two writers that joined at once would each miss the other's threats. Readers see one moment
(repeatable read) and wait for nobody. What is the register's lies in the schema that is first in the search path.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from demarche.errors import RegisterError
from demarche.register.places import address_of, password_in, shown
from demarche.register.schema import APPLICATION_ID

if TYPE_CHECKING:
    import psycopg

OLDEST = 13  # the first with normalize()
MARK = "demarche"  # the comment on a table by which a register is known
CONNECTING = 10  # seconds, where the address says nothing else
NEEDED = "a register in PostgreSQL needs demarche's postgres extra; install it with: pip install 'demarche[postgres]'"
KEYS = f"{APPLICATION_ID}, hashtext(current_schema()::text)"  # of the lock: ours, and one for each schema
LOCK = f"SELECT pg_advisory_xact_lock({KEYS})"
TRY_LOCK = f"SELECT pg_try_advisory_xact_lock({KEYS})"
READ = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"
MARKED = "SELECT obj_description(to_regclass('alembic_version'), 'pg_class')"
LOST = re.compile(
    r"closed the connection|connection (?:is|was) (?:closed|lost)|connection reset"
)  # the client's words
OTHERS = (  # tables and views in the schema that no extension brought
    "SELECT c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p', 'v', 'm', 'f') "
    "AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e') ORDER BY 1"
)


class BusyError(Exception):
    """Another writer holds the lock, and what was to be written may as well be written later."""


def engine_on(place: str | Path, *, write: bool, wait: float) -> Engine:
    """Return an engine on a database; RegisterError without the driver, or for what is no address."""
    options = connection_options(place)

    def connect() -> psycopg.Connection[Any]:
        import psycopg

        database = psycopg.connect(**options)
        database.execute("SELECT set_config('lock_timeout', %s, false)", [f"{round(wait * 1000)}ms"])
        if not write:
            database.execute("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY")
        database.commit()
        return database

    engine = create_engine("postgresql+psycopg://", creator=connect, poolclass=QueuePool, pool_pre_ping=True)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        mode = connection.get_execution_options().get("write", False)
        if mode == "at once":
            if not connection.exec_driver_sql(TRY_LOCK).scalar_one():
                raise BusyError
        else:
            connection.exec_driver_sql(LOCK if mode else READ)

    return engine


def connection_options(place: str | Path) -> dict[str, Any]:
    """Return what the driver connects by; RegisterError without the driver, or for what is no address.

    A password with a raw @ or / is read by the driver as a part of the host, which its errors then show: such
    an address is refused here, and the driver's own words on it are dropped.
    """
    try:
        from psycopg import ProgrammingError
        from psycopg.conninfo import conninfo_to_dict
    except ImportError as error:
        raise RegisterError(NEEDED) from error
    given: dict[str, Any] | None
    try:
        given = conninfo_to_dict(address_of(place))
    except ProgrammingError:
        given = None
    if given is None or given.get("password") != password_in(place, otherwise=given.get("password")):
        raise RegisterError(
            f"{shown(place)}: is no address of a PostgreSQL database; give postgresql://USER@HOST:PORT/DATABASE, "
            "signs such as @ and / in a name or password as %40 and %2F"
        )
    fixed = {"client_encoding": "UTF8", "fallback_application_name": "demarche"}
    return {"connect_timeout": CONNECTING} | given | fixed


def check_database(connection: Connection, place: str) -> None:
    """Raise RegisterError unless a register is, or can be made, in the database."""
    version = int(connection.exec_driver_sql("SHOW server_version_num").scalar_one()) // 10_000
    if version < OLDEST:
        raise RegisterError(f"{place}: is PostgreSQL {version}; demarche needs {OLDEST} or later")
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
    if encoding != "UTF8":
        raise RegisterError(
            f"{place}: keeps text as {encoding}; make a database with: createdb -E UTF8 -T template0 NAME"
        )
    if connection.exec_driver_sql("SELECT current_schema()").scalar_one() is None:
        raise RegisterError(f"{place}: its search path names no schema that exists; make it: CREATE SCHEMA …")
    if connection.exec_driver_sql(MARKED).scalar_one() == MARK:
        return
    if others := connection.exec_driver_sql(OTHERS).scalars().all():
        raise RegisterError(
            f"{place}: holds tables of another program ({', '.join(others[:3])}); "
            "make a database of its own: createdb NAME"
        )


def claim(connection: Connection) -> None:
    """Mark the tables as ours, inside the transaction that builds them."""
    connection.exec_driver_sql(f"COMMENT ON TABLE alembic_version IS '{MARK}'")


def driver_errors() -> tuple[type[Exception], ...]:
    """Return the driver's own errors, which COPY raises; none where it is not loaded."""
    driver = sys.modules.get("psycopg")
    return () if driver is None else (driver.Error,)


def explained(error: Exception, place: str | Path) -> RegisterError:
    """Return a database error as fault and next step, no password in it."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    said = " ".join(str(cause).split())
    return RegisterError(f"{shown(place)}: {advice(getattr(cause, 'sqlstate', None) or '', said)}")


def advice(state: str, said: str) -> str:
    """Return what failed and what to do, from a state of SQL (postgresql.org, appendix A) and a message."""
    if state == "55P03":
        return f"is in use by another program ({said}); wait until it is done, or close it"
    if state == "25006":
        return f"is read-only ({said}); open it for writing, at the server that takes writes"
    if state == "42501":
        return f"this user may not do that ({said}); have the right granted, or use another user"
    if state == "53100":
        return f"the server's disk is full ({said}); make room and run it again, nothing is half written"
    if "NUL (0x00)" in said:
        return f"takes no NUL sign ({said}); leave it out"
    if re.search(r"password|authentication|pg_hba|role .* does not exist", said):
        return f"refuses the login ({said}); check user and password (PGPASSWORD, or a line in ~/.pgpass)"
    if re.search(r"database .* does not exist", said):
        return f"there is no such database ({said}); make it with: createdb NAME"
    if state in ("57P01", "57P02", "57P05") or (not state and LOST.search(said)):
        return (
            f"lost its server ({said}); see that the server runs, then run it again, nothing is half written"
        )
    if not state or state.startswith(("08", "57P", "53")):
        return f"cannot be reached ({said}); see that the server runs and the address is right, then run it again"
    return f"the register failed ({said}); run it again, and report it if it stays"
