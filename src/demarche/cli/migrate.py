"""``demarche migrate``: a register moved to another place."""

from __future__ import annotations

from typing import Annotated

import typer

from demarche.cli import options


def migrate(
    source: Annotated[str, typer.Argument(metavar="FROM", help="The register: a file or postgresql://…")],
    target: Annotated[
        str, typer.Argument(metavar="TO", help="Where there is none yet: a file or postgresql://…")
    ],
    as_json: options.AsJson = False,
) -> None:
    """Copy a register to another place, from SQLite to PostgreSQL or back; the first stays as it is.

    Everything goes along under the same ids: corrections, judgements, reviews, users, feeds, watches, alerts. It is
    copied as a whole or not at all. Stop what writes to the first place before: later changes stay behind.

    Example:

        demarche migrate register.db postgresql://ada@db.example/news
    """
    from demarche.cli.progress import progress
    from demarche.cli.registers import clock
    from demarche.cli.rows import print_json
    from demarche.register import open_register
    from demarche.register.moving import move, size_of
    from demarche.watch import tables  # noqa: F401 - the register's tables, the watch's with them

    with open_register(source, now=clock, write=False) as old, open_register(target, now=clock) as new:
        with progress("rows", size_of(old)) as advance:
            rows = move(old, new, moved=lambda count: [advance() for _ in range(count)])
        if as_json:
            print_json({"from": old.place, "to": new.place, "rows": rows})
            return
        typer.echo(
            f"{sum(rows.values())} rows copied to {new.place}: {rows['articles']} articles, {rows['threats']} threats, "
            f"{rows['events']} events, {rows['revisions']} corrections, {rows['judgements']} judgements, "
            f"{rows['users']} users"
        )
