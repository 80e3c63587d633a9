"""``demarche code``: articles in, their threats and events out, no register."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

from demarche.cli import options

if TYPE_CHECKING:
    from demarche.articles import Skipped
    from demarche.coding import CodedArticle

Line = tuple[str, "Skipped | None"]


def code(
    sources: Annotated[
        list[str] | None,
        typer.Argument(help="Files, folders, addresses of pages or feeds; - is standard input."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write there, not to the terminal.")
    ] = None,
    kind: options.Kind = None,
    coder: options.CoderName = None,
    event_coder: options.EventCoderName = None,
    min_confidence: options.MinConfidence = None,
    jobs: options.Jobs = None,
    skipped: Annotated[
        Path | None, typer.Option("--skipped", metavar="FILE", help="Write every skipped input there.")
    ] = None,
    id_column: options.IdColumn = "id",
    title_column: options.TitleColumn = "title",
    text_column: options.TextColumn = "text",
    outlet_column: options.OutletColumn = "outlet",
    date_column: options.DateColumn = "date",
    url_column: options.UrlColumn = "url",
    byline_column: options.BylineColumn = "byline",
    as_json: options.AsJson = False,
) -> None:
    """Code articles without a register: one JSON line out for each article in.

    Each line holds the article's id as given, its threats and its events, each field copied from the
    text with its place (docs/interchange.md). An input that cannot be coded gives a line with an error.

    Example:

        demarche code - < articles.jsonl > coded.jsonl
    """
    from functools import partial

    from demarche.articles import Columns
    from demarche.articles.reading import read_articles
    from demarche.cli.accounts import accounts_of, print_accounts, told_if_stopped
    from demarche.cli.progress import progress
    from demarche.cli.skips import kept_skips
    from demarche.cli.stream import coded_stream
    from demarche.settings import load_settings

    flags = {
        "coder": coder,
        "event_coder": event_coder,
        "min_confidence": min_confidence,
        "jobs": jobs,
    }
    chosen = load_settings(flags, os.environ)
    columns = Columns(
        id=id_column,
        title=title_column,
        text=text_column,
        outlet=outlet_column,
        date=date_column,
        url=url_column,
        byline=byline_column,
    )
    items = (
        item for source in sources or ["-"] for item in read_articles(source, columns=columns, kind=kind)
    )
    names = (chosen.coder, chosen.event_coder)
    lines = coded_stream(
        items,
        names=names,
        jobs=chosen.jobs,
        work=partial(coded_line, min_confidence=chosen.min_confidence),
    )
    done = 0
    shown = output is None and sys.stdout.isatty()  # the lines themselves show how far it is
    with (
        kept_skips(skipped) as skips,
        written(output) as out,
        progress("coding", None, quiet=shown) as advance,
        told_if_stopped(names, as_json=as_json),
    ):
        for line, fault in lines:
            done += 1
            advance()
            out.write(line)
            if fault:
                skips.add(fault)
    if as_json:
        report = {"articles": done - skips.count, "skipped": dict(skips.codes)}
        if accounts := accounts_of(names):
            report["accounts"] = accounts
        typer.echo(json.dumps(report, ensure_ascii=False), err=True)
    else:
        for text in skips.lines():
            typer.echo(text, err=True)
        print_accounts(names)
        typer.echo(f"{done - skips.count} articles coded, {skips.count} skipped", err=True)


def coded_line(item: CodedArticle | Skipped, *, min_confidence: float) -> Line:
    """Return the JSON line of a coded article, or of the error and what was skipped."""
    from demarche.articles import Skipped
    from demarche.records import record_of

    if isinstance(item, Skipped):
        error = {"code": item.code, "message": f"{item.where}: {item.why}"}
        return json_line({"id": item.given_id, "error": error}), item
    record = record_of(item)
    if min_confidence > 0:
        for part in ("threats", "events"):
            record[part] = [row for row in record[part] if row["confidence"] >= min_confidence]
    return json_line(record), None


def json_line(record: dict[str, Any]) -> str:
    """Return a record as one line of JSON."""
    return json.dumps(record, ensure_ascii=False) + "\n"


@contextmanager
def written(path: Path | None) -> Iterator[IO[str]]:
    """Give where to write: the file, else standard output; UsageError if it cannot be written."""
    from demarche.cli.files import new_file

    if path is None:
        yield sys.stdout
        return
    with new_file(path) as file:
        yield file
