"""``demarche alerts`` and ``demarche alert``: what changed, and who sees to it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from demarche.cli import options
from demarche.cli.list import DAY
from demarche.cli.threads import Limit

if TYPE_CHECKING:
    from demarche.watch import Alert
    from demarche.watch.store import WatchStore


class Change(StrEnum):
    """Kinds of alert."""

    new_thread = "new-thread"
    repeated = "repeated"
    firmer = "firmer"
    softer = "softer"
    new_trigger = "new-trigger"
    trigger_approached = "trigger-approached"
    trigger_met = "trigger-met"
    response_seen = "response-seen"
    deadline_near = "deadline-near"


class FeedForm(StrEnum):
    """Forms of a feed."""

    atom = "atom"
    json = "json"


def alerts(
    open_: Annotated[bool, typer.Option("--open", help="Only those that nobody has closed.")] = False,
    kind: Annotated[
        list[Change] | None, typer.Option("--kind", help="Kind of change; may be repeated.")
    ] = None,
    since: Annotated[
        datetime | None, typer.Option("--since", formats=DAY, help="Made on that day or later.")
    ] = None,
    watch: Annotated[str | None, typer.Option("--watch", metavar="NAME", help="Only this watch's.")] = None,
    assigned: Annotated[
        str | None, typer.Option("--assigned", metavar="NAME", help="Only those assigned to this name.")
    ] = None,
    thread: Annotated[
        str | None, typer.Option("--thread", metavar="ID", help="Only those of the thread with this threat.")
    ] = None,
    limit: Limit = None,
    feed: Annotated[
        FeedForm | None, typer.Option("--feed", help="Write them as an Atom feed or a JSON Feed instead.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write the feed there.")
    ] = None,
    register: options.RegisterAt = None,
    as_json: options.AsJson = False,
) -> None:
    """Print the alerts, newest first: what changed, why it is worth saying, for which watches.

    With --json one JSON object a line.

    Example:

        demarche alerts --open --kind trigger-met --kind firmer
        demarche alerts --feed atom -o alerts.atom
    """
    from demarche.cli.registers import register_at
    from demarche.cli.rows import print_json
    from demarche.cli.watch_page import print_alerts
    from demarche.errors import UsageError
    from demarche.watch.alerts import AlertFilter
    from demarche.watch.records import alert_record
    from demarche.watch.store import watch_store

    if output is not None and feed is None:
        raise UsageError("alerts: say with --feed whether the file is to be an atom or a json feed")
    with register_at(register) as opened:
        reports = opened.thread(thread).statements if thread else ()
        wanted = AlertFilter(
            open=True if open_ else None,
            kind=tuple(one.value for one in kind or ()),
            watch=watch,
            assigned=assigned,
            since=since.date() if since else None,
            thread=tuple(report.id for statement in reports for report in statement.reports),
            limit=limit,
        )
        found = watch_store(opened).alerts(wanted)
        if feed is not None:
            write_feed(list(found), feed, output, as_json=as_json)
        elif as_json:
            for alert_ in found:
                print_json(alert_record(alert_))
        elif not print_alerts(found):
            typer.echo("No such alerts. Feeds and watches make them; see: demarche watch run", err=True)


FEED_LENGTH = 200  # alerts of a feed, the newest


def write_feed(found: list[Alert], form: FeedForm, output: Path | None, *, as_json: bool) -> None:
    """Write alerts as a feed, to a file whole or not at all."""
    from demarche.cli.files import writing_errors
    from demarche.cli.rows import print_json
    from demarche.watch.delivery import atom, json_feed

    text = (atom if form is FeedForm.atom else json_feed)(found[:FEED_LENGTH])
    if output is None:
        typer.echo(text, nl=False)
        return
    part = output.with_name(output.name + ".part")
    with writing_errors(output):
        part.write_text(text, encoding="utf-8")
        part.replace(output)
    if as_json:
        print_json({"feed": form.value, "alerts": len(found[:FEED_LENGTH]), "file": str(output)})


def alert(
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="The alert's number.")],
    assign: Annotated[
        str | None, typer.Option("--assign", metavar="NAME", help='Who is to see to it; "" for nobody.')
    ] = None,
    note: Annotated[str | None, typer.Option("--note", metavar="WORDS", help="Write a note on it.")] = None,
    close: Annotated[bool, typer.Option("--close", help="It is seen to.")] = False,
    reopen: Annotated[bool, typer.Option("--reopen", help="It is not seen to after all.")] = False,
    register: options.RegisterAt = None,
    author: options.Author = None,
    as_json: options.AsJson = False,
) -> None:
    """Print an alert; assign it, note something on it, close it.

    Example:

        demarche alert 12 --assign Ben --note "ask the desk in Tokyo"
        demarche alert 12 --close
    """
    from demarche.cli.correct import by
    from demarche.cli.registers import register_at
    from demarche.cli.rows import print_json
    from demarche.cli.watch_page import print_alert
    from demarche.errors import UsageError
    from demarche.watch.records import alert_record
    from demarche.watch.store import watch_store

    if close and reopen:
        raise UsageError("alert: give --close or --reopen, not both")
    acts = assign is not None or note is not None or close or reopen
    with register_at(register, write=acts) as opened:
        store = watch_store(opened)
        if acts:
            act(store, number, assign, note, close=close, reopen=reopen, author=by(author))
        found = store.alert(number)
    if as_json:
        print_json(alert_record(found))
    else:
        print_alert(found)


def act(
    store: WatchStore,
    number: int,
    assign: str | None,
    note: str | None,
    *,
    close: bool,
    reopen: bool,
    author: str,
) -> None:
    """Do with an alert what the options say; nothing if the note is none."""
    from demarche.watch.alerts import checked_note

    if note is not None:
        checked_note(note)
    if assign is not None:
        store.assign_alert(number, assign, author=author)
    if note is not None:
        store.note_alert(number, note, author=author)
    if close:
        store.close_alert(number, author=author)
    if reopen:
        store.reopen_alert(number, author=author)
