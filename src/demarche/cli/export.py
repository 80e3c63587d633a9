"""``demarche export``: the register for other programs."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from demarche.cli import options
from demarche.cli.list import Sender, Since, Target, Until, capitals, least_confidence


class Format(StrEnum):
    """What to write; ``demarche.export`` describes each."""

    jsonl = "jsonl"
    csv = "csv"
    parquet = "parquet"
    plover = "plover"


def export(
    form: Annotated[
        Format,
        typer.Option("--format", "-f", help="Articles with all fields, tables of threats, or PLOVER events."),
    ] = Format.jsonl,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write there, not to the terminal.")
    ] = None,
    sender: Sender = None,
    target: Target = None,
    since: Since = None,
    until: Until = None,
    min_confidence: options.MinConfidence = None,
    register: options.RegisterAt = None,
    as_json: options.AsJson = False,
) -> None:
    """Write what stands in the register as JSON Lines, CSV, Parquet or PLOVER events.

    A file that exists is replaced only once the new one is whole. With --json the closing count is JSON.

    Example:

        demarche export --format csv -o threats.csv
    """
    from demarche.cli.registers import register_at
    from demarche.errors import UsageError
    from demarche.export import writer_of
    from demarche.register import Filter

    if output is None and form is Format.parquet and sys.stdout.isatty():
        raise UsageError("Parquet is not for a terminal; give a file with --output")
    wanted = Filter(
        sender=capitals(sender),
        target=capitals(target),
        since=since.date() if since else None,
        until=until.date() if until else None,
        min_confidence=least_confidence(min_confidence),
    )
    with register_at(register) as opened, tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export"
        rows = writer_of(form.value)(opened, wanted, path)
        hand_over(path, output)
    report = {"format": form.value, "rows": rows, "file": str(output) if output else None}
    words = f"{rows} rows written{f' to {output}' if output else ''}"
    typer.echo(json.dumps(report, ensure_ascii=False) if as_json else words, err=output is None)


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
        shutil.copyfile(path, partial)
        partial.replace(output)
