"""Options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

from demarche.settings import help_of

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a page; errors too.")]
RegisterAt = Annotated[
    str | None, typer.Option("--register", metavar="PLACE", help=help_of("register"), show_default=False)
]
CoderName = Annotated[
    str | None, typer.Option("--coder", metavar="NAME", help=help_of("coder"), show_default=False)
]
EventCoderName = Annotated[
    str | None, typer.Option("--event-coder", metavar="NAME", help=help_of("event_coder"), show_default=False)
]
MinConfidence = Annotated[
    float | None,
    typer.Option("--min-confidence", metavar="SHARE", help=help_of("min_confidence"), show_default=False),
]
Jobs = Annotated[int | None, typer.Option("--jobs", metavar="N", help=help_of("jobs"), show_default=False)]
Author = Annotated[str | None, typer.Option("--author", metavar="NAME", help=help_of("author"))]

Kind = Annotated[
    str | None,
    typer.Option(
        "--kind", metavar="KIND", help="Read as text, html, jsonl, csv, parquet or feed; else as it looks."
    ),
]
IdColumn = Annotated[str, typer.Option("--id-column", metavar="NAME", help="Field that holds the id.")]
TitleColumn = Annotated[str, typer.Option("--title-column", metavar="NAME", help="Field of the headline.")]
TextColumn = Annotated[str, typer.Option("--text-column", metavar="NAME", help="Field of the text.")]
OutletColumn = Annotated[str, typer.Option("--outlet-column", metavar="NAME", help="Field of the outlet.")]
DateColumn = Annotated[str, typer.Option("--date-column", metavar="NAME", help="Field of the date.")]
UrlColumn = Annotated[str, typer.Option("--url-column", metavar="NAME", help="Field of the address.")]
BylineColumn = Annotated[str, typer.Option("--byline-column", metavar="NAME", help="Field of the byline.")]
