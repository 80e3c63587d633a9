"""``demarche export``: the register for other programs."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from demarche.cli import options
from demarche.cli.list import AsOf, Sender, Since, Target, Until, capitals, least_confidence

if TYPE_CHECKING:
    from demarche.register import Filter


class Format(StrEnum):
    """What to write; ``demarche.export`` describes each."""

    jsonl = "jsonl"
    csv = "csv"
    parquet = "parquet"
    plover = "plover"
    tables = "tables"


def export(
    form: Annotated[
        Format,
        typer.Option(
            "--format",
            "-f",
            help="Articles with all fields, a table of threats, PLOVER events, or all tables.",
        ),
    ] = Format.jsonl,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write there, not to the terminal.")
    ] = None,
    sender: Sender = None,
    target: Target = None,
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    min_confidence: options.MinConfidence = None,
    register: options.RegisterAt = None,
    as_json: options.AsJson = False,
) -> None:
    """Write what stands in the register as JSON Lines, CSV, Parquet or PLOVER events.

    A file that exists is replaced only once the new one is whole. With --json the closing count is JSON.
    "tables" writes a folder of Parquet tables that join by id, with a data dictionary: articles, threats,
    events, statements, threads, ledger, entries, judgements. With --as-of all is as it could be known on
    that day.

    Example:

        demarche export --format csv -o threats.csv
    """
    from demarche.cli.registers import register_at
    from demarche.errors import UsageError
    from demarche.export import FORMATS, writer_of
    from demarche.register import Filter

    if output is None and form is Format.parquet and sys.stdout.isatty():
        raise UsageError("Parquet is not for a terminal; give a file with --output")
    wanted = Filter(
        sender=capitals(sender),
        target=capitals(target),
        since=since.date() if since else None,
        until=until.date() if until else None,
        min_confidence=least_confidence(min_confidence),
        as_of=as_of.date() if as_of else None,
    )
    if form is Format.tables:
        report_tables(register, wanted, output, as_json=as_json)
        return
    with register_at(register) as opened, tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export"
        kind = next(name for name in FORMATS if name == form.value)
        rows = writer_of(kind)(opened, wanted, path)
        hand_over(path, output)
    report = {"format": form.value, "rows": rows, "file": str(output) if output else None}
    words = f"{rows} rows written{f' to {output}' if output else ''}"
    typer.echo(json.dumps(report, ensure_ascii=False) if as_json else words, err=output is None)


def report_tables(register: str | None, wanted: Filter, output: Path | None, *, as_json: bool) -> None:
    """Write all tables into a new folder, whole or not at all, and print how many rows each has."""
    from demarche.cli.files import writing_errors
    from demarche.cli.registers import register_at
    from demarche.errors import UsageError
    from demarche.export import tables

    if output is None:
        raise UsageError("tables are a folder; name a new one with --output")
    if output.exists():
        raise UsageError(f"{output}: exists already; name a new folder")
    partial = output.with_name(f".{output.name}.part")
    with register_at(register) as opened, writing_errors(output):
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir()
        try:
            rows = tables.write(opened, wanted, partial)
            partial.replace(output)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    report = {"format": "tables", "rows": rows, "file": str(output)}
    words = ", ".join(f"{count} {name}" for name, count in rows.items())
    typer.echo(json.dumps(report, ensure_ascii=False) if as_json else f"{words}; written to {output}")


def hand_over(path: Path, output: Path | None) -> None:
    """Give a finished file to standard output, or move it to its place; UsageError if that fails."""
    from demarche.cli.files import writing_errors

    if output is None:
        sys.stdout.flush()
        with path.open("rb") as file:
            shutil.copyfileobj(file, sys.stdout.buffer)
        return
    with writing_errors(output):
        partial = output.with_name(f".{output.name}.part")  # beside it: a move there is whole or not at all
        try:
            shutil.copyfile(path, partial)
            partial.replace(output)
        finally:
            partial.unlink(missing_ok=True)
