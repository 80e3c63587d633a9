"""A PostgreSQL server for tests: the one that DEMARCHE_TEST_POSTGRES names, else one of our own for the session.

Our own is made from the programs that are installed, listens on a socket in a folder of its own alone, and is gone
with the session. Each test has databases of its own, which are emptied and given to the next.
"""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg

from demarche.register import open_register

VARIABLE = "DEMARCHE_TEST_POSTGRES"
PROGRAMS = "/usr/lib/postgresql"  # where Debian puts them, by version
HASTE = ("fsync", "full_page_writes")  # switched off: nothing here need survive the machine
LOCKED = "locked"  # the one database of our own server that asks for a password
MISSING = f"no PostgreSQL: install it (apt-get install postgresql), or name a server in {VARIABLE}"
STARTING = 60.0  # seconds
MEMORY = Path("/dev/shm")  # a folder in memory, where Linux has one
ROOM = 500_000_000  # bytes
EMPTY = """DO $$ BEGIN EXECUTE (
    SELECT 'TRUNCATE ' || string_agg(quote_ident(tablename), ', ') || ' RESTART IDENTITY CASCADE'
    FROM pg_tables WHERE schemaname = current_schema() AND tablename <> 'alembic_version'
); END $$"""


@dataclass
class Server:
    """A server on which databases can be made."""

    address: str  # of a database that is there
    own: bool
    restart: Callable[[], None] | None = None  # stop at once and start again, where the server is ours
    prefix: str = field(default_factory=lambda: f"demarche_test_{os.getpid()}")
    numbers: Iterator[int] = field(default_factory=itertools.count)
    made: list[str] = field(default_factory=list)
    free: list[str] = field(
        default_factory=list
    )  # databases in which the tables are built, and nothing else is
    used: list[str] = field(default_factory=list)

    def at(self, database: str) -> str:
        """Return the address of a database."""
        return urlunsplit(urlsplit(self.address)._replace(path=f"/{database}"))

    def run(self, *statements: str, database: str = "") -> None:
        """Run statements of SQL, each by itself."""
        address = self.at(database) if database else self.address
        with psycopg.connect(address, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def database(self) -> str:
        """Return the address of a database that holds an empty register."""
        if not self.free:
            self.free.append(self.created())
            open_register(self.at(self.free[-1]), now=lambda: datetime(2024, 1, 1, tzinfo=UTC)).close()
        self.used.append(self.free.pop())
        return self.at(self.used[-1])

    def name_of(self, address: str) -> str:
        """Return the name of the database at an address."""
        return urlsplit(address).path.removeprefix("/")

    def bare(self, *, like: str = "/template0") -> str:
        """Return the address of a new database without tables, or that is like another, which nobody uses now."""
        return self.at(self.created(self.name_of(like)))

    def created(self, template: str = "template0") -> str:
        """Return the name of a new database."""
        name = f"{self.prefix}_{next(self.numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template} ENCODING 'UTF8'")
        self.made.append(name)
        return name

    def clear(self) -> None:
        """Empty the databases that were used: a new one costs hundreds of files."""
        while self.used:
            name = self.used.pop()
            self.run(EMPTY, "INSERT INTO card_clock VALUES (1, 0)", database=name)
            self.free.append(name)

    def drop(self) -> None:
        """Drop what was made."""
        self.run(*(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)" for name in self.made))


@contextmanager
def serving() -> Iterator[Server | None]:
    """Give a server, None where there is none."""
    if address := os.environ.get(VARIABLE):
        server = Server(address=address, own=False)
        yield server
        server.drop()
        return
    with serving_alone(lasting=False) as own:
        yield own


@contextmanager
def serving_alone(*, lasting: bool = True) -> Iterator[Server | None]:
    """Give a server of our own, which may be restarted; None where PostgreSQL is not installed."""
    found = sorted(Path(PROGRAMS).glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    if not found and not on_path:
        yield None
        return
    programs = found[-1].parent if found else Path(str(on_path)).parent
    with own_server(programs, lasting=lasting) as server:
        yield server


@contextmanager
def own_server(programs: Path, *, lasting: bool = False) -> Iterator[Server]:
    """Give a server of our own; it refuses to run as root, so that root starts it as somebody else.

    What is committed on one that is ``lasting`` survives its restart; without, committing is faster.
    """
    in_memory = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM
    folder = Path(tempfile.mkdtemp(prefix="demarche-pg-", dir=MEMORY if in_memory else None))
    user = somebody() if os.geteuid() == 0 else None
    try:
        if user:
            os.chown(folder, user.pw_uid, user.pw_gid)
        as_user: dict[str, Any] = (
            {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
        )
        data = folder / "data"
        made = subprocess.run(
            [programs / "initdb", "-D", data, "-U", "demarche", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"],
            capture_output=True, text=True, check=False, cwd="/", **as_user,
        )  # fmt: skip
        assert made.returncode == 0, made.stderr
        rules = f"local {LOCKED} ada scram-sha-256\nlocal all all trust\n"
        (data / "pg_hba.conf").write_text(rules)
        options = [f"-c{name}=off" for name in (*HASTE, *(() if lasting else ("synchronous_commit",)))]
        address = f"postgresql://demarche@/postgres?host={quote(str(folder))}"

        def start() -> subprocess.Popen[bytes]:
            with (folder / "log").open("a") as log:
                process = subprocess.Popen(
                    [programs / "postgres", "-D", data, "-k", folder, "-clisten_addresses=", *options],
                    stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", **as_user,
                )  # fmt: skip
            wait_for(address, process, folder / "log")
            return process

        process = start()

        def restart() -> None:
            nonlocal process
            process.send_signal(signal.SIGQUIT)  # at once, as after a crash: what is not committed is gone
            process.wait(timeout=60)
            process = start()

        try:
            yield Server(address=address, own=True, restart=restart)
        finally:
            process.send_signal(signal.SIGINT)  # ends open sessions too
            process.wait(timeout=60)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def somebody() -> pwd.struct_passwd:
    """Return a user who is not root."""
    with suppress(KeyError):
        return pwd.getpwnam("postgres")
    return pwd.getpwnam("nobody")


def wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Return once the server answers."""
    until = time.monotonic() + STARTING
    while True:
        try:
            psycopg.connect(address).close()
            return
        except psycopg.OperationalError as error:
            assert process.poll() is None, log.read_text()
            if time.monotonic() > until:
                raise AssertionError(log.read_text()) from error
            time.sleep(0.1)
