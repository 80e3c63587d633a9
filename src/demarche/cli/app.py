"""The application: every command, in the order in which a newcomer meets them."""

from __future__ import annotations

import inspect
import re
from typing import Annotated

import typer

from demarche.cli.add import add
from demarche.cli.agree import agree
from demarche.cli.code import code
from demarche.cli.correct import correct, reject, undo
from demarche.cli.demo import demo
from demarche.cli.evaluate import evaluate
from demarche.cli.export import export
from demarche.cli.ledger import judge, ledger
from demarche.cli.list import list_
from demarche.cli.places import settings, where
from demarche.cli.search import search
from demarche.cli.serve import serve, users
from demarche.cli.show import show
from demarche.cli.texts import EXIT_CODES, OVERVIEW
from demarche.cli.threads import thread, threads

COMMANDS = (
    demo,
    add,
    list_,
    show,
    threads,
    thread,
    ledger,
    judge,
    search,
    serve,
    users,
    correct,
    reject,
    undo,
    export,
    code,
    evaluate,
    agree,
    settings,
    where,
)


def build() -> typer.Typer:
    """Return the application with all its commands."""
    app = typer.Typer(
        help=unwrapped(OVERVIEW),
        epilog=EXIT_CODES,
        rich_markup_mode=None,  # plain text: quick, and the same in a pipe
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        invoke_without_command=True,
        callback=start,
    )
    for command in COMMANDS:
        name, words = command.__name__.rstrip("_"), unwrapped(inspect.getdoc(command) or "")
        app.command(name=name, help=words, epilog=EXIT_CODES)(command)
    return app


def unwrapped(words: str) -> str:
    """Return help text with its indented blocks marked, so that their lines are left as they are."""
    return re.sub(r"\n\n(?=    )", "\n\n\b\n", words)


def start(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version.", is_eager=True)] = False,
) -> None:
    """Print the version, or the help where no command is named."""
    if version:
        from demarche import __version__

        typer.echo(f"demarche {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
