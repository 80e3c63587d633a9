"""``demarche watch add-hook``, ``hooks`` and ``remove-hook``: where alerts are sent."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from demarche.cli import options


def add_hook(
    address: Annotated[str, typer.Argument(metavar="URL", help="Address that takes alerts by POST.")],
    watch: Annotated[
        str | None, typer.Option("--watch", metavar="NAME", help="Only this watch's alerts.")
    ] = None,
    register: options.RegisterAt = None,
    author: options.Author = None,
    as_json: options.AsJson = False,
) -> None:
    """Send the alerts that come from now on to an address, signed; print the key that its owner checks them with.

    The key is derived from DEMARCHE_HOOK_SECRET, which must stand in the environment; it is kept nowhere.

    Example:

        demarche watch add-hook https://desk.example.org/alerts --watch Typhon
    """
    from demarche.cli.correct import by
    from demarche.cli.registers import register_at
    from demarche.cli.rows import print_json
    from demarche.cli.watch_page import print_hooks
    from demarche.settings import HOOK_SECRET
    from demarche.watch.records import hook_record
    from demarche.watch.sending import checked_secret
    from demarche.watch.signing import hook_key
    from demarche.watch.store import watch_store

    secret = checked_secret(os.environ.get(HOOK_SECRET))
    with register_at(register, write=True) as opened:
        hook = watch_store(opened).add_hook(address, watch=watch, author=by(author))
    key = hook_key(secret, hook=hook.id, address=hook.address)
    if as_json:
        print_json(hook_record(hook) | {"key": key})
        return
    print_hooks([hook])
    typer.echo(f"key: {key}")


def hooks(register: options.RegisterAt = None, as_json: options.AsJson = False) -> None:
    """Print the hooks: what was sent, what failed and why. With --json one JSON object a line.

    Example:

        demarche watch hooks
    """
    from demarche.cli.registers import register_at
    from demarche.cli.rows import print_json
    from demarche.cli.watch_page import print_hooks
    from demarche.watch.records import hook_record
    from demarche.watch.store import watch_store

    with register_at(register) as opened:
        found = watch_store(opened).hooks()
    if as_json:
        for hook in found:
            print_json(hook_record(hook))
        return
    print_hooks(found)
    if not found:
        typer.echo("There are no hooks. Make one with: demarche watch add-hook URL", err=True)


def remove_hook(
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="The hook's number.")],
    register: options.RegisterAt = None,
    author: options.Author = None,
    as_json: options.AsJson = False,
) -> None:
    """Send nothing more to a hook.

    Example:

        demarche watch remove-hook 1
    """
    from demarche.cli.correct import by
    from demarche.cli.registers import register_at
    from demarche.cli.rows import print_json
    from demarche.watch.records import hook_record
    from demarche.watch.store import watch_store

    with register_at(register, write=True) as opened:
        removed = watch_store(opened).remove_hook(number, author=by(author))
    if as_json:
        print_json(hook_record(removed))
    else:
        typer.echo(f"hook {removed.address} removed")
