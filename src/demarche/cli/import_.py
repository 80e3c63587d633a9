"""``demarche import``: what a scan found, into the register."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from demarche.cli import options

if TYPE_CHECKING:
    from collections.abc import Callable

    from demarche.coding import CodedArticle

AT_ONCE = 1000  # articles a transaction: the more, the more of joining is done in memory


def import_(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="What demarche scan wrote.")],
    register: options.RegisterAt = None,
    as_json: options.AsJson = False,
) -> None:
    """Bring what a scan found into the register, joined into statements and threads.

    Importing again changes nothing, and what came in before a stop stays: import again to go on.

    Example:

        demarche import scanned
    """
    import time

    from demarche.cli.progress import progress
    from demarche.cli.registers import register_at
    from demarche.cli.rows import print_json
    from demarche.register import Added
    from demarche.scan.output import articles_in, coded_articles

    total = articles_in(folder)
    done, tally, began = Added(), Tally(), time.monotonic()
    with register_at(register, write=True) as opened, progress("articles", total) as advance:
        for source, group in groupby(coded_articles(folder), key=lambda pair: pair[0]):
            articles = (tally.counted(coded, advance) for _, coded in group)
            done += opened.add(articles, source=source, at_once=AT_ONCE)
    seconds = time.monotonic() - began
    if as_json:
        print_json(
            {
                "new": done.new,
                "known": done.known,
                "recoded": done.recoded,
                "threats": tally.threats,
                "events": tally.events,
                "seconds": round(seconds, 1),
            }
        )
        return
    again = f", {done.recoded} coded again" if done.recoded else ""
    typer.echo(
        f"{done.new} articles added, {done.known} known already{again}, {tally.threats} threats and "
        f"{tally.events} events in them, {seconds:.0f} seconds"
    )


class Tally:
    """What goes by on its way into the register."""

    def __init__(self) -> None:
        self.threats = self.events = 0

    def counted(self, coded: CodedArticle, advance: Callable[[], None]) -> CodedArticle:
        """Return a coded article, counted."""
        self.threats += len(coded.threats)
        self.events += len(coded.events)
        advance()
        return coded
