#!/usr/bin/env python3
"""Import what a scan found into a new register and say at what rate, as it grows.

    python benchmarks/import_register.py [--place PLACE] [--threats 1000000] [--folder FOLDER]

PLACE is a file or postgresql://… without a register; else it is a file that is thrown away. The articles are those
of ``grow_register.py``, one threat and one event each, written as ``demarche scan`` writes them, a folder for each
tenth, and imported by what ``demarche import`` calls: Parquet is read, and processes make articles ready where there
are cores for it. Writing the folders is not timed. Printed at every tenth: threats a second by the clock and by
processor time, of this process and its helpers and of the server's for us where that can be read. The baseline is
what the same engine takes when the same articles go into a table without an index or joining.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from itertools import islice
from multiprocessing import active_children
from pathlib import Path

from grow_register import articles
from sqlalchemy import Column, Connection, MetaData, Table, Text

from demarche.articles import Columns
from demarche.cli.import_ import AT_ONCE, Tally, bring
from demarche.coding import CodedArticle
from demarche.register import open_register
from demarche.register.engines import insert_many
from demarche.register.store import SqlRegister
from demarche.scan import Settings
from demarche.scan.folder import Folder
from demarche.scan.rows import COUNTS, rows_of

BARE = Table("bare", MetaData(), Column("title", Text), Column("text", Text), Column("outlet", Text))
BASELINE = 20_000  # articles
SOURCE, MONTH = "made.warc.gz", "2026-01"  # a crawl's file is of some days, and so are most of its articles


def main() -> int:
    """Run the benchmark; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--place", default=None, help="a new file or an empty database")
    parser.add_argument("--threats", type=int, default=1_000_000, metavar="N")
    parser.add_argument("--folder", type=Path, default=None, help="where the folders lie meanwhile")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        place = arguments.place or str(Path(folder) / "register.db")
        with open_register(place, now=lambda: datetime(2026, 1, 1, tzinfo=UTC)) as register:
            bare = baseline(register, list(islice(articles(), BASELINE)))
            print(f"baseline, the articles alone: {bare:,.0f} a second of processor time", flush=True)
            made, step = articles(), max(arguments.threats // 10, 1)
            for tenth in range(1, 11):
                scanned = Path(folder) / str(tenth)
                write_folder(scanned, islice(made, step))
                tally = Tally()
                wall, own, server = timed(
                    register,
                    lambda scanned=scanned, tally=tally: bring(register, scanned, tally, nothing),  # type: ignore[misc]
                )
                rate = tally.threats / (own + server)
                print(
                    f"{tenth * step:>9,} threats: {tally.threats / wall:,.0f} a second by the clock, {rate:,.0f} by processor time "
                    f"({own / step * 1e6:,.0f} + {server / step * 1e6:,.0f} microseconds here and at the server), "
                    f"{rate / bare:.3f} of the baseline",
                    flush=True,
                )
            threads = sum(1 for _ in islice(register.threads(), 5))
            print(f"{register.counts()}{'' if threads else '; no thread?'}")
    return 0


def nothing() -> None:
    """Show no progress."""


def write_folder(path: Path, some: Iterable[CodedArticle]) -> None:
    """Write articles as a scan of one input in one part leaves them."""
    folder, counts = Folder(path), dict.fromkeys(("articles", "threats", "events"), 0)
    with folder.held(Settings(coder="made:v1", event_coder="made:v1", columns=Columns())):
        folder.begin("made", 1)
        with folder.target("made", 0).open("w", encoding="utf-8") as file:
            for number, one in enumerate(some):
                for table, row in rows_of(one, read_from=f"{SOURCE}@{number}"):
                    file.write(f"{table}\t{MONTH}\t{json.dumps(row, ensure_ascii=False)}\n")
                    counts[table] += 1
            file.write(f"{COUNTS}\t\t{json.dumps(counts)}\n")
        folder.finish(SOURCE, "made", 1)


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
    """Return what work takes: by the clock, by this process and its helpers, by the server's process that works for it."""
    with register.reading() as connection:  # the pool hands the one connection out again
        pid = server_process(connection)
    served, wall, own = spent_by(pid), time.perf_counter(), spent_here()
    work()
    wall = time.perf_counter() - wall
    served = spent_by(pid) - served
    for child in active_children():  # so that their time is known
        child.join()
    return wall, spent_here() - own, served


def spent_here() -> float:
    """Return the seconds of processor time of this process and of those that it has started and that have ended."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


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
