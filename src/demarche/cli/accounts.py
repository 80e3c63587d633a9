"""What coders that cost have spent in a run."""

from __future__ import annotations

from typing import Any

import typer


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
