"""``demarche demo``: the whole story in a minute, on articles that come with the program."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from demarche.cli import options

if TYPE_CHECKING:
    from demarche.register import Register, StoredThreat


def demo(register: options.RegisterAt = None, as_json: options.AsJson = False) -> None:
    """Code the bundled articles into a register of their own, print it, and write a page to open.

    Your own register is not touched: the demonstration's lies beside it, as demo.db, and is made anew each
    time, unless you name another place, which must not exist yet.

    Example:

        demarche demo
    """
    from demarche.cli.demo_page import page_of
    from demarche.cli.registers import clock, make_folder
    from demarche.cli.rows import print_json
    from demarche.coding import code_article
    from demarche.demo import demo_articles
    from demarche.register import open_register

    place = fresh_place(register)
    make_folder(place.parent)
    articles = demo_articles()
    with open_register(place, now=clock) as opened:
        opened.add((code_article(article) for article in articles), source="demonstration")
        threats = tuple(opened.threats())
        page = place.with_suffix(".html")
        page.write_text(page_of(opened), encoding="utf-8")
        if as_json:
            print_json(
                {
                    "register": str(place),
                    "page": page.resolve().as_uri(),
                    "articles": len(articles),
                    "threats": len(threats),
                    "threads": sum(1 for _ in opened.threads()),
                }
            )
        else:
            print_story(opened, threats, place, page)


def fresh_place(flag: str | None) -> Path:
    """Return where the demonstration's register goes, empty; UsageError for a named file that exists."""
    from demarche.errors import UsageError
    from demarche.settings import default_register

    if flag is not None:
        place = Path(flag)
        if place.exists():
            raise UsageError(f"{place}: exists already; name a new file, or leave --register out")
        return place
    place = Path(default_register(os.environ)).with_name("demo.db")
    for name in (place.name, f"{place.name}-wal", f"{place.name}-shm"):
        with suppress(FileNotFoundError):
            place.with_name(name).unlink()
    return place


def print_story(opened: Register, threats: tuple[StoredThreat, ...], place: Path, page: Path) -> None:
    """Print the register and what to type next."""
    from demarche.cli.paper import print_threats
    from demarche.cli.thread_page import print_threads
    from demarche.lines import ID_LENGTH

    counts = opened.counts()
    typer.echo(
        f"{counts.articles} articles of {counts.outlets} outlets, written for this demonstration: "
        "the facts are public, the outlets invented."
    )
    print_threats(threats, by="month")
    typer.echo("\nThe same as threads, one sender to one target over one matter:")
    print_threads(opened.threads())
    named = f'--register "{place}"'
    typer.echo(f"\n{counts.threats} threats and {counts.events} events. Go on with:\n")
    if threats:
        typer.echo(f"  demarche show {threats[0].id[:ID_LENGTH]} {named}")
        typer.echo(f"  demarche thread {threats[0].id[:ID_LENGTH]} {named}")
    typer.echo(f"  demarche ledger --sender RUS --target JPN {named}")
    typer.echo(f'  demarche search "peace treaty" {named}')
    typer.echo("  demarche add FILE                      (your own articles, your own register)")
    typer.echo(f"\nThe same as a page to open: {page.resolve().as_uri()}")
