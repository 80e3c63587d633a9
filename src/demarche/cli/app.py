"""The application: every command, in the order in which a newcomer meets them."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from typing import Annotated

import typer

from demarche.cli import watch, watch_feeds, watch_hooks, watch_run
from demarche.cli.add import add
from demarche.cli.agree import agree
from demarche.cli.alerts import alert, alerts
from demarche.cli.backup import backup
from demarche.cli.code import code
from demarche.cli.correct import correct, reject, undo
from demarche.cli.demo import demo
from demarche.cli.evaluate import evaluate
from demarche.cli.export import export
from demarche.cli.import_ import import_
from demarche.cli.ledger import judge, ledger
from demarche.cli.list import list_
from demarche.cli.migrate import migrate
from demarche.cli.places import settings, where
from demarche.cli.scan import scan
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
    alerts,
    alert,
    export,
    code,
    scan,
    import_,
    migrate,
    backup,
    evaluate,
    agree,
    settings,
    where,
)
GROUPS: dict[str, tuple[str, tuple[Callable[..., None], ...]]] = {
    "watch": (
        "Keep feeds and watches, and turn what changes into alerts.",
        (
            watch.add,
            watch.list_,
            watch.change,
            watch.remove,
            watch_run.run,
            watch_feeds.add_feed,
            watch_feeds.feeds,
            watch_feeds.remove_feed,
            watch_hooks.add_hook,
            watch_hooks.hooks,
            watch_hooks.remove_hook,
        ),
    ),
}


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
        put(app, command)
    for name, (words, commands) in GROUPS.items():
        group = typer.Typer(help=words, epilog=EXIT_CODES, rich_markup_mode=None, no_args_is_help=True)
        for command in commands:
            put(group, command)
        app.add_typer(group, name=name)
    return app


def put(app: typer.Typer, command: Callable[..., None]) -> None:
    """Add a command under its name."""
    words = unwrapped(inspect.getdoc(command) or "")
    app.command(name=command_name(command), help=words, epilog=EXIT_CODES)(command)


def command_name(command: Callable[..., None]) -> str:
    """Return a command's name as it is typed.

    >>> command_name(watch_feeds.add_feed), command_name(watch.list_)
    ('add-feed', 'list')
    """
    return command.__name__.rstrip("_").replace("_", "-")


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
