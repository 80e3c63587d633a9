#!/usr/bin/env python3
"""Import coded articles into a new register and say at what rate, as it grows.

    python benchmarks/import_register.py [--place PLACE] [--threats 1000000]

PLACE is a file or postgresql://… without a register; else it is a file that is thrown away. The articles are those
of ``grow_register.py``, one threat and one event each, added as ``demarche import`` adds them. Printed at every tenth:
threats a second by the clock and by processor time, of this process and of the server's for us where that can be
read. The baseline is what the same engine takes when the same articles go into a table without an index or joining.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from grow_register import articles
from sqlalchemy import Column, Connection, MetaData, Table, Text

from demarche.cli.import_ import AT_ONCE
from demarche.coding import CodedArticle
from demarche.register import open_register
from demarche.register.engines import insert_many
from demarche.register.store import SqlRegister

BARE = Table("bare", MetaData(), Column("title", Text), Column("text", Text), Column("outlet", Text))
BASELINE = 20_000  # articles


def main() -> int:
    """Run the benchmark; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--place", default=None, help="a new file or an empty database")
    parser.add_argument("--threats", type=int, default=1_000_000, metavar="N")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = arguments.place or str(Path(folder) / "register.db")
        with open_register(place, now=lambda: datetime(2026, 1, 1, tzinfo=UTC)) as register:
            bare = baseline(register, list(islice(articles(), BASELINE)))
            print(f"baseline, the articles alone: {bare:,.0f} a second of processor time", flush=True)
            made, step = articles(), max(arguments.threats // 10, 1)
            for tenth in range(1, 11):
                some = list(islice(made, step))
                wall, own, server = timed(register, lambda some=some: register.add(some, at_once=AT_ONCE))  # type: ignore[misc]
                rate = step / (own + server)
                print(
                    f"{tenth * step:>9,} threats: {step / wall:,.0f} a second by the clock, {rate:,.0f} by processor time "
                    f"({own / step * 1e6:,.0f} + {server / step * 1e6:,.0f} microseconds here and at the server), "
                    f"{rate / bare:.3f} of the baseline",
                    flush=True,
                )
            threads = sum(1 for _ in islice(register.threads(), 5))
            print(f"{register.counts()}{'' if threads else '; no thread?'}")
    return 0


def baseline(register: SqlRegister, some: list[CodedArticle]) -> float:
    """Return at what rate the engine takes the articles alone, in articles a second of processor time."""
    rows = [{"title": o.article.title, "text": o.article.text, "outlet": o.article.outlet} for o in some]

    def insert() -> None:
        with register.writing() as connection:
            BARE.create(connection)
            for at in range(0, len(rows), AT_ONCE):
                insert_many(connection, BARE, rows[at : at + AT_ONCE])
            BARE.drop(connection)

    _, own, server = timed(register, insert)
    return len(rows) / (own + server)


def timed(register: SqlRegister, work: Callable[[], object]) -> tuple[float, float, float]:
    """Return what work takes: by the clock, by this process, by the server's process that works for it."""
    with register.reading() as connection:  # the pool hands the one connection out again
        pid = server_process(connection)
    served, wall, own = spent_by(pid), time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - own, spent_by(pid) - served


def server_process(connection: Connection) -> int | None:
    """Return the process that works for a connection, None for a file."""
    if connection.dialect.name == "sqlite":
        return None
    return int(connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one())


def spent_by(pid: int | None) -> float:
    """Return the seconds of processor time that a process of this machine has spent, 0 where that is unknown."""
    stat = Path(f"/proc/{pid}/stat")
    if pid is None or not stat.exists():
        return 0.0
    fields = stat.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    raise SystemExit(main())
