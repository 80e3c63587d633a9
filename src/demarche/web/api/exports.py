"""Exports as streams: CSV and JSON Lines of threats, threads and the ledger, whole, under the same filter."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from itertools import chain, islice
from typing import Any, Literal

from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse

from demarche.export import threat_row as flat_threat
from demarche.export.csv_table import cell
from demarche.export.joined import ledger_record, thread_summary
from demarche.export.stored import threat_row
from demarche.register import Filter
from demarche.register.store import SqlRegister
from demarche.web.answers import attached, json_lines
from demarche.web.api.examples import shows
from demarche.web.desk import TheDesk
from demarche.web.people import Reader
from demarche.web.query import TheWanted

router = APIRouter(tags=["exports"])
Name = Literal["threats", "threads", "ledger"]
Row = dict[str, Any]
AT_ONCE = 200  # rows of a chunk


def rows_of(register: SqlRegister, name: Name, where: Filter, *, flat: bool) -> Iterator[Row]:
    """Return the rows of an export. The first is read at once: a filter that is refused is told, not cut off."""
    rows = found(register, name, where, flat=flat)
    return chain(list(islice(rows, 1)), rows)


def found(register: SqlRegister, name: Name, where: Filter, *, flat: bool) -> Iterator[Row]:
    """Yield the rows of an export."""
    if name == "threats":
        row: Callable[[Any], Row] = flat_threat if flat else threat_row
        return (row(one) for one in register.threats(where))
    if name == "threads":
        return (thread_summary(one) for one in register.threads(where))
    return (ledger_record(one) for one in register.ledger(where))


@router.get("/api/export/{name}.jsonl", responses=shows('{"id": "3f2a…"}\n', kind="application/jsonl"))
def lines(desk: TheDesk, person: Reader, wanted: TheWanted, name: Name) -> Response:
    """Stream all rows that fit as JSON Lines, each as the command line prints it."""
    return json_lines(rows_of(desk.register, name, wanted.where, flat=False), name)


@router.get("/api/export/{name}.csv", responses=shows("id,title\n", kind="text/csv"))
def table(desk: TheDesk, person: Reader, wanted: TheWanted, name: Name) -> Response:
    """Stream all rows that fit as CSV; lists are joined by semicolons, what is nested is left out."""
    body = written(rows_of(desk.register, name, wanted.where, flat=True))
    return StreamingResponse(body, media_type="text/csv", headers=attached(f"{name}.csv"))


def written(rows: Iterator[Row]) -> Iterator[str]:
    """Yield a CSV file in chunks; its columns are those of the first row that hold no records."""
    names: list[str] | None = None
    page = io.StringIO(newline="")
    writer = csv.writer(page)
    for number, row in enumerate(rows, 1):
        if names is None:
            names = [name for name in row if name not in ("entries", "judgements")]
            writer.writerow(names)
        writer.writerow([cell(row[name]) for name in names])
        if number % AT_ONCE == 0:
            yield page.getvalue()
            page.seek(0)
            page.truncate()
    yield page.getvalue()
