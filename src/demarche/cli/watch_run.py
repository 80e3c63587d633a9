"""``demarche watch run``: once, or on and on."""

from __future__ import annotations

import logging
import os
import time
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from itertools import takewhile
from typing import TYPE_CHECKING, Annotated

import typer

from demarche.cli import options

if TYPE_CHECKING:
    from collections.abc import Callable

    from demarche.register import Register
    from demarche.settings import Settings
    from demarche.watch import Alert
    from demarche.watch.running import Report, Runner
    from demarche.watch.store import WatchStore

log = logging.getLogger(__name__)
EVERY = 15  # minutes between two rounds where nothing is said


def run(
    once: Annotated[bool, typer.Option("--once", help="Do what is due, and end.")] = False,
    every: Annotated[
        int | None,
        typer.Option("--every", min=1, metavar="MINUTES", help=f"Minutes between two rounds; else {EVERY}."),
    ] = None,
    coder: options.CoderName = None,
    event_coder: options.EventCoderName = None,
    register: options.RegisterAt = None,
    as_json: options.AsJson = False,
) -> None:
    """Fetch the feeds that are due, code and add what is new, and print what changed as alerts.

    Goes on round after round until it is stopped, but for --once, and then logs to standard error, one event
    a line. It may be stopped at any moment, and ends within seconds of SIGTERM: the next run goes on where it
    stood. With --json one JSON object a round.

    Example:

        demarche watch run --every 10
        demarche watch run --once
    """
    from demarche import logs
    from demarche.cli.registers import register_at
    from demarche.cli.stopping import Stops
    from demarche.errors import FetchError, RegisterError, UsageError
    from demarche.settings import load_settings

    if once and every is not None:
        raise UsageError("watch run: give --once or --every, not both")
    settings = load_settings({"coder": coder, "event_coder": event_coder}, os.environ)
    if not once:
        logs.start(settings.log_level, os.environ)
    with Stops().listening() as stops, register_at(register, write=True) as opened:
        while True:
            begun = time.monotonic()
            try:
                report = one_round(opened, settings, as_json=as_json, logged=not once, hold=stops.hold)
                if not once:
                    log_round(report, seconds=time.monotonic() - begun)
            except RegisterError as error:
                if once:
                    raise
                logs.tell(log, "fault", level=logging.ERROR, why=str(error))
                report = None
            if once:
                break
            time.sleep(60 * (every or EVERY))
    if report and report.failed and not (report.fetched or report.unchanged):
        raise FetchError(f"watch run: no feed that was due could be fetched ({report.faults[0]})")


def log_round(report: Report, *, seconds: float) -> None:
    """Log what a round did, and each of its faults."""
    from demarche import logs

    for fault in report.faults:
        logs.tell(log, "fault", level=logging.WARNING, why=fault)
    figures = {name: value for name, value in asdict(report).items() if name != "faults"}
    logs.tell(log, "round", **figures, seconds=round(seconds, 1))


def one_round(
    register: Register,
    settings: Settings,
    *,
    as_json: bool,
    logged: bool = False,
    hold: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> Report:
    """Do one round, and print what came of it; where it is ``logged``, the alerts alone."""
    from demarche.cli.rows import print_json
    from demarche.cli.watch_page import print_alerts, run_line
    from demarche.watch.records import alert_record
    from demarche.watch.store import watch_store

    store = watch_store(register)
    last = next((alert.id for alert in store.alerts()), 0)
    report = runner_on(store, register, settings, logged=logged, hold=hold).once()
    made = list(takewhile(lambda alert: alert.id > last, store.alerts()))[::-1]
    if as_json:
        print_json(asdict(report) | {"new_alerts": [alert_record(alert) for alert in made]})
        return report
    print_alerts(made)
    if not logged:
        for fault in report.faults:
            typer.echo(f"demarche: {' '.join(fault.split())}", err=True)
        typer.echo(run_line(report), err=True)
    if (hint := missing(store, made)) is not None:
        say(hint, logged=logged)
    return report


def say(words: str, *, logged: bool) -> None:
    """Say something to whoever runs the watch: as an event in the log, or in plain words."""
    from demarche import logs

    if logged:
        logs.tell(log, "hint", level=logging.WARNING, why=words)
    else:
        typer.echo(words, err=True)


def runner_on(
    store: WatchStore,
    register: Register,
    settings: Settings,
    *,
    logged: bool = False,
    hold: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> Runner:
    """Return a runner as the settings say. Hooks are served where the secret for them is given."""
    from demarche.cli.registers import clock
    from demarche.coders import find_coders
    from demarche.errors import UsageError
    from demarche.settings import HOOK_SECRET
    from demarche.watch.fetching import Polite
    from demarche.watch.guard import Guard, allowed_hosts
    from demarche.watch.running import Runner
    from demarche.watch.sending import Sender, checked_secret

    guard = Guard(allow=allowed_hosts(settings.watch_allow))
    sender = None
    if store.hooks():
        try:
            secret = checked_secret(os.environ.get(HOOK_SECRET))
            sender = Sender(store=store, secret=secret, now=clock, guard=guard, hold=hold)
        except UsageError as error:  # what is made meanwhile is sent once there is a secret
            say(f"demarche: {error}", logged=logged)
    return Runner(
        store=store,
        fetch=Polite(guard=guard, contact=settings.watch_contact, pause=settings.watch_pause),
        coders=find_coders(settings.coder, settings.event_coder),
        now=clock,
        deadline_days=settings.watch_deadline_days,
        sender=sender,
    )


def missing(store: WatchStore, made: list[Alert]) -> str | None:
    """Return what is still to be set up, None where all is."""
    if not made and not store.watches():
        return "There are no watches, so nothing makes an alert. Make one with: demarche watch add NAME"
    if not store.feeds():
        return "There are no feeds. Keep one with: demarche watch add-feed URL"
    return None
