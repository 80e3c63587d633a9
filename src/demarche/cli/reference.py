"""The command line's reference, written from the commands themselves (docs/cli.md)."""

from __future__ import annotations

import inspect
import re
from collections.abc import Sequence
from typing import Any

import typer

from demarche.cli.app import COMMANDS, GROUPS, build, command_name
from demarche.cli.texts import EXIT_CODE_ROWS
from demarche.settings import PREFIX, ROWS

HEAD = """\
# Command line

Written from the program by `python3 -m demarche.cli.reference > docs/cli.md`; a test fails when it is out of date.

Every command takes `--json` and prints JSON then: one object, or for lists one object a line (JSON Lines).
Results go to standard output, all else to standard error. An error is one line there: what failed, on which
input, and what to do; with `--json` it is `{"error": {"code", "message", "then"}}`, where `then` is `skip`, `retry`
or `stop`.
"""


def reference() -> str:
    """Return the reference as Markdown: exit codes, settings, every command with its options."""
    commands = subcommands(typer.main.get_command(build()))
    parts = [HEAD, exit_codes(), settings_table()]
    for function in COMMANDS:
        command = commands[command_name(function)]
        parts.append(section(command.name, inspect.getdoc(function) or "", command.params))
    for group, (_, functions) in GROUPS.items():
        own = subcommands(commands[group])
        for function in functions:
            command = own[command_name(function)]
            parts.append(section(f"{group} {command.name}", inspect.getdoc(function) or "", command.params))
    return "\n".join(parts)


def subcommands(group: object) -> dict[str, Any]:
    """Return a group's commands by name."""
    found: dict[str, Any] = getattr(group, "commands", {})
    return found


def exit_codes() -> str:
    """Return the table of exit codes."""
    rows = "\n".join(f"| {code} | {meaning} |" for code, meaning in EXIT_CODE_ROWS)
    return f"## Exit codes\n\n| code | meaning |\n|---|---|\n{rows}\n"


def settings_table() -> str:
    """Return the table of settings and the order in which they are looked up."""
    rows = "\n".join(f"| `{row.name}` | `{PREFIX}{row.name.upper()}` | {row.help} |" for row in ROWS)
    return (
        "## Settings\n\nA flag wins over the environment, that over the settings file (`config.toml` in the user's "
        "configuration\nfolder, or the file that `DEMARCHE_CONFIG` names), that over the default. `demarche settings` "
        "shows each value\nand who set it.\n\n| in the file | in the environment | what |\n|---|---|---|\n"
        f"{rows}\n"
    )


def section(name: str, words: str, params: Sequence[Any]) -> str:
    """Return one command's part: what it does, an example, its arguments and options."""
    rows = "\n".join(param_row(param) for param in params)
    return f"## demarche {name}\n\n{fenced(words)}\n\n| argument or option | what |\n|---|---|\n{rows}\n"


def param_row(param: Any) -> str:
    """Return one argument or option as a table row."""
    if param.param_type_name == "argument":
        return f"| `{(param.metavar or param.name).strip('[]').removesuffix('...')}` | {param.help} |"
    names = ", ".join(f"`{name}`" for name in param.opts)
    default = f" Default: `{plain(param.default)}`." if param.show_default and plain(param.default) else ""
    return f"| {names} | {param.help}{default} |"


def plain(default: object) -> str:
    """Return a default as it is typed, empty where there is none to show."""
    return "" if default is None or default is False else str(getattr(default, "value", default))


def fenced(words: str) -> str:
    """Return help text as Markdown, its indented blocks as console blocks."""
    return re.sub(
        r"\n\n((?:    .*(?:\n|$))+)",
        lambda block: "\n\n```console\n" + re.sub(r"(?m)^    ", "$ ", block[1].rstrip()) + "\n```\n",
        words,
    ).strip()


if __name__ == "__main__":
    typer.echo(reference(), nl=False)
