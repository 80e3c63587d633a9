"""``demarche serve`` and ``demarche users``: the analyst's desk in a browser, and who may use it."""

from __future__ import annotations

import json
import logging
import os
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from demarche.cli import options

if TYPE_CHECKING:
    from demarche.register.store import SqlRegister

log = logging.getLogger(__name__)
NEEDED = "this needs demarche's web extra; install it with: pip install 'demarche[web]'"


class Role(StrEnum):
    """What a user may do."""

    reader = "reader"
    reviewer = "reviewer"
    admin = "admin"


def serve(
    host: Annotated[
        str, typer.Option("--host", help="Where to listen; not loopback needs --team.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0: any free one.")] = 8700,
    team: Annotated[
        bool, typer.Option("--team", help="People must log in; `demarche users` adds them.")
    ] = False,
    allow_host: Annotated[
        list[str] | None,
        typer.Option("--allow-host", metavar="NAME", help="A name the desk goes by; repeated."),
    ] = None,
    secure: Annotated[
        bool, typer.Option("--secure", help="It is reached over TLS, by a proxy in front of it.")
    ] = False,
    register: options.RegisterAt = None,
    author: options.Author = None,
    as_json: options.AsJson = False,
) -> None:
    """Serve the analyst's desk: pages to read, correct and review, and a REST API, until stopped with Ctrl-C.

    By default for one person on this machine, without a login. With --json the address is printed as JSON.
    Logs to standard error, one event a line; /healthz and /metrics are for those who run it. Ends within
    seconds of SIGTERM.

    Example:

        demarche serve --port 8700
    """
    from demarche import logs
    from demarche.cli.registers import clock
    from demarche.cli.stopping import Stops
    from demarche.errors import UsageError
    from demarche.settings import HOOK_SECRET, load_settings
    from demarche.watch.guard import Guard, allowed_hosts
    from demarche.watch.sending import checked_secret

    try:
        from demarche.web import server
        from demarche.web.desk import LOOPBACK, Desk, Watching
    except ModuleNotFoundError as error:
        raise UsageError(NEEDED) from error
    if not server.is_loopback(host) and not team:
        raise UsageError(f"{host}: others could reach the desk; serve it with --team, or on 127.0.0.1")
    settings, secret = load_settings({"author": author}, os.environ), os.environ.get(HOOK_SECRET)
    watching = Watching(
        guard=Guard(allow=allowed_hosts(settings.watch_allow)),
        every=settings.watch_every,
        secret=checked_secret(secret) if secret else None,
    )
    with open_register_for_serving(register) as opened:
        if team and not any(user.role == "admin" for user in opened.users()):
            raise UsageError(
                "team: no admin can log in; add one with: demarche users --add NAME --role admin"
            )
        names = (*LOOPBACK, *(name.lower() for name in (host, *(allow_host or ()))))
        listening = server.bound(host, port)
        address = server.address_of(listening, host)
        report = {"address": address, "register": opened.place, "login": team}
        typer.echo(json.dumps(report) if as_json else f"The desk is open at {address} (Ctrl-C closes it)")
        sys.stdout.flush()
        logs.start(settings.log_level, os.environ)
        logs.tell(log, "serving", address=address, register=opened.place, login=team)
        desk = Desk(
            register=opened,
            now=clock,
            author=settings.author,
            login=team,
            hosts=names,
            secure=secure,
            watching=watching,
        )
        with Stops().listening():
            server.run(desk, listening)


def open_register_for_serving(register: str | None) -> SqlRegister:
    """Return the register, open for writing; nobody waits longer than a moment for its lock."""
    from demarche.cli.registers import register_at

    return register_at(register, write=True, wait=5.0)


def users(
    add: Annotated[str | None, typer.Option("--add", metavar="NAME", help="Add a user.")] = None,
    role: Annotated[Role | None, typer.Option("--role", help="The new or changed role.")] = None,
    change: Annotated[
        str | None, typer.Option("--change", metavar="NAME", help="Change a user's role.")
    ] = None,
    password: Annotated[
        str | None, typer.Option("--password", metavar="NAME", help="Give a user a new password.")
    ] = None,
    close: Annotated[
        str | None, typer.Option("--close", metavar="NAME", help="Close an account; what it wrote stays.")
    ] = None,
    reopen: Annotated[str | None, typer.Option("--reopen", metavar="NAME", help="Open it again.")] = None,
    token: Annotated[
        str | None, typer.Option("--token", metavar="NAME", help="Make an API token for a user, shown once.")
    ] = None,
    register: options.RegisterAt = None,
    as_json: options.AsJson = False,
) -> None:
    """List or change who may use the desk when it is served with --team.

    Readers read, reviewers also correct, judge and review, admins also manage users. A password is asked for,
    or read from standard input where that is no terminal.

    Example:

        demarche users --add ada --role admin
    """
    from demarche.cli.registers import register_at
    from demarche.errors import UsageError

    try:
        from demarche.web.secrets import digest, hashed_password, new_token
    except ModuleNotFoundError as error:
        raise UsageError(NEEDED) from error
    with register_at(register, write=True) as opened:
        secret = None
        if add is not None:
            opened.add_user(add, (role or Role.reader).value, hashed_password(asked_password()))
        if change is not None:
            if role is None:
                raise UsageError("change: give the new role with --role")
            opened.change_user(change, role=role.value)
        if password is not None:
            opened.change_user(password, password=hashed_password(asked_password()))
        for name, closed in ((close, True), (reopen, False)):
            if name is not None:
                opened.change_user(name, disabled=closed)
        if token is not None:
            secret = new_token()
            opened.add_token(token, "made at the command line", digest(secret))
        print_users(opened, secret, as_json=as_json)


def asked_password() -> str:
    """Return a password that was typed, or the first line of standard input."""
    if sys.stdin.isatty():
        return str(
            typer.prompt("Password, at least 12 characters", hide_input=True, confirmation_prompt=True)
        )
    return sys.stdin.readline().rstrip("\r\n")


def print_users(register: SqlRegister, token: str | None, *, as_json: bool) -> None:
    """Print the users, and a new token this once."""
    found = register.users()
    if as_json:
        rows = [{"name": u.name, "role": u.role, "disabled": u.disabled_at is not None} for u in found]
        typer.echo(json.dumps({"users": rows, "token": token}, ensure_ascii=False))
        return
    for user in found:
        typer.echo(f"{user.name}  {user.role}{'  closed' if user.disabled_at else ''}")
    if not found:
        typer.echo("Nobody yet. Add an admin with: demarche users --add NAME --role admin", err=True)
    if token:
        typer.echo(f"token, shown this once: {token}")
