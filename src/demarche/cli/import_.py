"""``demarche import``: what a scan found, into the register."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from demarche.cli import options

if TYPE_CHECKING:
    from collections.abc import Callable

    from demarche.register import Added
    from demarche.register.preparing import Prepared
    from demarche.register.store import SqlRegister

AT_ONCE = 3000  # articles a transaction: the more, the more of joining is done in memory


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
    from demarche.scan.output import articles_in

    total = articles_in(folder)
    tally, began = Tally(), time.monotonic()
    with register_at(register, write=True) as opened, progress("articles", total) as advance:
        done = bring(opened, folder, tally, advance)
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


def bring(register: SqlRegister, folder: Path, tally: Tally, advance: Callable[[], None]) -> Added:
    """Bring what a scan found into a register."""
    from demarche.register import Added
    from demarche.scan.ahead import prepared_articles, seldom_collected

    done = Added()
    with seldom_collected():
        for source, group in groupby(prepared_articles(folder), key=lambda pair: pair[0]):
            articles = (tally.counted(one, advance) for _, one in group)
            done += register.add_prepared(articles, source=source, at_once=AT_ONCE)
    return done


class Tally:
    """What goes by on its way into the register."""

    def __init__(self) -> None:
        self.threats = self.events = 0

    def counted(self, one: Prepared, advance: Callable[[], None]) -> Prepared:
        """Return an article, counted."""
        self.threats += len(one.threats)
        self.events += len(one.events)
        advance()
        return one
