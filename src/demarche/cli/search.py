"""``demarche search``: articles by their words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from demarche.cli import options

if TYPE_CHECKING:
    from demarche.register import Hit


def search(
    words: Annotated[list[str], typer.Argument(metavar="WORDS...", help="All of them must occur.")],
    limit: Annotated[int, typer.Option("--limit", min=1, metavar="N", help="At most so many.")] = 20,
    register: options.RegisterAt = None,
    as_json: options.AsJson = False,
) -> None:
    """Find articles by their words, the nearest first, with the threats they hold.

    With --json one JSON object a line.

    Example:

        demarche search peace treaty
    """
    from demarche.cli.registers import register_at
    from demarche.cli.rows import hit_row, print_json

    with register_at(register) as opened:
        hits = opened.search(" ".join(words), limit=limit)
    for hit in hits:
        if as_json:
            print_json(hit_row(hit))
        else:
            print_hit(hit)
    if not hits and not as_json:
        typer.echo("No article holds all these words. Try fewer of them.", err=True)


def print_hit(hit: Hit) -> None:
    """Print a found article: headline, place, the words around, its threats."""
    from demarche.cli.paper import console, indented, ink, plain_line
    from demarche.lines import day_words

    paper = console()
    source = hit.source
    day = day_words(source.date.isoformat() if source.date else None)
    paper.print(ink(source.title or "(no title)", "bold"))
    paper.print(ink(f"{day} · {source.outlet or 'outlet unknown'} · {source.article_id}", "dim"))
    snippet = ink("")
    for piece, found in hit.snippet:
        snippet.append(ink(piece, "bold" if found else ""))
    paper.print(indented(snippet, by=2))
    for stored in hit.threats:
        paper.print(indented(ink(plain_line(stored)), by=2))
    paper.print()
