"""``demarche correct``, ``reject`` and ``undo``: a person's word, kept apart and never overwritten."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from demarche.cli import options

if TYPE_CHECKING:
    from demarche.register import StoredThreat
    from demarche.register.values import Value

ThreatId = Annotated[str, typer.Argument(metavar="ID", help="A threat's id, or how it begins.")]


def correct(
    identity: ThreatId,
    field: Annotated[str, typer.Argument(metavar="FIELD", help="Field to set, such as target or trigger.")],
    value: Annotated[
        str | None, typer.Argument(metavar="[VALUE]", help="What it should be; none clears the field.")
    ] = None,
    register: options.RegisterAt = None,
    author: options.Author = None,
    as_json: options.AsJson = False,
) -> None:
    """Set one field of a threat. The machine's value is kept beside it; the correction wins.

    Words copied from the article must stand in it. Lists are given as "JPN, USA".

    Example:

        demarche correct 3f2a target "JPN, USA"
    """
    from demarche.cli.registers import register_at

    with register_at(register, write=True) as kept:
        stored = kept.correct(identity, field, typed(field, value), author=by(author))
    done(stored, f"{field} set", as_json=as_json)


def reject(
    identity: ThreatId,
    register: options.RegisterAt = None,
    author: options.Author = None,
    restore: Annotated[bool, typer.Option("--restore", help="Take it back: it is a threat.")] = False,
    as_json: options.AsJson = False,
) -> None:
    """Say that a record is no threat; it is then listed only with --rejected.

    Example:

        demarche reject 3f2a
    """
    from demarche.cli.registers import register_at

    with register_at(register, write=True) as kept:
        change = kept.restore if restore else kept.reject
        stored = change(identity, author=by(author))
    done(stored, "restored" if restore else "rejected", as_json=as_json)


def undo(
    change: Annotated[int, typer.Argument(metavar="CHANGE", help="Number of the change; show lists them.")],
    register: options.RegisterAt = None,
    author: options.Author = None,
    as_json: options.AsJson = False,
) -> None:
    """Take one change back. It stays on record as undone.

    Example:

        demarche undo 12
    """
    from demarche.cli.registers import register_at

    with register_at(register, write=True) as kept:
        stored = kept.undo(change, author=by(author))
    done(stored, f"change {change} undone", as_json=as_json)


def typed(field: str, value: str | None) -> Value:
    """Return what was typed as the field's kind of value."""
    if field == "quoted" and value in ("true", "false", "yes", "no"):
        return value in ("true", "yes")
    if field in ("sender", "target", "via"):
        return tuple(part.strip() for part in (value or "").split(",") if part.strip())
    return value


def by(author: str | None) -> str:
    """Return who the change is by."""
    from demarche.settings import load_settings

    return load_settings({"author": author}, os.environ).author


def done(stored: StoredThreat, what: str, *, as_json: bool) -> None:
    """Print the threat as it stands now."""
    if as_json:
        from demarche.cli.rows import print_json, threat_row

        print_json(threat_row(stored))
        return
    from demarche.cli.paper import plain_line

    typer.echo(f"{what}: {plain_line(stored)}")
