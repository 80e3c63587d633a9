"""What coders that cost have spent in a run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import typer

from demarche.errors import DemarcheError, UsageError


def accounts_of(names: tuple[str, str]) -> dict[str, Any]:
    """Return the account of each coder that keeps one, by the coder's name; to be called after the run."""
    from demarche.coders import find_coders

    return {coder.name: coder.account().as_json() for coder in find_coders(*names).spending}


def print_accounts(names: tuple[str, str]) -> None:
    """Print the accounts in words on standard error; nothing where no coder keeps one."""
    from demarche.coders import find_coders

    for coder in find_coders(*names).spending:
        for line in coder.account().lines():
            typer.echo(f"{coder.name}: {line}", err=True)


@contextmanager
def told_if_stopped(names: tuple[str, str], *, as_json: bool) -> Iterator[None]:
    """Print the accounts also where an error or Ctrl-C stops the run; with JSON only the error is printed."""
    try:
        yield
    except (DemarcheError, KeyboardInterrupt):
        if not as_json:
            with suppress(UsageError):  # a coder that cannot be made has spent nothing
                print_accounts(names)
        raise
