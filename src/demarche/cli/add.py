"""``demarche add``: articles read, coded and kept."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from demarche.cli import options
from demarche.logs import without_secrets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from demarche.articles import Columns
    from demarche.cli.skips import Skips
    from demarche.cli.stream import Item
    from demarche.coding import CodedArticle
    from demarche.register import Added, Register
    from demarche.settings import Settings


def add(
    sources: Annotated[
        list[str], typer.Argument(help="Files, folders, addresses of pages or feeds; - is standard input.")
    ],
    kind: options.Kind = None,
    coder: options.CoderName = None,
    event_coder: options.EventCoderName = None,
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
    register: options.RegisterAt = None,
    as_json: options.AsJson = False,
) -> None:
    """Read articles, code them and keep them. Adding the same again changes nothing.

    A file is read through once before anything is kept: one that is damaged adds nothing. Single articles
    that cannot be read or coded are skipped, counted and named.

    Example:

        demarche add articles.jsonl page.html https://example.org/feed.xml
    """
    from demarche.articles import Columns
    from demarche.cli.accounts import told_if_stopped
    from demarche.cli.registers import register_at
    from demarche.cli.skips import kept_skips
    from demarche.settings import load_settings

    chosen = load_settings({"coder": coder, "event_coder": event_coder, "jobs": jobs}, os.environ)
    columns = Columns(
        id=id_column,
        title=title_column,
        text=text_column,
        outlet=outlet_column,
        date=date_column,
        url=url_column,
        byline=byline_column,
    )
    with kept_skips(skipped) as skips, register_at(register, write=True) as opened:
        run = Adding(register=opened, columns=columns, kind=kind, settings=chosen, skips=skips)
        with told_if_stopped(run.names, as_json=as_json):
            for source in sources:
                run.add_source(source, alone=len(sources) == 1)
        run.report(as_json=as_json)
    if run.exit_code:
        raise typer.Exit(run.exit_code)


@dataclass
class Adding:
    """One run of ``demarche add``: what it works with, and what it has done so far."""

    register: Register
    columns: Columns
    kind: str | None
    settings: Settings
    skips: Skips
    done: Added | None = None
    threats: int = 0
    exit_code: int = 0
    failed: list[str] = field(default_factory=list)

    @property
    def names(self) -> tuple[str, str]:
        """The coders of threats and of events."""
        return self.settings.coder, self.settings.event_coder

    def add_source(self, source: str, *, alone: bool) -> None:
        """Add one source; if it cannot be read and is not alone, say so and go on with the others."""
        from demarche.errors import FetchError, InputError, SourceError

        try:
            self.read_source(source)
        except (SourceError, FetchError, InputError) as error:
            if alone:
                raise
            self.exit_code = self.exit_code or error.exit_code
            self.failed.append(message_of(error))
            typer.echo(f"demarche: {message_of(error)}", err=True)

    def read_source(self, source: str) -> None:
        """Read, code and keep one source's articles."""
        from demarche.articles.reading import read_articles
        from demarche.cli.progress import progress

        total = None
        if Path(source).is_file():  # a fault at its end must show before its beginning is kept
            total = sum(1 for _ in read_articles(source, columns=self.columns, kind=self.kind))
        items = read_articles(source, columns=self.columns, kind=self.kind)
        with progress(source, total) as advance:
            added = self.register.add(self.coded(items, advance), source=without_secrets(source))
        self.done = added if self.done is None else self.done + added

    def coded(self, items: Iterable[Item], advance: Callable[[], None]) -> Iterator[CodedArticle]:
        """Yield the coded articles; what is skipped is counted instead."""
        from demarche.articles import Skipped
        from demarche.cli.stream import coded_stream, unchanged

        for one in coded_stream(items, names=self.names, jobs=self.settings.jobs, work=unchanged):
            advance()
            if isinstance(one, Skipped):
                self.skips.add(one)
            else:
                self.threats += len(one.threats)
                yield one

    def report(self, *, as_json: bool) -> None:
        """Print what was done."""
        from demarche.cli.accounts import accounts_of, print_accounts
        from demarche.cli.rows import print_json
        from demarche.register import Added

        done = self.done or Added()
        accounts = accounts_of(self.names) if self.done else {}
        if as_json:
            print_json(
                {
                    "new": done.new,
                    "known": done.known,
                    "recoded": done.recoded,
                    "threats": self.threats,
                    "skipped": dict(self.skips.codes),
                    "failed": self.failed,
                    **({"accounts": accounts} if accounts else {}),
                }
            )
            return
        for line in self.skips.lines():
            typer.echo(line, err=True)
        if accounts:
            print_accounts(self.names)
        again = f", {done.recoded} coded again" if done.recoded else ""
        typer.echo(
            f"{done.new} articles added, {done.known} known already{again}, "
            f"{self.threats} threats in them, {self.skips.count} skipped"
        )


def message_of(error: Exception) -> str:
    """Return an error's message on one line, without the password that an address may hold."""
    return without_secrets(" ".join(str(error).split()))
