"""Where the registers lie that the program is killed at: files of SQLite, or databases of a PostgreSQL server.

Both copy a register, count its rows, and assert that what a crash left is whole.
"""

from __future__ import annotations

import shutil
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import psycopg

from demarche.register.copying import rows_in
from tests.postgres import Server

DERIVED = ("thread_cards", "card_lines", "card_clock")  # made when asked for
PATIENCE = 60.0  # seconds for a server to notice that a program is gone
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1"
OTHERS = (
    "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
    "AND backend_type = 'client backend'"
)
CHECKED = (  # every B-tree, and that every row of its table is in it
    "SELECT bt_index_check(i.indexrelid, true) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
    "JOIN pg_am a ON a.oid = c.relam WHERE a.amname = 'btree' AND c.relpersistence = 'p'"
)


@dataclass(frozen=True)
class Own:
    """What one run may change: a folder, and a register in it or on a server."""

    folder: Path
    place: str


class Bench(Protocol):
    """Makes registers, and looks into them."""

    def new(self, name: str, like: Own | None = None) -> Own:
        """Return a place without a register, or with a copy of one, in place of what had the name before."""

    def settle(self, place: str) -> None:
        """Return once no program is at work on a register any more."""

    def rows_of(self, place: str) -> dict[str, int]:
        """Return how many rows each table has, but for those made when asked for."""

    def assert_sound(self, own: Own) -> None:
        """Assert that what was kept is whole."""


@dataclass
class Files:
    """SQLite."""

    folder: Path

    def new(self, name: str, like: Own | None = None) -> Own:
        """Make a folder; what is copied is a whole folder, since a register's journal goes along."""
        own = self.folder / name
        shutil.rmtree(own, ignore_errors=True)
        if like is None:
            own.mkdir()
        else:
            shutil.copytree(like.folder, own)
        return Own(own, str(own / "register.db"))

    def settle(self, place: str) -> None:
        """Do nothing: a process that is gone does nothing more."""

    def rows_of(self, place: str) -> dict[str, int]:
        """Count the rows."""
        with closing(sqlite3.connect(place)) as database:
            return {
                name: count
                for name, count in rows_in(database).items()
                if name not in DERIVED and "_fts" not in name
            }

    def assert_sound(self, own: Own) -> None:
        """Let SQLite check every file, its search's index too."""
        for path in own.folder.glob("*.db"):
            with closing(sqlite3.connect(path)) as database:
                assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)], path
                assert database.execute("PRAGMA foreign_key_check").fetchall() == [], path


@dataclass
class Databases:
    """PostgreSQL, on a server of our own."""

    folder: Path
    server: Server
    names: dict[str, str] = field(default_factory=dict)  # of databases

    def new(self, name: str, like: Own | None = None) -> Own:
        """Make a database, ready to be checked."""
        if name in self.names:
            self.server.run(f"DROP DATABASE {self.names[name]} WITH (FORCE)")
        if like is None:
            place = self.server.bare()
            with psycopg.connect(place) as connection:
                connection.execute("CREATE EXTENSION amcheck")
        else:
            self.settle(like.place)
            place = self.server.bare(like=like.place)
        self.names[name] = self.server.name_of(place)
        return Own(self.folder, place)

    def settle(self, place: str) -> None:
        """Wait until the server has ended the sessions of programs that are gone: a commit may still come of one."""
        until = time.monotonic() + PATIENCE
        with psycopg.connect(place, autocommit=True) as connection:
            while connection.execute(f"SELECT count(*) {OTHERS}".encode()).fetchone() != (0,):
                assert time.monotonic() < until, "a session outlived its program"
                time.sleep(0.01)

    def sever(self, place: str) -> None:
        """End every session of a register, as an administrator does."""
        with psycopg.connect(place, autocommit=True) as connection:
            connection.execute(f"SELECT pg_terminate_backend(pid) {OTHERS}".encode())

    def rows_of(self, place: str) -> dict[str, int]:
        """Count the rows."""
        with psycopg.connect(place) as connection:
            names = [str(name) for (name,) in connection.execute(TABLES.encode()) if name not in DERIVED]
            counts = [connection.execute(f'SELECT count(*) FROM "{name}"'.encode()) for name in names]
            return {name: int((one.fetchone() or (0,))[0]) for name, one in zip(names, counts, strict=True)}

    def assert_sound(self, own: Own) -> None:
        """Let PostgreSQL check every index against its table."""
        with psycopg.connect(own.place) as connection:
            connection.execute(CHECKED.encode())
