"""``demarche threads`` and ``demarche thread``: one matter through the years."""

from __future__ import annotations

from datetime import date as Date
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from demarche.cli import options
from demarche.cli.list import (
    AsOf,
    Commitment,
    Kind,
    Sender,
    Since,
    Target,
    Until,
    capitals,
    nothing_words,
)

if TYPE_CHECKING:
    from demarche.register import Filter

Speaker = Annotated[str | None, typer.Option("--speaker", help="Words of the speaker's name.")]
Kinds = Annotated[list[Kind] | None, typer.Option("--kind", help="Kind of response.")]
Commitments = Annotated[list[Commitment] | None, typer.Option("--commitment", help="How firmly.")]
Outlet = Annotated[list[str] | None, typer.Option("--outlet", help="Where it was read.")]
Text = Annotated[str | None, typer.Option("--text", help="Words of the threat's sentence.")]
Limit = Annotated[int | None, typer.Option("--limit", min=1, metavar="N", help="At most so many.")]


def threads(
    sender: Sender = None,
    target: Target = None,
    speaker: Speaker = None,
    kind: Kinds = None,
    commitment: Commitments = None,
    outlet: Outlet = None,
    since: Since = None,
    until: Until = None,
    text: Text = None,
    as_of: AsOf = None,
    limit: Limit = None,
    register: options.RegisterAt = None,
    as_json: options.AsJson = False,
) -> None:
    """Print the threads, last said first: who to whom over what, since when, how often, how firmly.

    A thread is listed if one of its threats fits. The circles are its statements in their order:
    ○ open, ◔ reserved, ◑ stated, ● emphatic. With --json one JSON object a line.

    Example:

        demarche threads --sender RUS --target JPN
    """
    from demarche.cli.registers import register_at
    from demarche.cli.rows import print_json
    from demarche.cli.thread_page import print_threads
    from demarche.export.joined import thread_summary

    wanted = filter_of(sender, target, speaker, kind, commitment, outlet, since, until, text, as_of, limit)
    with register_at(register) as opened:
        if as_json:
            for one in opened.threads(wanted):
                print_json(thread_summary(one))
            return
        if not print_threads(opened.threads(wanted)):
            typer.echo(nothing_words(wanted, articles=opened.counts().articles), err=True)


def thread(
    identity: Annotated[
        str, typer.Argument(metavar="ID", help="Id of any of its threats, or how it begins.")
    ],
    as_of: AsOf = None,
    register: options.RegisterAt = None,
    as_json: options.AsJson = False,
) -> None:
    """Print one thread: a time line, words above and deeds below, then each statement with its ledger.

    Example:

        demarche thread 3f2a9c1b
    """
    from demarche.cli.registers import register_at
    from demarche.cli.rows import print_json
    from demarche.cli.thread_page import print_thread
    from demarche.export.joined import ledger_record, thread_record

    then = day_of(as_of)
    with register_at(register) as opened:
        found = opened.thread(identity, as_of=then)
        ledger = opened.ledger_of(found, as_of=then)
    if as_json:
        print_json(thread_record(found) | {"ledger": [ledger_record(one) for one in ledger]})
        return
    print_thread(found, ledger)


def filter_of(
    sender: list[str] | None,
    target: list[str] | None,
    speaker: str | None,
    kind: list[Kind] | None,
    commitment: list[Commitment] | None,
    outlet: list[str] | None,
    since: datetime | None,
    until: datetime | None,
    text: str | None,
    as_of: datetime | None,
    limit: int | None,
) -> Filter:
    """Return the filter that the options ask for."""
    from demarche.register import Filter

    return Filter(
        sender=capitals(sender),
        target=capitals(target),
        speaker=speaker,
        kind=tuple(one.value for one in kind or ()),
        commitment=tuple(one.value for one in commitment or ()),
        outlet=tuple(outlet or ()),
        since=day_of(since),
        until=day_of(until),
        text=text,
        as_of=day_of(as_of),
        limit=limit,
    )


def day_of(value: datetime | None) -> Date | None:
    """Return the day that an option names."""
    return value.date() if value else None
