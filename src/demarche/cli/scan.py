"""``demarche scan``: archives of pages or articles into tables that a register imports."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from demarche.cli import options
from demarche.settings import help_of

if TYPE_CHECKING:
    from demarche.scan import Engine
    from demarche.scan.running import Run, Step

SOME_FAILED = 3


def scan(
    sources: Annotated[
        list[str],
        typer.Argument(
            help="WARC, JSON Lines or Parquet files, packed with gzip or not; folders of them; addresses (s3://…) of either."
        ),
    ],
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", metavar="FOLDER", help="Folder of the tables; taken up again if it exists."
        ),
    ],
    jobs: options.Jobs = None,
    ray: Annotated[
        str | None,
        typer.Option("--ray", metavar="ADDRESS", help="Run on the Ray cluster there; local starts one here."),
    ] = None,
    anonymous: Annotated[
        bool | None, typer.Option("--anonymous", help=help_of("objects_anonymous"), show_default=False)
    ] = None,
    everything: Annotated[
        bool, typer.Option("--everything", help="Code every page, also those that hold no cue: slow.")
    ] = False,
    coder: options.CoderName = None,
    event_coder: options.EventCoderName = None,
    id_column: options.IdColumn = "id",
    title_column: options.TitleColumn = "title",
    text_column: options.TextColumn = "text",
    outlet_column: options.OutletColumn = "outlet",
    date_column: options.DateColumn = "date",
    url_column: options.UrlColumn = "url",
    byline_column: options.BylineColumn = "byline",
    as_json: options.AsJson = False,
) -> None:
    """Scan archives for threats and events, into Parquet tables by month.

    Pages without a cue are dropped before they cost much; docs/scan.md gives what that loses. Stopped at
    any moment and started again, it goes on where it stood, and each record counts once.

    Example:

        demarche scan CC-NEWS-*.warc.gz --output scanned --jobs 2
    """
    from demarche.articles import Columns
    from demarche.cli.progress import progress
    from demarche.scan import Settings
    from demarche.scan.folder import Folder
    from demarche.scan.inputs import files_of
    from demarche.scan.running import Run
    from demarche.settings import load_settings

    check_output(output)
    flags = {"coder": coder, "event_coder": event_coder, "jobs": jobs, "objects_anonymous": anonymous}
    chosen = load_settings(flags, os.environ)
    unsigned = chosen.objects_anonymous
    check_coders(chosen.coder, chosen.event_coder)
    columns = Columns(
        id=id_column,
        title=title_column,
        text=text_column,
        outlet=outlet_column,
        date=date_column,
        url=url_column,
        byline=byline_column,
    )
    settings = Settings(
        coder=chosen.coder, event_coder=chosen.event_coder, columns=columns, everything=everything
    )
    files = list(files_of(sources, anonymous=unsigned))
    folder = Folder(output)
    report = Report()
    with folder.held(settings), progress("parts", None) as advance:
        run = Run(folder, settings, engine_of(ray, chosen.jobs), anonymous=unsigned)
        for step in run.steps(files):
            advance()
            report.add(step)
    report.show(run, alone=len(files) == 1, as_json=as_json)


def check_output(folder: Path) -> None:
    """Raise UsageError for an address: tables are renamed into place, which only a file system does."""
    from demarche.errors import UsageError

    scheme = folder.parts[0] if folder.parts else ""
    if len(scheme) > 2 and scheme.endswith(":"):  # "C:" is a disk
        raise UsageError(
            f"--output {folder}: is an address; give a folder of a file system, and copy it when it is done"
        )


def check_coders(threats: str, events: str) -> None:
    """Raise UsageError for a coder that is not installed, or that waits for a server."""
    from demarche.coders import find_coders
    from demarche.errors import UsageError

    if find_coders(threats, events).spending:
        raise UsageError(
            f"scan: the coder {threats} asks a server for every article; scan with rules:v1, then code what it "
            "found with demarche code --coder"
        )


def engine_of(ray: str | None, jobs: int) -> Engine:
    """Return the engine: the cluster's where one is named, else processes here."""
    if ray is not None:
        from demarche.scan.ray_tasks import RayTasks

        return RayTasks(ray)
    from demarche.scan.processes import Processes

    return Processes(jobs)


class Report:
    """What a scan has done so far, counted."""

    def __init__(self) -> None:
        self.inputs = self.before = 0
        self.counts: Counter[str] = Counter()
        self.skipped: Counter[str] = Counter()

    def add(self, step: Step) -> None:
        """Count an input that is done."""
        if step.about is not None:
            self.inputs += 1
            self.before += step.before
            self.counts.update(step.about["counts"])
            self.skipped.update(step.about["skipped"])

    def show(self, run: Run, *, alone: bool, as_json: bool) -> None:
        """Print it; an input that could not be read makes the exit code tell so."""
        from demarche.cli.rows import print_json

        if run.failed and alone:
            raise run.failed[0]
        if as_json:
            print_json(self.as_json([str(error) for error in run.failed]))
        else:
            for error in run.failed:
                typer.echo(f"demarche: {error}", err=True)
            for line in self.lines(run.folder.path):
                typer.echo(line)
        if run.failed:
            raise typer.Exit(SOME_FAILED)

    def as_json(self, failed: list[str]) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "inputs": self.inputs,
            "done_before": self.before,
            "records": self.counts["records"],
            "pages": self.counts["pages"],
            "steps": {
                "bytes": {"in": self.counts["bytes in"], "passed": self.counts["bytes"]},
                "text": {"in": self.counts["text in"], "passed": self.counts["text"]},
                "coded": self.counts["coded"],
            },
            "articles": self.counts["articles"],
            "threats": self.counts["threats"],
            "events": self.counts["events"],
            "skipped": dict(self.skipped),
            "failed": failed,
        }

    def lines(self, folder: Path) -> list[str]:
        """Return it in words."""
        counts = self.counts
        again = f", {self.before} of them done before" if self.before else ""
        lines = [f"{self.inputs} inputs{again}: {counts['records']:,} records, {counts['pages']:,} pages"]
        if counts["bytes in"]:
            lines.append(f"bytes: {counts['bytes']:,} of {counts['bytes in']:,} pages may tell of something")
        if counts["text in"]:
            lines.append(f"text: {counts['text']:,} of {counts['text in']:,} hold a cue in their main text")
        found = f"{counts['threats']:,} threats and {counts['events']:,} events in {counts['articles']:,} articles"
        lines.append(f"coded: {counts['coded']:,}; {found}, in {folder}")
        if self.skipped:
            kinds = ", ".join(f"{number:,} {code}" for code, number in sorted(self.skipped.items()))
            lines.append(f"skipped: {kinds}; listed in {folder / 'skipped'}")
        return lines
