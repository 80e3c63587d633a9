"""``demarche settings`` and ``demarche where``: what is set, and where things lie."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import typer

from demarche.cli import options


def settings(as_json: options.AsJson = False) -> None:
    """Show every setting, its value and who set it.

    A flag wins over the environment (DEMARCHE_JOBS), that over the settings file, that over the default.
    Passwords in addresses are not shown.

    Example:

        DEMARCHE_JOBS=2 demarche settings
    """
    from demarche.register.places import shown
    from demarche.settings import explain_settings

    rows = [
        replace(row, value=shown(row.value)) if isinstance(row.value, str) else row
        for row in explain_settings({}, os.environ)
    ]
    if as_json:
        typer.echo(
            json.dumps(
                [{"name": r.name, "value": r.value, "origin": r.origin, "help": r.help} for r in rows],
                ensure_ascii=False,
            )
        )
        return
    names = max(len(row.name) for row in rows)
    width = max(len(str(row.value)) for row in rows)
    for row in rows:
        typer.echo(f"{row.name:<{names}}  {row.value!s:<{width}}  {row.origin:<12}  {row.help}")


def where(register: options.RegisterAt = None, as_json: options.AsJson = False) -> None:
    """Show where the register and the settings file lie, and whether they exist. A database is not asked.

    Example:

        demarche where
    """
    from demarche.register.places import is_postgres, shown
    from demarche.settings import config_path, load_settings

    place = load_settings({"register": register}, os.environ).register
    lies = None if is_postgres(place) else Path(place).exists()
    config = config_path(os.environ)
    places = {"register": (shown(place), lies), "settings": (str(config), config.exists())}
    if as_json:
        body = {name: {"path": path, "exists": exists} for name, (path, exists) in places.items()}
        typer.echo(json.dumps(body, ensure_ascii=False))
        return
    for name, (path, exists) in places.items():
        typer.echo(f"{name:<10}{path}{'  (does not exist yet)' if exists is False else ''}")
