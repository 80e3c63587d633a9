"""``demarche backup``: a verified copy of a register while it is in use, and the way back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from demarche.cli import options

SHOWN = ("articles", "threats", "events", "revisions", "judgements", "alerts")  # tables in the report's words


def backup(
    register: Annotated[Path, typer.Argument(metavar="REGISTER", help="The register's file.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where the copy goes.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="A register that stands there is replaced, whole or not at all.")
    ] = False,
    as_json: options.AsJson = False,
) -> None:
    """Copy a register while others read and write it, and verify the copy.

    The copy is of one moment, is checked before it takes its name, and may be of an older schema: make one
    before an upgrade. To restore, copy back: stop what writes, then name the copy first and the register second.

    Example:

        demarche backup register.db saved.db
        demarche backup saved.db register.db --replace
    """
    import time
    from dataclasses import asdict

    from demarche.cli.progress import progress
    from demarche.cli.rows import print_json
    from demarche.register.copying import copy_register

    begun = time.monotonic()
    with progress(str(register), None) as advance:
        done = copy_register(register, file, replace=replace, told=lambda *_: advance())
    seconds = round(time.monotonic() - begun, 1)
    if as_json:
        print_json(asdict(done) | {"seconds": seconds})
        return
    held = ", ".join(f"{done.rows[name]:,} {name}" for name in SHOWN if name in done.rows)
    typer.echo(
        f"{done.file}: {done.bytes / 1e6:,.1f} MB, schema {done.schema}, verified in {seconds:g} s; {held}"
    )
